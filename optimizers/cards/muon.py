"""What is said of Muon."""

from __future__ import annotations

from optimizers.card import Card
from optimizers.counterpart import keras, optax, torch


class MuonCard(Card):
    """The card of Muon."""

    title = "Muon"
    keywords = ("orthogonal momentum", "Newton-Schulz", "matrix", "spectral")
    group = "Matrix"
    year = 2024
    paper = "Jordan: Muon: An optimizer for hidden layers in neural networks"
    link = "https://kellerjordan.github.io/posts/muon/"
    intuition = (
        "A step in all directions of a matrix alike: rare directions, which a few large singular "
        "values would drown, move as far as the common ones. The size of the gradient does not "
        "count."
    )
    strengths = (
        "Made for the hidden layers of large networks, which are matrices.",
        "Gets far on an ill-conditioned matrix when the learning rate falls.",
    )
    weaknesses = (
        "Circles around the minimum at a constant learning rate: its steps do not become shorter.",
        "Nothing but Adam where a landscape has no matrices.",
    )
    counterparts = (
        keras(
            "Muon",
            "momentum",
            "nesterov",
            "ns_steps",
            "muon_a",
            "muon_b",
            "muon_c",
            "adam_lr_ratio",
            "adam_beta_1",
            "adam_beta_2",
            "epsilon",
            adam_weight_decay="weight_decay",
        ),
        torch(
            "AdamW",
            betas=("adam_beta_1", "adam_beta_2"),
            eps="epsilon",
            weight_decay="adam_weight_decay",
            caveat="PyTorch's Muon refuses a vector; this is what one gets beside it.",
        ),
        optax(
            "contrib.muon",
            beta="momentum",
            nesterov="nesterov",
            eps="epsilon",
            adam_b1="adam_beta_1",
            adam_b2="adam_beta_2",
            weight_decay="weight_decay",
            adam_weight_decay="weight_decay",
        ),
    )
    family = "adam"
