"""What is said of The simplex method of Nelder and Mead."""

from __future__ import annotations

from declarations.claim import Claim, Seen
from optimizers.card import Card
from optimizers.show import Racer, Show


class NelderMeadCard(Card):
    """The card of Nelder-Mead."""

    title = "Nelder-Mead"
    keywords = ("simplex", "amoeba", "gradient-free")
    group = "Derivative-free"
    year = 1965
    paper = "Nelder and Mead: A Simplex Method for Function Minimization"
    link = "https://doi.org/10.1093/comjnl/7.4.308"
    intuition = (
        "A triangle that flips over its worst corner and so tumbles downhill. It stretches where "
        "the way is clear, and draws itself together around a minimum."
    )
    strengths = (
        "Needs no gradient: the landscape may have kinks.",
        "Adapts its shape to a valley, with one or two values a step.",
    )
    weaknesses = (
        "Becomes slow and unreliable beyond some ten variables.",
        "May stop at a point that is no minimum (McKinnon 1998).",
    )
    shows = (
        Show(
            "strength",
            "Needs no gradient: the landscape may have kinks.",
            "The floor of this valley is a kink, across which gradients point to and fro. Nelder "
            "and Mead's method stays within 0.001 of the minimum from step 60 on; BFGS is stuck "
            "0.03 above it.",
            (Racer("nelder_mead"), Racer("bfgs")),
            "bukin_n6",
            steps=300,
            seen=(
                Seen(
                    Claim(
                        "within 0.001 of the minimum from step 60 on",
                        "gap",
                        "60",
                        along="stays",
                        when="<0.001",
                    ),
                    (0,),
                ),
                Seen(Claim("stuck 0.03 above it", "gap", "0.03"), (1,)),
            ),
        ),
        Show(
            "weakness",
            "Becomes slow and unreliable beyond some ten variables.",
            "A network has dozens of weights: after 300 steps its loss "
            "is 0.61, where Adam is down to 0.013.",
            (Racer("nelder_mead"), Racer("adam", {"learning_rate": 0.05})),
            "mlp",
            steps=300,
            seen=(
                Seen(Claim("after 300 steps", "last step", "300"), (0, 1)),
                Seen(Claim("loss is 0.61", "value", "0.61"), (0,)),
                Seen(Claim("Adam is down to 0.013", "value", "0.013"), (1,)),
            ),
        ),
    )
