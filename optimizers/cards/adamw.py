"""What is said of AdamW."""

from __future__ import annotations

from typing import ClassVar

from declarations.claim import Claim, Seen
from optimizers.card import Card
from optimizers.counterpart import OPTAX_MOMENTS, RAW_MAXIMUM, Counterpart, keras, optax, torch
from optimizers.show import Racer, Show


class AdamWCard(Card):
    """The card of AdamW."""

    title = "AdamW"
    keywords = ("decoupled weight decay",)
    group = "Adaptive"
    year = 2019
    paper = "Loshchilov and Hutter: Decoupled Weight Decay Regularization"
    link = "https://arxiv.org/abs/1711.05101"
    intuition = (
        "Adam, and besides every step shrinks the point by a fixed share. "
        "All coordinates are pulled to the origin equally, however steep the landscape is there."
    )
    strengths = (
        "The strength of the decay does not depend on the size of the gradients.",
        "The standard choice for training transformers.",
    )
    weaknesses = (
        "Stops short of a minimum far from the origin: no coordinate stays beyond 1/λ.",
        "Otherwise those of Adam.",
    )
    shows = (
        Show(
            "strength",
            "The strength of the decay does not depend on the size of the gradients.",
            "The gradients are drowned in noise. AdamW still shrinks the point by the same share "
            "in every step, and is 0.2 above the minimum, which is the origin, after 200 steps. As "
            "an L2 term in Adam's gradient the same decay is divided by the size of the gradients, "
            "and hardly pulls: 9.0, where Adam without a decay has 10.7.",
            (
                Racer("adamw", {"learning_rate": 0.01, "weight_decay": 1.0}),
                Racer(
                    "adam",
                    {"learning_rate": 0.01, "weight_decay": 1.0, "weight_decay_mode": "l2"},
                ),
                Racer("adam", {"learning_rate": 0.01}),
            ),
            "sphere",
            options={"noise": 20.0},
            seen=(
                Seen(Claim("is 0.2 above the minimum", "gap", "0.2"), (0,)),
                Seen(Claim("which is the origin", "size", "0")),
                Seen(Claim("after 200 steps", "last step", "200"), (0, 1, 2)),
                Seen(Claim("hardly pulls: 9.0", "gap", "9.0"), (1,)),
                Seen(Claim("Adam without a decay has 10.7", "gap", "10.7"), (2,)),
            ),
        ),
        Show(
            "weakness",
            "Stops short of a minimum far from the origin: no coordinate stays beyond 1/λ.",
            "With λ = 0.5 no coordinate stays beyond 2, and the minimum is at y = 3: AdamW comes "
            "to a stop at y = 1.83, 4.1 above the minimum. Adam goes there.",
            (
                Racer("adamw", {"learning_rate": 0.3, "weight_decay": 0.5}),
                Racer("adam", {"learning_rate": 0.3}),
            ),
            "booth",
            steps=300,
            seen=(
                Seen(Claim("λ = 0.5 no coordinate stays beyond 2", "y", "<2"), (0,)),
                Seen(Claim("no coordinate stays beyond 2", "x", "<2"), (0,)),
                Seen(Claim("the minimum is at y = 3", "y", "3.00")),
                Seen(Claim("comes to a stop", "step", "<0.001"), (0,)),
                Seen(Claim("at y = 1.83", "y", "1.83"), (0,)),
                Seen(Claim("4.1 above the minimum", "gap", "4.1"), (0,)),
                Seen(Claim("Adam goes there", "gap", "<1e-9"), (1,)),
            ),
        ),
    )
    counterparts: ClassVar[tuple[Counterpart, ...]] = (
        keras("AdamW", "beta_1", "beta_2", "epsilon", amsgrad=RAW_MAXIMUM),
        torch("AdamW", betas=("beta_1", "beta_2"), eps="epsilon", amsgrad=RAW_MAXIMUM),
        optax("adamw", **OPTAX_MOMENTS, weight_decay="weight_decay"),
    )
    family = "adam"
