"""Stochastic weight averaging (Izmailov et al., 2018)."""

from __future__ import annotations

import numpy as np

from declarations import integer
from declarations.arrays import Array
from optimizers.iteration import Iteration
from optimizers.kept import Kept
from optimizers.optimizer import State, Wrapper


class SWA(Wrapper):
    r"""Leaves the path as it is and judges the plain mean of its points from a certain step on.

    .. math:: \bar x \leftarrow \bar x + \frac{x_t - \bar x}{n}
        \qquad \text{when} \quad t = s + (n - 1)\, k, \quad n = 1, 2, \dots

    So all points that are taken, every k-th from step s on, count alike; before that the point
    itself is judged. With k = 1 and s = 1 it is the mean of the whole path without its start. A
    wrapper around this one that moves the point is not averaged, so this belongs outside the
    others. The learning rate is left to a schedule: the paper has a constant one or cycles of k
    steps, at whose ends the points are taken.

    Source: Izmailov et al. 2018, arXiv:1803.05407, algorithm 1; PyTorch
    ``swa_utils.AveragedModel``, updated after these steps, with its default ``avg_fn``. Its
    ``SWALR`` is the schedule ``polynomial``, or ``piecewise_interpolate`` from a later step on.
    """

    title = "SWA"
    keywords = ("stochastic weight averaging", "Polyak-Ruppert averaging", "AveragedModel")
    group = "Averaging"
    year = 2018
    paper = (
        "Izmailov, Podoprikhin, Garipov, Vetrov and Wilson: Averaging Weights Leads to Wider "
        "Optima and Better Generalization"
    )
    link = "https://arxiv.org/abs/1803.05407"
    rule = r"\bar x \leftarrow \bar x + \tfrac1n (x_t - \bar x) \quad (t = s + (n-1)\,k)"
    intuition = (
        "Once the point only wanders about the bottom of a valley, the middle of where it has been "
        "is deeper than its places are on average."
    )
    strengths = (
        "Forgets nothing: the noise in the mean becomes smaller the longer the run goes on.",
        "Changes nothing of the run itself, at no extra evaluation.",
    )
    weaknesses = ("Begun too early, the way to the bottom stays in the mean for good.",)

    start_step: int = integer(
        default=100,
        valid="[1, 1000000]",
        slider=(1, 500),
        symbol="s",
        help="The first point in the mean is the one after this step.",
    )
    period: int = integer(
        default=1,
        valid="[1, 1000000]",
        slider=(1, 100),
        symbol="k",
        help="After so many steps more the next point is taken.",
    )

    keeps = {"average": Kept(r"\bar x", "The mean of the points that were taken.")}

    def idle(self, steps: int | None = None, rises: bool = True) -> dict[str, str]:
        reasons = super().idle(steps, rises)
        if steps is not None and self.start_step >= steps:
            reasons["period"] = "No effect: the run ends before a second point is taken."
        return reasons

    def initial_state(self, x: Array) -> State:
        return super().initial_state(x) | {"average": x.copy()}

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:
        super().update(x, g, state, now)
        average, since = state["average"], now.t - self.start_step
        if since <= 0:
            np.copyto(average, x)
        elif since % self.period == 0:
            average += (x - average) / (since // self.period + 1)

    def evaluation_point(self, x: Array, state: State) -> Array:  # noqa: ARG002
        return state["average"].copy()
