"""Adagrad (Duchi, Hazan and Singer, 2011)."""

from __future__ import annotations

import numpy as np

from declarations import Number, amount, boolean, real
from declarations.arrays import Array
from declarations.claim import Claim, Seen
from optimizers.counterpart import keras, optax, torch
from optimizers.iteration import Iteration
from optimizers.kept import Kept
from optimizers.optimizer import FirstOrder, State
from optimizers.show import Racer, Show


class Adagrad(FirstOrder):
    r"""The gradient divided, coordinate by coordinate, by the root of all its squares so far.

    .. math::
        s_t &= s_{t-1} + g_t^2 \\
        x_t &= x_{t-1} - \alpha g_t / \sqrt{s_t + \epsilon} \quad \text{(Keras, Optax)} \\
        x_t &= x_{t-1} - \frac{\alpha}{1 + (t - 1) \delta} \,
            g_t / (\sqrt{s_t} + \epsilon) \quad \text{(PyTorch, with its lr\_decay } \delta)

    Keras and Optax begin with :math:`s_0 = 0.1`, PyTorch and the paper with 0. A coordinate
    that has seen no gradient at all does not move, also with :math:`\epsilon = 0` (as in Optax;
    0/0 in the others).

    Source: Duchi, Hazan and Singer 2011; Keras ``Adagrad``, PyTorch ``Adagrad`` (L2 decay),
    Optax ``adagrad``.
    """

    title = "Adagrad"
    keywords = ("adaptive gradient",)
    group = "Adaptive"
    year = 2011
    paper = (
        "Duchi, Hazan and Singer: Adaptive Subgradient Methods for Online Learning "
        "and Stochastic Optimization"
    )
    link = "https://jmlr.org/papers/v12/duchi11a.html"
    rule = (
        r"\begin{aligned} s_t &= s_{t-1} + g_t^2 \\"
        r" x_t &= x_{t-1} - \alpha\,\frac{g_t}{\sqrt{s_t+\epsilon}} \end{aligned}"
    )
    rule_note = (
        "The form of Keras and Optax, which is the default: epsilon is inside the root. PyTorch"
        " adds it to the root."
    )
    intuition = (
        "Every coordinate has its own learning rate, which falls with all the slope it has seen. "
        "Coordinates that rarely change keep taking large steps."
    )
    strengths = (
        "Its steps shrink by themselves, so a large learning rate is forgiven.",
        "Good with sparse gradients.",
    )
    weaknesses = (
        "Never forgets: after a steep start it may crawl for the rest of the run.",
        "Depends on how the axes are turned.",
    )
    shows = (
        Show(
            "strength",
            "Its steps shrink by themselves, so a large learning rate is forgiven.",
            "A learning rate of 5 is far too large here: SGD is thrown out, and RMSprop goes on "
            "jumping, 43 above the minimum after 200 steps. Adagrad begins with steps of 7.1, "
            "too, but they shrink to nothing, and it ends in a minimum.",
            (
                Racer("adagrad", {"learning_rate": 5.0}),
                Racer("rmsprop", {"learning_rate": 5.0}),
                Racer("sgd", {"learning_rate": 5.0}),
            ),
            "branin",
            seen=(
                Seen(Claim("learning rate of 5 is far too large here", "diverged", "1"), (2,)),
                Seen(Claim("43 above the minimum", "gap", "43"), (1,)),
                Seen(Claim("after 200 steps", "last step", "200"), (0, 1)),
                Seen(Claim("begins with steps of 7.1", "step", "7.1", along="max"), (0,)),
                Seen(Claim("they shrink to nothing", "step", "<1e-9"), (0,)),
                Seen(Claim("ends in a minimum", "gap", "<1e-9"), (0,)),
            ),
        ),
        Show(
            "weakness",
            "Never forgets: after a steep start it may crawl for the rest of the run.",
            "From this steep start Adagrad's first step is 1.7 long; its last one, of 300, is "
            "0.0011, and it is still 1.05 above the minimum. RMSprop forgets the start, and ends "
            "0.02 above it.",
            (Racer("adagrad", {"learning_rate": 1.2}), Racer("rmsprop", {"learning_rate": 0.05})),
            "beale",
            steps=300,
            start=(4.0, -2.0),
            seen=(
                Seen(Claim("this steep start", "slope", ">1000", at=(4.0, -2.0))),
                Seen(Claim("first step is 1.7 long", "step", "1.7"), (0,), {"steps": 1}),
                Seen(Claim("its last one, of 300", "last step", "300"), (0, 1)),
                Seen(Claim("is 0.0011", "step", "0.0011"), (0,)),
                Seen(Claim("still 1.05 above the minimum", "gap", "1.05"), (0,)),
                Seen(Claim("ends 0.02 above it", "gap", "0.02"), (1,)),
            ),
        ),
    )
    presets = {
        "keras": {},
        "torch": {
            "learning_rate": 0.01,
            "initial_accumulator_value": 0.0,
            "epsilon": 1e-10,
            "epsilon_inside_sqrt": False,
            "weight_decay_mode": "l2",
            "clip_form": "torch",
        },
        "optax": {"weight_decay_mode": "l2", "clip_form": "optax"},
    }
    counterparts = (
        keras("Adagrad", "initial_accumulator_value", "epsilon"),
        torch(
            "Adagrad",
            lr_decay="learning_rate_decay",
            initial_accumulator_value="initial_accumulator_value",
            eps="epsilon",
        ),
        optax("adagrad", initial_accumulator_value="initial_accumulator_value", eps="epsilon"),
    )
    family = "adagrad"

    learning_rate: Number = real(
        default=0.001,
        valid="(0, inf)",
        slider=(1e-3, 10.0),
        log=True,
        symbol=r"\alpha",
        help="About the length of the first step; later ones are shorter.",
    )
    initial_accumulator_value: Number = real(
        default=0.1,
        valid="[0, inf)",
        slider=(0.0, 10.0),
        symbol="s_0",
        help="The sum of squares with which it begins; a large one softens the first steps.",
    )
    epsilon: Number = real(
        default=1e-7,
        valid="[0, inf)",
        slider=(1e-10, 1e-1),
        log=True,
        symbol=r"\epsilon",
        help="Keeps the division finite.",
    )
    epsilon_inside_sqrt: bool = boolean(
        default=True,
        help="Add epsilon inside the root (Keras, Optax) or outside it (PyTorch).",
        needs=(amount("epsilon"),),
    )
    learning_rate_decay: Number = real(
        default=0.0,
        valid="[0, inf)",
        slider=(0.0, 0.1),
        symbol=r"\delta",
        help="Divides the learning rate by 1 + this times the completed steps (PyTorch).",
    )

    keeps = {"squares": Kept("s", "The sum of the squared gradients.")}

    def initial_state(self, x: Array) -> State:
        return {"squares": np.zeros_like(x) + self.initial_accumulator_value}

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:
        squares = state["squares"]
        squares += g * g
        rate = now.learning_rate / (1.0 + (now.t - 1) * self.learning_rate_decay)
        if self.epsilon_inside_sqrt:
            root = np.sqrt(squares + self.epsilon)
        else:
            root = np.sqrt(squares) + self.epsilon
        x -= np.where(squares == 0.0, 0.0, rate * g / root)
