"""What is said of FTRL-Proximal."""

from __future__ import annotations

from optimizers.card import Card
from optimizers.counterpart import keras


class FtrlCard(Card):
    """The card of FTRL."""

    title = "FTRL"
    keywords = ("follow the regularized leader", "follow the regularised leader")
    group = "Adaptive"
    year = 2013
    paper = "McMahan et al.: Ad Click Prediction: a View from the Trenches"
    link = "https://doi.org/10.1145/2487575.2488200"
    intuition = (
        "Remembers the sum of all gradients and each time solves for the best point, with a "
        "penalty for leaving earlier ones. The L1 term holds a coordinate at 0 until it matters."
    )
    strengths = (
        "Exact zeros: sparse solutions with L1.",
        "The falling step of Adagrad for each coordinate.",
    )
    weaknesses = (
        "Crawls after steep gradients, as Adagrad does.",
        "With an initial accumulator the first step jumps towards the origin.",
    )
    family = "adagrad"
    counterparts = (
        keras(
            "Ftrl",
            "learning_rate_power",
            "initial_accumulator_value",
            "l1_regularization_strength",
            "l2_regularization_strength",
            "l2_shrinkage_regularization_strength",
            "beta",
        ),
    )
