"""What is said of The two-point step size of Barzilai and Borwein."""

from __future__ import annotations

from declarations.claim import Claim, Seen
from optimizers.card import Card
from optimizers.show import Racer, Show


class BarzilaiBorweinCard(Card):
    """The card of Barzilai-Borwein."""

    title = "Barzilai-Borwein"
    keywords = ("BB", "spectral gradient")
    group = "Curvature"
    year = 1988
    paper = "Barzilai and Borwein: Two-Point Step Size Gradient Methods"
    link = "https://doi.org/10.1093/imanum/8.1.141"
    intuition = (
        "The last step tells how fast the slope changes along it; one over that is the next step "
        "size. The loss jumps up and down on the way, and yet it arrives early."
    )
    strengths = (
        "As cheap as gradient descent, and far faster in narrow quadratic valleys.",
        "Only the very first step needs a learning rate.",
    )
    weaknesses = (
        "Not monotone: a step may go far uphill.",
        "No guarantee where the landscape is not convex; noise spoils the difference of gradients.",
    )
    shows = (
        Show(
            "strength",
            "As cheap as gradient descent, and far faster in narrow quadratic valleys.",
            "One gradient a step, as plain descent takes it, but the step fits the curvature that "
            "was just met: within 0.001 of the minimum after 4 steps. SGD is 0.15 above it after "
            "40.",
            (
                Racer("barzilai_borwein", {"learning_rate": 0.1}),
                Racer("sgd", {"learning_rate": 0.12}),
            ),
            "linear_regression",
            steps=40,
            seen=(
                Seen(
                    Claim(
                        "within 0.001 of the minimum after 4 steps",
                        "gap",
                        "4",
                        along="stays",
                        when="<0.001",
                    ),
                    (0,),
                ),
                Seen(Claim("SGD is 0.15 above it", "gap", "0.15"), (1,)),
                Seen(Claim("after 40", "last step", "40"), (0, 1)),
            ),
        ),
        Show(
            "weakness",
            "Not monotone: a step may go far uphill.",
            "Where the slope hardly changes, it takes the curvature for almost nothing, and one "
            "step is 9.4 long: the value rises to 7200 above the minimum before it comes down to a "
            "minimum, the same as that of plain descent.",
            (
                Racer("barzilai_borwein", {"learning_rate": 0.01}),
                Racer("sgd", {"learning_rate": 0.01}),
            ),
            "styblinski_tang",
            steps=40,
            seen=(
                Seen(Claim("one step is 9.4 long", "step", "9.4", along="max"), (0,)),
                Seen(Claim("7200 above the minimum", "gap", "7200+-50", along="max"), (0,)),
                Seen(Claim("the same as that of plain descent", "gap", "28.3"), (0, 1)),
            ),
        ),
    )
    family = "gd"
