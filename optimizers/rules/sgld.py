"""Stochastic gradient Langevin dynamics (Welling and Teh, 2011)."""

from __future__ import annotations

import numpy as np

from declarations import Number, real
from declarations.arrays import Array
from declarations.claim import Claim, Seen
from optimizers.iteration import Iteration
from optimizers.optimizer import FirstOrder, State
from optimizers.show import Racer, Show


class SGLD(FirstOrder):
    r"""Gradient descent with heat: noise of a given temperature is added to every step.

    .. math:: x_t = x_{t-1} - \alpha g_t + \sqrt{2 \alpha T} \, n_t, \quad n_t \sim N(0, I)

    In the long run, and for small steps, a point is found with a probability in proportion to
    :math:`\exp(-f(x) / T)`. The paper has T = 1 and writes the learning rate as
    :math:`\epsilon / 2`.

    Source: Welling and Teh 2011, ICML.
    """

    title = "Langevin dynamics (SGLD)"
    keywords = ("Langevin", "sampling")
    group = "Noise"
    draws = True
    year = 2011
    paper = "Welling and Teh: Bayesian Learning via Stochastic Gradient Langevin Dynamics"
    link = "https://www.stats.ox.ac.uk/~teh/research/compstats/WelTeh2011a.pdf"
    rule = r"x_t = x_{t-1} - \alpha\, g_t + \sqrt{2\alpha T}\; n_t,\quad n_t \sim N(0, I)"
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

    learning_rate: Number = real(
        default=0.01,
        valid="(0, inf)",
        slider=(1e-5, 1.0),
        log=True,
        symbol=r"\alpha",
        help="The step size.",
    )
    temperature: Number = real(
        default=1.0,
        valid="[0, inf)",
        slider=(0.0, 10.0),
        symbol="T",
        help="How hard the point is shaken; 0 is gradient descent.",
    )

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:  # noqa: ARG002
        x -= g * now.learning_rate
        x += np.sqrt(2.0 * now.learning_rate * self.temperature) * now.normal(x)
