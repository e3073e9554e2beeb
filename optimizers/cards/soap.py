"""What is said of SOAP."""

from __future__ import annotations

from declarations.claim import Claim, Seen
from optimizers.card import Card
from optimizers.show import Racer, Show


class SoapCard(Card):
    """The card of SOAP."""

    title = "SOAP"
    keywords = ("matrix", "Shampoo", "eigenbasis", "preconditioner", "second order")
    group = "Matrix"
    year = 2024
    paper = "Vyas et al.: SOAP: Improving and Stabilizing Shampoo using Adam"
    link = "https://arxiv.org/abs/2409.11321"
    intuition = (
        "Turns the axes so that they lie along the steep and flat directions of rows and columns, "
        "and there is Adam."
    )
    strengths = (
        "Adam's steps, but on an ill-conditioned matrix they do not depend on the axes.",
        "The basis may be old: it need not be worked out in every step.",
    )
    weaknesses = (
        "Needs the memory and the time of a decomposition of both sides of every matrix.",
        "No better than a well-tuned Adam where the axes are good.",
    )
    shows = (
        Show(
            "strength",
            "Adam's steps, but on an ill-conditioned matrix they do not depend on the axes.",
            "The axes of this bowl are the singular directions of two matrices, not the entries of "
            "W. SOAP, which is Adam along directions that it has found, is at 0.024 after 200 "
            "steps; Adam is at 3.3.",
            (Racer("soap", {"learning_rate": 0.2}), Racer("adam", {"learning_rate": 0.1})),
            "matrix_quadratic",
            seen=(
                Seen(Claim("is at 0.024", "value", "0.024"), (0,)),
                Seen(Claim("after 200", "last step", "200"), (0, 1)),
                Seen(Claim("Adam is at 3.3", "value", "3.3"), (1,)),
            ),
        ),
        Show(
            "weakness",
            "No better than a well-tuned Adam where the axes are good.",
            "Where the condition number is 81 there is little to be gained by turning: SOAP is "
            "at 0.0024 after 200 steps, Adam at 2.8e-9.",
            (Racer("soap", {"learning_rate": 0.06}), Racer("adam", {"learning_rate": 0.18})),
            "matrix_quadratic",
            {"condition_p": 3.0, "condition_q": 3.0},
            seen=(
                Seen(Claim("the condition number is 81", "condition", "81")),
                Seen(Claim("at 0.0024", "value", "0.0024"), (0,)),
                Seen(Claim("after 200 steps", "last step", "200"), (0, 1)),
                Seen(Claim("Adam at 2.8e-9", "value", "2.8e-9"), (1,)),
            ),
        ),
    )
    family = "adam"
