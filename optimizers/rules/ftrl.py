"""FTRL-Proximal (McMahan et al., 2013)."""

from __future__ import annotations

import numpy as np

from declarations import Number, amount, real
from declarations.arrays import Array
from optimizers import vocabulary
from optimizers.cards.ftrl import FtrlCard
from optimizers.iteration import Iteration
from optimizers.kept import Kept
from optimizers.optimizer import FirstOrder, State, is_on


class Ftrl(FtrlCard, FirstOrder):
    r"""Follow the regularised leader: Adagrad with an L1 term that makes coordinates exactly 0.

    .. math::
        n_t &= n_{t-1} + g_t^2, \quad
            z_t = z_{t-1} + g_t - \frac{\sqrt{n_t}-\sqrt{n_{t-1}}}{\alpha}\, x_{t-1} \\
        x_t &= \frac{\mathrm{clip}(z_t, -\lambda_1, \lambda_1) - z_t}{(\beta+\sqrt{n_t})/\alpha +
            2\lambda_2}

    With all its regularisation, and another power p than -1/2:

    .. math::
        z_t &= z_{t-1} + g_t + 2 \lambda_s x_{t-1}
            - \frac{n_t^{-p} - n_{t-1}^{-p}}{\alpha} \, x_{t-1}, \quad
        q_t = \frac{n_t^{-p}}{\alpha} + 2 \lambda_2 + \frac{\beta}{\alpha}

    The shrinkage :math:`\lambda_s` enters z but not n. Without regularisation and with :math:`n_0 =
    0` this is Adagrad. The method was made for weights that begin at 0: with :math:`n_0 > 0`, as in
    Keras, the first step also takes away the share :math:`(n_0 / n_1)^{-p}` of the start.

    A coordinate that has seen no gradient and has no regularisation (q = 0) stays where it is;
    Keras computes 0/0 there.

    Source: McMahan et al. 2013, KDD; Keras ``Ftrl``.
    """

    presets = {"keras": {}}

    learning_rate: Number = vocabulary.learning_rate(
        default=0.001,
        slider=(1e-3, 10.0),
        help="About the length of the first step; later ones are shorter.",
    )
    learning_rate_power: Number = real(
        default=-0.5,
        valid="(-inf, 0]",
        slider=(-1.0, 0.0),
        symbol="p",
        help="How fast the steps shrink; -0.5 as in Adagrad, 0 is a constant learning rate.",
    )
    initial_accumulator_value: Number = vocabulary.initial_accumulator_value(
        default=0.1, symbol="n_0", needs=(amount("learning_rate_power"),)
    )
    l1_regularization_strength: Number = real(
        default=0.0,
        valid="[0, inf)",
        slider=(0.0, 10.0),
        symbol=r"\lambda_1",
        help="Holds coordinates at exactly 0 until the sum of their gradients exceeds it.",
    )
    l2_regularization_strength: Number = real(
        default=0.0,
        valid="[0, inf)",
        slider=(0.0, 10.0),
        symbol=r"\lambda_2",
        help="Pulls towards the origin.",
    )
    l2_shrinkage_regularization_strength: Number = real(
        default=0.0,
        valid="[0, inf)",
        slider=(0.0, 1.0),
        symbol=r"\lambda_s",
        help="Weight decay through the gradient, without an effect on the step length.",
    )
    beta: Number = real(
        default=0.0,
        valid="[0, inf)",
        slider=(0.0, 10.0),
        symbol=r"\beta",
        help="Added to the root of the accumulator: makes the first steps shorter.",
    )

    def idle(self, steps: int | None = None, rises: bool = True) -> dict[str, str]:
        reasons = super().idle(steps, rises)
        looks_at_the_point = is_on(self.learning_rate_power) or is_on(
            self.l2_shrinkage_regularization_strength
        )
        if not looks_at_the_point and self.weight_decay_mode == "decoupled":
            reasons["weight_decay"] = (
                "No effect while learning rate power is 0: the point is made anew from the sums."
            )
        return reasons

    keeps = {
        "n": Kept("n", "The sum of the squared gradients."),
        "z": Kept("z", "The slope at the origin of the sum that the next point minimises."),
    }

    def initial_state(self, x: Array) -> State:
        accumulator = np.zeros_like(x) + self.initial_accumulator_value
        return super().initial_state(x) | {"n": accumulator}

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:
        n, z, rate = state["n"], state["z"], now.learning_rate
        if not np.any(rate):
            return  # The end of a schedule: q is infinite and nothing moves.
        l1, l2 = self.l1_regularization_strength, self.l2_regularization_strength
        # float_power rounds alike for a number and for an array, ** does not.
        root_before = np.float_power(n, -self.learning_rate_power)
        n += g * g
        root = np.float_power(n, -self.learning_rate_power)
        z += (
            g
            + 2.0 * self.l2_shrinkage_regularization_strength * x
            - (root - root_before) / rate * x
        )
        q = root / rate + 2.0 * (l2 + self.beta / (2.0 * rate))
        x[...] = np.where(q == 0.0, x, (np.clip(z, -l1, l1) - z) / q)
