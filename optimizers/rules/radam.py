"""RAdam (Liu et al., 2020)."""

from __future__ import annotations

from typing import Any

import numpy as np

from declarations import Needs, Number, boolean, real, switched
from declarations.arrays import Array
from optimizers import vocabulary
from optimizers.cards.radam import RAdamCard
from optimizers.gradients import follow
from optimizers.iteration import Iteration
from optimizers.kept import FIRST_MOMENT, SECOND_MOMENT
from optimizers.optimizer import FirstOrder, State, is_on

LEAST_THRESHOLD = 4.0

ADAPTS = Needs(
    lambda rule: 2.0 / (1.0 - rule.beta_2) - 1.0 > rule.threshold,
    "No effect while beta 2 is so small that the step never becomes adaptive.",
)
MAY_ADAPT = Needs(
    lambda rule: 2.0 / (1.0 - rule.beta_2) - 1.0 > LEAST_THRESHOLD,
    "No effect while beta 2 is at most 0.6: the step never becomes adaptive.",
)


class RAdam(RAdamCard, FirstOrder):
    r"""Adam that trusts its second moment only once enough gradients have gone into it.

    .. math::
        x_t = x_{t-1}
            - \alpha \begin{cases} r_t\,\hat m_t\,\sqrt{1-\beta_2^t}\,/(\sqrt{v_t}+\epsilon) &
            \rho_t > 5 \\ \hat m_t & \text{else} \end{cases}

    where

    .. math::
        \rho_t = \rho_\infty - \frac{2 t \beta_2^t}{1 - \beta_2^t}, \quad
        \rho_\infty = \frac{2}{1 - \beta_2} - 1, \quad
        r_t = \sqrt{\frac{(\rho_t - 4)(\rho_t - 2) \rho_\infty}
            {(\rho_\infty - 4)(\rho_\infty - 2) \rho_t}}

    with ``epsilon_root`` inside the root and m and v, the moments of Adam, the first one
    bias-corrected. Rho is the number of gradients that the average v amounts to. The paper switches
    at 4, PyTorch and Optax at 5.

    Form: PyTorch's form, which is the default: epsilon is added before the bias correction of v, in
    Optax after it (epsilon hat off).

    Source: Liu et al. 2020, arXiv:1908.03265; PyTorch ``RAdam`` (L2 decay), Optax ``radam``.
    """

    presets = {"torch": vocabulary.TORCH, "optax": vocabulary.OPTAX | {"epsilon_hat": False}}

    learning_rate: Number = vocabulary.learning_rate(
        default=0.001,
        slider=(1e-5, 1.0),
        help="The step size; the first steps multiply the gradient itself with it.",
    )
    beta_1: Number = vocabulary.beta_1(default=0.9)
    beta_2: Number = vocabulary.beta_2(default=0.999)
    epsilon: Number = vocabulary.epsilon(default=1e-8, needs=(ADAPTS,))
    epsilon_root: Number = vocabulary.epsilon_root(
        default=0.0, needs=(switched("epsilon_hat", on=False), ADAPTS)
    )
    epsilon_hat: bool = boolean(
        default=True,
        help="Add epsilon to the root before the bias correction (PyTorch) or after it (Optax).",
        needs=(ADAPTS, vocabulary.CORRECTED),
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
        follow(m, g, self.beta_1)
        follow(v, g * g, self.beta_2)
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
