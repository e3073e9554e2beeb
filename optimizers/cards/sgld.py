"""What is said of Stochastic gradient Langevin dynamics."""

from __future__ import annotations

from declarations.claim import Claim, Seen
from optimizers.card import Card
from optimizers.show import Racer, Show


class SGLDCard(Card):
    """The card of Langevin dynamics (SGLD)."""

    title = "Langevin dynamics (SGLD)"
    keywords = ("Langevin", "sampling")
    group = "Noise"
    year = 2011
    paper = "Welling and Teh: Bayesian Learning via Stochastic Gradient Langevin Dynamics"
    link = "https://www.stats.ox.ac.uk/~teh/research/compstats/WelTeh2011a.pdf"
    intuition = (
        "The point rolls downhill and is shaken all the while, like a particle in warm water. It "
        "does not stop at a minimum but visits the landscape, low and wide places most of all."
    )
    strengths = (
        "Leaves shallow minima when it is warm enough.",
        "Draws samples: the crowd of its points shows how wide a minimum is.",
    )
    weaknesses = (
        "Never settles; the value it hovers at is about the temperature above the minimum.",
        "The right temperature depends on the scale of the objective.",
    )
    shows = (
        Show(
            "strength",
            "Leaves shallow minima when it is warm enough.",
            "SGD stays in the shallow minimum beside the start, 3.14 above the deepest. At a "
            "temperature of 0.3 SGLD shakes itself out of it and wanders between deeper ones, 0.5 "
            "above the deepest in the mean of the second half.",
            (
                Racer("sgld", {"learning_rate": 0.02, "temperature": 0.3}),
                Racer("sgd", {"learning_rate": 0.02}),
            ),
            "six_hump_camel",
            steps=300,
            seen=(
                Seen(Claim("3.14 above the deepest", "gap", "3.14"), (1,)),
                Seen(Claim("temperature of 0.3", "gap", "<3"), (0,)),
                Seen(Claim("0.5 above the deepest", "gap", "0.5", along="late mean"), (0,)),
            ),
        ),
        Show(
            "weakness",
            "Never settles; the value it hovers at is about the temperature above the minimum.",
            "At a temperature of 0.5 it hovers 0.76 above the minimum in the mean of the second "
            "half, and its last step of 300 is 0.77 long. SGD with the same learning rate comes "
            "to rest.",
            (
                Racer("sgld", {"learning_rate": 0.2, "temperature": 0.5}),
                Racer("sgd", {"learning_rate": 0.2}),
            ),
            "sphere",
            steps=300,
            seen=(
                Seen(Claim("a temperature of 0.5", "gap", ">0.1"), (0,)),
                Seen(Claim("0.76 above the minimum", "gap", "0.76", along="late mean"), (0,)),
                Seen(Claim("its last step of 300", "last step", "300"), (0, 1)),
                Seen(Claim("is 0.77 long", "step", "0.77"), (0,)),
                Seen(Claim("comes to rest", "step", "<1e-6"), (1,)),
            ),
        ),
    )
    family = "gd"
