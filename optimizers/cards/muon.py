"""What is said of Muon."""

from __future__ import annotations

from declarations.claim import Claim, Seen
from optimizers.card import Card
from optimizers.counterpart import keras, optax, torch
from optimizers.show import Racer, Show


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
    shows = (
        Show(
            "strength",
            "Gets far on an ill-conditioned matrix when the learning rate falls.",
            "Muon steps along all singular directions of W alike, also along those in which the "
            "gradient is small. With a learning rate that falls it ends at 0.0043 after 200 "
            "steps, Adam, which has a number for every entry, at 5.1.",
            (
                Racer("muon", {"learning_rate": 1.5}, schedule="polynomial"),
                Racer("adam", {"learning_rate": 0.1}, schedule="polynomial"),
            ),
            "matrix_quadratic",
            seen=(
                Seen(Claim("ends at 0.0043", "value", "0.0043"), (0,)),
                Seen(Claim("learning rate that falls", "step", "<0.01"), (0,)),
                Seen(Claim("after 200", "last step", "200"), (0, 1)),
                Seen(Claim("at 5.1", "value", "5.1"), (1,)),
            ),
        ),
        Show(
            "weakness",
            "Circles around the minimum at a constant learning rate",
            "An easy matrix: the condition number of its Hessian is 81. Muon's last step, 0.115, "
            "is longer than its first, 0.110, and it is still at 0.0080 after 200 steps. Adam's "
            "steps shrink with the gradient, and it is at 2.8e-9.",
            (Racer("muon", {"learning_rate": 0.1}), Racer("adam", {"learning_rate": 0.18})),
            "matrix_quadratic",
            {"condition_p": 3.0, "condition_q": 3.0},
            seen=(
                Seen(Claim("condition number of its Hessian is 81", "condition", "81")),
                Seen(Claim("Muon's last step, 0.115", "step", "0.115"), (0,)),
                Seen(Claim("its first, 0.110", "step", "0.110"), (0,), {"steps": 1}),
                Seen(Claim("still at 0.0080", "value", "0.0080"), (0,)),
                Seen(Claim("after 200 steps", "last step", "200"), (0, 1)),
                Seen(Claim("Adam's steps shrink", "step", "<1e-3"), (1,)),
                Seen(Claim("it is at 2.8e-9", "value", "2.8e-9"), (1,)),
            ),
        ),
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
            eps_root="epsilon_root",
            adam_b1="adam_beta_1",
            adam_b2="adam_beta_2",
            weight_decay="weight_decay",
            adam_weight_decay="weight_decay",
        ),
    )
    family = "adam"
