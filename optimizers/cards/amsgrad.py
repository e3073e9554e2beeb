"""What is said of AMSGrad."""

from __future__ import annotations

from typing import ClassVar

from declarations.claim import Claim, Seen
from optimizers.card import Card
from optimizers.counterpart import (
    DECOUPLED,
    OPTAX_MOMENTS,
    RAW_MAXIMUM,
    Counterpart,
    keras,
    optax,
    torch,
)
from optimizers.show import Racer, Show


class AMSGradCard(Card):
    """The card of AMSGrad."""

    title = "AMSGrad"
    keywords = ("Reddi",)
    group = "Adaptive"
    year = 2018
    paper = "Reddi, Kale and Kumar: On the Convergence of Adam and Beyond"
    link = "https://arxiv.org/abs/1904.09237"
    intuition = (
        "Adam divides by the recent size of the gradient and so forgets a rare, large one. "
        "AMSGrad divides by the largest size seen so far: the learning rate can only fall."
    )
    strengths = (
        "Converges on the examples on which Adam provably does not.",
        "Calmer near the minimum than Adam.",
    )
    weaknesses = (
        "One huge gradient at the start slows that coordinate down for ever.",
        "Seldom better than Adam in practice.",
    )
    shows = (
        Show(
            "strength",
            "Converges on the examples on which Adam provably does not.",
            "Of three gradients two are small and wrong, one is large and right. Adam with a short "
            "memory has walked to the worst point, x = 1, after 300 steps; AMSGrad remembers the "
            "large one and is at x = -0.97, near the best one.",
            (
                Racer("amsgrad", {"learning_rate": 0.05, "beta_1": 0.0, "beta_2": 0.1}),
                Racer("adam", {"learning_rate": 0.05, "beta_1": 0.0, "beta_2": 0.1}),
            ),
            "reddi_1d",
            steps=300,
            options={"batch_size": 1, "shuffle": False, "box": "project"},
            seen=(
                Seen(Claim("the worst point, x = 1", "x", "1.00"), (1,)),
                Seen(Claim("after 300 steps", "last step", "300"), (0, 1)),
                Seen(Claim("is at x = -0.97", "x", "-0.97"), (0,)),
                Seen(Claim("near the best one", "gap", "<0.02"), (0,)),
            ),
        ),
        Show(
            "weakness",
            "One huge gradient at the start slows that coordinate down for ever.",
            "The first gradient is huge, and AMSGrad divides by its size to the end: after 300 "
            "steps it is 3.2 above the minimum. Adam, with the same learning rate, forgets, and is "
            "0.13 above it.",
            (Racer("amsgrad", {"learning_rate": 0.2}), Racer("adam", {"learning_rate": 0.2})),
            "beale",
            steps=300,
            start=(4.0, -2.0),
            seen=(
                Seen(Claim("The first gradient is huge", "slope", ">1000", at=(4.0, -2.0))),
                Seen(Claim("after 300 steps", "last step", "300"), (0, 1)),
                Seen(Claim("3.2 above the minimum", "gap", "3.2"), (0,)),
                Seen(Claim("0.13 above it", "gap", "0.13"), (1,)),
            ),
        ),
    )
    counterparts: ClassVar[tuple[Counterpart, ...]] = (
        keras("Adam", "beta_1", "beta_2", "epsilon", amsgrad=RAW_MAXIMUM),
        torch(
            "Adam",
            betas=("beta_1", "beta_2"),
            eps="epsilon",
            amsgrad=RAW_MAXIMUM,
            decoupled_weight_decay=DECOUPLED,
        ),
        optax("amsgrad", **OPTAX_MOMENTS, form={"amsgrad": "corrected"}),
    )
    family = "adam"
    family_factor = 1.8
