"""What is said of Gradient descent with Nesterov momentum."""

from __future__ import annotations

from typing import ClassVar

from declarations.claim import Claim, Seen
from optimizers.card import Card
from optimizers.show import Racer, Show


class NesterovCard(Card):
    """The card of Nesterov."""

    title = "Nesterov"
    keywords: ClassVar[tuple[str, ...]] = (
        "NAG",
        "accelerated gradient",
        "look-ahead",
        "Nesterov momentum",
    )
    group = "Momentum"
    year = 1983
    paper = "Nesterov: A method of solving a convex programming problem with rate O(1/k²)"
    link = "https://www.mathnet.ru/eng/dan46009"
    intuition = (
        "First goes where the velocity would carry it, then looks at the slope there. "
        "Because it sees the far wall earlier, it brakes earlier than a heavy ball."
    )
    strengths = (
        "Less overshoot than heavy-ball momentum at the same speed.",
        "The best possible rate on smooth convex functions, with a growing momentum.",
    )
    weaknesses = (
        "Still swings where the curvature is small.",
        "With noisy gradients little of the advantage over momentum is left.",
    )
    shows = (
        Show(
            "strength",
            "Less overshoot than heavy-ball momentum at the same speed.",
            "With the same learning rate the heavy ball runs past the minimum at x = 1 as far as "
            "x = 5.0, Nesterov's as far as x = 3.3. After 100 steps it is 3.3e-5 above the "
            "minimum, the heavy ball 0.003.",
            (
                Racer("nesterov", {"learning_rate": 0.02}),
                Racer("momentum", {"learning_rate": 0.02}),
            ),
            "booth",
            steps=100,
            seen=(
                Seen(Claim("the minimum at x = 1", "x", "1.00")),
                Seen(Claim("x = 5.0", "x", "5.0", along="max"), (1,)),
                Seen(Claim("Nesterov's as far as x = 3.3", "x", "3.3", along="max"), (0,)),
                Seen(Claim("After 100 steps", "last step", "100"), (0, 1)),
                Seen(Claim("it is 3.3e-5 above the minimum", "gap", "3.3e-5"), (0,)),
                Seen(Claim("the heavy ball 0.003", "gap", "0.003"), (1,)),
            ),
        ),
        Show(
            "weakness",
            "Still swings where the curvature is small.",
            "Across the valley, where the curvature is 20, it is calm after a few steps. Along it, "
            "where the curvature is 0.25, it runs past the minimum at x = 4 as far as x = 4.37 and "
            "comes back. SGD never passes it, but is 0.79 above it after 150 steps.",
            (Racer("nesterov", {"learning_rate": 0.04}), Racer("sgd", {"learning_rate": 0.09})),
            "long_valley",
            steps=150,
            seen=(
                Seen(Claim("the curvature is 20", "sharpness", "20.0")),
                Seen(
                    Claim("calm after a few steps", "y", "<20", along="stays", when="-0.01..0.01"),
                    (0,),
                ),
                Seen(Claim("the curvature is 0.25", "eigenvalues", ("0.25", "20.0"))),
                Seen(Claim("the minimum at x = 4", "x", "4.00")),
                Seen(Claim("x = 4.37", "x", "4.37", along="max"), (0,)),
                Seen(Claim("comes back", "gap", "<1e-5"), (0,)),
                Seen(Claim("SGD never passes it", "x", "<4", along="max"), (1,)),
                Seen(Claim("0.79 above it", "gap", "0.79"), (1,)),
                Seen(Claim("after 150 steps", "last step", "150"), (0, 1)),
            ),
        ),
    )
    family = "hb"
    family_factor = 0.75
