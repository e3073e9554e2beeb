"""Scenes to start from, each with a sentence of what to look at."""

from __future__ import annotations

import dataclasses

from experiments import Entry, Scene
from figures.curves import CurveView
from figures.stage import StageView


@dataclasses.dataclass(frozen=True)
class Prepared:
    """A scene with its title and what to observe."""

    title: str
    look_at: str
    scene: Scene
    view: StageView = dataclasses.field(default_factory=StageView)


def _rate(optimizer: str, rate: float, **values: object) -> Entry:
    return Entry(optimizer, values=(("learning_rate", rate), *values.items()))


SCENES = (
    Prepared(
        "The banana",
        "All of them find the valley at once; following it is the hard part. Press play.",
        Scene(),
    ),
    Prepared(
        "Why momentum",
        "Plain descent zig-zags across the narrow ellipse; momentum adds up what stays the same "
        "from step to step and lets the zig-zag cancel.",
        Scene(
            objective="ellipse",
            steps=120,
            entries=(_rate("sgd", 0.038), _rate("momentum", 0.012), _rate("nesterov", 0.012)),
        ),
    ),
    Prepared(
        "One step too many",
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
    ),
    Prepared(
        "RMSprop on x² + 10 sin x",
        "From x = 8 it rolls down the first slope it meets and stops in the local minimum at "
        "3.8375; the global one, at −1.3064, lies behind a hill.",
        Scene(
            objective="sine_parabola_1d",
            start=(8.0,),
            steps=60,
            entries=(_rate("rmsprop", 0.1, rho=0.0, epsilon=0.9),),
        ),
        StageView(curves=CurveView(quantity="value", scale="linear")),
    ),
    Prepared(
        "A line through noisy points",
        "The parameters of y = 4 + 3x + noise: in mini-batches the paths wander, near the end "
        "they hover around the solution.",
        Scene(
            objective="noisy_line",
            steps=300,
            batch_size=10,
            entries=(_rate("rmsprop", 0.05), _rate("sgd", 0.05), _rate("adam", 0.1)),
        ),
    ),
    Prepared(
        "A tilted valley",
        "Features that are not centred tilt and stretch the bowl: slope and intercept pull at "
        "each other, and plain descent zig-zags or crawls. Now open 'The valley becomes round'.",
        Scene(
            objective="linear_regression",
            steps=100,
            entries=(_rate("sgd", 0.147), _rate("sgd", 0.3), _rate("momentum", 0.068)),
        ),
    ),
    Prepared(
        "The valley becomes round",
        "The same data, standardised: the condition number falls from 24.6 to 1, and gradient "
        "descent with learning rate 1 lands in one step.",
        Scene(
            objective="linear_regression",
            parameters=(("scaling", "standard"),),
            steps=100,
            entries=(_rate("sgd", 0.147), _rate("sgd", 1.0), _rate("momentum", 0.068)),
        ),
    ),
    Prepared(
        "AND until the cost is below 0.001",
        "One neuron, one example after the other: half the squared error, learning rate 0.5, "
        "random first weights. The run stops by itself after some 2,550 epochs, and the rounded "
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
    ),
    Prepared(
        "Two moons",
        "A network with eight hidden units bends its border between two classes. At first it is "
        "a straight line, whatever the optimizer; hollow points are not trained on.",
        Scene(
            objective="mlp",
            steps=300,
            entries=(_rate("sgd", 2.0), _rate("rmsprop", 0.022), _rate("adam", 0.05)),
        ),
    ),
    Prepared(
        "Many starts, two minima",
        "Twenty random starts on a quartic with two minima of the same depth, with central "
        "differences in place of the gradient: the best run is strong, the others are faint.",
        Scene(
            objective="quartic_two_wells",
            steps=100,
            starts=20,
            difference=1e-3,
            entries=(_rate("sgd", 0.01),),
        ),
    ),
    Prepared(
        "Adam turned by 45 degrees",
        "The same ellipse, turned: gradient descent does not notice, methods with one step size "
        "for each axis do. Turn it back under Shape.",
        Scene(
            objective="ellipse",
            angle=45.0,
            steps=150,
            entries=(_rate("sgd", 0.03), Entry("adam"), Entry("adagrad")),
        ),
    ),
    Prepared(
        "Waiting at a saddle",
        "Started almost on the ridge, gradient descent stalls near the saddle; Adam leaves at "
        "once, because it divides by how small the slope is.",
        Scene(
            objective="saddle",
            steps=120,
            entries=(_rate("sgd", 0.1), _rate("adam", 0.1), Entry("newton")),
        ),
    ),
    Prepared(
        "Where Adam fails",
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
    ),
    Prepared(
        "What curvature buys",
        "Newton, BFGS and L-BFGS read the shape of the valley and need a dozen steps; Adam needs "
        "hundreds. Show the curves against evaluations to see what a step costs.",
        Scene(
            steps=60,
            entries=(Entry("newton"), Entry("bfgs"), Entry("lbfgs"), Entry("adam")),
        ),
        StageView(curves=CurveView(clock="evaluations")),
    ),
    Prepared(
        "Hundreds of holes",
        "Rastrigin's egg box: small steps fall into the first hole, momentum rolls through some.",
        Scene(
            objective="rastrigin",
            steps=200,
            entries=(_rate("sgd", 0.001), _rate("momentum", 0.001), _rate("adam", 0.2)),
        ),
    ),
    Prepared(
        "Noise",
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
    ),
    Prepared(
        "The same loss, flat or sharp",
        "The minima are a hyperbola. A small learning rate stays at its sharp end; a large one "
        "is thrown to a flatter place, because it is not stable at the sharp one.",
        Scene(
            objective="deep_linear",
            steps=100,
            entries=(_rate("sgd", 0.05), _rate("sgd", 0.3), _rate("sgd", 0.4)),
        ),
    ),
)
