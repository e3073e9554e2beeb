"""What is said of Nonlinear conjugate gradients."""

from __future__ import annotations

from optimizers.card import Card


class ConjugateGradientCard(Card):
    """The card of Conjugate gradients."""

    title = "Conjugate gradients"
    keywords = ("CG", "Fletcher-Reeves", "Polak-Ribiere")
    group = "Curvature"
    year = 1964
    paper = "Fletcher and Reeves: Function minimization by conjugate gradients"
    link = "https://doi.org/10.1093/comjnl/7.2.149"
    intuition = (
        "Keeps just as much of the last direction as does not undo what it has achieved. "
        "On a quadratic bowl in n dimensions it arrives after n exact steps."
    )
    strengths = (
        "Remembers a single vector, and is far faster than steepest descent in a valley.",
        "No learning rate to choose, and the loss never rises.",
    )
    weaknesses = (
        "Needs an accurate line search: several gradients a step.",
        "Fletcher-Reeves may take many tiny steps after a bad one (Polak-Ribiere+ restarts).",
    )
