"""What is said of Newton's method, plain and safe."""

from __future__ import annotations

from declarations.claim import Claim, Seen
from optimizers.card import Card
from optimizers.show import Racer, Show


class NewtonCard(Card):
    """The card of Newton."""

    title = "Newton"
    keywords = ("Newton-Raphson", "second order", "Hessian")
    group = "Curvature"
    year = 1669
    paper = "Nocedal and Wright: Numerical Optimization, second edition, section 3.4"
    link = "https://doi.org/10.1007/978-0-387-40065-5"
    intuition = (
        "Fits a bowl to slope and curvature and jumps to its bottom; near the minimum every step "
        "doubles the number of correct digits. Where the landscape curves down, the plain formula "
        "jumps up to the saddle."
    )
    strengths = (
        "One step on a quadratic bowl, however narrow; some twenty on Rosenbrock.",
        "Does not depend on how the axes are scaled or turned.",
    )
    weaknesses = (
        "Needs the Hessian, and a linear system of the size of the problem.",
        "In its textbook form attracted to saddles and maxima.",
    )
    shows = (
        Show(
            "strength",
            "One step on a quadratic bowl, however narrow",
            "A bowl 200 times as steep across as along, and askew: Newton's method is in its "
            "minimum after 1 step. SGD is 2.2 above it after 60.",
            (Racer("newton"), Racer("sgd", {"learning_rate": 0.0095})),
            "rotated_ellipse",
            {"kappa": 200.0},
            steps=60,
            seen=(
                Seen(Claim("200 times as steep", "condition", "200")),
                Seen(Claim("after 1 step", "gap", "1", along="first", when="<1e-9"), (0,)),
                Seen(Claim("2.2 above it", "gap", "2.2"), (1,)),
                Seen(Claim("after 60", "last step", "60"), (1,)),
            ),
        ),
        Show(
            "weakness",
            "In its textbook form attracted to saddles and maxima.",
            "In its textbook form it goes to the point where the slope is 0, and stays there: a "
            "maximum, 182 above the minimum. With a line search, which takes only steps that go "
            "down, it is in the minimum after 5 steps.",
            (Racer("newton", {"form": "textbook"}), Racer("newton", {"form": "line_search"})),
            "himmelblau",
            steps=20,
            start=(0.5, 0.5),
            seen=(
                Seen(Claim("where the slope is 0", "slope", "0"), (0,)),
                Seen(Claim("a maximum", "eigenvalues", ("<-1", "<-1")), (0,)),
                Seen(Claim("182 above the minimum", "gap", "182"), (0,)),
                Seen(
                    Claim("after 5 steps", "gap", "5", along="stays", when="<0.001"),
                    (1,),
                ),
            ),
        ),
    )
