"""D-Adaptation for Adam (Defazio and Mishchenko, 2023)."""

from __future__ import annotations

from typing import Any

import numpy as np

from declarations import Number
from declarations.arrays import Array
from optimizers import vocabulary
from optimizers.cards.d_adaptation import DAdaptationCard
from optimizers.gradients import dot, follow, power, root, row_sum
from optimizers.iteration import Iteration
from optimizers.kept import DISTANCE, NUMERATOR, SECOND_MOMENT, Kept
from optimizers.optimizer import FirstOrder, State, is_on


class DAdaptation(DAdaptationCard, FirstOrder):
    r"""Adam that finds its learning rate: a lower bound d on the distance to the solution.

    .. math::
        x_t = x_{t-1} - \frac{m_t}{\sqrt{v_t}+\epsilon},\quad m_t
            = \beta_1 m_{t-1} + (1-\beta_1)\,\alpha\, d_{t-1}\, g_t,\quad d_t
            = \max\!\left(d_{t-1},\,\frac{r_t}{(1-\sqrt{\beta_2})\,\|s_t\|_1}\right)

    where

    .. math::
        r_t &= \sqrt{\beta_2} \, r_{t-1} + (1 - \sqrt{\beta_2}) \, \alpha d_{t-1}
            \left\langle g_t, \frac{s_{t-1}}{\sqrt{v_{t-1}} + \epsilon} \right\rangle \\
        s_t &= \sqrt{\beta_2} \, s_{t-1} + (1 - \sqrt{\beta_2}) \, \alpha d_{t-1} g_t

    and v is Adam's.

    ``bias_correction`` multiplies alpha by :math:`\sqrt{1 - \beta_2^t} / (1 - \beta_1^t)`; it is
    off in the authors' code and always on in Optax. Decoupled weight decay shrinks the point by
    :math:`\alpha d_{t-1} \lambda`. While all gradients are 0 the bound stays (Optax 0.2.8 divides 0
    by 0 and is lost).

    Form: The authors' form, which is the default, has no bias correction; Optax multiplies α by
    that of Adam.

    Source: Defazio and Mishchenko 2023, arXiv:2301.07733, and its authors' code (``DAdaptAdam``);
    Optax ``contrib.dadapt_adamw``.
    """

    presets = {"optax": vocabulary.OPTAX | {"bias_correction": True}}

    learning_rate: Number = vocabulary.learning_rate(
        default=1.0, slider=(1e-2, 10.0), help="A factor on the estimated step; meant to stay at 1."
    )
    beta_1: Number = vocabulary.beta_1(default=0.9)
    beta_2: Number = vocabulary.beta_2(default=0.999)
    epsilon: Number = vocabulary.epsilon(default=1e-8)
    initial_d: Number = vocabulary.initial_d(default=1e-6)
    growth_rate: Number | None = vocabulary.growth_rate(default=None)
    bias_correction: bool = vocabulary.bias_correction(default=False)

    keeps = {
        "m": Kept("m", "The moving average of the gradients times their step sizes."),
        "v": SECOND_MOMENT,
        "s": Kept("s", "The same as m, with the root of beta 2 for its memory."),
        "numerator": NUMERATOR,
        "d": DISTANCE,
    }

    def initial_state(self, x: Array) -> State:
        return super().initial_state(x) | {"d": np.full(x.shape[1:], self.initial_d)}

    def decay(self, x: Array, g: Array, now: Iteration) -> Array:
        """Decoupled decay waits until the step size is known."""
        return super().decay(x, g, now) if self.weight_decay_mode == "l2" else g

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:
        m, v, s, d, numerator = (state[name] for name in ("m", "v", "s", "d", "numerator"))
        rate = d * now.learning_rate
        if self.bias_correction:
            correction_2 = 1.0 - power(self.beta_2, now.t)
            rate = rate * root(correction_2) / (1.0 - power(self.beta_1, now.t))
        keep = np.sqrt(self.beta_2)
        agreement = rate * dot(g, s / (np.sqrt(v) + self.epsilon))
        follow(numerator, agreement, keep)
        m *= self.beta_1
        m += (1.0 - self.beta_1) * rate * g
        follow(v, g * g, self.beta_2)
        s *= keep
        s += (1.0 - keep) * rate * g
        total = (1.0 - keep) * row_sum(np.abs(s))
        proved = np.where(total > 0.0, numerator / total, 0.0)
        if self.growth_rate is not None:
            proved = np.minimum(proved, d * self.growth_rate)
        np.fmax(d, proved, out=d)
        if self.weight_decay_mode == "decoupled" and is_on(self.weight_decay):
            x -= x * self.weight_decay * rate
        x -= m / (np.sqrt(v) + self.epsilon)

    def push(self, x: Array, state: State, t: Any) -> Array | None:  # noqa: ARG002
        if not is_on(self.beta_1):
            return None
        return -self.beta_1 * state["m"] / (np.sqrt(state["v"]) + self.epsilon)
