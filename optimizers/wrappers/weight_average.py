"""Averaging the path (Polyak and Juditsky, 1992), in its exponential form."""

from __future__ import annotations

import numpy as np

from declarations import Number, real
from declarations.arrays import Array
from optimizers.iteration import Iteration
from optimizers.kept import Kept
from optimizers.optimizer import State, Wrapper


class WeightAverage(Wrapper):
    r"""Leaves the path as it is and judges a moving average of its points.

    .. math:: \bar x_1 = x_1, \quad \bar x_t = \mu \bar x_{t-1} + (1 - \mu) x_t

    Before the first step the average is the start. A wrapper around this one that moves the point
    is not averaged, so this belongs outside the others.

    Source: Polyak and Juditsky 1992 (there the plain mean, as in `SWA`); Keras ``use_ema=True``.
    """

    title = "Weight averaging"
    group = "Averaging"
    year = 1992
    paper = "Polyak and Juditsky: Acceleration of Stochastic Approximation by Averaging"
    link = "https://doi.org/10.1137/0330046"
    rule = r"\bar x_t = \mu\,\bar x_{t-1} + (1-\mu)\,x_t"
    intuition = (
        "Where noise or a large learning rate keeps the point dancing around the minimum, the "
        "middle of the dance is much closer to it."
    )
    strengths = (
        "Removes noise without smaller steps, at no extra evaluation.",
        "Changes nothing of the run itself.",
    )
    weaknesses = ("Lags about 1 / (1 - μ) steps behind while there is still a way to go.",)

    momentum: Number = real(
        default=0.99,
        valid="[0, 1]",
        slider=(0.5, 0.999),
        symbol=r"\mu",
        help="How long a point counts in the average.",
    )

    keeps = {"average": Kept(r"\bar x", "The moving average of the points.")}

    def initial_state(self, x: Array) -> State:
        return super().initial_state(x) | {"average": x.copy()}

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:
        super().update(x, g, state, now)
        average = state["average"]
        if now.t == 1:
            np.copyto(average, x)
        else:
            average *= self.momentum
            average += x * (1.0 - self.momentum)

    def evaluation_point(self, x: Array, state: State) -> Array:  # noqa: ARG002
        return state["average"].copy()
