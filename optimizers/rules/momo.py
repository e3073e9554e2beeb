"""MoMo (Schaipp et al., 2023)."""

from __future__ import annotations

from typing import Any

import numpy as np

from declarations import Number, boolean, real
from declarations.arrays import Array
from optimizers import vocabulary
from optimizers.cards.momo import MoMoCard
from optimizers.gradients import dot
from optimizers.iteration import Iteration
from optimizers.kept import SCALAR, Kept
from optimizers.optimizer import FirstOrder, State, is_on

FLAT = float(np.finfo(np.float64).eps)

MODEL = {
    "average": Kept(r"\bar f", "The moving average of the values.", SCALAR),
    "product": Kept(
        r"\gamma", "The moving average of the products of gradients and points.", SCALAR
    ),
    "bound": Kept(r"f^*", "The value below which nothing is expected.", SCALAR),
}
"""What is remembered of the lines that touch the objective: their heights, and how far down."""


def is_above(slope: Array, x: Array, state: State, bound: Array) -> Array:
    """Whether the averaged line is above a bound at x, which a step that is cut takes it to."""
    parts = state["average"], -state["product"], dot(slope, x)
    rounding = 1e-14 * sum(np.abs(part) for part in parts)
    return np.asarray(sum(parts) - bound > rounding)


def cut_step(
    rule: Any, x: Array, m: Array, direction: Array, state: State, now: Iteration, c: Number = 1.0
) -> None:
    """Move x along a direction, no farther than to where the averaged line reaches the bound.

    Args:
        rule: what says how large steps may be and where the bound is: a MoMo of either kind.
        x: the point, which is moved.
        m: the averaged gradient.
        direction: where the step goes.
        state: with the averages of `MODEL`, which have this step's gradient in them.
        now: the step.
        c: the bias correction of the averages.
    """
    bound, lowest = state["bound"], rule.lower_bound
    if lowest is None:
        lowest = 0.0 if now.minimum is None else now.minimum
    if now.t == 1:
        bound[...] = lowest
    rate = now.learning_rate
    shrink: Number = 1.0
    if rule.weight_decay_mode == "proximal" and is_on(rule.weight_decay):
        shrink = 1.0 + rate * rule.weight_decay
    origin = state["average"] - state["product"]
    height = shrink * origin + dot(m, x)
    slope = dot(m, direction)
    if rule.adapt_lower_bound:
        half = np.maximum(height / (2.0 * c * shrink), lowest)
        bound[...] = np.where(height < shrink * c * bound, half, bound)
    gap = np.maximum(height - shrink * c * bound, 0.0)
    size = np.minimum(rate / c, np.where(slope <= FLAT, 0.0, gap / slope))
    if rule.adapt_lower_bound:
        reached = origin + dot(m, x) - 0.5 * size * slope
        bound[...] = np.maximum(reached / c, lowest)
    x /= shrink
    x -= size * direction


class MoMo(MoMoCard, FirstOrder):
    r"""SGD with momentum whose step is cut where an averaged line would reach the bottom.

    .. math::
        d_t &= \beta d_{t-1} + (1-\beta)\,g_t,\quad h_t
            = \bar f_t - \gamma_t + \langle d_t, x_{t-1}\rangle \\
        x_t &= x_{t-1} - \min\left(\alpha,\,\frac{(h_t - f^*)_+}{\|d_t\|^2}\right) d_t

    where h is the height of the averaged line at the point, and the averages begin with the first
    gradient. f* is the known minimum of the objective, or 0 where none is known, unless
    ``lower_bound`` is given. With ``adapt_lower_bound`` it is an estimate: half of h where h is
    below it, and after every step :math:`h_t - \tau_t \|d_t\|^2 / 2`, but never below the bound.
    Proximal weight decay, with :math:`w = 1 + \alpha \lambda`, replaces h by :math:`w (\bar f_t -
    \gamma_t) + \langle d_t, x_{t-1} \rangle`, f* by :math:`w f^*` and the old point by
    :math:`x_{t-1} / w`. As in Optax the point stays where :math:`\|d_t\|^2` is at most 2.2e-16.

    Form: f with a bar and γ are averages, as d is, of the values and of the products of gradient
    and point: h is the height of the averaged line. Optax takes f* as 0.

    Source: Schaipp, Ohana, Eickenberg, Defazio and Gower 2023, arXiv:2305.07583; Optax
    ``contrib.momo``.
    """

    presets = {"optax": vocabulary.OPTAX | {"lower_bound": 0.0}}
    needs = ("value", "gradient")

    learning_rate: Number = vocabulary.learning_rate(
        default=1.0, slider=(1e-3, 100.0), help="The largest step size; meant to be large."
    )
    momentum: Number = vocabulary.momentum(
        default=0.9,
        symbol=r"\beta",
        help="How long lines are remembered; 0 is Polyak's step with a limit.",
    )
    lower_bound: Number | None = real(
        default=None,
        slider=(-10.0, 10.0),
        symbol="f_0",
        help="The value to aim at; else the smallest known of the objective, or 0.",
    )
    adapt_lower_bound: bool = boolean(
        default=False, help="Estimate the value to aim at on the way; it is never below the bound."
    )
    weight_decay_mode: str = vocabulary.weight_decay_mode(
        default="proximal",
        options=("proximal", "decoupled", "l2"),
        help=(
            "Proximal: divides the point (the paper). Decoupled: shrinks the point. "
            "L2: adds to the gradient."
        ),
    )

    keeps = {"d": Kept("d", "The moving average of the gradients."), **MODEL}

    def decay(self, x: Array, g: Array, now: Iteration) -> Array:
        return g if self.weight_decay_mode == "proximal" else super().decay(x, g, now)

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:
        d, average, product = state["d"], state["average"], state["product"]
        new = 1.0 if now.t == 1 else 1.0 - self.momentum
        d += (g - d) * new
        average += (now.value_here(x) - average) * new
        product += (dot(g, x) - product) * new
        cut_step(self, x, d, d, state, now)

    def push(self, x: Array, state: State, t: Any) -> Array | None:  # noqa: ARG002
        if not is_on(self.momentum):
            return None
        d = state["d"]
        # An estimate gives way where the line is below it.
        goes_on = np.asarray(self.adapt_lower_bound) | is_above(d, x, state, state["bound"])
        return -self.momentum * np.where(goes_on, d, 0.0)
