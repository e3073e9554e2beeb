"""RAdam (Liu et al., 2020)."""

from __future__ import annotations

from typing import Any

import numpy as np

from declarations import Needs, Number, boolean, real, switched
from declarations.arrays import Array
from declarations.claim import Claim, Seen
from optimizers.counterpart import DECOUPLED, OPTAX_MOMENTS, optax, torch
from optimizers.iteration import Iteration
from optimizers.kept import FIRST_MOMENT, SECOND_MOMENT
from optimizers.optimizer import FirstOrder, State, is_on
from optimizers.rules.adam import CORRECTED
from optimizers.show import Racer, Show

LEAST_THRESHOLD = 4.0

ADAPTS = Needs(
    lambda rule: 2.0 / (1.0 - rule.beta_2) - 1.0 > rule.threshold,
    "No effect while beta 2 is so small that the step never becomes adaptive.",
)
MAY_ADAPT = Needs(
    lambda rule: 2.0 / (1.0 - rule.beta_2) - 1.0 > LEAST_THRESHOLD,
    "No effect while beta 2 is at most 0.6: the step never becomes adaptive.",
)


class RAdam(FirstOrder):
    r"""Adam that trusts its second moment only once enough gradients have gone into it.

    .. math::
        \rho_t &= \rho_\infty - \frac{2 t \beta_2^t}{1 - \beta_2^t}, \quad
            \rho_\infty = \frac{2}{1 - \beta_2} - 1, \quad
            r_t = \sqrt{\frac{(\rho_t - 4)(\rho_t - 2) \rho_\infty}
                             {(\rho_\infty - 4)(\rho_\infty - 2) \rho_t}} \\
        x_t &= x_{t-1} - \alpha r_t \hat m_t \frac{\sqrt{1 - \beta_2^t}}{\sqrt{v_t} + \epsilon}
            \;\text{ if } \rho_t > 5, \text{ else } x_{t-1} - \alpha \hat m_t

    with the moments of Adam, the first one bias-corrected. Rho is the number of gradients that
    the average v amounts to. The paper switches at 4, PyTorch and Optax at 5; PyTorch adds
    epsilon to the uncorrected root (``epsilon_hat``), Optax to the corrected one.

    Source: Liu et al. 2020, arXiv:1908.03265; PyTorch ``RAdam`` (L2 decay), Optax ``radam``.
    """

    title = "RAdam"
    keywords = ("rectified Adam",)
    group = "Adaptive"
    year = 2020
    paper = "Liu et al.: On the Variance of the Adaptive Learning Rate and Beyond"
    link = "https://arxiv.org/abs/1908.03265"
    rule = (
        r"x_t = x_{t-1} - \alpha \begin{cases}"
        r" r_t\,\hat m_t\,\sqrt{1-\beta_2^t}\,/(\sqrt{v_t}+\epsilon)"
        r" & \rho_t > 5 \\ \hat m_t & \text{else} \end{cases}"
    )
    rule_note = (
        "PyTorch's form, which is the default: epsilon is added before the bias correction of "
        "v, in Optax after it (epsilon hat off)."
    )
    intuition = (
        "After a few gradients the average of their squares is a poor guess, so the first steps "
        "are those of momentum without any division. Then the adaptive step is faded in, as a "
        "warm-up that nobody has to tune."
    )
    strengths = (
        "Needs no learning-rate warm-up.",
        "Once warmed up it is Adam.",
    )
    weaknesses = (
        "The first five steps are in proportion to the gradient, and too long where it is steep.",
        "Starts slowly: with β₂ = 0.999 the full step is reached after thousands of steps.",
    )
    shows = (
        Show(
            "weakness",
            "The first five steps are in proportion to the gradient",
            "Its first step is 3.8 long, across the bowl and up its other side, where Adam's is "
            "0.07 with the same learning rate. After 200 steps it is 1.66 above the minimum, Adam "
            "less than 0.001.",
            (Racer("radam", {"learning_rate": 0.05}), Racer("adam", {"learning_rate": 0.05})),
            "ellipse",
            seen=(
                Seen(Claim("first step is 3.8 long", "step", "3.8"), (0,), {"steps": 1}),
                Seen(Claim("where Adam's is 0.07", "step", "0.07"), (1,), {"steps": 1}),
                Seen(Claim("After 200 steps", "last step", "200"), (0, 1)),
                Seen(Claim("1.66 above the minimum", "gap", "1.66"), (0,)),
                Seen(Claim("less than 0.001", "gap", "<0.001"), (1,)),
            ),
        ),
    )
    presets = {
        "torch": {"weight_decay_mode": "l2", "clip_form": "torch"},
        "optax": {"epsilon_hat": False, "clip_form": "optax"},
    }
    counterparts = (
        torch(
            "RAdam",
            betas=("beta_1", "beta_2"),
            eps="epsilon",
            decoupled_weight_decay=DECOUPLED,
        ),
        optax("radam", **OPTAX_MOMENTS, threshold="threshold"),
    )
    family = "gd"

    learning_rate: Number = real(
        default=0.001,
        valid="(0, inf)",
        slider=(1e-5, 1.0),
        log=True,
        symbol=r"\alpha",
        help="The step size; the first steps multiply the gradient itself with it.",
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
        needs=(ADAPTS,),
    )
    epsilon_root: Number = real(
        default=0.0,
        valid="[0, inf)",
        slider=(0.0, 1e-3),
        symbol=r"\epsilon_r",
        help="A second epsilon inside the root (Optax).",
        needs=(switched("epsilon_hat", on=False), ADAPTS),
    )
    epsilon_hat: bool = boolean(
        default=True,
        help="Add epsilon to the root before the bias correction (PyTorch) or after it (Optax).",
        needs=(ADAPTS, CORRECTED),
    )
    threshold: Number = real(
        default=5.0,
        valid="[4, inf)",
        slider=(4.0, 20.0),
        symbol=r"\rho",
        help="The step is adaptive once v amounts to more gradients than this.",
        needs=(MAY_ADAPT,),
    )

    keeps = {"m": FIRST_MOMENT, "v": SECOND_MOMENT}

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:
        m, v = state["m"], state["v"]
        m += (g - m) * (1.0 - self.beta_1)
        v += (g * g - v) * (1.0 - self.beta_2)
        power = np.float_power(self.beta_2, now.t)
        correction_1 = 1.0 - np.float_power(self.beta_1, now.t)
        correction_2 = 1.0 - power
        longest = 2.0 / (1.0 - self.beta_2) - 1.0
        length = longest - now.t * 2.0 * power / correction_2
        share = (length - 4.0) * (length - 2.0) * longest
        rectification = np.sqrt(share / ((longest - 4.0) * (longest - 2.0) * length))
        if self.epsilon_hat:
            scale = np.sqrt(correction_2) / (np.sqrt(v) + self.epsilon)
        else:
            scale = 1.0 / (np.sqrt(v / correction_2 + self.epsilon_root) + self.epsilon)
        scale = np.where(length > self.threshold, rectification * scale, 1.0)
        x -= now.learning_rate * (m / correction_1) * scale

    def push(self, x: Array, state: State, t: Any) -> Array | None:  # noqa: ARG002
        if not is_on(self.beta_1):
            return None
        return -self.beta_1 * state["m"] / (np.sqrt(state["v"]) + self.epsilon)
