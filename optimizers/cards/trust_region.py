"""What is said of Trust region with the exact step."""

from __future__ import annotations

from optimizers.card import Card


class TrustRegionCard(Card):
    """The card of Trust region."""

    title = "Trust region"
    keywords = ("second order", "dogleg")
    group = "Curvature"
    year = 1983
    paper = "More and Sorensen: Computing a Trust Region Step"
    link = "https://doi.org/10.1137/0904038"
    intuition = (
        "Believes the parabola only within a circle, and goes to its lowest point there. "
        "The circle grows while the parabola predicts well and shrinks when it does not."
    )
    strengths = (
        "As fast as Newton near the minimum, and safe far from it.",
        "Follows negative curvature down, away from saddles.",
    )
    weaknesses = (
        "Needs the Hessian and its eigenvalues.",
        "A step that is refused has cost as much as any other.",
    )
