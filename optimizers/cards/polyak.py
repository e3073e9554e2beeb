"""What is said of Gradient descent with Polyak's step."""

from __future__ import annotations

from declarations.claim import Claim, Seen
from optimizers.card import Card
from optimizers.counterpart import Choice, optax
from optimizers.show import Racer, Show


class PolyakCard(Card):
    """The card of Polyak step."""

    title = "Polyak step"
    group = "Parameter-free"
    year = 1969
    paper = "Polyak: Minimization of Unsmooth Functionals"
    link = "https://doi.org/10.1016/0041-5553(69)90061-5"
    intuition = (
        "How far above the goal and how steep the slope: together they say how far to go. Far up "
        "the steps are long, close to the goal they shrink by themselves."
    )
    strengths = (
        "No learning rate, and the best rate that is possible on convex problems.",
        "Also for kinks, where the gradient does not get small.",
    )
    weaknesses = (
        "The smallest value has to be known; too low a guess makes it overshoot for ever.",
        "In a local minimum or on a plateau the step explodes, as the gap stays open.",
    )
    shows = (
        Show(
            "strength",
            "Also for kinks, where the gradient does not get small.",
            "The slope is 1 all the way to the kink. Polyak's step is the distance itself, and "
            "lands in the minimum after 1 step; SGD with a learning rate of 0.1 ends jumping over "
            "it.",
            (Racer("polyak"), Racer("sgd", {"learning_rate": 0.1})),
            "abs_1d",
            steps=30,
            seen=(
                Seen(Claim("The slope is 1", "slope", "1.00", at=(1.73,))),
                Seen(Claim("after 1 step", "gap", "1", along="first", when="<1e-9"), (0,)),
                Seen(Claim("a learning rate of 0.1 ends jumping", "step", "0.1"), (1,)),
            ),
        ),
        Show(
            "weakness",
            "In a local minimum or on a plateau the step explodes, as the gap stays open.",
            "Near the local minimum on its way the slope vanishes, but the gap to the global one "
            "does not: a step is 130 long, far out of the picture. SGD settles in the local "
            "minimum, 16.3 above.",
            (Racer("polyak"), Racer("sgd", {"learning_rate": 0.046})),
            "sine_parabola_1d",
            steps=50,
            seen=(
                Seen(Claim("a step is 130 long", "step", "130", along="max"), (0,)),
                Seen(Claim("16.3 above", "gap", "16.3"), (1,)),
            ),
        ),
    )
    counterparts = (
        optax(
            "polyak_sgd",
            learning_rate=None,
            max_learning_rate=Choice("max_learning_rate", {None: float("inf")}, others=True),
            f_min="minimum_value",
            eps="epsilon",
            variant="variant",
            tells_value=True,
        ),
    )
