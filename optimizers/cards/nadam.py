"""What is said of Nadam."""

from __future__ import annotations

from declarations.claim import Claim, Seen
from optimizers.card import Card
from optimizers.counterpart import DECOUPLED, keras, optax, torch
from optimizers.show import Racer, Show


class NadamCard(Card):
    """The card of Nadam."""

    title = "Nadam"
    keywords = ("Nesterov Adam",)
    group = "Adaptive"
    year = 2016
    paper = "Dozat: Incorporating Nesterov Momentum into Adam"
    link = "https://openreview.net/forum?id=OM0jvwB8jIp57ZJjtNEZ"
    intuition = (
        "Adam that already takes the next step's share of momentum into account. "
        "The present gradient counts more, so it turns a little earlier."
    )
    strengths = (
        "Reacts faster than Adam, often a little quicker with the same learning rate.",
        "The momentum begins low, which tames the first steps.",
    )
    weaknesses = (
        "Noisier than Adam, since the latest gradient weighs more.",
        "Otherwise those of Adam.",
    )
    shows = (
        Show(
            "strength",
            "Reacts faster than Adam, often a little quicker with the same learning rate.",
            "With the same learning rate, 0.1, it swings less into the bend of the valley: after "
            "300 steps it is 0.04 above the minimum, Adam 0.19.",
            (Racer("nadam", {"learning_rate": 0.1}), Racer("adam", {"learning_rate": 0.1})),
            "rosenbrock",
            steps=300,
            seen=(
                Seen(Claim("the same learning rate, 0.1", "gap", "<0.2"), (0, 1)),
                Seen(Claim("it swings less", "y", "2", along="turns"), (0,)),
                Seen(Claim("swings less", "y", "8", along="turns"), (1,)),
                Seen(Claim("after 300 steps", "last step", "300"), (0, 1)),
                Seen(Claim("it is 0.04 above the minimum", "gap", "0.04"), (0,)),
                Seen(Claim("Adam 0.19", "gap", "0.19"), (1,)),
            ),
        ),
        Show(
            "weakness",
            "Noisier than Adam, since the latest gradient weighs more.",
            "The same noise for both: Nadam turns round 47 times along x in 300 steps, and 102 "
            "times along y, Adam 23 and 38 times.",
            (Racer("nadam", {"learning_rate": 0.1}), Racer("adam", {"learning_rate": 0.1})),
            "sphere",
            steps=300,
            options={"noise": 2.0},
            seen=(
                Seen(Claim("turns round 47 times along x", "x", "47", along="turns"), (0,)),
                Seen(Claim("in 300 steps", "last step", "300"), (0, 1)),
                Seen(Claim("102 times along y", "y", "102", along="turns"), (0,)),
                Seen(Claim("Adam 23", "x", "23", along="turns"), (1,)),
                Seen(Claim("38 times", "y", "38", along="turns"), (1,)),
            ),
        ),
    )
    counterparts = (
        keras("Nadam", "beta_1", "beta_2", "epsilon"),
        torch(
            "NAdam",
            betas=("beta_1", "beta_2"),
            eps="epsilon",
            momentum_decay="momentum_decay",
            decoupled_weight_decay=DECOUPLED,
        ),
        optax("nadam", b1="beta_1", b2="beta_2", eps="epsilon"),
        optax("nadamw", b1="beta_1", b2="beta_2", eps="epsilon", weight_decay="weight_decay"),
    )
    family = "adam"
