"""What is said of Gradient descent with heavy-ball momentum."""

from __future__ import annotations

from typing import ClassVar

from declarations.claim import Claim, Seen
from optimizers.card import Card
from optimizers.show import Racer, Show


class MomentumCard(Card):
    """The card of Momentum."""

    title = "Momentum"
    keywords: ClassVar[tuple[str, ...]] = ("heavy ball", "Polyak momentum", "SGD with momentum")
    group = "Momentum"
    year = 1964
    paper = "Polyak: Some methods of speeding up the convergence of iteration methods"
    link = "https://doi.org/10.1016/0041-5553(64)90137-5"
    intuition = (
        "A ball that rolls with friction: where slopes agree it gains speed, up to 1/(1 - μ) "
        "times a plain step. Across a valley the pushes alternate and cancel."
    )
    strengths = (
        "Much faster than plain descent along narrow valleys.",
        "Rolls through small dips and flat stretches.",
    )
    weaknesses = (
        "Overshoots minima and swings back.",
        "One more number to choose, and it interacts with the learning rate.",
    )
    shows = (
        Show(
            "strength",
            "Rolls through small dips",
            "With the same learning rate, 0.0015, plain descent is caught in the dips beside its "
            "start, 18 above the minimum after 200 steps. Momentum rolls through them down to the "
            "deepest one, and ends less than 1e-6 above its bottom.",
            (Racer("momentum", {"learning_rate": 0.0015}), Racer("sgd", {"learning_rate": 0.0015})),
            "levy13",
            seen=(
                Seen(Claim("the same learning rate, 0.0015", "gap", "<56", along="min"), (0, 1)),
                Seen(Claim("18 above the minimum", "gap", "18"), (1,)),
                Seen(Claim("after 200 steps", "last step", "200"), (0, 1)),
                Seen(Claim("ends less than 1e-6 above its bottom", "gap", "<1e-6"), (0,)),
            ),
        ),
        Show(
            "weakness",
            "Overshoots minima and swings back.",
            "The intercept (across) that fits best is 3.99. Momentum runs past it as far as 5.47, "
            "and turns round 3 times before it is there. Plain descent with the same learning rate "
            "is slower, 0.22 above the minimum after 100 steps, but never turns round.",
            (Racer("momentum", {"learning_rate": 0.1}), Racer("sgd", {"learning_rate": 0.1})),
            "noisy_line",
            steps=100,
            seen=(
                Seen(Claim("that fits best is 3.99", "x", "3.99")),
                Seen(Claim("runs past it as far as 5.47", "x", "5.47", along="max"), (0,)),
                Seen(Claim("turns round 3 times", "x", "3", along="turns"), (0,)),
                Seen(Claim("before it is there", "gap", "<1e-5"), (0,)),
                Seen(Claim("0.22 above the minimum", "gap", "0.22"), (1,)),
                Seen(Claim("after 100 steps", "last step", "100"), (1,)),
                Seen(Claim("never turns round", "x", "0", along="turns"), (1,)),
            ),
        ),
    )
    family = "hb"
