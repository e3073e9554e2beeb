"""Adadelta (Zeiler, 2012)."""

from __future__ import annotations

import numpy as np

from declarations import Number, real
from declarations.arrays import Array
from declarations.claim import Claim, Seen
from optimizers.counterpart import keras, optax, torch
from optimizers.iteration import Iteration
from optimizers.kept import Kept
from optimizers.optimizer import CLIPPING, FirstOrder, State, is_on
from optimizers.show import Racer, Show


class Adadelta(FirstOrder):
    r"""RMSprop whose step length is the root mean square of its own past steps.

    .. math::
        G_t &= \rho G_{t-1} + (1 - \rho) g_t^2 \\
        \Delta_t &= \frac{\sqrt{D_{t-1} + \epsilon}}{\sqrt{G_t + \epsilon}} \, g_t \\
        D_t &= \rho D_{t-1} + (1 - \rho) \Delta_t^2 \\
        x_t &= x_{t-1} - \alpha \Delta_t

    The paper has no learning rate, that is :math:`\alpha = 1`; Keras' default of 0.001 makes it
    a thousand times slower. D never contains the learning rate. The equations are the same in all
    libraries. ``optax.adadelta()`` without a learning rate forgets the minus sign and climbs; its
    preset here descends with learning rate 1.

    Source: Zeiler 2012, arXiv:1212.5701; Keras ``Adadelta``, PyTorch ``Adadelta`` and Optax
    ``adadelta`` (both with L2 decay).
    """

    title = "Adadelta"
    keywords = ("no learning rate",)
    group = "Adaptive"
    year = 2012
    paper = "Zeiler: ADADELTA: An Adaptive Learning Rate Method"
    link = "https://arxiv.org/abs/1212.5701"
    rule = (
        r"\begin{aligned} G_t &= \rho\, G_{t-1} + (1-\rho)\, g_t^2 \\"
        r" \Delta_t &= \frac{\sqrt{D_{t-1}+\epsilon}}{\sqrt{G_t+\epsilon}}\, g_t, \quad"
        r" D_t = \rho\, D_{t-1} + (1-\rho)\, \Delta_t^2 \\"
        r" x_t &= x_{t-1} - \alpha\, \Delta_t \end{aligned}"
    )
    intuition = (
        "Divides by the recent size of the gradient and multiplies by the recent size of its own "
        "steps. Units cancel, so in principle no learning rate is needed."
    )
    strengths = (
        "Scaling the function or a coordinate changes nothing, apart from epsilon.",
        "No learning rate to tune: 1 is right for the paper's rule.",
    )
    weaknesses = (
        "Begins with steps of √(ε/(1 - ρ)) and needs many steps to gain speed.",
        "Epsilon becomes the number that has to be tuned.",
    )
    shows = (
        Show(
            "strength",
            "Scaling the function or a coordinate changes nothing, apart from epsilon.",
            "On a parabola of curvature 100 Adadelta is at x = -0.118 after 300 steps, and so it "
            "is on one of curvature 1. SGD with a learning rate of 0.1 goes to the minimum of the "
            "flat one and is thrown out of the steep one.",
            (Racer("adadelta", {"learning_rate": 10.0}), Racer("sgd", {"learning_rate": 0.1})),
            "parabola_1d",
            {"a": 100.0},
            steps=300,
            seen=(
                Seen(Claim("curvature 100", "sharpness", "100")),
                Seen(Claim("at x = -0.118", "x", "-0.118"), (0,)),
                Seen(Claim("after 300 steps", "last step", "300"), (0,)),
                Seen(Claim("curvature 1.", "sharpness", "1.00"), (), {"parameters": ()}),
                Seen(Claim("so it is on one", "x", "-0.118"), (0,), {"parameters": ()}),
                Seen(
                    Claim("0.1 goes to the minimum of the flat one", "gap", "<1e-9"),
                    (1,),
                    {"parameters": ()},
                ),
                Seen(Claim("thrown out of the steep one", "diverged", "1"), (1,)),
            ),
        ),
        Show(
            "weakness",
            "Begins with steps of √(ε/(1 - ρ)) and needs many steps to gain speed.",
            "Its first step is 0.002 long, and the last one of 300 is 0.003: with the learning "
            "rate 1 of the paper it hardly leaves its start, 67 above the minimum. An epsilon of "
            "1e-3 in place of 1e-7 makes the first step 0.2 long, and the last point is 0.04 "
            "above the minimum.",
            (
                Racer("adadelta", {"learning_rate": 1.0, "epsilon": 1e-7}),
                Racer("adadelta", {"learning_rate": 1.0, "epsilon": 1e-3}),
                Racer("rmsprop", {"learning_rate": 0.05}),
            ),
            "flower",
            steps=300,
            seen=(
                Seen(Claim("first step is 0.002 long", "step", "0.002"), (0,), {"steps": 1}),
                Seen(Claim("the last one of 300", "last step", "300"), (0, 1, 2)),
                Seen(Claim("is 0.003", "step", "0.003"), (0,)),
                Seen(Claim("learning rate 1 of the paper", "gap", "67"), (0,)),
                Seen(Claim("67 above the minimum", "gap", "67"), (0,)),
                Seen(Claim("1e-3 in place of", "step", "0.2"), (1,), {"steps": 1}),
                Seen(Claim("1e-7", "step", "0.002"), (0,), {"steps": 1}),
                Seen(Claim("the first step 0.2 long", "step", "0.2"), (1,), {"steps": 1}),
                Seen(Claim("0.04 above the minimum", "gap", "0.04"), (1,)),
            ),
        ),
    )
    presets = {
        "keras": {},
        "torch": {
            "learning_rate": 1.0,
            "rho": 0.9,
            "epsilon": 1e-6,
            "weight_decay_mode": "l2",
            "clip_form": "torch",
        },
        "optax": {
            "learning_rate": 1.0,
            "rho": 0.9,
            "epsilon": 1e-6,
            "weight_decay_mode": "l2",
            "clip_form": "optax",
        },
    }
    counterparts = (
        keras("Adadelta", "rho", "epsilon"),
        torch("Adadelta", rho="rho", eps="epsilon"),
        optax("adadelta", rho="rho", eps="epsilon", weight_decay="weight_decay"),
    )
    family = "adagrad"
    family_factor = 18.0

    learning_rate: Number = real(
        default=0.001,
        valid="(0, inf)",
        slider=(1e-3, 100.0),
        log=True,
        symbol=r"\alpha",
        help="A factor on the step; 1 in the paper.",
    )
    rho: Number = real(
        default=0.95,
        valid="[0, 1)",
        slider=(0.5, 0.999),
        symbol=r"\rho",
        help="How long the sizes of gradients and steps are remembered.",
    )
    epsilon: Number = real(
        default=1e-7,
        valid="[0, inf)",
        slider=(1e-10, 1e-1),
        log=True,
        symbol=r"\epsilon",
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
