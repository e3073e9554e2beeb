"""What is said of Shampoo."""

from __future__ import annotations

from optimizers.card import Card


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
    family = "adagrad"
