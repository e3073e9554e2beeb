"""What is said of BFGS."""

from __future__ import annotations

from declarations.claim import Claim, Seen
from optimizers.card import Card
from optimizers.show import Racer, Show


class BFGSCard(Card):
    """The card of BFGS."""

    title = "BFGS"
    keywords = ("quasi-Newton",)
    group = "Curvature"
    year = 1970
    paper = "Fletcher: A new approach to variable metric algorithms"
    link = "https://doi.org/10.1093/comjnl/13.3.317"
    intuition = (
        "Every step shows how the gradient changes along it, and the picture of the curvature is "
        "corrected to agree. After a few steps it walks like Newton without having seen a Hessian."
    )
    strengths = (
        "Superlinear near the minimum, with gradients only.",
        "The inverse Hessian stays positive definite, so the loss never rises.",
    )
    weaknesses = (
        "Stores a matrix: too large for many variables (see L-BFGS).",
        "Noise in the gradient spoils the differences.",
    )
    shows = (
        Show(
            "strength",
            "Superlinear near the minimum, with gradients only.",
            "BFGS is within 0.001 of the minimum after 9 steps, and after 20 less than 1e-15 above "
            "it. SGD is still 0.2 above it after 40.",
            (Racer("bfgs"), Racer("sgd", {"learning_rate": 0.018})),
            "beale",
            steps=40,
            seen=(
                Seen(
                    Claim(
                        "within 0.001 of the minimum after 9 steps",
                        "gap",
                        "9",
                        along="stays",
                        when="<0.001",
                    ),
                    (0,),
                ),
                Seen(
                    Claim("after 20 less than 1e-15", "gap", "<=20", along="stays", when="<1e-15"),
                    (0,),
                ),
                Seen(Claim("still 0.2 above it", "gap", "0.2"), (1,)),
                Seen(Claim("after 40", "last step", "40"), (0, 1)),
            ),
        ),
        Show(
            "weakness",
            "Noise in the gradient spoils the differences.",
            "Every gradient comes from a few examples, others each time, and their difference "
            "says more of the examples than of the curvature: BFGS jumps about, 0.02 above the "
            "minimum in the mean of the second half. SGD is 0.0002 above it.",
            (Racer("bfgs"), Racer("sgd", {"learning_rate": 0.26})),
            "logistic_regression",
            steps=300,
            options={"batch_size": 5},
            seen=(
                Seen(Claim("jumps about, 0.02 above", "gap", "0.02", along="late mean"), (0,)),
                Seen(Claim("SGD is 0.0002 above it", "gap", "0.0002", along="late mean"), (1,)),
            ),
        ),
    )
