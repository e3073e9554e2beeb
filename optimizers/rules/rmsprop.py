"""RMSprop (Tieleman and Hinton, 2012)."""

from __future__ import annotations

from typing import Any

import numpy as np

from declarations import Needs, Number, amount, boolean, choice, real
from declarations.arrays import Array
from declarations.claim import Claim, Seen
from optimizers.counterpart import keras, optax, torch
from optimizers.gradients import power
from optimizers.iteration import Iteration
from optimizers.kept import SECOND_MOMENT, Kept
from optimizers.optimizer import WITH_MOMENTUM, FirstOrder, Heeded, State, is_on
from optimizers.show import Racer, Show

CENTERED = Needs(lambda rule: rule.centered, "Kept with centered only.")


class RMSprop(FirstOrder):
    r"""The gradient divided, coordinate by coordinate, by its recent root mean square.

    .. math::
        v_t &= \rho v_{t-1} + (1 - \rho) g_t^2, \qquad
        q_t = \rho q_{t-1} + (1 - \rho) g_t \\
        V_t &= v_t - q_t^2 \;\text{ (centered)} \quad\text{or}\quad V_t = v_t \\
        d_t &= \sqrt{V_t + \epsilon} \;\text{ (Keras, Optax)} \quad\text{or}\quad
        d_t = \sqrt{V_t} + \epsilon \;\text{ (PyTorch)} \\
        x_t &= x_{t-1} - \alpha g_t / d_t

    With momentum, Keras and Optax have the learning rate inside the velocity,
    :math:`M_t = \mu M_{t-1} + \alpha g_t / d_t, \; x_t = x_{t-1} - M_t`, PyTorch outside:
    :math:`M_t = \mu M_{t-1} + g_t / d_t, \; x_t = x_{t-1} - \alpha M_t`. Optax alone has the
    Nesterov form, a first value of v other than 0, and bias correction (v and q divided by
    :math:`1 - \rho^t`).

    Under a slope that stays the same the centered variance goes to 0; where it is rounded below
    -epsilon (below 0 with epsilon outside the root) the step is NaN, as in the libraries.

    Source: Tieleman and Hinton 2012, lecture 6.5; Graves 2013, arXiv:1308.0850 (centered); Keras
    ``RMSprop``, PyTorch ``RMSprop`` (L2 decay), Optax ``rmsprop``.
    """

    title = "RMSprop"
    keywords = ("root mean square", "Hinton")
    group = "Adaptive"
    year = 2012
    paper = "Tieleman and Hinton: Lecture 6.5 - rmsprop"
    link = "https://www.cs.toronto.edu/~tijmen/csc321/slides/lecture_slides_lec6.pdf"
    rule = (
        r"\begin{aligned} v_t &= \rho\, v_{t-1} + (1-\rho)\, g_t^2 \\"
        r" x_t &= x_{t-1} - \alpha\,\frac{g_t}{\sqrt{v_t+\epsilon}} \end{aligned}"
    )
    rule_note = (
        "The form of Keras and Optax, which is the default: epsilon is inside the root, and "
        "there is no momentum. PyTorch adds epsilon to the root."
    )
    intuition = (
        "Measures how large the gradient of each coordinate has lately been and divides by it. "
        "Steep and flat directions are then walked at about the same speed."
    )
    strengths = (
        "Copes with badly scaled coordinates and with gradients whose size changes.",
        "Forgets old gradients, so it never slows to a halt like Adagrad.",
    )
    weaknesses = (
        "Ends in a cycle around the minimum, about a learning rate wide.",
        "Without bias correction its first steps are up to 1/√(1 - ρ) times too long.",
    )
    shows = (
        Show(
            "strength",
            "Copes with badly scaled coordinates and with gradients whose size changes.",
            "The start lies on a plateau, where the slope is 0.0034. RMSprop divides that away and "
            "is within 0.001 of the minimum after 75 steps. SGD with a learning rate of 3.2 is "
            "still on the plateau after 150 steps, and Adagrad with 1, too.",
            (
                Racer("rmsprop", {"learning_rate": 0.07}),
                Racer("sgd", {"learning_rate": 3.2}),
                Racer("adagrad", {"learning_rate": 1.0}),
            ),
            "sigmoid_neuron",
            steps=150,
            seen=(
                Seen(Claim("the slope is 0.0034", "slope", "0.0034", at=(-2.0, -6.0))),
                Seen(
                    Claim(
                        "within 0.001 of the minimum after 75 steps",
                        "gap",
                        "75",
                        along="stays",
                        when="<0.001",
                    ),
                    (0,),
                ),
                Seen(
                    Claim("a learning rate of 3.2 is still on the plateau", "slope", "<0.01"), (1,)
                ),
                Seen(Claim("after 150 steps", "last step", "150"), (1, 2)),
                Seen(Claim("Adagrad with 1, too", "slope", "<0.01"), (2,)),
            ),
        ),
        Show(
            "weakness",
            "Ends in a cycle around the minimum, about a learning rate wide.",
            "With a learning rate of 0.5 it goes on jumping over the minimum to the end, 0.5 to "
            "and fro along each axis: the last step is 0.71 long. Where the learning rate falls "
            "(cosine), it comes to rest in the minimum.",
            (
                Racer("rmsprop", {"learning_rate": 0.5}),
                Racer("rmsprop", {"learning_rate": 0.5}, "cosine"),
            ),
            "himmelblau",
            seen=(
                Seen(
                    Claim(
                        "a learning rate of 0.5 it goes on jumping over the minimum",
                        "x",
                        ">190",
                        along="turns",
                    ),
                    (0,),
                ),
                Seen(Claim("0.5 to and fro", "x", "0.50", along="late range"), (0,)),
                Seen(Claim("fro along each axis", "y", "0.50", along="late range"), (0,)),
                Seen(Claim("the last step is 0.71 long", "step", "0.71"), (0,)),
                Seen(Claim("comes to rest in the minimum", "gap", "<1e-9"), (1,)),
            ),
        ),
    )
    presets = {
        "keras": {},
        "torch": {
            "learning_rate": 0.01,
            "rho": 0.99,
            "epsilon": 1e-8,
            "epsilon_inside_sqrt": False,
            "momentum_form": "torch",
            "weight_decay_mode": "l2",
            "clip_form": "torch",
        },
        "optax": {"epsilon": 1e-8, "weight_decay_mode": "l2", "clip_form": "optax"},
    }
    counterparts = (
        keras("RMSprop", "rho", "momentum", "epsilon", "centered"),
        torch("RMSprop", alpha="rho", eps="epsilon", momentum="momentum", centered="centered"),
        optax(
            "rmsprop",
            decay="rho",
            eps="epsilon",
            eps_in_sqrt="epsilon_inside_sqrt",
            momentum="momentum",
            nesterov="nesterov",
            centered="centered",
            bias_correction="bias_correction",
            initial_scale="initial_accumulator_value",
        ),
    )
    family = "rms"

    learning_rate: Number = real(
        default=0.001,
        valid="(0, inf)",
        slider=(1e-4, 1.0),
        log=True,
        symbol=r"\alpha",
        help="About the length of a step in every coordinate.",
    )
    rho: Number = real(
        default=0.9,
        valid="[0, 1)",
        slider=(0.0, 0.999),
        symbol=r"\rho",
        help="How long the size of the gradient is remembered; 0 looks at the present one only.",
    )
    momentum: Number = real(
        default=0.0,
        valid="[0, 1)",
        slider=(0.0, 0.99),
        symbol=r"\mu",
        help="The share of the last step that is added to the next one.",
    )
    epsilon: Number = real(
        default=1e-7,
        valid="[0, inf)",
        slider=(1e-10, 1.0),
        log=True,
        symbol=r"\epsilon",
        help="Keeps the division finite; gradients smaller than it count as small steps.",
    )
    centered: bool = boolean(
        default=False, help="Divide by the standard deviation of the gradient, not by its size."
    )
    epsilon_inside_sqrt: bool = boolean(
        default=True,
        help="Add epsilon inside the root (Keras, Optax) or outside it (PyTorch).",
        needs=(amount("epsilon"),),
    )
    momentum_form: str = choice(
        default="keras",
        options=("keras", "torch"),
        help="The learning rate is inside the velocity (Keras, Optax) or outside it (PyTorch).",
        needs=(amount("momentum"),),
    )
    nesterov: bool = boolean(
        default=False,
        help="Look ahead along the velocity (Optax).",
        needs=(amount("momentum"),),
    )
    initial_accumulator_value: Number = real(
        default=0.0,
        valid="[0, inf)",
        slider=(0.0, 1.0),
        symbol="v_0",
        help="The mean square with which the average begins; above 0 it softens the first steps.",
        needs=(amount("rho"),),
    )
    bias_correction: bool = boolean(
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
