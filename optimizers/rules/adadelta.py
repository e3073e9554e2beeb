"""Adadelta (Zeiler, 2012)."""

from __future__ import annotations

import numpy as np

from declarations import Number
from declarations.arrays import Array
from optimizers import vocabulary
from optimizers.cards.adadelta import AdadeltaCard
from optimizers.iteration import Iteration
from optimizers.kept import Kept
from optimizers.optimizer import CLIPPING, FirstOrder, State, is_on


class Adadelta(AdadeltaCard, FirstOrder):
    r"""RMSprop whose step length is the root mean square of its own past steps.

    .. math::
        G_t &= \rho\, G_{t-1} + (1-\rho)\, g_t^2 \\
        \Delta_t &= \frac{\sqrt{D_{t-1}+\epsilon}}{\sqrt{G_t+\epsilon}}\, g_t, \quad
            D_t = \rho\, D_{t-1} + (1-\rho)\, \Delta_t^2 \\
        x_t &= x_{t-1} - \alpha\, \Delta_t

    The paper has no learning rate, that is :math:`\alpha = 1`; Keras' default of 0.001 makes it a
    thousand times slower. D never contains the learning rate. The equations are the same in all
    libraries. ``optax.adadelta()`` without a learning rate forgets the minus sign and climbs; its
    preset here descends with learning rate 1.

    Source: Zeiler 2012, arXiv:1212.5701; Keras ``Adadelta``, PyTorch ``Adadelta`` and Optax
    ``adadelta`` (both with L2 decay).
    """

    presets = {
        "keras": {},
        "torch": vocabulary.TORCH | {"learning_rate": 1.0, "rho": 0.9, "epsilon": 1e-6},
        "optax": vocabulary.OPTAX
        | {"learning_rate": 1.0, "rho": 0.9, "epsilon": 1e-6, "weight_decay_mode": "l2"},
    }

    learning_rate: Number = vocabulary.learning_rate(
        default=0.001, slider=(1e-3, 100.0), help="A factor on the step; 1 in the paper."
    )
    rho: Number = vocabulary.rho(
        default=0.95,
        slider=(0.5, 0.999),
        help="How long the sizes of gradients and steps are remembered.",
    )
    epsilon: Number = vocabulary.epsilon(
        default=1e-7,
        help="Starts the motion: the first step is about its root. At 0 nothing ever moves.",
    )

    def idle(self, steps: int | None = None, rises: bool = True) -> dict[str, str]:
        reasons = super().idle(steps, rises)
        if is_on(self.epsilon):
            return reasons
        still = {"rho", *CLIPPING}
        if self.weight_decay_mode == "l2":
            still |= {"learning_rate", "weight_decay", "weight_decay_mode"}
        elif not is_on(self.weight_decay):
            still |= {"learning_rate"}
        return reasons | dict.fromkeys(still, "No effect while epsilon is 0: no step is made.")

    keeps = {
        "gradients": Kept("G", "The moving average of the squared gradients."),
        "steps": Kept("D", "The moving average of the squared steps, before the learning rate."),
    }

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:
        gradients, steps = state["gradients"], state["steps"]
        gradients *= self.rho
        gradients += (1.0 - self.rho) * (g * g)
        delta = np.sqrt(steps + self.epsilon) * g / np.sqrt(gradients + self.epsilon)
        steps *= self.rho
        steps += (1.0 - self.rho) * (delta * delta)
        x -= now.learning_rate * delta
