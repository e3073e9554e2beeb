"""What is said of SOAP."""

from __future__ import annotations

from optimizers.card import Card


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
    family = "adam"
