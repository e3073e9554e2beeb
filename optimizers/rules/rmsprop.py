"""RMSprop (Tieleman and Hinton, 2012)."""

from __future__ import annotations

from typing import Any

import numpy as np

from declarations import Needs, Number, amount, boolean, choice
from declarations.arrays import Array
from optimizers import vocabulary
from optimizers.cards.rmsprop import RMSpropCard
from optimizers.gradients import power
from optimizers.iteration import Iteration
from optimizers.kept import SECOND_MOMENT, Kept
from optimizers.optimizer import WITH_MOMENTUM, FirstOrder, Heeded, State, is_on

CENTERED = Needs(lambda rule: rule.centered, "Kept with centered only.")


class RMSprop(RMSpropCard, FirstOrder):
    r"""The gradient divided, coordinate by coordinate, by its recent root mean square.

    .. math::
        v_t &= \rho\, v_{t-1} + (1-\rho)\, g_t^2 \\
        x_t &= x_{t-1} - \alpha\,\frac{g_t}{\sqrt{v_t+\epsilon}}

    Centered, v is :math:`v_t - q_t^2` with :math:`q_t = \rho q_{t-1} + (1 - \rho) g_t`.

    With :math:`d_t` for the divisor and momentum, Keras and Optax have the learning rate inside the
    velocity, :math:`M_t = \mu M_{t-1} + \alpha g_t / d_t, \; x_t = x_{t-1} - M_t`, PyTorch outside:
    :math:`M_t = \mu M_{t-1} + g_t / d_t, \; x_t = x_{t-1} - \alpha M_t`. Optax alone has the
    Nesterov form, a first value of v other than 0, and bias correction (v and q divided by :math:`1
    - \rho^t`).

    Under a slope that stays the same the centered variance goes to 0; where it is rounded below
    -epsilon (below 0 with epsilon outside the root) the step is NaN, as in the libraries.

    Form: The form of Keras and Optax, which is the default: epsilon is inside the root, and there
    is no momentum. PyTorch adds epsilon to the root.

    Source: Tieleman and Hinton 2012, lecture 6.5; Graves 2013, arXiv:1308.0850 (centered); Keras
    ``RMSprop``, PyTorch ``RMSprop`` (L2 decay), Optax ``rmsprop``.
    """

    presets = {
        "keras": {},
        "torch": vocabulary.TORCH
        | {
            "learning_rate": 0.01,
            "rho": 0.99,
            "epsilon": 1e-8,
            "epsilon_inside_sqrt": False,
            "momentum_form": "torch",
        },
        "optax": vocabulary.OPTAX | {"epsilon": 1e-8, "weight_decay_mode": "l2"},
    }

    learning_rate: Number = vocabulary.learning_rate(default=0.001)
    rho: Number = vocabulary.rho(default=0.9)
    momentum: Number = vocabulary.momentum(
        default=0.0, help="The share of the last step that is added to the next one."
    )
    epsilon: Number = vocabulary.epsilon(
        default=1e-7,
        slider=(1e-10, 1.0),
        help="Keeps the division finite; gradients smaller than it count as small steps.",
    )
    centered: bool = boolean(
        default=False, help="Divide by the standard deviation of the gradient, not by its size."
    )
    epsilon_inside_sqrt: bool = vocabulary.epsilon_inside_sqrt(default=True)
    momentum_form: str = choice(
        default="keras",
        options=("keras", "torch"),
        help="The learning rate is inside the velocity (Keras, Optax) or outside it (PyTorch).",
        needs=(amount("momentum"),),
    )
    nesterov: bool = vocabulary.nesterov(
        default=False, help="Look ahead along the velocity (Optax).", needs=(amount("momentum"),)
    )
    initial_accumulator_value: Number = vocabulary.initial_accumulator_value(
        default=0.0,
        slider=(0.0, 1.0),
        symbol="v_0",
        help="The mean square with which the average begins; above 0 it softens the first steps.",
        needs=(amount("rho"),),
    )
    bias_correction: bool = vocabulary.bias_correction(
        default=False,
        help="Correct the averages for having begun at 0, as in Adam (Optax).",
        needs=(amount("rho"),),
    )

    @property
    def heeds(self) -> Heeded:
        divides_by_itself = not (self.centered or is_on(self.rho) or is_on(self.epsilon))
        return "sign" if divides_by_itself and not self.adds_decay else "all"

    keeps = {
        "v": SECOND_MOMENT,
        "mean": Kept("q", "The moving average of the gradients.", needs=CENTERED),
        "velocity": Kept("M", "The decaying sum of the steps.", needs=WITH_MOMENTUM),
    }

    def initial_state(self, x: Array) -> State:
        state = super().initial_state(x)
        state["v"] += self.initial_accumulator_value
        return state

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:
        v = state["v"]
        v *= self.rho
        v += (1.0 - self.rho) * (g * g)
        correction = 1.0 - power(self.rho, now.t) if self.bias_correction else 1.0
        variance = v / correction
        if self.centered:
            mean = state["mean"]
            mean *= self.rho
            mean += (1.0 - self.rho) * g
            variance = variance - (mean / correction) ** 2
        if self.epsilon_inside_sqrt:
            root = np.sqrt(variance + self.epsilon)
        else:
            root = np.sqrt(variance) + self.epsilon
        rate_inside = self.momentum_form == "keras"
        step = (now.learning_rate * g if rate_inside else g) / root
        if "velocity" in state:
            velocity = state["velocity"]
            velocity *= self.momentum
            velocity += step
            step = step + self.momentum * velocity if self.nesterov else velocity
        x -= step if rate_inside else step * now.learning_rate

    def push(self, x: Array, state: State, t: Any) -> Array | None:  # noqa: ARG002
        return -self.momentum * state["velocity"] if "velocity" in state else None
