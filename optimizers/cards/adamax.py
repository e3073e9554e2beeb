"""What is said of Adamax."""

from __future__ import annotations

from declarations.claim import Claim, Seen
from optimizers.card import Card
from optimizers.counterpart import keras, optax, torch
from optimizers.show import Racer, Show


class AdamaxCard(Card):
    """The card of Adamax."""

    title = "Adamax"
    keywords = ("infinity norm",)
    group = "Adaptive"
    year = 2015
    paper = "Kingma and Ba: Adam: A Method for Stochastic Optimization, section 7.1"
    link = "https://arxiv.org/abs/1412.6980"
    intuition = (
        "Goes in the smoothed direction of the gradient and divides it by the largest slope of "
        "late in that coordinate. No step is much longer than the learning rate."
    )
    strengths = (
        "A firm bound on the step, also after a sudden large gradient.",
        "No bias correction of the scale, few operations.",
    )
    weaknesses = (
        "One outlier keeps the steps short for about 1/(1 - β₂) steps.",
        "Hovers around the minimum like Adam.",
    )
    shows = (
        Show(
            "strength",
            "A firm bound on the step, also after a sudden large gradient.",
            "No step of Adamax is longer than 0.54: at most a learning rate of 0.38 along each "
            "axis, also at the foot of the cliff. It ends at the bottom, less than 1e-6 above the "
            "minimum after 100 steps. SGD creeps along, meets the cliff, and is thrown 2.4 far.",
            (Racer("adamax", {"learning_rate": 0.38}), Racer("sgd", {"learning_rate": 1.2})),
            "rnn_cliff",
            steps=100,
            seen=(
                Seen(Claim("is longer than 0.54", "step", "0.54", along="max"), (0,)),
                Seen(
                    Claim("a learning rate of 0.38 along each axis", "step", "<0.54", along="max"),
                    (0,),
                ),
                Seen(Claim("less than 1e-6 above the minimum", "gap", "<1e-6"), (0,)),
                Seen(Claim("after 100 steps", "last step", "100"), (0, 1)),
                Seen(Claim("thrown 2.4 far", "step", "2.4", along="max"), (1,)),
            ),
        ),
        Show(
            "weakness",
            "Hovers around the minimum like Adam.",
            "The gradients are noisy. With a constant learning rate of 0.2 Adamax goes on hovering "
            "about the minimum: 0.03 above it in the mean of the second half, and its last step of "
            "300 is 0.006 long. With a learning rate that falls to nothing (cosine) it comes to "
            "rest.",
            (
                Racer("adamax", {"learning_rate": 0.2}),
                Racer("adamax", {"learning_rate": 0.2}, "cosine"),
            ),
            "mlp_slice",
            steps=300,
            options={"noise": 2.0},
            seen=(
                Seen(Claim("learning rate of 0.2", "gap", ">0.001"), (0,)),
                Seen(Claim("0.03 above it in the mean", "gap", "0.03", along="late mean"), (0,)),
                Seen(Claim("its last step of 300", "last step", "300"), (0, 1)),
                Seen(Claim("is 0.006 long", "step", "0.006"), (0,)),
                Seen(Claim("it comes to rest", "step", "<1e-6"), (1,)),
            ),
        ),
    )
    counterparts = (
        keras("Adamax", "beta_1", "beta_2", "epsilon"),
        torch("Adamax", betas=("beta_1", "beta_2"), eps="epsilon"),
        optax("adamax", b1="beta_1", b2="beta_2", eps="epsilon"),
        optax("adamaxw", b1="beta_1", b2="beta_2", eps="epsilon", weight_decay="weight_decay"),
    )
    family = "adam"
    family_factor = 1.8
