"""LARS (You, Gitman and Ginsburg, 2017)."""

from __future__ import annotations

from typing import Any

import numpy as np

from declarations import Number, amount, boolean, choice, real
from declarations.arrays import Array
from optimizers.counterpart import optax
from optimizers.gradients import norms
from optimizers.iteration import Iteration
from optimizers.kept import Kept
from optimizers.optimizer import FirstOrder, Heeded, State, is_on


class LARS(FirstOrder):
    r"""Momentum with a step in proportion to the length of the point itself.

    .. math::
        u_t &= g_t + \lambda x_{t-1}, \quad
            k_t = \frac{\eta \|x_{t-1}\|}{\|u_t\| + \epsilon} \\
        v_t &= \mu v_{t-1} - \alpha k_t u_t, \quad x_t = x_{t-1} + v_t
            \;\text{ or, Nesterov, }\; x_t = x_{t-1} + \mu v_t - \alpha k_t u_t

    The trust ratio k is 1 where one of the norms is 0. Every block of the point is a layer with
    norms of its own; without blocks the point is one. This is Optax' form; the paper divides by
    the sum of the norms, :math:`\|g\| + \lambda \|x\|`, which is the same without weight decay.

    Source: You, Gitman and Ginsburg 2017, arXiv:1708.03888; Optax ``lars`` (L2 decay).
    """

    title = "LARS"
    keywords = ("large batch",)
    group = "Trust ratio"
    year = 2017
    paper = "You, Gitman and Ginsburg: Large Batch Training of Convolutional Networks"
    link = "https://arxiv.org/abs/1708.03888"
    rule = (
        r"v_t = \mu v_{t-1} - \alpha\,\frac{\eta\,\|x_{t-1}\|}{\|g_t\|+\epsilon}\,g_t,\quad"
        r" x_t = x_{t-1} + v_t"
    )
    rule_note = "Without weight decay; the ratio is 1 where one of the norms is 0."
    intuition = (
        "Every step changes the point by a fixed share of its own length, however steep the slope "
        "is. For the weights of a layer that is natural; on a map it means small steps near the "
        "origin."
    )
    strengths = (
        "Does not depend on the scale of the objective.",
        "Keeps layers of very different size in step, even with huge batches.",
    )
    weaknesses = (
        "The origin is a special place: near it the steps vanish.",
        "Never settles, as the step does not shrink with the gradient.",
    )
    presets = {
        "optax": {"clip_form": "optax"},
    }
    sees_blocks = True
    counterparts = (
        optax(
            "lars",
            weight_decay="weight_decay",
            trust_coefficient="trust_coefficient",
            eps="epsilon",
            momentum="momentum",
            nesterov="nesterov",
        ),
    )

    learning_rate: Number = real(
        default=10.0,
        valid="(0, inf)",
        slider=(1e-2, 100.0),
        log=True,
        symbol=r"\alpha",
        help="The step size; times the trust coefficient it is a share of the point's length.",
    )
    weight_decay_mode: str = choice(
        default="l2",
        options=("decoupled", "l2"),
        help="L2: adds to the gradient, before the trust ratio. Decoupled: shrinks the point.",
        needs=(amount("weight_decay"),),
    )
    momentum: Number = real(
        default=0.9,
        valid="[0, 1)",
        slider=(0.0, 0.99),
        symbol=r"\mu",
        help="The share of the velocity that is kept from step to step.",
    )
    nesterov: bool = boolean(
        default=False,
        help="Look ahead along the velocity (Nesterov).",
        needs=(amount("momentum"),),
    )
    trust_coefficient: Number = real(
        default=0.001,
        valid="(0, inf)",
        slider=(1e-4, 1.0),
        log=True,
        symbol=r"\eta",
        help="How far the point may move, relative to its own length.",
    )
    epsilon: Number = real(
        default=0.0,
        valid="[0, inf)",
        slider=(0.0, 1e-1),
        symbol=r"\epsilon",
        help="Added to the norm of the gradient.",
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
