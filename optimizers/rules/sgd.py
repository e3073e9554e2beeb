"""Gradient descent with optional momentum (Robbins and Monro 1951; Polyak 1964)."""

from __future__ import annotations

from typing import Any

import numpy as np

from declarations import Number, amount, choice, chosen, real
from declarations.arrays import Array
from optimizers import vocabulary
from optimizers.cards.sgd import SGDCard
from optimizers.iteration import Iteration
from optimizers.kept import Kept
from optimizers.optimizer import WITH_MOMENTUM, FirstOrder, State, is_on


class SGD(SGDCard, FirstOrder):
    r"""Gradient descent, with heavy-ball or Nesterov momentum when ``momentum`` is above 0.

    .. math::
        x_t = x_{t-1} - \alpha\, g_t

    With momentum Keras folds the learning rate into the velocity:

    .. math:: v_t = \mu v_{t-1} - \alpha g_t, \quad x_t = x_{t-1} + v_t
        \;\text{ or, Nesterov, }\; x_t = x_{t-1} + \mu v_t - \alpha g_t

    PyTorch and Optax (``momentum_form="torch"``) keep it outside:

    .. math:: b_t = \mu b_{t-1} + (1 - d) g_t \;(b_1 = g_1), \quad x_t = x_{t-1} - \alpha b_t
        \;\text{ or }\; x_t = x_{t-1} - \alpha (g_t + \mu b_t)

    Both are the same for a constant learning rate and differ under a schedule. The Nesterov form of
    all three libraries is the one with the look-ahead folded in: the gradient is taken at x.

    Form: Without momentum, which is the default; with it, see Momentum and Nesterov.

    Source: Robbins and Monro 1951; Polyak 1964; Nesterov 1983; Sutskever et al. 2013; Keras
    ``SGD``, PyTorch ``SGD`` (dampening d, of which its first step is free), Optax ``sgd``.
    """

    presets = {
        "keras": {},
        "torch": vocabulary.TORCH | {"learning_rate": 0.001, "momentum_form": "torch"},
        "optax": vocabulary.OPTAX | {"momentum_form": "torch", "weight_decay_mode": "l2"},
    }

    momentum: Number = vocabulary.momentum(default=0.0)
    nesterov: bool = vocabulary.nesterov(default=False, needs=(amount("momentum"),))
    dampening: Number = real(
        default=0.0,
        valid="[0, 1]",
        slider=(0.0, 1.0),
        symbol="d",
        help="Weakens the gradient in the velocity, from the second step on.",
        needs=(chosen("momentum_form", "torch"), amount("momentum")),
    )
    momentum_form: str = choice(
        default="keras",
        options=("keras", "torch"),
        help="Whether the learning rate is inside the velocity (Keras) or outside (PyTorch).",
        needs=(amount("momentum"),),
    )

    keeps = {
        "velocity": Kept(
            "v",
            "The decaying sum of the steps; in PyTorch's form (b) of the gradients.",
            needs=WITH_MOMENTUM,
        )
    }

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:
        if "velocity" not in state:
            x -= g * now.learning_rate
            return
        v = state["velocity"]
        if self.momentum_form == "keras":
            v *= self.momentum
            v -= g * now.learning_rate
            x += v * self.momentum - g * now.learning_rate if self.nesterov else v
        else:
            v *= self.momentum
            if now.t > 1 and is_on(self.dampening):
                # PyTorch does not dampen without momentum; a batch may hold runs with none.
                v += np.where(self.momentum == 0.0, g, g * (1.0 - self.dampening))
            else:
                v += g
            x -= (g + v * self.momentum if self.nesterov else v) * now.learning_rate

    def push(self, x: Array, state: State, t: Any) -> Array | None:  # noqa: ARG002
        if "velocity" not in state:
            return None
        along = state["velocity"] if self.momentum_form == "keras" else -state["velocity"]
        return self.momentum * along

    def stability_limit(self, curvature: float) -> Number | None:
        r"""The learning rate below which every run on a quadratic converges, where it is known.

        Along an eigenvector of the Hessian with the eigenvalue L a run is the recurrence

        .. math:: x_{t+1} - (1 + \mu - \alpha L)\, x_t + \mu\, x_{t-1} = 0
            \;\text{ or, Nesterov, }\;
            x_{t+1} - (1 + \mu) q\, x_t + \mu q\, x_{t-1} = 0, \quad q = 1 - \alpha L

        The roots of :math:`z^2 - a z + b` lie inside the unit circle when :math:`|b| < 1` and
        :math:`|a| < 1 + b`: for :math:`\alpha L < 2 (1 + \mu)`, and with Nesterov for
        :math:`\alpha L < 2 (1 + \mu) / (1 + 2 \mu)`. L2 decay adds to the curvature; with
        clipping, decoupled decay or dampening there is no answer here.

        Args:
            curvature: the largest eigenvalue of the Hessian, above 0.
        """
        clips = (self.clipnorm, self.global_clipnorm, self.clipvalue)
        dampened = self.momentum_form == "torch" and np.any(self.dampening)
        shrinks = self.weight_decay_mode == "decoupled" and np.any(self.weight_decay)
        if dampened or shrinks or any(limit is not None for limit in clips):
            return None
        decay = self.weight_decay if self.weight_decay_mode == "l2" else 0.0
        limit = 2.0 * (1.0 + self.momentum) / (curvature + decay)
        return limit / (1.0 + 2.0 * self.momentum) if self.nesterov else limit
