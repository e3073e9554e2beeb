"""Adan (Xie et al., 2022)."""

from __future__ import annotations

from typing import Any

import numpy as np

from declarations import Number, amount, choice, real
from declarations.arrays import Array
from optimizers.counterpart import OPTAX_MOMENTS, optax
from optimizers.gradients import power
from optimizers.iteration import Iteration
from optimizers.kept import FIRST_MOMENT, LAST_GRADIENT, Kept
from optimizers.optimizer import FirstOrder, State, is_on


class Adan(FirstOrder):
    r"""Adam with Nesterov's look-ahead, made from the difference of successive gradients.

    .. math::
        m_t &= \beta_1 m_{t-1} + (1 - \beta_1) g_t, \quad
            d_t = g_t - g_{t-1} \;(d_1 = 0) \\
        v_t &= \beta_2 v_{t-1} + (1 - \beta_2) d_t, \quad
            n_t = \beta_3 n_{t-1} + (1 - \beta_3) (g_t + \beta_2 d_t)^2 \\
        x_t &= \frac{1}{1 + \alpha \lambda} \left( x_{t-1} - \alpha
            \frac{\hat m_t + \beta_2 \hat v_t}{\sqrt{\hat n_t + \epsilon_r} + \epsilon} \right)

    with bias-corrected moments and betas as the shares that are kept; the paper writes 1 - beta.
    Optax 0.2.8 has 1 - beta_2 = 0.08 where the paper and its authors' code have beta_2 = 0.92;
    its preset gives its defaults, and its decoupled decay, with the rule as published.

    Source: Xie et al. 2022, arXiv:2208.06677, and its authors' code.
    """

    title = "Adan"
    group = "Adaptive"
    year = 2022
    paper = (
        "Xie et al.: Adan: Adaptive Nesterov Momentum Algorithm for Faster Optimizing Deep Models"
    )
    link = "https://arxiv.org/abs/2208.06677"
    rule = (
        r"\begin{aligned} v_t &= \beta_2 v_{t-1} + (1-\beta_2)(g_t - g_{t-1}) \\"
        r" n_t &= \beta_3 n_{t-1} + (1-\beta_3)(g_t + \beta_2(g_t - g_{t-1}))^2 \\"
        r" x_t &= x_{t-1} - \alpha\,\frac{\hat m_t + \beta_2\hat v_t}{\sqrt{\hat n_t}+\epsilon}"
        r" \end{aligned}"
    )
    rule_note = (
        "Without weight decay, with the bias-corrected moments; Optax adds a second epsilon "
        "inside the root."
    )
    intuition = (
        "How the gradient has been changing tells what it will be a step further on. Adan adds "
        "that forecast to Adam's momentum, so it brakes before the valley floor, not after it."
    )
    strengths = (
        "Overshoots less than Adam at the same learning rate.",
        "Needs no second gradient for its look-ahead.",
    )
    weaknesses = (
        "Three memories and a previous gradient to keep.",
        "Differences of noisy gradients are noisier still.",
    )
    presets = {
        "optax": {"epsilon_root": 1e-8, "weight_decay_mode": "decoupled", "clip_form": "optax"},
    }
    counterparts = (
        optax(
            "adan",
            **OPTAX_MOMENTS,
            b3="beta_3",
            weight_decay="weight_decay",
            caveat="Optax weighs the difference of gradients with 1 - b2 instead of b2: only at "
            "0.5 it is the published rule (google-deepmind/optax#1715).",
        ),
    )
    family = "adam"
    family_factor = 2.0

    learning_rate: Number = real(
        default=0.001,
        valid="(0, inf)",
        slider=(1e-4, 1.0),
        log=True,
        symbol=r"\alpha",
        help="About the length of a step in every coordinate.",
    )
    weight_decay_mode: str = choice(
        default="proximal",
        options=("proximal", "decoupled", "l2"),
        help="Proximal: divides the new point (the paper). Decoupled: shrinks the old point. "
        "L2: adds to the gradient.",
        needs=(amount("weight_decay"),),
    )
    beta_1: Number = real(
        default=0.98,
        valid="[0, 1)",
        slider=(0.0, 0.99),
        symbol=r"\beta_1",
        help="How long the direction is remembered.",
    )
    beta_2: Number = real(
        default=0.92,
        valid="[0, 1)",
        slider=(0.0, 0.99),
        symbol=r"\beta_2",
        help="How long the change of the gradient is remembered, and how much it counts.",
    )
    beta_3: Number = real(
        default=0.99,
        valid="[0, 1)",
        slider=(0.5, 0.9999),
        symbol=r"\beta_3",
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
    epsilon_root: Number = real(
        default=0.0,
        valid="[0, inf)",
        slider=(0.0, 1e-3),
        symbol=r"\epsilon_r",
        help="A second epsilon inside the root (Optax).",
    )

    keeps = {
        "m": FIRST_MOMENT,
        "v": Kept("v", "The moving average of the changes of the gradient."),
        "n": Kept("n", "The moving average of the squares of gradients that look ahead."),
        "previous": LAST_GRADIENT,
    }

    def decay(self, x: Array, g: Array, now: Iteration) -> Array:
        return g if self.weight_decay_mode == "proximal" else super().decay(x, g, now)

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:
        m, v, n = state["m"], state["v"], state["n"]
        change = g - state["previous"] if now.t > 1 else np.zeros_like(g)
        ahead = g + self.beta_2 * change
        m += (g - m) * (1.0 - self.beta_1)
        v += (change - v) * (1.0 - self.beta_2)
        n += (ahead * ahead - n) * (1.0 - self.beta_3)
        m_hat = m / (1.0 - power(self.beta_1, now.t))
        v_hat = v / (1.0 - power(self.beta_2, now.t))
        n_hat = n / (1.0 - power(self.beta_3, now.t))
        root = np.sqrt(n_hat + self.epsilon_root) + self.epsilon
        x -= now.learning_rate * (m_hat + self.beta_2 * v_hat) / root
        if self.weight_decay_mode == "proximal" and is_on(self.weight_decay):
            x /= 1.0 + self.weight_decay * now.learning_rate
        state["previous"][...] = g

    def push(self, x: Array, state: State, t: Any) -> Array | None:  # noqa: ARG002
        """The gradient has then changed as well, to 0, and that change is part of the forecast."""
        if not is_on(self.beta_1) and not is_on(self.beta_2):
            return None
        change = -state["previous"]
        m = self.beta_1 * state["m"]
        v = self.beta_2 * state["v"] + (1.0 - self.beta_2) * change
        n = self.beta_3 * state["n"] + (1.0 - self.beta_3) * (self.beta_2 * change) ** 2
        m_hat = m / (1.0 - np.float_power(self.beta_1, t + 1))
        v_hat = v / (1.0 - np.float_power(self.beta_2, t + 1))
        return -(m_hat + self.beta_2 * v_hat) / (np.sqrt(n) + self.epsilon)
