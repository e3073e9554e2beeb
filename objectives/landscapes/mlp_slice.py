"""A plane through the loss of a small network (after Li et al., 2018)."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from declarations.claim import Claim, Run
from objectives.objective import Array, Objective, StationaryPoint

# fmt: off
SOLUTION = (
    1.2, -0.8, 0.6, -1.5, 0.3, -0.4, 0.8, -0.2, 0.9, -1.1, 0.7, 0.5, 0.1,
)
"""The 13 weights at the middle: 4 input weights, 4 biases, 4 output weights, an output bias."""
FIRST = (
    0.6063173475742275, -1.108131703995485, 0.8703258180100596, -0.05162274248621634,
    -0.8015358270675212, 1.1197109460297787, -0.6905372811408562, -0.1995340815819457,
    0.9564268291131401, -1.0749544431116178, 0.4760059097138169, 0.44065179585201086,
    -1.063197360333988,
)
SECOND = (
    0.6254095576664198, 0.7922594448489779, -0.6828627573843136, -0.7315139222541953,
    0.8782000715635075, 0.6113251557054462, -1.1839681206097623, -0.21481076153562378,
    1.2657384056342331, -0.23797551902778655, -1.062103670572715, 0.44865047132092833,
    0.8881543763074806,
)
"""Two random directions, at right angles and each as long as the vector of weights."""
# fmt: on
INPUTS = np.linspace(-2.0, 2.0, 21)[:, np.newaxis]


class MLPSlice(Objective):
    """f(a, b) = L(w* + a d_1 + b d_2), L the loss of a network of 4 tanh units with 13 weights.

    The network N has one input and one output. Its targets are its own outputs at w*, so that
    the middle of the plane is a solution: L = sum of (N_w(x) - N_w*(x))^2 / 2m over the inputs
    x = -2, -1.8, ..., 2.
    """

    title = "Neural-net loss slice"
    keywords = ("neural network", "loss surface")
    group = "learning"
    formula = (
        r"L(\theta^*+\alpha d_1+\beta d_2),\;"
        r"L=\tfrac1{2m}\sum(N_\theta(x_i)-N_{\theta^*}(x_i))^2,\;"
        r"N:1\to4\tanh\to1\ (13\text{ weights})"
    )
    gradient_formula = (
        r"(\nabla L\cdot d_1,\;\nabla L\cdot d_2)"
        r"=\tfrac1m\sum_i(N_\theta(x_i)-N_{\theta^*}(x_i))"
        r"\,(\partial_\alpha N_\theta(x_i),\partial_\beta N_\theta(x_i))"
    )
    domain = ((-1.5, 1.5), (-1.5, 1.5))
    minimisers = ((0.0, 0.0),)
    start = (1.2, -1.1)
    color = "log"
    landscape = "2 minima, 2 saddles"
    stationary_points = (
        StationaryPoint("minimum", (-1.2835215911582127, -1.4162899038555097)),
        StationaryPoint("saddle", (-1.475611739278718, -0.3630269378414207)),
        StationaryPoint("saddle", (-0.5941483245981158, -1.134110477362054)),
    )
    lesson = (
        "What a picture of a loss landscape really is: a plane through a function of thirteen "
        "variables; a run inside the plane is not a run of the network. Even here momentum at "
        "0.02 ends in a second minimum (f = 0.057) that gradient descent avoids."
    )
    show = (
        "1000 steps of gradient descent at 0.05, momentum at 0.02 and Adam at 0.05 from (1.2, -1.1)"
    )
    claims = (
        Claim("2 minima", "minima", "2"),
        Claim("2 saddles", "saddles", "2"),
        Claim(
            "momentum at 0.02 ends in a second minimum (f = 0.057)",
            "value",
            "0.057",
            Run("momentum", 0.02, 1000),
        ),
        Claim("1000 steps of gradient descent at 0.05", "value", "<1e-6", Run("sgd", 0.05, 1000)),
        Claim("momentum at 0.02", "value", "0.057", Run("momentum", 0.02, 1000)),
        Claim("Adam at 0.05 from (1.2, -1.1)", "value", "<1e-6", Run("adam", 0.05, 1000)),
    )
    learning_rates = {
        "gd": 0.083,
        "hb": 0.038,
        "adagrad": 0.68,
        "rms": 0.012,
        "adam": 0.1,
    }
    source = (
        "Li et al. 2018, Visualizing the Loss Landscape of Neural Nets (random orthogonal "
        "directions, scaled to the norm), arXiv:1712.09913"
    )
    featured = True

    def value(self, point: Array) -> Array:
        _, _, outputs = _network(point)
        misses = outputs - _lifted(TARGETS, point)
        return 0.5 * _mean(misses * misses)

    def gradient(self, point: Array) -> Array:
        v, h, outputs = _network(point)
        misses, inputs = outputs - _lifted(TARGETS, point), _lifted(INPUTS, point)
        slope = v * (1.0 - h * h)
        gradient = []
        for direction in (FIRST, SECOND):
            dw, db, dv, dc = _parts(_lifted(direction, point))
            response = (dv * h + slope * (dw * inputs + db)).sum(axis=1) + dc
            gradient.append(_mean(misses * response))
        return np.array(gradient)


def _lifted(values: ArrayLike, point: Array) -> Array:
    """The values with further axes of length 1, one for every axis of runs of the point."""
    values = np.asarray(values)
    return values.reshape(values.shape + (1,) * np.ndim(point[0]))


def _parts(weights: Array) -> tuple[Array, Array, Array, Array]:
    """Input weights, biases, output weights and the output bias."""
    return weights[0:4], weights[4:8], weights[8:12], weights[12]


def _network(point: Array) -> tuple[Array, Array, Array]:
    """The output weights, the hidden layer (inputs, units, ...) and the outputs (inputs, ...)."""
    a, b = point
    first, second = _lifted(FIRST, point), _lifted(SECOND, point)
    w, bias, v, c = _parts(_lifted(SOLUTION, point) + a * first + b * second)
    h = np.tanh(w * _lifted(INPUTS, point) + bias)
    return v, h, (v * h).sum(axis=1) + c


def _mean(terms: Array) -> Array:
    """The mean over axis 0, added one after another, however many points there are."""
    # NumPy's sum does so for several points, but adds the numbers of a single one in pairs.
    single = terms[0].size == 1
    total = np.add.accumulate(terms, axis=0)[-1] if single else terms.sum(axis=0)
    return total / len(terms)


TARGETS = _network(np.zeros(2))[2]
