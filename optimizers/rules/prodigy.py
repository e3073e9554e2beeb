"""Prodigy (Mishchenko and Defazio, 2023)."""

from __future__ import annotations

from typing import Any

import numpy as np

from declarations import Number, boolean, real
from declarations.arrays import Array
from optimizers import vocabulary
from optimizers.cards.prodigy import ProdigyCard
from optimizers.gradients import dot, power, root, row_sum
from optimizers.iteration import Iteration
from optimizers.kept import DISTANCE, NUMERATOR, SCALAR, START, Kept
from optimizers.optimizer import FirstOrder, State, is_on


class Prodigy(ProdigyCard, FirstOrder):
    r"""Adam that finds its learning rate: an estimate d of the distance to the solution.

    .. math::
        x_t = x_{t-1} - \alpha\, d_{t-1}\,\frac{m_t}{\sqrt{v_t}+d_t\,\epsilon},\quad d_t
            = \max\!\left(d_{t-1},\,c\,\frac{r_t}{\|s_t\|_1}\right)

    where

    .. math::
        m_t &= \beta_1 m_{t-1} + (1 - \beta_1) d_{t-1} g_t, \quad
            v_t = \beta_2 v_{t-1} + (1 - \beta_2) d_{t-1}^2 g_t^2 \\
        r_t &= \beta_3 r_{t-1} + \frac{\alpha d_{t-1}^2}{d_0} \langle g_t, x_0 - x_{t-1} \rangle,
            \quad s_t = \beta_3 s_{t-1} + \frac{\alpha d_{t-1}^2}{d_0} g_t

    ``bias_correction`` multiplies alpha by :math:`\sqrt{1 - \beta_2^t} / (1 - \beta_1^t)`; it is
    off in the authors' code and always on in Optax. Decoupled weight decay shrinks the point by
    :math:`\alpha d_{t-1} \lambda`. While all gradients are 0 the estimate stays (Optax 0.2.8
    divides 0 by 0 and is lost).

    Form: The authors' form, which is the default, has no bias correction; Optax multiplies α by
    that of Adam.

    Source: Mishchenko and Defazio 2023, arXiv:2306.06101, algorithm 4, and its authors' code; Optax
    ``contrib.prodigy``.
    """

    presets = {"optax": vocabulary.OPTAX | {"bias_correction": True}}

    learning_rate: Number = vocabulary.learning_rate(
        default=1.0, slider=(1e-2, 10.0), help="A factor on the estimated step; meant to stay at 1."
    )
    beta_1: Number = vocabulary.beta_1(default=0.9)
    beta_2: Number = vocabulary.beta_2(default=0.999)
    beta_3: Number | None = vocabulary.beta_3(
        default=None, help="How long the estimate remembers; else the root of β₂."
    )
    epsilon: Number = vocabulary.epsilon(default=1e-8)
    initial_d: Number = vocabulary.initial_d(
        default=1e-6,
        help="The first estimate; too small costs a few steps, too large cannot be undone.",
    )
    d_coef: Number = real(
        default=1.0,
        valid="(0, inf)",
        slider=(0.1, 10.0),
        log=True,
        symbol="c",
        help="A factor on every estimate.",
    )
    growth_rate: Number | None = vocabulary.growth_rate(default=None)
    bias_correction: bool = vocabulary.bias_correction(default=False)
    safeguard_warmup: bool = boolean(
        default=False, help="Leave the learning rate out of the estimate, for use with a warm-up."
    )

    keeps = {
        "start": START,
        "m": Kept("m", "The moving average of the gradients times d."),
        "v": Kept("v", "The moving average of the squares of the gradients times d."),
        "s": Kept("s", "The decaying sum of the gradients, weighted by d."),
        "numerator": NUMERATOR,
        "d": DISTANCE,
        "d_max": Kept(r"d_{\max}", "The largest d that is proved; d grows up to it.", SCALAR),
    }

    def initial_state(self, x: Array) -> State:
        distance = np.full(x.shape[1:], self.initial_d)
        return super().initial_state(x) | {
            "start": x.copy(),
            "d": distance,
            "d_max": distance.copy(),
        }

    def decay(self, x: Array, g: Array, now: Iteration) -> Array:
        """Decoupled decay waits until the step size is known."""
        return super().decay(x, g, now) if self.weight_decay_mode == "l2" else g

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:
        m, v, s, d, numerator = (state[name] for name in ("m", "v", "s", "d", "numerator"))
        beta_3 = np.sqrt(self.beta_2) if self.beta_3 is None else self.beta_3
        rate = d * now.learning_rate
        if self.bias_correction:
            correction_2 = 1.0 - power(self.beta_2, now.t)
            rate = rate * root(correction_2) / (1.0 - power(self.beta_1, now.t))
        m *= self.beta_1
        m += (1.0 - self.beta_1) * d * g
        v *= self.beta_2
        v += (1.0 - self.beta_2) * (d * d) * (g * g)
        weight = d / self.initial_d
        numerator *= beta_3
        numerator += weight * rate * dot(g, state["start"] - x)
        s *= beta_3
        s += weight * (d if self.safeguard_warmup else rate) * g
        self._grow(state)
        if self.weight_decay_mode == "decoupled" and is_on(self.weight_decay):
            x -= x * self.weight_decay * rate
        x -= rate * m / (np.sqrt(v) + d * self.epsilon)

    def push(self, x: Array, state: State, t: Any) -> Array | None:  # noqa: ARG002
        if not is_on(self.beta_1):
            return None
        divisor = np.sqrt(state["v"]) + state["d"] * self.epsilon
        return -self.beta_1 * state["m"] / divisor

    def _grow(self, state: State) -> None:
        """Raise the estimate d to what the gradients so far prove."""
        d, d_max = state["d"], state["d_max"]
        total = row_sum(np.abs(state["s"]))
        proved = np.where(total > 0.0, self.d_coef * state["numerator"] / total, 0.0)
        np.fmax(d_max, proved, out=d_max)
        if self.growth_rate is None:
            d[...] = d_max
        else:
            first = np.where(d == self.initial_d, np.fmax(d, proved), d)
            d[...] = np.minimum(d_max, first * self.growth_rate)
