"""Gradient descent with optional momentum (Robbins and Monro 1951; Polyak 1964)."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from declarations import Number, amount, boolean, choice, chosen, real
from declarations.arrays import Array
from declarations.claim import Claim, Seen
from optimizers.counterpart import keras, optax, torch
from optimizers.iteration import Iteration
from optimizers.kept import Kept
from optimizers.optimizer import WITH_MOMENTUM, FirstOrder, State, is_on
from optimizers.show import Racer, Show


class SGD(FirstOrder):
    r"""Gradient descent, with heavy-ball or Nesterov momentum when ``momentum`` is above 0.

    Keras folds the learning rate into the velocity:

    .. math:: v_t = \mu v_{t-1} - \alpha g_t, \quad x_t = x_{t-1} + v_t
        \;\text{ or, Nesterov, }\; x_t = x_{t-1} + \mu v_t - \alpha g_t

    PyTorch and Optax (``momentum_form="torch"``) keep it outside:

    .. math:: b_t = \mu b_{t-1} + (1 - d) g_t \;(b_1 = g_1), \quad x_t = x_{t-1} - \alpha b_t
        \;\text{ or }\; x_t = x_{t-1} - \alpha (g_t + \mu b_t)

    Both are the same for a constant learning rate and differ under a schedule. The Nesterov form
    of all three libraries is the one with the look-ahead folded in: the gradient is taken at x.

    Source: Robbins and Monro 1951; Polyak 1964; Nesterov 1983; Sutskever et al. 2013; Keras
    ``SGD``, PyTorch ``SGD`` (dampening d, of which its first step is free), Optax ``sgd``.
    """

    title = "SGD"
    keywords: ClassVar[tuple[str, ...]] = (
        "gradient descent",
        "GD",
        "vanilla",
        "stochastic gradient descent",
        "steepest descent",
    )
    group = "Momentum"
    year = 1951
    paper = "Robbins and Monro: A Stochastic Approximation Method"
    link = "https://doi.org/10.1214/aoms/1177729586"
    rule = r"x_t = x_{t-1} - \alpha\, g_t"
    rule_note = "Without momentum, which is the default; with it, see Momentum and Nesterov."
    intuition = (
        "Walks straight down the slope, with a step in proportion to its steepness. "
        "The steepest direction of the landscape sets the largest learning rate that is stable."
    )
    strengths = (
        "One hyperparameter and no state.",
        "Does not care how the axes are turned; its noise helps to generalise.",
    )
    weaknesses = (
        "Zig-zags across narrow valleys and crawls along them.",
        "One learning rate for all coordinates, which has to be chosen by hand.",
    )
    shows = (
        Show(
            "strength",
            "Does not care how the axes are turned",
            "The valley of Matyas lies diagonally. Had it lain along an axis, SGD would have taken "
            "the same path: after 100 steps it is 0.0042 above the minimum in both. Adam is 0.015 "
            "above it here, and would be 0.00018 there.",
            (Racer("sgd", {"learning_rate": 0.38}), Racer("adam", {"learning_rate": 0.56})),
            "matyas",
            steps=100,
            seen=(
                Seen(Claim("after 100 steps", "last step", "100"), (0, 1)),
                Seen(Claim("0.0042 above the minimum in both", "gap", "0.0042"), (0,)),
                Seen(Claim("0.0042 above the minimum", "gap", "0.0042"), (0,), {"angle": 45.0}),
                Seen(Claim("Adam is 0.015 above it here", "gap", "0.015"), (1,)),
                Seen(Claim("would be 0.00018 there", "gap", "0.00018"), (1,), {"angle": 45.0}),
            ),
        ),
        Show(
            "weakness",
            "Zig-zags across narrow valleys and crawls along them.",
            "At 0.0095, just below the largest learning rate that is stable, SGD jumps to and fro "
            "across the valley: y turns round 53 times in 150 steps, which end 0.39 above the "
            "minimum. With Nesterov's momentum they end less than 1e-6 above it.",
            (Racer("sgd", {"learning_rate": 0.0095}), Racer("nesterov", {"learning_rate": 0.005})),
            "rotated_ellipse",
            {"kappa": 200.0},
            steps=150,
            seen=(
                Seen(
                    Claim(
                        "0.0095, just below the largest learning rate that is stable",
                        "sharpness",
                        "200",
                    ),
                    (0,),
                ),
                Seen(Claim("y turns round 53 times", "y", "53", along="turns"), (0,)),
                Seen(Claim("in 150 steps", "last step", "150"), (0, 1)),
                Seen(Claim("end 0.39 above the minimum", "gap", "0.39"), (0,)),
                Seen(Claim("end less than 1e-6 above it", "gap", "<1e-6"), (1,)),
            ),
        ),
    )
    presets = {
        "keras": {},
        "torch": {
            "learning_rate": 0.001,
            "momentum_form": "torch",
            "weight_decay_mode": "l2",
            "clip_form": "torch",
        },
        "optax": {"momentum_form": "torch", "weight_decay_mode": "l2", "clip_form": "optax"},
    }
    counterparts = (
        keras("SGD", "momentum", "nesterov"),
        torch("SGD", momentum="momentum", dampening="dampening", nesterov="nesterov"),
        optax("sgd", momentum="momentum", nesterov="nesterov"),
    )
    family = "gd"

    momentum: Number = real(
        default=0.0,
        valid="[0, 1)",
        slider=(0.0, 0.99),
        symbol=r"\mu",
        help="The share of the velocity that is kept from step to step; 0 is plain descent.",
    )
    nesterov: bool = boolean(
        default=False,
        help="Look ahead along the velocity (Nesterov).",
        needs=(amount("momentum"),),
    )
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
        ),
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
