"""What is said of Signum."""

from __future__ import annotations

from declarations.claim import Claim, Seen
from optimizers.card import Card
from optimizers.counterpart import optax
from optimizers.show import Racer, Show


class SignumCard(Card):
    """The card of Signum."""

    title = "Signum"
    keywords = ("sign momentum",)
    group = "Sign"
    year = 2018
    paper = "Bernstein et al.: signSGD: Compressed Optimisation for Non-Convex Problems"
    link = "https://arxiv.org/abs/1802.04434"
    intuition = (
        "The votes of the past gradients are averaged and only the sign of the result counts. "
        "It overshoots like momentum, but always at the same speed."
    )
    strengths = (
        "Noise averages out before the sign is taken.",
        "Does not depend on the scale of the objective.",
    )
    weaknesses = (
        "Swings past the minimum, for as long as the average takes to turn.",
        "Never settles unless the learning rate decays.",
    )
    shows = (
        Show(
            "strength",
            "Noise averages out before the sign is taken.",
            "The noise is larger than the slope, and the sign of a single gradient says little: "
            "signSGD, with the same steps, is 0.9 above the minimum after 300 of them, Signum "
            "0.04.",
            (Racer("signum", {"learning_rate": 0.05}), Racer("sign_sgd", {"learning_rate": 0.05})),
            "sphere",
            steps=300,
            options={"noise": 10.0},
            seen=(
                Seen(Claim("larger than the slope", "slope", "<=5", along="max"), (0, 1)),
                Seen(Claim("is 0.9 above the minimum", "gap", "0.9"), (1,)),
                Seen(Claim("after 300 of them", "last step", "300"), (0, 1)),
                Seen(Claim("Signum 0.04", "gap", "0.04"), (0,)),
            ),
        ),
        Show(
            "weakness",
            "Swings past the minimum, for as long as the average takes to turn.",
            "The minimum lies at x = 3.14. Signum swings past it as far as x = -1.4; signSGD, "
            "which follows the latest gradient, turns round at x = 1.6.",
            (Racer("signum", {"learning_rate": 0.2}), Racer("sign_sgd", {"learning_rate": 0.2})),
            "branin",
            steps=100,
            seen=(
                Seen(Claim("lies at x = 3.14", "x", "3.14", at=(3.141592653589793, 2.275))),
                Seen(Claim("as far as x = -1.4", "x", "-1.4", along="min"), (0,)),
                Seen(Claim("turns round at x = 1.6", "x", "1.6", along="min"), (1,)),
            ),
        ),
    )
    counterparts = (optax("signum", beta="momentum"),)
    family = "adam"
    family_factor = 0.1
