"""What is said of L-BFGS."""

from __future__ import annotations

from declarations.claim import Claim, Seen
from optimizers.card import Card
from optimizers.counterpart import Fixed, optax, torch
from optimizers.show import Racer, Show


class LBFGSCard(Card):
    """The card of L-BFGS."""

    title = "L-BFGS"
    keywords = ("quasi-Newton", "limited memory")
    group = "Curvature"
    year = 1989
    paper = "Liu and Nocedal: On the limited memory BFGS method for large scale optimization"
    link = "https://doi.org/10.1007/BF01589116"
    intuition = (
        "Remembers its last few steps and how the gradient changed along them, and corrects the "
        "gradient by what they say about the curvature. In a plane two or three pairs say it all."
    )
    strengths = (
        "Nearly as fast as BFGS, with the memory of a few vectors.",
        "The standard method for smooth problems with many variables.",
    )
    weaknesses = (
        "Noise in the gradient spoils the pairs; needs large batches.",
        "Without a line search it may jump far where the landscape is not convex.",
    )
    shows = (
        Show(
            "strength",
            "Nearly as fast as BFGS, with the memory of a few vectors.",
            "L-BFGS and BFGS are both within 0.001 of the minimum after 6 steps. SGD is 0.07 above "
            "it after 40.",
            (Racer("lbfgs"), Racer("bfgs"), Racer("sgd", {"learning_rate": 0.26})),
            "logistic_regression",
            steps=40,
            seen=(
                Seen(
                    Claim(
                        "within 0.001 of the minimum after 6 steps",
                        "gap",
                        "6",
                        along="stays",
                        when="<0.001",
                    ),
                    (0, 1),
                ),
                Seen(Claim("SGD is 0.07 above", "gap", "0.07"), (2,)),
                Seen(Claim("after 40", "last step", "40"), (2,)),
            ),
        ),
        Show(
            "weakness",
            "Noise in the gradient spoils the pairs; needs large batches.",
            "With gradients of a few examples each, L-BFGS once takes a step 4.4 long, and ends "
            "0.031 above the minimum after 100 steps. SGD ends 0.0048 above it.",
            (Racer("lbfgs"), Racer("sgd", {"learning_rate": 0.22})),
            "noisy_line",
            steps=100,
            options={"batch_size": 5},
            seen=(
                Seen(Claim("a step 4.4 long", "step", "4.4", along="max"), (0,)),
                Seen(Claim("ends 0.031 above the minimum", "gap", "0.031"), (0,)),
                Seen(Claim("after 100 steps", "last step", "100"), (0, 1)),
                Seen(Claim("SGD ends 0.0048 above it", "gap", "0.0048"), (1,)),
            ),
        ),
    )
    counterparts = (
        torch(
            "LBFGS",
            history_size="history_size",
            tolerance_grad="tolerance_grad",
            tolerance_change="tolerance_change",
            max_iter=Fixed(1),
            weight_decay=None,
            asks_again=True,
        ),
        optax("lbfgs", memory_size="history_size", linesearch=Fixed(None)),
    )
