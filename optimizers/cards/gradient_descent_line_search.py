"""What is said of Gradient descent with backtracking."""

from __future__ import annotations

from optimizers.card import Card


class GradientDescentLineSearchCard(Card):
    """The card of Gradient descent, backtracking."""

    title = "Gradient descent, backtracking"
    keywords = ("Armijo", "steepest descent", "GD")
    group = "Line search"
    year = 1966
    paper = (
        "Armijo: Minimization of functions having Lipschitz continuous first partial derivatives"
    )
    link = "https://doi.org/10.2140/pjm.1966.16.1"
    intuition = (
        "Tries a step and halves it until the loss goes down as the slope promises. "
        "The direction is still the steepest one, so it still zig-zags."
    )
    strengths = (
        "No learning rate to choose, and the loss never rises.",
        "Costs hardly more than plain descent: one or two values a step.",
    )
    weaknesses = (
        "As slow as gradient descent in a narrow valley.",
        "Needs exact values: noise misleads the comparison.",
    )
