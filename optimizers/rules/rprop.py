"""Rprop (Riedmiller and Braun, 1993)."""

from __future__ import annotations

import numpy as np

from declarations import Number, real
from declarations.arrays import Array
from optimizers import vocabulary
from optimizers.cards.rprop import RpropCard
from optimizers.iteration import Iteration
from optimizers.kept import Kept
from optimizers.optimizer import FirstOrder, Heeded, State


class Rprop(RpropCard, FirstOrder):
    r"""Steps by the sign of the gradient alone, with a step size of its own in every coordinate.

    .. math::
        x_t = x_{t-1} - d_t\,\mathrm{sign}(g_t),\quad d_t
            = d_{t-1}\begin{cases} \eta_+ & g_t g_{t-1} > 0 \\ \eta_- & g_t g_{t-1} < 0
            \quad(\text{then } g_t \leftarrow 0) \end{cases}

    and d as it was where the product is 0, always between :math:`d_{\min}` and :math:`d_{\max}`.
    A coordinate that changed sign stays where it is for one step and then goes on with the
    shortened step size. This is the variant without backtracking ("iRprop-"), that of PyTorch and
    Optax. The learning rate is the step size of the first step only, so that a schedule changes
    nothing later. Optax 0.2.8 applies every update one step late; its preset gives its defaults
    with the rule as published.

    Source: Riedmiller and Braun 1993, doi:10.1109/ICNN.1993.298623; Igel and Hüsken 2000; PyTorch
    ``Rprop``.
    """

    presets = {"torch": {"clip_form": "torch"}, "optax": vocabulary.OPTAX}

    learning_rate: Number = vocabulary.learning_rate(
        default=0.01,
        slider=(1e-5, 1.0),
        symbol="d_0",
        help="The step size of the first step, in every coordinate.",
    )
    eta_minus: Number = real(
        default=0.5,
        valid="(0, 1)",
        slider=(0.1, 0.9),
        symbol=r"\eta_-",
        help="What the step size is multiplied with when the slope changes its sign.",
    )
    eta_plus: Number = real(
        default=1.2,
        valid="(1, inf)",
        slider=(1.01, 2.0),
        symbol=r"\eta_+",
        help="What the step size is multiplied with while the slope keeps its sign.",
    )
    min_step_size: Number = real(
        default=1e-6,
        valid="[0, inf)",
        slider=(1e-10, 1e-2),
        log=True,
        symbol=r"d_{\min}",
        help="The step size never falls below this.",
    )
    max_step_size: Number = real(
        default=50.0,
        valid="(0, inf)",
        slider=(1e-2, 100.0),
        log=True,
        symbol=r"d_{\max}",
        help="The step size never grows beyond this.",
    )

    @property
    def heeds(self) -> Heeded:
        return "all" if self.adds_decay else "sign"

    keeps = {
        "step_size": Kept("d", "The size of the last step in every coordinate."),
        "sign": Kept(r"\mathrm{sign}(g_t)", "The signs of the last gradient, 0 after a change."),
    }

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:
        step_size = state["step_size"]
        if now.t == 1:
            step_size[...] = now.learning_rate
        sign = np.sign(g)
        agreement = sign * state["sign"]
        step_size *= np.where(
            agreement > 0.0, self.eta_plus, np.where(agreement < 0.0, self.eta_minus, 1.0)
        )
        np.clip(step_size, self.min_step_size, self.max_step_size, out=step_size)
        sign = np.where(agreement < 0.0, 0.0, sign)
        x -= sign * step_size
        state["sign"][...] = sign
