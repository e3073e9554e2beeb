"""Scenes that tell optimizers apart, and of what is hard for them."""

from __future__ import annotations

from declarations.claim import Claim, Seen
from experiments import Entry, Scene
from figures.curves import CurveView
from figures.stage import StageView
from ui.words.scenes.prepared import Prepared, rate

LANDSCAPES = (
    Prepared(
        "Many starts, two minima",
        "Where it is hard",
        "Random starts fall into one minimum or the other",
        "Twenty random starts on a quartic with two minima of the same depth, with central "
        "differences in place of the gradient: the best run is strong, the others are faint.",
        Scene(
            objective="quartic_two_wells",
            steps=100,
            starts=20,
            difference=1e-3,
            entries=(rate("sgd", 0.01),),
        ),
        seen=(
            Seen(Claim("two minima", "minima", "2")),
            Seen(Claim("of the same depth", "value", "-8.00", at="minimisers")),
            Seen(
                Claim("Twenty random starts", "x", "30%..50%", over="share", when="1.41..1.42"),
                (0,),
            ),
            Seen(Claim("two minima", "x", "30%..50%", over="share", when="-1.42..-1.41"), (0,)),
        ),
    ),
    Prepared(
        "Waiting at a saddle",
        "Where it is hard",
        "Who waits where the slope is small, and who leaves",
        "Started almost on the ridge, gradient descent stalls near the saddle; Adam leaves at "
        "once, because it divides by how small the slope is.",
        Scene(
            objective="saddle",
            steps=120,
            entries=(rate("sgd", 0.1), rate("adam", 0.1), Entry("newton")),
        ),
        seen=(
            Seen(
                Claim(
                    "Started almost on the ridge, gradient descent stalls",
                    "y",
                    ">60",
                    along="first",
                    when=">0.5",
                ),
                (0,),
            ),
            Seen(Claim("near the saddle", "size", "<0.05", along="min"), (0,)),
            Seen(Claim("Adam leaves at once", "y", "<10", along="first", when=">0.5"), (1,)),
        ),
    ),
    Prepared(
        "A hundred holes",
        "Where it is hard",
        "Rastrigin's egg box: small steps, momentum, Adam",
        "Rastrigin's egg box has more than a hundred holes: small steps fall into the first one, "
        "momentum rolls through some.",
        Scene(
            objective="rastrigin",
            steps=200,
            entries=(rate("sgd", 0.001), rate("momentum", 0.008), rate("adam", 0.2)),
        ),
        seen=(
            Seen(Claim("a hundred holes", "minima", ">100")),
            Seen(Claim("small steps fall into the first one", "gap", "12.9"), (0, 2)),
            Seen(Claim("momentum rolls through some", "gap", "4.0"), (1,)),
        ),
    ),
    Prepared(
        "The same loss, flat or sharp",
        "Where it is hard",
        "A small and a large learning rate end in other minima",
        "The minima are a hyperbola. A small learning rate stays at its sharp end; a large one "
        "is thrown to a flatter place, because it is not stable at the sharp one.",
        Scene(
            objective="deep_linear",
            steps=100,
            entries=(rate("sgd", 0.05), rate("sgd", 0.3), rate("sgd", 0.4)),
        ),
        seen=(
            Seen(
                Claim(
                    "The minima are a hyperbola",
                    "value",
                    "0",
                    at=((2.0, 0.5), (0.5, 2.0), (-1.0, -1.0)),
                )
            ),
            Seen(Claim("A small learning rate stays at its sharp end", "sharpness", ">8"), (0,)),
            Seen(Claim("a large one is thrown to a flatter place", "sharpness", "<5"), (1, 2)),
            Seen(Claim("not stable at the sharp one", "sharpness", ">6.67", at=(2.8, 0.3571428))),
        ),
    ),
    Prepared(
        "Adam turned by 45 degrees",
        "How optimizers differ",
        "An ellipse turned: who notices, and who does not",
        "The same ellipse, turned: gradient descent does not notice, methods with one step size "
        "for each axis do. Turn it back under Shape.",
        Scene(
            objective="ellipse",
            angle=45.0,
            steps=150,
            entries=(rate("sgd", 0.03), Entry("adam"), Entry("adagrad")),
        ),
        seen=(
            Seen(Claim("gradient descent does not notice", "gap", "1.09e-3"), (0,)),
            Seen(Claim("gradient descent does not notice", "gap", "1.09e-3"), (0,), {"angle": 0.0}),
            Seen(Claim("methods with one step size for each axis do", "gap", ">2"), (1, 2)),
            Seen(Claim("Turn it back", "gap", "<0.004"), (1, 2), {"angle": 0.0}),
        ),
    ),
    Prepared(
        "Where Adam fails",
        "How optimizers differ",
        "The counter-example that led to AMSGrad",
        "Two of three gradients are small and wrong, one is large and right. Adam with a short "
        "memory walks to the worst point, +1; AMSGrad and plain descent walk to −1.",
        Scene(
            objective="reddi_1d",
            steps=3000,
            batch_size=1,
            shuffle=False,
            box="project",
            entries=(
                rate("adam", 0.01, beta_1=0.0, beta_2=0.1),
                rate("amsgrad", 0.01, beta_1=0.0, beta_2=0.1),
                rate("sgd", 0.01),
            ),
        ),
        StageView(curves=CurveView(quantity="value", scale="linear")),
        seen=(
            Seen(
                Claim("Two of three gradients are small and wrong", "x", "19", along="turns"),
                (2,),
                {"steps": 30},
            ),
            Seen(Claim("one is large", "step", "0.03", along="max"), (2,), {"steps": 30}),
            Seen(Claim("are small", "step", "0.01", along="min"), (2,), {"steps": 30}),
            Seen(Claim("large and right", "x", "-0.03"), (2,), {"steps": 1}),
            Seen(Claim("walks to the worst point, +1", "x", "1.00"), (0,)),
            Seen(Claim("the worst point", "gap", ">0.6", at=(1.0,))),
            Seen(Claim("AMSGrad and plain descent walk to −1", "x", "-1..-0.97"), (1, 2)),
        ),
    ),
    Prepared(
        "What curvature buys",
        "How optimizers differ",
        "Newton and BFGS against Adam, by steps or evaluations",
        "They read the shape of the valley: Newton arrives in 20 steps, BFGS and L-BFGS in 35; "
        "Adam needs thousands. Show the curves against evaluations to see what a step costs.",
        Scene(
            steps=60,
            entries=(Entry("newton"), Entry("bfgs"), Entry("lbfgs"), Entry("adam")),
        ),
        StageView(curves=CurveView(clock="evaluations")),
        seen=(
            Seen(
                Claim("Newton arrives in 20 steps", "gap", "20", along="stays", when="<1e-9"), (0,)
            ),
            Seen(
                Claim("BFGS and L-BFGS in 35", "gap", "<=35", along="stays", when="<1e-9"), (1, 2)
            ),
            Seen(
                Claim("Adam needs thousands", "gap", ">2000", along="stays", when="<1e-3"),
                (3,),
                {"steps": 5000},
            ),
        ),
    ),
    Prepared(
        "Noise",
        "How optimizers differ",
        "Fixed steps and a falling learning rate on noisy gradients",
        "The same noise for all: plain steps of a fixed size never come to rest; with a falling "
        "learning rate they do.",
        Scene(
            objective="sphere",
            steps=300,
            noise=2.0,
            entries=(
                rate("sgd", 0.1),
                Entry("sgd", values=(("learning_rate", 0.1),), schedule="cosine"),
                rate("adam", 0.1),
            ),
        ),
        seen=(
            Seen(
                Claim(
                    "plain steps of a fixed size never come to rest", "step", ">0.01", along="min"
                ),
                (0,),
            ),
            Seen(Claim("with a falling learning rate they do", "step", "<1e-5"), (1,)),
        ),
    ),
)
