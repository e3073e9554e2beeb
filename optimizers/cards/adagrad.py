"""What is said of Adagrad."""

from __future__ import annotations

from declarations.claim import Claim, Seen
from optimizers.card import Card
from optimizers.counterpart import keras, optax, torch
from optimizers.show import Racer, Show


class AdagradCard(Card):
    """The card of Adagrad."""

    title = "Adagrad"
    keywords = ("adaptive gradient",)
    group = "Adaptive"
    year = 2011
    paper = (
        "Duchi, Hazan and Singer: Adaptive Subgradient Methods for Online Learning "
        "and Stochastic Optimization"
    )
    link = "https://jmlr.org/papers/v12/duchi11a.html"
    intuition = (
        "Every coordinate has its own learning rate, which falls with all the slope it has seen. "
        "Coordinates that rarely change keep taking large steps."
    )
    strengths = (
        "Its steps shrink by themselves, so a large learning rate is forgiven.",
        "Good with sparse gradients.",
    )
    weaknesses = (
        "Never forgets: after a steep start it may crawl for the rest of the run.",
        "Depends on how the axes are turned.",
    )
    shows = (
        Show(
            "strength",
            "Its steps shrink by themselves, so a large learning rate is forgiven.",
            "A learning rate of 5 is far too large here: SGD is thrown out, and RMSprop goes on "
            "jumping, 43 above the minimum after 200 steps. Adagrad begins with steps of 7.1, "
            "too, but they shrink to nothing, and it ends in a minimum.",
            (
                Racer("adagrad", {"learning_rate": 5.0}),
                Racer("rmsprop", {"learning_rate": 5.0}),
                Racer("sgd", {"learning_rate": 5.0}),
            ),
            "branin",
            seen=(
                Seen(Claim("learning rate of 5 is far too large here", "diverged", "1"), (2,)),
                Seen(Claim("43 above the minimum", "gap", "43"), (1,)),
                Seen(Claim("after 200 steps", "last step", "200"), (0, 1)),
                Seen(Claim("begins with steps of 7.1", "step", "7.1", along="max"), (0,)),
                Seen(Claim("they shrink to nothing", "step", "<1e-9"), (0,)),
                Seen(Claim("ends in a minimum", "gap", "<1e-9"), (0,)),
            ),
        ),
        Show(
            "weakness",
            "Never forgets: after a steep start it may crawl for the rest of the run.",
            "From this steep start Adagrad's first step is 1.7 long; its last one, of 300, is "
            "0.0011, and it is still 1.05 above the minimum. RMSprop forgets the start, and ends "
            "0.02 above it.",
            (Racer("adagrad", {"learning_rate": 1.2}), Racer("rmsprop", {"learning_rate": 0.05})),
            "beale",
            steps=300,
            start=(4.0, -2.0),
            seen=(
                Seen(Claim("this steep start", "slope", ">1000", at=(4.0, -2.0))),
                Seen(Claim("first step is 1.7 long", "step", "1.7"), (0,), {"steps": 1}),
                Seen(Claim("its last one, of 300", "last step", "300"), (0, 1)),
                Seen(Claim("is 0.0011", "step", "0.0011"), (0,)),
                Seen(Claim("still 1.05 above the minimum", "gap", "1.05"), (0,)),
                Seen(Claim("ends 0.02 above it", "gap", "0.02"), (1,)),
            ),
        ),
    )
    counterparts = (
        keras("Adagrad", "initial_accumulator_value", "epsilon"),
        torch(
            "Adagrad",
            lr_decay="learning_rate_decay",
            initial_accumulator_value="initial_accumulator_value",
            eps="epsilon",
        ),
        optax("adagrad", initial_accumulator_value="initial_accumulator_value", eps="epsilon"),
    )
    family = "adagrad"
