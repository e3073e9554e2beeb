"""MoMo-Adam (Schaipp et al., 2023)."""

from __future__ import annotations

from typing import Any

import numpy as np

from declarations import Number, boolean, real
from declarations.arrays import Array
from optimizers import vocabulary
from optimizers.cards.momo_adam import MoMoAdamCard
from optimizers.gradients import dot, follow, power
from optimizers.iteration import Iteration
from optimizers.kept import FIRST_MOMENT, SECOND_MOMENT
from optimizers.optimizer import FirstOrder, State, is_on
from optimizers.rules.momo import MODEL, cut_step, is_above


class MoMoAdam(MoMoAdamCard, FirstOrder):
    r"""Adam whose step is cut where an averaged line would reach the bottom.

    .. math::
        D_t &= \sqrt{\hat v_t}+\epsilon,\quad c_t = 1-\beta_1^t,\quad h_t
            = \bar f_t - \gamma_t + \langle m_t, x_{t-1}\rangle \\
        x_t &= x_{t-1}
            - \min\left(\frac{\alpha}{c_t},\,\frac{(h_t - c_t f^*)_+}{\langle m_t,
            m_t/D_t\rangle}\right)\frac{m_t}{D_t}

    where h is c times the height of the averaged line at the point. f* is the known minimum of the
    objective, or 0 where none is known, unless ``lower_bound`` is given. With ``adapt_lower_bound``
    it is an estimate: half of h / c where that is below it, and after every step :math:`(h_t -
    \tau_t \langle m_t, m_t / D_t \rangle / 2) / c_t`, but never below the bound. Proximal weight
    decay, with :math:`w = 1 + \alpha \lambda`, replaces h by :math:`w (\bar f_t - \gamma_t) +
    \langle m_t, x_{t-1} \rangle`, f* by :math:`w f^*` and the old point by :math:`x_{t-1} / w`. As
    in Optax the point stays where the divisor is at most 2.2e-16.

    Form: m and v are Adam's; f with a bar and γ are averages, as m is, of the values and of the
    products of gradient and point. Optax takes f* as 0.

    Source: Schaipp, Ohana, Eickenberg, Defazio and Gower 2023, arXiv:2305.07583; Optax
    ``contrib.momo_adam``.
    """

    presets = {"optax": vocabulary.OPTAX | {"lower_bound": 0.0}}
    needs = ("value", "gradient")

    learning_rate: Number = vocabulary.learning_rate(
        default=0.01,
        slider=(1e-4, 10.0),
        help="The largest length of a step in every coordinate, about; meant to be large.",
    )
    beta_1: Number = vocabulary.beta_1(
        default=0.9, help="How long the direction and the lines are remembered."
    )
    beta_2: Number = vocabulary.beta_2(default=0.999)
    epsilon: Number = vocabulary.epsilon(default=1e-8)
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

    keeps = {"m": FIRST_MOMENT, "v": SECOND_MOMENT, **MODEL}

    def decay(self, x: Array, g: Array, now: Iteration) -> Array:
        return g if self.weight_decay_mode == "proximal" else super().decay(x, g, now)

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:
        m, v, average, product = (state[name] for name in ("m", "v", "average", "product"))
        follow(m, g, self.beta_1)
        follow(v, g * g, self.beta_2)
        follow(average, now.value_here(x), self.beta_1)
        follow(product, dot(g, x), self.beta_1)
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
