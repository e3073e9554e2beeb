"""What is said of Gradient descent with a strong Wolfe line search."""

from __future__ import annotations

from optimizers.card import Card


class GradientDescentWolfeCard(Card):
    """The card of Gradient descent, strong Wolfe."""

    title = "Gradient descent, strong Wolfe"
    keywords = ("steepest descent", "GD")
    group = "Line search"
    year = 1969
    paper = "Wolfe: Convergence Conditions for Ascent Methods"
    link = "https://doi.org/10.1137/1011036"
    intuition = (
        "Walks down the gradient until the slope along the way has flattened out. "
        "With an exact search every step is at a right angle to the one before."
    )
    strengths = (
        "No learning rate to choose, and the loss never rises.",
        "The step is neither too long nor too short.",
    )
    weaknesses = (
        "Still zig-zags in a narrow valley: a better step along a poor direction.",
        "About one gradient and value a step, two when the search is nearly exact.",
    )
