"""LARS (You, Gitman and Ginsburg, 2017)."""

from __future__ import annotations

from typing import Any

import numpy as np

from declarations import Number, amount, real
from declarations.arrays import Array
from optimizers import vocabulary
from optimizers.cards.lars import LARSCard
from optimizers.gradients import norms
from optimizers.iteration import Iteration
from optimizers.kept import Kept
from optimizers.optimizer import FirstOrder, Heeded, State, is_on


class LARS(LARSCard, FirstOrder):
    r"""Momentum with a step in proportion to the length of the point itself.

    .. math::
        v_t = \mu v_{t-1} - \alpha\,\frac{\eta\,\|x_{t-1}\|}{\|g_t\|+\epsilon}\,g_t,\quad x_t
            = x_{t-1} + v_t

    With weight decay g is :math:`u_t = g_t + \lambda x_{t-1}`. Nesterov's form is :math:`x_t =
    x_{t-1} + \mu v_t - \alpha k_t u_t` with the ratio :math:`k_t = \eta \|x_{t-1}\| / (\|u_t\| +
    \epsilon)`.

    Every block of the point is a layer with norms of its own; without blocks the point is one. This
    is Optax' form; the paper divides by the sum of the norms, :math:`\|g\| + \lambda \|x\|`, which
    is the same without weight decay.

    Form: Without weight decay; the ratio is 1 where one of the norms is 0.

    Source: You, Gitman and Ginsburg 2017, arXiv:1708.03888; Optax ``lars`` (L2 decay).
    """

    presets = {"optax": vocabulary.OPTAX}
    sees_blocks = True

    learning_rate: Number = vocabulary.learning_rate(
        default=10.0,
        slider=(1e-2, 100.0),
        help="The step size; times the trust coefficient it is a share of the point's length.",
    )
    weight_decay_mode: str = vocabulary.weight_decay_mode(
        default="l2",
        help="L2: adds to the gradient, before the trust ratio. Decoupled: shrinks the point.",
    )
    momentum: Number = vocabulary.momentum(
        default=0.9, help="The share of the velocity that is kept from step to step."
    )
    nesterov: bool = vocabulary.nesterov(default=False, needs=(amount("momentum"),))
    trust_coefficient: Number = real(
        default=0.001,
        valid="(0, inf)",
        slider=(1e-4, 1.0),
        log=True,
        symbol=r"\eta",
        help="How far the point may move, relative to its own length.",
    )
    epsilon: Number = vocabulary.epsilon(
        default=0.0, slider=(0.0, 1e-1), log=False, help="Added to the norm of the gradient."
    )

    @property
    def heeds(self) -> Heeded:
        size_counts = self.adds_decay or self.clipvalue is not None or is_on(self.epsilon)
        return "all" if size_counts else "direction"

    keeps = {"velocity": Kept("v", "The decaying sum of the steps.")}

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:
        parts = now.variables(x)
        size, slope = norms(x, parts), norms(g, parts)
        ratio = self.trust_coefficient * size / (slope + self.epsilon)
        ratio = np.where((size == 0.0) | (slope == 0.0), 1.0, ratio)
        step = now.learning_rate * (g * ratio)
        v = state["velocity"]
        v *= self.momentum
        v -= step
        x += v * self.momentum - step if self.nesterov else v

    def push(self, x: Array, state: State, t: Any) -> Array | None:  # noqa: ARG002
        if not is_on(self.momentum):
            return None
        return self.momentum * state["velocity"]
