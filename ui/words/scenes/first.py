"""The scenes for a first visit."""

from __future__ import annotations

from declarations.claim import Claim, Seen
from experiments import Scene
from figures.curves import CurveView
from figures.stage import StageView
from ui.words.scenes.prepared import Prepared, rate

FIRST = (
    Prepared(
        "The banana",
        "First steps",
        "Four optimizers in a curved valley",
        "All of them find the valley at once; following it is the hard part, and after 200 steps "
        "only momentum is close to the star. Press play.",
        Scene(),
        seen=(
            Seen(
                Claim(
                    "All of them find the valley at once",
                    "value",
                    "<=7",
                    along="first",
                    when="<6.5",
                ),
                (0, 1, 2, 3),
            ),
            Seen(Claim("after 200 steps", "last step", "200"), (0, 1, 2, 3)),
            Seen(Claim("only momentum is close to the star", "distance", "<0.03"), (1,)),
            Seen(Claim("only momentum", "distance", ">0.4"), (0, 2, 3)),
        ),
    ),
    Prepared(
        "Why momentum",
        "First steps",
        "Zig-zags across a ravine, and what lets them cancel",
        "Plain descent zig-zags across the narrow ellipse; momentum adds up what stays the same "
        "from step to step and lets the zig-zag cancel.",
        Scene(
            objective="ellipse",
            steps=120,
            entries=(rate("sgd", 0.038), rate("momentum", 0.012), rate("nesterov", 0.012)),
        ),
        seen=(
            Seen(
                Claim(
                    "Plain descent zig-zags across the narrow ellipse", "y", "119", along="turns"
                ),
                (0,),
            ),
            Seen(Claim("lets the zig-zag cancel", "y", "<40", along="turns"), (1, 2)),
            Seen(Claim("momentum adds up", "gap", "<1e-4"), (1, 2)),
            Seen(Claim("Plain descent", "gap", ">9e-4"), (0,)),
        ),
    ),
    Prepared(
        "One step too many",
        "First steps",
        "Learning rates on a parabola, from small to too large",
        "On a parabola of curvature 1 a learning rate of 1 lands in one step, 1.9 bounces, and "
        "2.05 is thrown out.",
        Scene(
            objective="parabola_1d",
            steps=40,
            entries=(
                rate("sgd", 0.1),
                rate("sgd", 1.0),
                rate("sgd", 1.9),
                rate("sgd", 2.05),
            ),
        ),
        seen=(
            Seen(Claim("On a parabola of curvature 1", "sharpness", "1.00")),
            Seen(
                Claim(
                    "a learning rate of 1 lands in one step",
                    "gap",
                    "1",
                    along="first",
                    when="<1e-12",
                ),
                (1,),
            ),
            Seen(Claim("1.9 bounces", "x", "39", along="turns"), (2,)),
            Seen(Claim("1.9 bounces", "distance", "<0.1"), (2,)),
            Seen(Claim("2.05 is thrown out", "inside", "0"), (3,)),
        ),
    ),
    Prepared(
        "RMSprop on x² + 10 sin x",
        "First steps",
        "A local minimum in front of a hill",
        "From x = 8 it rolls down the first slope it meets and stops in the local minimum at "
        "3.8375; the global one, at −1.3064, lies behind a hill.",
        Scene(
            objective="sine_parabola_1d",
            start=(8.0,),
            steps=60,
            entries=(rate("rmsprop", 0.1, rho=0.0, epsilon=0.9),),
        ),
        StageView(curves=CurveView(quantity="value", scale="linear")),
        seen=(
            Seen(
                Claim("From x = 8 it rolls down the first slope it meets", "x", "0", along="turns"),
                (0,),
            ),
            Seen(Claim("stops in the local minimum at 3.8375", "x", "3.8375"), (0,)),
            Seen(Claim("the global one, at −1.3064", "x", "-1.3064")),
            Seen(Claim("lies behind a hill", "maxima", "1")),
        ),
    ),
)
