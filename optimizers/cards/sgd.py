"""What is said of Gradient descent with optional momentum."""

from __future__ import annotations

from typing import ClassVar

from declarations.claim import Claim, Seen
from optimizers.card import Card
from optimizers.counterpart import keras, optax, torch
from optimizers.show import Racer, Show


class SGDCard(Card):
    """The card of SGD."""

    title = "SGD"
    keywords: ClassVar[tuple[str, ...]] = (
        "gradient descent",
        "GD",
        "vanilla",
        "stochastic gradient descent",
        "steepest descent",
    )
    group = "Momentum"
    year = 1951
    paper = "Robbins and Monro: A Stochastic Approximation Method"
    link = "https://doi.org/10.1214/aoms/1177729586"
    intuition = (
        "Walks straight down the slope, with a step in proportion to its steepness. "
        "The steepest direction of the landscape sets the largest learning rate that is stable."
    )
    strengths = (
        "One hyperparameter and no state.",
        "Does not care how the axes are turned; its noise helps to generalise.",
    )
    weaknesses = (
        "Zig-zags across narrow valleys and crawls along them.",
        "One learning rate for all coordinates, which has to be chosen by hand.",
    )
    shows = (
        Show(
            "strength",
            "Does not care how the axes are turned",
            "The valley of Matyas lies diagonally. Had it lain along an axis, SGD would have taken "
            "the same path: after 100 steps it is 0.0042 above the minimum in both. Adam is 0.015 "
            "above it here, and would be 0.00018 there.",
            (Racer("sgd", {"learning_rate": 0.38}), Racer("adam", {"learning_rate": 0.56})),
            "matyas",
            steps=100,
            seen=(
                Seen(Claim("after 100 steps", "last step", "100"), (0, 1)),
                Seen(Claim("0.0042 above the minimum in both", "gap", "0.0042"), (0,)),
                Seen(Claim("0.0042 above the minimum", "gap", "0.0042"), (0,), {"angle": 45.0}),
                Seen(Claim("Adam is 0.015 above it here", "gap", "0.015"), (1,)),
                Seen(Claim("would be 0.00018 there", "gap", "0.00018"), (1,), {"angle": 45.0}),
            ),
        ),
        Show(
            "weakness",
            "Zig-zags across narrow valleys and crawls along them.",
            "At 0.0095, just below the largest learning rate that is stable, SGD jumps to and fro "
            "across the valley: y turns round 53 times in 150 steps, which end 0.39 above the "
            "minimum. With Nesterov's momentum they end less than 1e-6 above it.",
            (Racer("sgd", {"learning_rate": 0.0095}), Racer("nesterov", {"learning_rate": 0.005})),
            "rotated_ellipse",
            {"kappa": 200.0},
            steps=150,
            seen=(
                Seen(
                    Claim(
                        "0.0095, just below the largest learning rate that is stable",
                        "sharpness",
                        "200",
                    ),
                    (0,),
                ),
                Seen(Claim("y turns round 53 times", "y", "53", along="turns"), (0,)),
                Seen(Claim("in 150 steps", "last step", "150"), (0, 1)),
                Seen(Claim("end 0.39 above the minimum", "gap", "0.39"), (0,)),
                Seen(Claim("end less than 1e-6 above it", "gap", "<1e-6"), (1,)),
            ),
        ),
    )
    counterparts = (
        keras("SGD", "momentum", "nesterov"),
        torch("SGD", momentum="momentum", dampening="dampening", nesterov="nesterov"),
        optax("sgd", momentum="momentum", nesterov="nesterov"),
    )
    family = "gd"
