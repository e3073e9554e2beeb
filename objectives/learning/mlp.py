"""A multi-layer perceptron with one or two hidden layers."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable
from functools import cached_property
from typing import Any

import numpy as np

from declarations import choice, chosen, integer, line, real
from declarations.claim import Claim, Run
from objectives.datasets import TWO_CLASSES, by_formula
from objectives.facts import Facts
from objectives.formula import LONGEST
from objectives.held_out import HoldsOut
from objectives.losses import cross_entropy, row_sum, sigmoid
from objectives.objective import SUBSCRIPTS, Array, Blocks

START = 13
"""The stream of the seed, behind those of the examples."""

REACH = 6.0
"""Every parameter is drawn from minus this to this."""


def _relu(a: Array, out: Array) -> None:
    np.maximum(a, 0.0, out=out)


def _sigmoid(a: Array, out: Array) -> None:
    out[...] = sigmoid(a)


ACTIVATIONS: dict[str, tuple[Callable[..., Any], Callable[[Array], Array]]] = {
    "tanh": (np.tanh, lambda h: 1.0 - h * h),
    "relu": (_relu, lambda h: h > 0.0),
    "sigmoid": (_sigmoid, lambda h: h * (1.0 - h)),
}
"""h = phi(a), written to an array, and the slope phi'(a) as a function of h."""

BY_HEART = Run("adam", 0.05, 1000)
SMALL = Run("adam", 0.05, 500)
NOISY = {"n": 50, "noise": 0.3, "second": 8}

STRAIGHT = (0.00108, -0.0052, 0.000536, *(0.0,) * 21, 1000.0, *(0.0,) * 8)
"""The logistic regression of the built-in examples, as a network whose first unit is all but
linear."""
TURNED = (-0.00108, 0.0052, -0.000536, *(0.0,) * 21, -1000.0, *(0.0,) * 8)


class Mlp(HoldsOut):
    r"""f = mean cross entropy of sigma(z), z the output of a small fully connected network.

    .. math:: h_0 = x, \quad h_l = \varphi(W_l h_{l-1} + b_l), \quad z = W_L h_{L-1} + b_L

    The parameters are, layer by layer and unit by unit, its weights and its bias. The start is
    that of Glorot and Bengio 2010 (uniform), or of He et al. 2015 (normal) for layers with relu;
    biases start at 0.

    The held-out examples are drawn anew from the same shape: n of them, or 200 where n is less.
    Of own data a fifth, chosen by the seed, is held out; fewer than five are all trained on.
    """

    title = "Multi-layer perceptron"
    keywords = ("neural network", "two moons", "deep learning", "hidden layer")
    model_formula = (
        r"\tfrac1m\sum_i\ln(1+e^{z_i})-y_iz_i,\;h_0=x_i,\;h_l=\varphi(W_lh_{l-1}+b_l),"
        r"\;z_i=W_Lh_{L-1}+b_L"
    )
    formula = model_formula
    gradient_formula = (
        r"\partial_{W_l}f=\sum_i\delta_lh_{l-1}^\top,\;\partial_{b_l}f=\sum_i\delta_l,"
        r"\;\delta_L=\tfrac1m(\sigma(z_i)-y_i),"
        r"\;\delta_{l-1}=W_l^\top\delta_l\odot\varphi'(W_{l-1}h_{l-2}+b_{l-1})"
    )
    minimisers = ()
    color = "sqrt"
    landscape = "not convex; every minimum comes in symmetric copies"
    plane = "the two input weights of the first hidden unit, the others as at the start"
    lesson = (
        "Two stages: after 20 steps of gradient descent with learning rate 2 the network is about "
        "as good as the best straight line, f = 0.29, and waits there until step 60; then it "
        "bends, and f is below 0.1 after 185 steps, or 110 of Adam with 0.05. From step 195 on "
        "Adam learns by heart: until step 1,000 f falls from 0.024 to 0.003, but the held-out "
        "loss rises from 0.061 to 0.115."
    )
    show = (
        "50 examples, noise 0.3, a second layer of 8 units, Adam with 0.05: after 500 steps all "
        "labels are right, of the held-out ones 76 %; with a penalty of 0.003 it is 84 %. On the "
        "spirals it takes longer: after 300 steps 99.5 % of the held-out labels are right with one "
        "layer, 91 % with a second of 8 units"
    )
    claims = (
        Claim("not convex", "condition", "<0", Run("sgd", 2.0, 1)),
        Claim("every minimum comes in symmetric copies", "value", "0.29", at=(STRAIGHT, TURNED)),
        Claim("the best straight line, f = 0.29", "value", "0.29", at=STRAIGHT),
        Claim(
            "after 20 steps of gradient descent with learning rate 2",
            "value",
            "0.29",
            Run("sgd", 2.0, 20),
        ),
        Claim("until step 60", "value", "0.29", Run("sgd", 2.0, 60)),
        Claim(
            "f is below 0.1 after 185 steps",
            "value",
            "185",
            Run("sgd", 2.0),
            along="first",
            when="<0.1",
        ),
        Claim(
            "110 of Adam with 0.05", "value", "110", Run("adam", 0.05), along="first", when="<0.1"
        ),
        Claim(
            "From step 195 on",
            "held-out loss",
            "195",
            BY_HEART,
            along="first",
            when="<0.061365",
        ),
        Claim("until step 1,000", "value", "0.003", BY_HEART),
        Claim("from 0.024", "value", "0.024", BY_HEART.replace(steps=195)),
        Claim("to 0.003", "value", "0.003", BY_HEART),
        Claim(
            "the held-out loss rises from 0.061", "held-out loss", "0.061", BY_HEART, along="min"
        ),
        Claim("to 0.115", "held-out loss", "0.115", BY_HEART),
        Claim(
            "50 examples, noise 0.3, a second layer of 8 units, Adam with 0.05: after 500 steps",
            "accuracy",
            "1.00",
            SMALL,
            parameters=NOISY,
        ),
        Claim("76 %", "held-out accuracy", "76%", SMALL, parameters=NOISY),
        Claim(
            "with a penalty of 0.003 it is 84 %",
            "held-out accuracy",
            "84%",
            SMALL,
            parameters={**NOISY, "weight_penalty": 0.003},
        ),
        Claim(
            "after 300 steps 99.5 %",
            "held-out accuracy",
            "99.5%",
            SMALL.replace(steps=300),
            parameters={"dataset": "spirals"},
        ),
        Claim(
            "91 % with a second of 8 units",
            "held-out accuracy",
            "91%",
            SMALL.replace(steps=300),
            parameters={"dataset": "spirals", "second": 8},
        ),
    )
    learning_rates = {"gd": 2.0, "hb": 0.2, "adagrad": 0.56, "rms": 0.022, "adam": 0.05}
    source = "Rumelhart, Hinton and Williams 1986; moons, circles and blobs as in scikit-learn"
    featured = True

    are_labels = True
    features_in_picture = 2
    of_built_in = ("dataset", "classes", "n", "noise")

    dataset: str = choice(
        default="moons",
        options=(*TWO_CLASSES, "formula"),
        help="The shape of the two classes.",
    )
    classes: str = line(
        default="y > sin(2x)",
        longest=LONGEST,
        help="Where this holds, or is above 0, the class is 1; x and y are the two features.",
        needs=(chosen("dataset", "formula"),),
    )
    n: int = integer(
        default=200,
        valid="[4, 10000]",
        slider=(20, 500),
        symbol="n",
        help="How many examples are trained on.",
    )
    noise: float = real(
        default=0.15,
        valid="[0, 1e3]",
        slider=(0.0, 0.5),
        symbol=r"\varepsilon",
        help="Standard deviation of the noise on both features.",
    )
    hidden: int = integer(
        default=8,
        valid="[1, 1000]",
        slider=(1, 16),
        symbol="h_1",
        help="How many units the first hidden layer has.",
    )
    second: int = integer(
        default=0,
        valid="[0, 1000]",
        slider=(0, 16),
        symbol="h_2",
        help="How many units the second hidden layer has; 0 is no second one.",
    )
    activation: str = choice(
        default="tanh",
        options=tuple(ACTIVATIONS),
        help="What a hidden unit answers to the weighted sum of its inputs.",
    )
    weight_penalty: float = real(
        default=0.0,
        valid="[0, 1e6]",
        slider=(0.0, 0.05),
        symbol=r"\lambda",
        help="Adds half of this times the squared norm of all parameters to the loss.",
    )
    seed: int = integer(
        default=0,
        valid="[0, 2147483647]",
        slider=(0, 100),
        help="Another number gives other examples and another start.",
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.dataset == "formula" and self.features is None:
            # What makes no two classes is refused here rather than in the middle of a run.
            _ = self.observations

    # The examples.

    def drawn(self, count: int, stream: int) -> tuple[Array, Array]:
        if self.dataset == "formula":
            return by_formula(self.classes, count, self.noise, self.seed, stream)
        return TWO_CLASSES[self.dataset](count, self.noise, self.seed, stream)

    # The network.

    @property
    def coordinates(self) -> tuple[str, ...]:
        return tuple(f"θ{index}".translate(SUBSCRIPTS) for index in range(1, self.dims + 1))

    @cached_property
    def layers(self) -> tuple[Layer, ...]:
        """The layers, from the first hidden one to the output."""
        inputs, first = self.observations[0].shape[1], 0
        layers = []
        for units in (self.hidden, self.second, 1):
            if units:
                layers.append(Layer(first, units, inputs))
                inputs, first = units, layers[-1].end
        return tuple(layers)

    @property
    def blocks(self) -> Blocks:  # type: ignore[override]
        """The matrix of every layer, a row for every unit, with the biases in its last column."""
        return tuple(
            (f"W{number}", (layer.units, layer.inputs + 1))
            for number, layer in enumerate(self.layers, start=1)
        )

    def design(self, inputs: Array) -> Array:
        """The features and the 1 that the biases are multiplied by."""
        return np.concatenate([inputs, np.ones((1, inputs.shape[1]))])

    def adapted(self) -> Facts:
        """What the number of parameters and the seed decide."""
        dims = self.layers[-1].end
        drawn = self._initial_parameters(np.random.default_rng([self.seed, START]))
        start = tuple(drawn.tolist())
        penalty = r"\;+\tfrac\lambda2\|\theta\|^2" if self.weight_penalty > 0.0 else ""
        return dataclasses.replace(
            super().adapted(),
            formula=self.model_formula + penalty,
            domain=((-REACH, REACH),) * dims,
            start=start,
            plane_at=start,
            filters=tuple(unit for layer in self.layers for unit in layer.filters()),
            smooth=self.activation != "relu",
            numbers_per_example=max(layer.units for layer in self.layers),
        )

    def random_points(self, generator: np.random.Generator, count: int) -> Array:
        """Random starts, ``(dims, count)``, each drawn as the start is."""
        drawn = [self._initial_parameters(generator) for _ in range(count)]
        return np.ascontiguousarray(np.reshape(drawn, (count, self.dims)).T)

    def _initial_parameters(self, rng: np.random.Generator) -> Array:
        start = np.zeros((1, self.layers[-1].end))
        for layer in self.layers:
            weights = layer.parameters(start)[:, :, :-1]
            if self.activation == "relu" and layer is not self.layers[-1]:
                weights[...] = math.sqrt(2.0 / layer.inputs) * rng.standard_normal(weights.shape)
            else:
                limit = math.sqrt(6.0 / (layer.inputs + layer.units))
                weights[...] = rng.uniform(-limit, limit, weights.shape)
        return start[0]

    def _forward(self, parameters: Array, rows: Array) -> list[Array]:
        """The inputs and the hidden layers, each with a 1 below, and z.

        They are (points, units, examples): one matrix product for every point, in the same
        memory layout however many there are. So a point has the same value, bit for bit, alone
        and in a batch.
        """
        activation, _ = ACTIVATIONS[self.activation]
        levels = [np.ascontiguousarray(rows.transpose(2, 0, 1))]
        *hidden, output = self.layers
        for layer in hidden:
            sums = _product(layer.parameters(parameters), levels[-1])
            level = np.empty((len(sums), layer.units + 1, sums.shape[2]), dtype=sums.dtype)
            activation(sums, out=level[:, :-1])
            level[:, -1] = 1.0
            levels.append(level)
        return [*levels, _product(output.parameters(parameters), levels[-1])]

    def _z(self, point: Array, rows: Array) -> Array:
        """The output before the sigmoid, (points, examples)."""
        return self._forward(np.ascontiguousarray(point.T), rows)[-1][:, 0]

    def outputs(self, point: Array, rows: Array) -> Array:
        return np.ascontiguousarray(sigmoid(self._z(point, rows)).T)

    def example_losses(self, point: Array, rows: Array, targets: Array) -> Array:
        return np.ascontiguousarray(cross_entropy(self._z(point, rows), targets.T).T)

    def mean_loss(self, point: Array, rows: Array, targets: Array) -> Array:
        losses = cross_entropy(self._z(point, rows), targets.T)
        penalty = 0.5 * self.weight_penalty * row_sum(point * point)
        return losses.sum(axis=-1) / len(targets) + penalty

    def plain_loss(self, point: Array, rows: Array, targets: Array) -> Array:
        level = rows
        for first, end, units in self.hidden_layers:
            sums = point[first:end].reshape(units, -1) @ level
            if self.activation == "tanh":
                answers = np.tanh(sums)
            elif self.activation == "relu":
                answers = np.where(sums > 0.0, sums, 0.0)
            else:
                answers = sigmoid(sums)
            level = np.concatenate([answers, np.ones_like(sums[:1])])
        z = point[self.output_layer :] @ level
        penalty = 0.5 * self.weight_penalty * row_sum(point * point)
        return row_sum(cross_entropy(z, targets)) / len(targets) + penalty

    @property
    def hidden_layers(self) -> tuple[tuple[int, int, int], ...]:
        """Of every hidden layer its first parameter, where the next begins, and its units."""
        return tuple((layer.first, layer.end, layer.units) for layer in self.layers[:-1])

    @property
    def output_layer(self) -> int:
        """The first parameter of the output."""
        return self.layers[-1].first

    def mean_gradient(self, point: Array, rows: Array, targets: Array) -> Array:
        """Backpropagation: ``back`` is the derivative of f by the sums of a layer."""
        parameters = np.ascontiguousarray(point.T)
        *levels, z = self._forward(parameters, rows)
        _, slope = ACTIVATIONS[self.activation]
        gradient = np.empty(parameters.shape, dtype=z.dtype)
        back = (sigmoid(z) - targets.T[:, np.newaxis]) / len(targets)
        for layer, below in zip(reversed(self.layers), reversed(levels), strict=True):
            layer.parameters(gradient)[...] = _product_with_transposed(back, below)
            if layer.first:
                weights = layer.parameters(parameters)[:, :, :-1]
                back = weights.swapaxes(1, 2) @ back
                back *= slope(below[:, :-1])
        gradient += self.weight_penalty * parameters
        return np.ascontiguousarray(gradient.T)


@dataclasses.dataclass(frozen=True)
class Layer:
    """Where the weights and biases of a layer are among the parameters."""

    first: int
    units: int
    inputs: int

    @cached_property
    def end(self) -> int:
        """Where the next layer begins."""
        return self.first + self.units * (self.inputs + 1)

    def parameters(self, of_all: Array) -> Array:
        """A view of shape (points, units, inputs + 1), the biases last, on (points, dims)."""
        own = of_all[:, self.first : self.end]
        return own.reshape(len(own), self.units, self.inputs + 1)

    def filters(self) -> list[tuple[int, ...]]:
        """For every unit the indices of its incoming weights and of its bias."""
        width = self.inputs + 1
        return [tuple(range(i, i + width)) for i in range(self.first, self.end, width)]


# NumPy hands the product of a long matrix and a single row to threads of BLAS, which wait for
# each other on a busy machine: it then takes 30 times as long as a sum.


def _product(weights: Array, level: Array) -> Array:
    """Of (points, units, inputs) and (points, inputs, examples), for every point."""
    if weights.shape[1] == 1:
        return np.asarray((weights.swapaxes(1, 2) * level).sum(axis=1, keepdims=True))
    return weights @ level


def _product_with_transposed(back: Array, below: Array) -> Array:
    """Of (points, units, examples) and (points, inputs, examples), for every point."""
    if back.shape[1] == 1:
        return np.asarray((back * below).sum(axis=2)[:, np.newaxis])
    return back @ below.swapaxes(1, 2)
