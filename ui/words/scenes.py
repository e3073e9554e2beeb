"""Scenes to start from, each with a sentence of what to look at."""

from __future__ import annotations

import dataclasses

from declarations.claim import Claim, Seen
from experiments import Entry, Scene
from figures.curves import CurveView
from figures.stage import StageView


@dataclasses.dataclass(frozen=True)
class Prepared:
    """A scene with its title and what to observe."""

    title: str
    group: str
    line: str
    """What it is about, in the menu."""
    look_at: str
    scene: Scene
    view: StageView = dataclasses.field(default_factory=StageView)
    seen: tuple[Seen, ...] = ()
    """What the sentence states, to be measured; every number in it is in one of these."""


def _rate(optimizer: str, rate: float, **values: object) -> Entry:
    return Entry(optimizer, values=(("learning_rate", rate), *values.items()))


SCENES = (
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
            entries=(_rate("sgd", 0.038), _rate("momentum", 0.012), _rate("nesterov", 0.012)),
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
                _rate("sgd", 0.1),
                _rate("sgd", 1.0),
                _rate("sgd", 1.9),
                _rate("sgd", 2.05),
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
            entries=(_rate("rmsprop", 0.1, rho=0.0, epsilon=0.9),),
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
    Prepared(
        "A line through noisy points",
        "Learning from data",
        "Linear regression in mini-batches",
        "The parameters of y = 4 + 3x + noise: in mini-batches the paths wander, near the end "
        "they hover around the solution.",
        Scene(
            objective="noisy_line",
            steps=800,
            batch_size=10,
            entries=(_rate("rmsprop", 0.05), _rate("sgd", 0.05), _rate("adam", 0.1)),
        ),
        seen=(
            Seen(Claim("The parameters of y = 4 + 3x + noise", "point", ("4.0+-0.1", "3.0+-0.1"))),
            Seen(Claim("the paths wander", "distance", ">10", along="turns"), (0, 1, 2)),
            Seen(
                Claim("they hover around the solution", "distance", "<0.2", along="late mean"),
                (0, 1, 2),
            ),
            Seen(Claim("they hover", "gap", ">1e-4", along="late mean"), (0, 1, 2)),
        ),
    ),
    Prepared(
        "A tilted valley",
        "Learning from data",
        "What features that are not centred do to the loss",
        "Features that are not centred tilt and stretch the bowl: plain descent crawls along it, "
        "or zig-zags when its steps are larger. Now open 'The valley becomes round'.",
        Scene(
            objective="linear_regression",
            steps=100,
            entries=(_rate("sgd", 0.147), _rate("sgd", 0.3), _rate("momentum", 0.068)),
        ),
        seen=(
            Seen(Claim("tilt and stretch the bowl", "condition", ">20")),
            Seen(Claim("zig-zags", "y", ">90", along="turns"), (1,)),
            Seen(Claim("crawls", "gap", ">90", along="first", when="<1e-3"), (0,)),
        ),
    ),
    Prepared(
        "The valley becomes round",
        "Learning from data",
        "The same data, standardised",
        "The same data, standardised: the condition number falls from 24.6 to 1, and gradient "
        "descent with learning rate 1 lands in one step.",
        Scene(
            objective="linear_regression",
            parameters=(("scaling", "standard"),),
            steps=100,
            entries=(_rate("sgd", 0.147), _rate("sgd", 1.0), _rate("momentum", 0.068)),
        ),
        seen=(
            Seen(Claim("to 1, and", "condition", "1.00")),
            Seen(Claim("falls from 24.6", "condition", "24.6"), changes={"parameters": ()}),
            Seen(
                Claim(
                    "gradient descent with learning rate 1 lands in one step",
                    "gap",
                    "1",
                    along="first",
                    when="<1e-12",
                ),
                (1,),
            ),
        ),
    ),
    Prepared(
        "AND until the cost is below 0.001",
        "Learning from data",
        "One neuron learns a truth table, then stops",
        "One neuron, one example after the other: half the squared error, learning rate 0.5, "
        "random first weights. The run stops by itself after some 10,200 steps, and the rounded "
        "answers are the truth table.",
        Scene(
            objective="and_neuron",
            parameters=(("loss", "squared"), ("weight_penalty", 0.0)),
            # Uniform on [0, 1), by default_rng(0), to two digits.
            start=(0.64, 0.27, 0.04),
            steps=20_000,
            batch_size=1,
            shuffle=False,
            loss=0.001,
            entries=(_rate("sgd", 0.5),),
        ),
        seen=(
            Seen(
                Claim(
                    "learning rate 0.5, random first weights. The run stops by itself after some "
                    "10,200 steps",
                    "last step",
                    "10200+-20",
                ),
                (0,),
            ),
            Seen(Claim("the rounded answers are the truth table", "accuracy", "1.00"), (0,)),
        ),
    ),
    Prepared(
        "Two moons",
        "Learning from data",
        "A small network bends its border between two classes",
        "A network with eight hidden units bends its border between two classes. At first it is "
        "a straight line, with all three optimizers; hollow points are not trained on.",
        Scene(
            objective="mlp",
            steps=300,
            entries=(_rate("sgd", 2.0), _rate("rmsprop", 0.022), _rate("adam", 0.05)),
        ),
        seen=(
            Seen(Claim("bends its border", "accuracy", ">0.97"), (0, 1, 2)),
            Seen(
                Claim(
                    "At first it is a straight line, with all three",
                    "value",
                    ">70",
                    along="first",
                    when="<0.25",
                ),
                (0, 1, 2),
            ),
        ),
    ),
    Prepared(
        "Three classes",
        "Learning from data",
        "The regions of three classes turn until they fit",
        "At first nearly every point lies in the region of another class; the regions turn until "
        "each has its own. After 60 steps 97 % of the labels are right with gradient descent, 96 % "
        "with Adam and with Shampoo. Press play.",
        Scene(
            objective="softmax_regression",
            steps=60,
            entries=(_rate("sgd", 2.2), _rate("adam", 0.26), _rate("shampoo", 1.5)),
        ),
        seen=(
            Seen(Claim("At first nearly every point", "accuracy", "<0.02", along="min"), (0, 1, 2)),
            Seen(Claim("After 60 steps", "last step", "60"), (0, 1, 2)),
            Seen(Claim("97 % of the labels are right", "accuracy", "97%"), (0,)),
            Seen(Claim("96 % with Adam and with Shampoo", "accuracy", "96%"), (1, 2)),
        ),
    ),
    Prepared(
        "Features of different size",
        "Learning from data",
        "Square metres beside rooms: a valley that scaling rounds",
        "Prices of flats by area, rooms, age and distance: gradient descent soon creeps and is "
        "0.017 above the minimum after 200 steps; Adam gets to 0.0043, and SOAP, which settles "
        "late, to 0.00034. Under Shape, standardise the features and give gradient descent the "
        "learning rate 0.5: then it is within 1e-11.",
        Scene(
            objective="multiple_regression",
            steps=200,
            entries=(_rate("sgd", 0.00015), _rate("adam", 0.015), _rate("soap", 0.0083)),
        ),
        seen=(
            Seen(Claim("is 0.017 above the minimum", "gap", "0.017"), (0,)),
            Seen(Claim("after 200 steps", "last step", "200"), (0, 1, 2)),
            Seen(Claim("soon creeps", "gap", "<=30", along="first", when="<0.03"), (0,)),
            Seen(Claim("Adam gets to 0.0043", "gap", "0.0043"), (1,)),
            Seen(Claim("SOAP, which settles late, to 0.00034", "gap", "0.00034"), (2,)),
            Seen(Claim("settles late", "gap", ">40", along="stays", when="<0.2"), (2,)),
            Seen(
                Claim("learning rate 0.5: then it is within 1e-11", "gap", "<1e-11"),
                (0,),
                {
                    "parameters": (("scaling", "standard"),),
                    "entries": (_rate("sgd", 0.5),),
                },
            ),
        ),
    ),
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
            entries=(_rate("sgd", 0.01),),
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
        "Adam turned by 45 degrees",
        "How optimizers differ",
        "An ellipse turned: who notices, and who does not",
        "The same ellipse, turned: gradient descent does not notice, methods with one step size "
        "for each axis do. Turn it back under Shape.",
        Scene(
            objective="ellipse",
            angle=45.0,
            steps=150,
            entries=(_rate("sgd", 0.03), Entry("adam"), Entry("adagrad")),
        ),
        seen=(
            Seen(Claim("gradient descent does not notice", "gap", "1.09e-3"), (0,)),
            Seen(Claim("gradient descent does not notice", "gap", "1.09e-3"), (0,), {"angle": 0.0}),
            Seen(Claim("methods with one step size for each axis do", "gap", ">2"), (1, 2)),
            Seen(Claim("Turn it back", "gap", "<0.004"), (1, 2), {"angle": 0.0}),
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
            entries=(_rate("sgd", 0.1), _rate("adam", 0.1), Entry("newton")),
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
                _rate("adam", 0.01, beta_1=0.0, beta_2=0.1),
                _rate("amsgrad", 0.01, beta_1=0.0, beta_2=0.1),
                _rate("sgd", 0.01),
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
        "A hundred holes",
        "Where it is hard",
        "Rastrigin's egg box: small steps, momentum, Adam",
        "Rastrigin's egg box has more than a hundred holes: small steps fall into the first one, "
        "momentum rolls through some.",
        Scene(
            objective="rastrigin",
            steps=200,
            entries=(_rate("sgd", 0.001), _rate("momentum", 0.008), _rate("adam", 0.2)),
        ),
        seen=(
            Seen(Claim("a hundred holes", "minima", ">100")),
            Seen(Claim("small steps fall into the first one", "gap", "12.9"), (0, 2)),
            Seen(Claim("momentum rolls through some", "gap", "4.0"), (1,)),
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
                _rate("sgd", 0.1),
                Entry("sgd", values=(("learning_rate", 0.1),), schedule="cosine"),
                _rate("adam", 0.1),
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
    Prepared(
        "The same loss, flat or sharp",
        "Where it is hard",
        "A small and a large learning rate end in other minima",
        "The minima are a hyperbola. A small learning rate stays at its sharp end; a large one "
        "is thrown to a flatter place, because it is not stable at the sharp one.",
        Scene(
            objective="deep_linear",
            steps=100,
            entries=(_rate("sgd", 0.05), _rate("sgd", 0.3), _rate("sgd", 0.4)),
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
)


def groups() -> dict[str, list[Prepared]]:
    """The scenes by their groups, as the menu shows them."""
    found: dict[str, list[Prepared]] = {}
    for prepared in SCENES:
        found.setdefault(prepared.group, []).append(prepared)
    return found
