"""What is said of RAdam."""

from __future__ import annotations

from declarations.claim import Claim, Seen
from optimizers.card import Card
from optimizers.counterpart import DECOUPLED, OPTAX_MOMENTS, optax, torch
from optimizers.show import Racer, Show


class RAdamCard(Card):
    """The card of RAdam."""

    title = "RAdam"
    keywords = ("rectified Adam",)
    group = "Adaptive"
    year = 2020
    paper = "Liu et al.: On the Variance of the Adaptive Learning Rate and Beyond"
    link = "https://arxiv.org/abs/1908.03265"
    intuition = (
        "After a few gradients the average of their squares is a poor guess, so the first steps "
        "are those of momentum without any division. Then the adaptive step is faded in, as a "
        "warm-up that nobody has to tune."
    )
    strengths = (
        "Needs no learning-rate warm-up.",
        "Once warmed up it is Adam.",
    )
    weaknesses = (
        "The first five steps are in proportion to the gradient, and too long where it is steep.",
        "Starts slowly: with β₂ = 0.999 the full step is reached after thousands of steps.",
    )
    shows = (
        Show(
            "weakness",
            "The first five steps are in proportion to the gradient",
            "Its first step is 3.8 long, across the bowl and up its other side, where Adam's is "
            "0.07 with the same learning rate. After 200 steps it is 1.66 above the minimum, Adam "
            "less than 0.001.",
            (Racer("radam", {"learning_rate": 0.05}), Racer("adam", {"learning_rate": 0.05})),
            "ellipse",
            seen=(
                Seen(Claim("first step is 3.8 long", "step", "3.8"), (0,), {"steps": 1}),
                Seen(Claim("where Adam's is 0.07", "step", "0.07"), (1,), {"steps": 1}),
                Seen(Claim("After 200 steps", "last step", "200"), (0, 1)),
                Seen(Claim("1.66 above the minimum", "gap", "1.66"), (0,)),
                Seen(Claim("less than 0.001", "gap", "<0.001"), (1,)),
            ),
        ),
    )
    counterparts = (
        torch(
            "RAdam",
            betas=("beta_1", "beta_2"),
            eps="epsilon",
            decoupled_weight_decay=DECOUPLED,
        ),
        optax("radam", **OPTAX_MOMENTS, threshold="threshold"),
    )
    family = "gd"
