"""MoMo-Adam (Schaipp et al., 2023)."""

from __future__ import annotations

from typing import Any

import numpy as np

from declarations import Number, amount, boolean, choice, real
from declarations.arrays import Array
from optimizers.counterpart import optax
from optimizers.gradients import dot, power
from optimizers.iteration import Iteration
from optimizers.kept import FIRST_MOMENT, SECOND_MOMENT
from optimizers.optimizer import FirstOrder, State, is_on
from optimizers.rules.momo import MODEL, cut_step, is_above


class MoMoAdam(FirstOrder):
    r"""Adam whose step is cut where an averaged line would reach the bottom.

    .. math::
        m_t &= \beta_1 m_{t-1} + (1 - \beta_1) g_t, \quad
            v_t = \beta_2 v_{t-1} + (1 - \beta_2) g_t^2, \quad
            D_t = \sqrt{\hat v_t} + \epsilon \\
        \bar f_t &= \beta_1 \bar f_{t-1} + (1 - \beta_1) f(x_{t-1}), \quad
            \gamma_t = \beta_1 \gamma_{t-1} + (1 - \beta_1) \langle g_t, x_{t-1} \rangle \\
        h_t &= \bar f_t - \gamma_t + \langle m_t, x_{t-1} \rangle, \quad c_t = 1 - \beta_1^t \\
        x_t &= x_{t-1} - \min\!\left(\frac{\alpha}{c_t},
            \frac{(h_t - c_t f^*)_+}{\langle m_t, m_t / D_t \rangle}\right) \frac{m_t}{D_t}

    where h is c times the height of the averaged line at the point. f* is the known minimum of
    the objective, or 0 where none is known, unless ``lower_bound`` is given. With
    ``adapt_lower_bound`` it is an estimate: half of h / c where that is below it, and after every
    step :math:`(h_t - \tau_t \langle m_t, m_t / D_t \rangle / 2) / c_t`, but never below the bound.
    Proximal weight decay, with :math:`w = 1 + \alpha \lambda`, replaces h by
    :math:`w (\bar f_t - \gamma_t) + \langle m_t, x_{t-1} \rangle`, f* by :math:`w f^*` and the old
    point by :math:`x_{t-1} / w`. As in Optax the point stays where the divisor is at most 2.2e-16.

    Source: Schaipp, Ohana, Eickenberg, Defazio and Gower 2023, arXiv:2305.07583; Optax
    ``contrib.momo_adam``.
    """

    title = "MoMo-Adam"
    keywords = ("momentum models", "Polyak")
    group = "Adaptive"
    year = 2023
    paper = "Schaipp et al.: MoMo: Momentum Models for Adaptive Learning Rates"
    link = "https://arxiv.org/abs/2305.07583"
    rule = (
        r"\begin{aligned} D_t &= \sqrt{\hat v_t}+\epsilon,\quad c_t = 1-\beta_1^t,\quad"
        r" h_t = \bar f_t - \gamma_t + \langle m_t, x_{t-1}\rangle \\"
        r" x_t &= x_{t-1} - \min\left(\frac{\alpha}{c_t},\,\frac{(h_t - c_t f^*)_+}"
        r"{\langle m_t, m_t/D_t\rangle}\right)\frac{m_t}{D_t} \end{aligned}"
    )
    rule_note = (
        "m and v are Adam's; f with a bar and γ are averages, as m is, of the values and of the "
        "products of gradient and point. Optax takes f* as 0."
    )
    intuition = (
        "Adam that knows how low it can get: it goes no farther along its direction than to where "
        "the average of the lines that touched the objective reaches the smallest value there can "
        "be. The learning rate is only an upper limit."
    )
    strengths = (
        "A learning rate that is too large for Adam does little harm.",
        "Slows down as it comes close to the goal, without a schedule.",
    )
    weaknesses = (
        "The smallest value has to be known; with too low a guess it is Adam.",
        "In a local minimum the gap stays open and the limit is never felt.",
    )
    presets = {
        "optax": {"lower_bound": 0.0, "clip_form": "optax"},
    }
    counterparts = (
        optax(
            "contrib.momo_adam",
            b1="beta_1",
            b2="beta_2",
            eps="epsilon",
            lower_bound="lower_bound",
            adapt_lower_bound="adapt_lower_bound",
            weight_decay="weight_decay",
            tells_value=True,
        ),
    )
    needs = ("value", "gradient")
    family = "adam"

    learning_rate: Number = real(
        default=0.01,
        valid="(0, inf)",
        slider=(1e-4, 10.0),
        log=True,
        symbol=r"\alpha",
        help="The largest length of a step in every coordinate, about; meant to be large.",
    )
    beta_1: Number = real(
        default=0.9,
        valid="[0, 1)",
        slider=(0.0, 0.99),
        symbol=r"\beta_1",
        help="How long the direction and the lines are remembered.",
    )
    beta_2: Number = real(
        default=0.999,
        valid="[0, 1)",
        slider=(0.5, 0.9999),
        symbol=r"\beta_2",
        help="How long the size of the gradient is remembered.",
    )
    epsilon: Number = real(
        default=1e-8,
        valid="[0, inf)",
        slider=(1e-10, 1e-1),
        log=True,
        symbol=r"\epsilon",
        help="Keeps the division finite.",
    )
    lower_bound: Number | None = real(
        default=None,
        slider=(-10.0, 10.0),
        symbol="f_0",
        help="The value to aim at; else the smallest known of the objective, or 0.",
    )
    adapt_lower_bound: bool = boolean(
        default=False,
        help="Estimate the value to aim at on the way; it is never below the bound.",
    )
    weight_decay_mode: str = choice(
        default="proximal",
        options=("proximal", "decoupled", "l2"),
        help="Proximal: divides the point (the paper). Decoupled: shrinks the point. "
        "L2: adds to the gradient.",
        needs=(amount("weight_decay"),),
    )

    keeps = {"m": FIRST_MOMENT, "v": SECOND_MOMENT, **MODEL}

    def decay(self, x: Array, g: Array, now: Iteration) -> Array:
        return g if self.weight_decay_mode == "proximal" else super().decay(x, g, now)

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:
        m, v, average, product = (state[name] for name in ("m", "v", "average", "product"))
        m += (g - m) * (1.0 - self.beta_1)
        v += (g * g - v) * (1.0 - self.beta_2)
        average += (now.value_here(x) - average) * (1.0 - self.beta_1)
        product += (dot(g, x) - product) * (1.0 - self.beta_1)
        correction_1 = 1.0 - power(self.beta_1, now.t)
        correction_2 = 1.0 - power(self.beta_2, now.t)
        direction = m / (np.sqrt(v / correction_2) + self.epsilon)
        cut_step(self, x, m, direction, state, now, correction_1)

    def push(self, x: Array, state: State, t: Any) -> Array | None:
        if not is_on(self.beta_1):
            return None
        m = state["m"]
        bound = (1.0 - np.float_power(self.beta_1, t)) * state["bound"]
        # An estimate gives way where the line is below it.
        goes_on = np.asarray(self.adapt_lower_bound) | is_above(m, x, state, bound)
        along = self.beta_1 * m / (np.sqrt(state["v"]) + self.epsilon)
        return -np.where(goes_on, along, 0.0)
