"""Scenes in which something is learned from data."""

from __future__ import annotations

from declarations.claim import Claim, Seen
from experiments import Scene
from ui.words.scenes.prepared import Prepared, rate

LEARNING = (
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
            entries=(rate("rmsprop", 0.05), rate("sgd", 0.05), rate("adam", 0.1)),
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
            entries=(rate("sgd", 0.147), rate("sgd", 0.3), rate("momentum", 0.068)),
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
            entries=(rate("sgd", 0.147), rate("sgd", 1.0), rate("momentum", 0.068)),
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
            entries=(rate("sgd", 0.5),),
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
            entries=(rate("sgd", 2.0), rate("rmsprop", 0.022), rate("adam", 0.05)),
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
            entries=(rate("sgd", 2.2), rate("adam", 0.26), rate("shampoo", 1.5)),
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
            entries=(rate("sgd", 0.00015), rate("adam", 0.015), rate("soap", 0.0083)),
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
                    "entries": (rate("sgd", 0.5),),
                },
            ),
        ),
    ),
)
