"""What is said of Shampoo."""

from __future__ import annotations

from declarations.claim import Claim, Seen
from optimizers.card import Card
from optimizers.show import Racer, Show


class ShampooCard(Card):
    """The card of Shampoo."""

    title = "Shampoo"
    keywords = ("matrix", "Kronecker", "preconditioner", "full-matrix AdaGrad")
    group = "Matrix"
    year = 2018
    paper = "Gupta, Koren and Singer: Shampoo: Preconditioned Stochastic Tensor Optimization"
    link = "https://arxiv.org/abs/1802.09568"
    intuition = (
        "Learns from all gradients so far which directions of the rows and of the columns are "
        "steep, however the axes are turned, and evens them out."
    )
    strengths = (
        "Does not depend on how the axes are turned, unlike Adam and AdaGrad.",
        "A few steps suffice on an ill-conditioned matrix.",
    )
    weaknesses = (
        "The sums never forget: steps become shorter and shorter, and large rates are needed.",
        "Every step takes roots of matrices, which grow with the sides of a layer.",
    )
    shows = (
        Show(
            "strength",
            "Does not depend on how the axes are turned, unlike Adam and AdaGrad.",
            "The bowl is 1000 times as steep one way as across, and lies askew. To Shampoo its "
            "point is one vector, whose gradients make a matrix: it is less than 1 above the "
            "minimum after 5 steps, as in the bowl along the axes. Adagrad and Adam, which have "
            "a number for x and one for y, are 7.7 and 3.1 above it after 100.",
            (
                Racer("shampoo", {"learning_rate": 7.0}),
                Racer("adagrad", {"learning_rate": 1.8}),
                Racer("adam", {"learning_rate": 2.2}),
            ),
            "ellipse",
            {"kappa": 1000.0},
            steps=100,
            options={"angle": 45.0},
            seen=(
                Seen(Claim("1000 times as steep", "condition", "1000")),
                Seen(
                    Claim(
                        "less than 1 above the minimum after 5 steps",
                        "gap",
                        "5",
                        along="first",
                        when="<1",
                    ),
                    (0,),
                ),
                Seen(
                    Claim("as in the bowl along the axes", "gap", "5", along="first", when="<1"),
                    (0,),
                    {"angle": 0.0},
                ),
                Seen(Claim("are 7.7", "gap", "7.7"), (1,)),
                Seen(Claim("and 3.1 above it", "gap", "3.1"), (2,)),
                Seen(Claim("after 100", "last step", "100"), (1, 2)),
            ),
        ),
        Show(
            "weakness",
            "The sums never forget",
            "Its first step, 53.7 long, is far too long; the sums of that time make all later ones "
            "shorter, to 0.049 at the end. Shampoo is at 0.066 after 200 steps, SOAP, whose "
            "averages forget, at 0.024.",
            (Racer("shampoo", {"learning_rate": 22.0}), Racer("soap", {"learning_rate": 0.2})),
            "matrix_quadratic",
            seen=(
                Seen(Claim("first step, 53.7 long", "step", "53.7", along="max"), (0,)),
                Seen(Claim("to 0.049 at the end", "step", "0.049"), (0,)),
                Seen(Claim("Shampoo is at 0.066", "value", "0.066"), (0,)),
                Seen(Claim("after 200 steps", "last step", "200"), (0, 1)),
                Seen(Claim("at 0.024", "value", "0.024"), (1,)),
            ),
        ),
    )
    family = "adagrad"
