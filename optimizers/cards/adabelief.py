"""What is said of AdaBelief."""

from __future__ import annotations

from declarations.claim import Claim, Seen
from optimizers.card import Card
from optimizers.counterpart import OPTAX_MOMENTS, optax
from optimizers.show import Racer, Show


class AdaBeliefCard(Card):
    """The card of AdaBelief."""

    title = "AdaBelief"
    keywords = ("belief",)
    group = "Adaptive"
    year = 2020
    paper = (
        "Zhuang et al.: AdaBelief Optimizer: Adapting Stepsizes by the Belief in Observed Gradients"
    )
    link = "https://arxiv.org/abs/2010.07468"
    intuition = (
        "When the gradient comes as predicted by its average, the step is large; when it "
        "surprises, the step is small. A steep but steady slope therefore does not slow it down."
    )
    strengths = (
        "Takes long steps along slopes that do not change, short ones where they do.",
        "Tells curvature from steepness, which Adam cannot.",
    )
    weaknesses = (
        "On a constant slope the divisor tends to zero and the steps grow without limit.",
        "Sensitive to epsilon, which has to fit the scale of the gradients.",
    )
    shows = (
        Show(
            "strength",
            "Takes long steps along slopes that do not change, short ones where they do.",
            "Along the gutter the slope stays the same, and AdaBelief's steps grow up to 0.28, "
            "where Adam's, with the same learning rate of 0.1, are never longer than 0.142. After "
            "150 steps it is less than 1e-6 above the minimum, Adam 4.6e-5.",
            (Racer("adabelief", {"learning_rate": 0.1}), Racer("adam", {"learning_rate": 0.1})),
            "long_valley",
            steps=150,
            seen=(
                Seen(Claim("grow up to 0.28", "step", "0.28", along="max"), (0,)),
                Seen(
                    Claim(
                        "learning rate of 0.1, are never longer than 0.142",
                        "step",
                        "<0.142",
                        along="max",
                    ),
                    (1,),
                ),
                Seen(Claim("After 150 steps", "last step", "150"), (0, 1)),
                Seen(Claim("less than 1e-6 above the minimum", "gap", "<1e-6"), (0,)),
                Seen(Claim("Adam 4.6e-5", "gap", "4.6e-5"), (1,)),
            ),
        ),
        Show(
            "weakness",
            "On a constant slope the divisor tends to zero and the steps grow without limit.",
            "On this straight slope Adam's steps are as long as its learning rate, 0.01. "
            "AdaBelief's grow all the time: the last of 100 is 0.05 long.",
            (Racer("adabelief", {"learning_rate": 0.01}), Racer("adam", {"learning_rate": 0.01})),
            "reddi_1d",
            steps=100,
            seen=(
                Seen(Claim("as long as its learning rate, 0.01", "step", "0.01"), (1,)),
                Seen(Claim("the last of 100", "last step", "100"), (0, 1)),
                Seen(Claim("is 0.05 long", "step", "0.05"), (0,)),
            ),
        ),
    )
    counterparts = (optax("adabelief", **OPTAX_MOMENTS),)
    family = "adam"
