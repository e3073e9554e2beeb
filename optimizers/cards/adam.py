"""What is said of Adam."""

from __future__ import annotations

from typing import ClassVar

from declarations.claim import Claim, Seen
from optimizers.card import Card
from optimizers.counterpart import (
    DECOUPLED,
    OPTAX_MOMENTS,
    RAW_MAXIMUM,
    Counterpart,
    keras,
    optax,
    torch,
)
from optimizers.show import Racer, Show


class AdamCard(Card):
    """The card of Adam."""

    title = "Adam"
    keywords = ("adaptive moment estimation",)
    group = "Adaptive"
    year = 2015
    paper = "Kingma and Ba: Adam: A Method for Stochastic Optimization"
    link = "https://arxiv.org/abs/1412.6980"
    intuition = (
        "Goes in the smoothed direction of the gradient, with a step of about the learning rate "
        "in every coordinate, however steep it is. The root of v measures how large the gradient "
        "has lately been."
    )
    strengths = (
        "Works with its default settings on very different problems.",
        "Insensitive to the scale of each coordinate, good with sparse gradients.",
    )
    weaknesses = (
        "Hovers at a distance of about the learning rate unless that decays.",
        "Depends on how the axes are turned; may forget rare large gradients (see AMSGrad).",
    )
    shows = (
        Show(
            "strength",
            "Insensitive to the scale of each coordinate",
            "The bowl is 1000 times as steep in y as in x, which to Adam is all the same: it comes "
            "as near to the minimum as in a bowl that is 10 times as steep. SGD, which has to keep "
            "its learning rate small for the sake of y, is 5.7 above the minimum after 150 steps, "
            "Adam less than 1e-4.",
            (Racer("adam", {"learning_rate": 0.3}), Racer("sgd", {"learning_rate": 0.0019})),
            "ellipse",
            {"kappa": 1000.0},
            steps=150,
            seen=(
                Seen(Claim("1000 times as steep", "condition", "1000")),
                Seen(
                    Claim("10 times as steep", "condition", "10.0"),
                    (),
                    {"parameters": (("kappa", 10.0),)},
                ),
                Seen(Claim("as near to the minimum", "distance", "0.0017"), (0,)),
                Seen(
                    Claim("as near to the minimum", "distance", "0.0017"),
                    (0,),
                    {"parameters": (("kappa", 10.0),)},
                ),
                Seen(Claim("is 5.7 above the minimum", "gap", "5.7"), (1,)),
                Seen(Claim("after 150 steps", "last step", "150"), (0, 1)),
                Seen(Claim("Adam less than 1e-4", "gap", "<1e-4"), (0,)),
            ),
        ),
        Show(
            "weakness",
            "Depends on how the axes are turned",
            "The same bowl as beside, lying askew: no lengths of steps in x and y fit it, and Adam "
            "is 6.9 above the minimum after 150 steps. Along the axes it would be less than 1e-4 "
            "above it. Newton's method, which knows how the bowl lies, is there in 1 step.",
            (Racer("adam", {"learning_rate": 0.3}), Racer("newton")),
            "ellipse",
            {"kappa": 1000.0},
            steps=150,
            options={"angle": 45.0},
            seen=(
                Seen(Claim("6.9 above the minimum", "gap", "6.9"), (0,)),
                Seen(Claim("after 150 steps", "last step", "150"), (0,)),
                Seen(Claim("it would be less than 1e-4", "gap", "<1e-4"), (0,), {"angle": 0.0}),
                Seen(Claim("is there in 1 step", "gap", "1", along="first", when="<1e-9"), (1,)),
            ),
        ),
    )
    counterparts: ClassVar[tuple[Counterpart, ...]] = (
        keras("Adam", "beta_1", "beta_2", "epsilon", amsgrad=RAW_MAXIMUM),
        torch(
            "Adam",
            betas=("beta_1", "beta_2"),
            eps="epsilon",
            amsgrad=RAW_MAXIMUM,
            decoupled_weight_decay=DECOUPLED,
        ),
        optax("adam", **OPTAX_MOMENTS, form={"amsgrad": False}),
        optax("adamw", **OPTAX_MOMENTS, weight_decay="weight_decay", form={"amsgrad": False}),
        optax("amsgrad", **OPTAX_MOMENTS, form={"amsgrad": "corrected"}),
    )
    family = "adam"
