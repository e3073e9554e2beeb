"""Small tables of observations, each as (features, targets)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from objectives.formula import FormulaError, parse
from objectives.formula.evaluate import evaluated
from objectives.losses import sigmoid
from objectives.objective import Array

GATES = {
    "and": (1.0, 0.0, 0.0, 0.0),
    "or": (1.0, 1.0, 1.0, 0.0),
    "nand": (0.0, 1.0, 1.0, 1.0),
    "xor": (0.0, 1.0, 1.0, 0.0),
}
"""The answers of logic gates to (1, 1), (1, 0), (0, 1), (0, 0)."""


def truth_table(gate: str) -> tuple[Array, Array]:
    """The four rows of a logic gate, in the order (1, 1), (1, 0), (0, 1), (0, 0)."""
    return np.array([[1.0, 1.0], [1.0, 0.0], [0.0, 1.0], [0.0, 0.0]]), np.array(GATES[gate])


def noisy_line(n: int, noise: float, seed: int) -> tuple[Array, Array]:
    """The line y = 4 + 3 x for x uniform on [0, 2), with normal noise on y."""
    rng = np.random.default_rng([seed])
    x = 2.0 * rng.random(n)
    return x, 4.0 + 3.0 * x + noise * rng.standard_normal(n)


FLATS = ("area in m²", "rooms", "age in years", "km to the centre")
"""What the features of `flats` are."""


def flats(n: int, noise: float, seed: int) -> tuple[Array, Array]:
    """Invented flats with their prices in 100,000 euros; rooms and area go together.

    price = 0.6 + 0.03 area + 0.1 rooms - 0.012 age - 0.05 distance, with normal noise.
    """
    rng = np.random.default_rng([seed])
    area = rng.uniform(30.0, 150.0, n)
    rooms = np.maximum(np.round(area / 28.0 + 0.7 * rng.standard_normal(n)), 1.0)
    age, distance = rng.uniform(0.0, 80.0, n), rng.uniform(0.5, 15.0, n)
    price = 0.6 + 0.03 * area + 0.1 * rooms - 0.012 * age - 0.05 * distance
    features = np.stack([area, rooms, age, distance], axis=1)
    return features, price + noise * rng.standard_normal(n)


def nine_points() -> tuple[Array, Array]:
    """Nine measurements along a rising line; the best line is y = 0.96 + 0.77 t."""
    return np.arange(9) / 2.0, np.array([0.8, 1.6, 1.5, 2.4, 2.3, 3.1, 3.0, 3.8, 4.0])


def two_swapped_labels() -> tuple[Array, Array]:
    """Labels that say whether x > 0, except for the two nearest to 0, which are swapped."""
    x = np.array([-3.0, -2.0, -1.0, -0.5, 0.5, 1.0, 2.0, 3.0])
    return x, np.array([0.0, 0.0, 0.0, 1.0, 0.0, 1.0, 1.0, 1.0])


def sigmoid_teacher(weight: float, bias: float) -> tuple[Array, Array]:
    """What a sigmoid neuron with this weight and bias answers to x = -2, -1.5, ..., 2."""
    x = np.arange(-4, 5) / 2.0
    return x, sigmoid(weight * x + bias)


def moons(n: int, noise: float, seed: int, stream: int = 0) -> tuple[Array, Array]:
    """Two interleaved half circles of radius 1, at random angles, as scikit-learn's make_moons.

    Class 0 is the upper half circle around the origin, class 1 the lower one around (1, 0.5).
    """
    rng, labels = _two_classes(n, seed, stream)
    angle = np.pi * rng.random(n)
    x, y = np.cos(angle), np.sin(angle)
    points = np.stack([np.where(labels, 1.0 - x, x), np.where(labels, 0.5 - y, y)], axis=1)
    return points + noise * rng.standard_normal((n, 2)), labels


def circles(n: int, noise: float, seed: int, stream: int = 0) -> tuple[Array, Array]:
    """A circle of radius 0.5 (class 1) inside one of radius 1 (class 0), at random angles.

    As scikit-learn's make_circles with factor=0.5.
    """
    rng, labels = _two_classes(n, seed, stream)
    angle = 2.0 * np.pi * rng.random(n)
    radius = np.where(labels, 0.5, 1.0)
    points = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
    return points + noise * rng.standard_normal((n, 2)), labels


def spirals(n: int, noise: float, seed: int, stream: int = 0) -> tuple[Array, Array]:
    """Two spiral arms of one turn, out to radius 2; the one is the other turned by 180 degrees."""
    rng, labels = _two_classes(n, seed, stream)
    # The square root makes the points about equally dense along the arm.
    way = np.sqrt(rng.random(n))
    angle = 2.0 * np.pi * way + np.pi * labels
    points = 2.0 * way[:, np.newaxis] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return points + noise * rng.standard_normal((n, 2)), labels


def blobs(n: int, noise: float, seed: int, stream: int = 0) -> tuple[Array, Array]:
    """Two round clouds around (-0.5, -0.5) and (0.5, 0.5), as wide as the noise."""
    rng, labels = _two_classes(n, seed, stream)
    return labels[:, np.newaxis] - 0.5 + noise * rng.standard_normal((n, 2)), labels


def clouds(classes: int, n: int, noise: float, seed: int, stream: int = 0) -> tuple[Array, Array]:
    """Round clouds as wide as the noise, evenly spaced around a circle of radius 1.

    The labels 0, 1, ... come in turn; class 0 is on the right, and they go on anticlockwise.
    """
    rng = np.random.default_rng([seed, stream])
    labels = np.arange(n) % float(classes)
    angle = 2.0 * np.pi * labels / classes
    points = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return points + noise * rng.standard_normal((n, 2)), labels


SQUARE = 2.0
"""The points of a formula are drawn from minus this to this."""
LEAST_SHARE = 0.05
"""Each class of a formula covers at least so much of the square."""


def by_formula(text: str, n: int, noise: float, seed: int, stream: int = 0) -> tuple[Array, Array]:
    """Points of a square; their class is 1 where a formula in x and y holds, or is above 0.

    Raises:
        ValueError: the text is no such formula, or one class has next to no room.
    """
    parsed = parse(text)
    if parsed.parameters:
        raise FormulaError(f"the features are x and y, and there is no {parsed.parameters[0]!r}")
    rng, labels = _two_classes(n, seed, stream)
    # So many that of either class there are enough, however small its share may be.
    points = rng.uniform(-SQUARE, SQUARE, (int(2.0 * n / LEAST_SHARE) + 1_000, 2))
    answers = np.broadcast_to(
        evaluated(parsed.tree, dict(zip("xy", points.T, strict=True))), points.shape[:1]
    )
    classes = [points[answers <= 0.0], points[answers > 0.0]]
    share = min(map(len, classes)) / len(points)
    if share < LEAST_SHARE:
        raise FormulaError(
            f"one class has {100.0 * share:.2g} % of the square from {-SQUARE:g} to {SQUARE:g}, "
            f"and needs {100.0 * LEAST_SHARE:g} %"
        )
    chosen = np.empty((n, 2))
    for label, members in enumerate(classes):
        chosen[label::2] = members[: len(labels[label::2])]
    return chosen + noise * rng.standard_normal((n, 2)), labels


TWO_CLASSES: dict[str, Callable[[int, float, int, int], tuple[Array, Array]]] = {
    "moons": moons,
    "circles": circles,
    "spirals": spirals,
    "blobs": blobs,
}
"""Points of the plane with labels 0 and 1, from (n, noise, seed, stream).

The labels alternate: half of the examples are of either class, in any mini-batch in this order
too. Another stream of the same seed gives other points of the same shape.
"""


def _two_classes(n: int, seed: int, stream: int) -> tuple[np.random.Generator, Array]:
    return np.random.default_rng([seed, stream]), np.arange(n) % 2.0
