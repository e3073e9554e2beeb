"""D-Adaptation for Adam (Defazio and Mishchenko, 2023)."""

from __future__ import annotations

from typing import Any

import numpy as np

from declarations import Number, boolean, real
from declarations.arrays import Array
from optimizers.counterpart import optax
from optimizers.gradients import dot, power, root, row_sum
from optimizers.iteration import Iteration
from optimizers.kept import DISTANCE, NUMERATOR, SECOND_MOMENT, Kept
from optimizers.optimizer import FirstOrder, State, is_on


class DAdaptation(FirstOrder):
    r"""Adam that finds its learning rate: a lower bound d on the distance to the solution.

    .. math::
        r_t &= \sqrt{\beta_2} \, r_{t-1} + (1 - \sqrt{\beta_2}) \, \alpha d_{t-1}
            \left\langle g_t, \frac{s_{t-1}}{\sqrt{v_{t-1}} + \epsilon} \right\rangle \\
        m_t &= \beta_1 m_{t-1} + (1 - \beta_1) \alpha d_{t-1} g_t, \quad
            v_t = \beta_2 v_{t-1} + (1 - \beta_2) g_t^2 \\
        s_t &= \sqrt{\beta_2} \, s_{t-1} + (1 - \sqrt{\beta_2}) \, \alpha d_{t-1} g_t, \quad
            d_t = \max\!\left(d_{t-1}, \frac{r_t}{(1 - \sqrt{\beta_2}) \|s_t\|_1}\right) \\
        x_t &= x_{t-1} - \frac{m_t}{\sqrt{v_t} + \epsilon}

    ``bias_correction`` multiplies alpha by :math:`\sqrt{1 - \beta_2^t} / (1 - \beta_1^t)`; it is
    off in the authors' code and always on in Optax. Decoupled weight decay shrinks the point by
    :math:`\alpha d_{t-1} \lambda`. While all gradients are 0 the bound stays (Optax 0.2.8 divides
    0 by 0 and is lost).

    Source: Defazio and Mishchenko 2023, arXiv:2301.07733, and its authors' code (``DAdaptAdam``);
    Optax ``contrib.dadapt_adamw``.
    """

    title = "D-Adaptation (Adam)"
    group = "Parameter-free"
    year = 2023
    paper = "Defazio and Mishchenko: Learning-Rate-Free Learning by D-Adaptation"
    link = "https://arxiv.org/abs/2301.07733"
    rule = (
        r"x_t = x_{t-1} - \frac{m_t}{\sqrt{v_t}+\epsilon},\quad"
        r" m_t = \beta_1 m_{t-1} + (1-\beta_1)\,\alpha\, d_{t-1}\, g_t,\quad"
        r" d_t = \max\!\left(d_{t-1},\,\frac{r_t}{(1-\sqrt{\beta_2})\,\|s_t\|_1}\right)"
    )
    rule_note = (
        "The authors' form, which is the default, has no bias correction; Optax multiplies "
        "α by that of Adam."
    )
    intuition = (
        "How well successive gradients agree bounds from below how far away the solution is. That "
        "bound is used as the learning rate of Adam and is raised whenever a better one is proved."
    )
    strengths = (
        "No learning rate to tune: 1 is right on any scale.",
        "The bound is proved for convex problems, so it is never wildly too large there.",
    )
    weaknesses = (
        "The bound holds for convex problems only; on wavy landscapes it throws the point far out.",
        "It never shrinks, even when the landscape gets rougher.",
    )
    presets = {
        "optax": {"bias_correction": True, "clip_form": "optax"},
    }
    counterparts = (
        optax(
            "contrib.dadapt_adamw",
            betas=("beta_1", "beta_2"),
            eps="epsilon",
            estim_lr0="initial_d",
            weight_decay="weight_decay",
        ),
    )

    learning_rate: Number = real(
        default=1.0,
        valid="(0, inf)",
        slider=(1e-2, 10.0),
        log=True,
        symbol=r"\alpha",
        help="A factor on the estimated step; meant to stay at 1.",
    )
    beta_1: Number = real(
        default=0.9,
        valid="[0, 1)",
        slider=(0.0, 0.99),
        symbol=r"\beta_1",
        help="How long the direction is remembered.",
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
    initial_d: Number = real(
        default=1e-6,
        valid="(0, inf)",
        slider=(1e-8, 1e-1),
        log=True,
        symbol="d_0",
        help="The first bound; too small costs a few steps, too large cannot be undone.",
    )
    growth_rate: Number | None = real(
        default=None,
        valid="(1, inf)",
        slider=(1.02, 2.0),
        help="The most that d may grow by in a step; else without limit.",
    )
    bias_correction: bool = boolean(
        default=False, help="Correct the bias of the moments as Adam does (Optax always does)."
    )

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
        numerator += (agreement - numerator) * (1.0 - keep)
        m *= self.beta_1
        m += (1.0 - self.beta_1) * rate * g
        v += (g * g - v) * (1.0 - self.beta_2)
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
