"""Softmax regression with the cross entropy, for three and more classes."""

from __future__ import annotations

import dataclasses
from functools import cached_property
from typing import ClassVar

import numpy as np

from declarations import integer, real
from declarations.arrays import Indices, Mask
from declarations.claim import RATES, Claim, Run
from objectives.datasets import clouds
from objectives.facts import Facts
from objectives.held_out import HoldsOut
from objectives.losses import row_sum, softmax, softmax_cross_entropy
from objectives.objective import SUBSCRIPTS, Array, Blocks, Box, Point
from objectives.picture import picture, rules_of_thumb, widened

NEWTON_STEPS = 100
CLOSE = 1e-9
"""Newton's method has converged when a step changes every z by less: the error is its square."""

REACH = 2.0
"""A change of z that makes a clear difference to the loss."""

SHOWN = Run("sgd", 2.2, 50)
GROWTH = Run("sgd", 2.2, 100)
FREE = {"weight_penalty": 0.0}
APART = {"weight_penalty": 0.0, "noise": 0.1}

ONE = (1.0, *(0.0,) * 8)
SHIFTED = (3.0, 1.0, *(2.0, 1.0) * 2, *(5.0,) * 3)
"""The same answers: 2, 1 and 5 are added to the weights and the bias of every class."""
FAR = (100.0, 0.0, -50.0, 87.0, -50.0, -87.0, 0.0, 0.0, 0.0)
"""Every class's weights towards its cloud."""


def best(says: str, optimizer: str, gap: str) -> Claim:
    """How near a rule comes within 60 steps at the best of many learning rates."""
    return Claim(says, "gap", gap, Run(optimizer, RATES, 60), over="min")


class SoftmaxRegression(HoldsOut):
    r"""f = mean of ln(sum_k exp(z_k)) - z_y with z = W x + b: convex.

    .. math:: f(W, b) = \tfrac1m \sum_i \Bigl(\ln \sum_k e^{z_{ik}} - z_{i y_i}\Bigr)
              + \tfrac\lambda2 \|(W, b)\|^2

    The parameters are W, a row for every class, and then b: (classes, features) and (classes,).
    What is added to the weights or biases of all classes alike changes no answer. So without
    the penalty there are many minimisers; or none, where classes can be told apart by planes, since
    then f goes on falling while the parameters grow for ever: towards 0 if that is so of all.

    The held-out examples are drawn anew from the same clouds; see `objectives.held_out`.
    """

    title = "Softmax regression"
    keywords = (
        "classification",
        "multinomial logistic regression",
        "several classes",
        "multi-class",
        "cross-entropy",
    )
    model_formula = (
        r"\tfrac1m\sum_i\ln\bigl(\sum_ke^{z_{ik}}\bigr)-z_{iy_i},\;z_{ik}=w_k\cdot x_i+b_k"
    )
    formula = model_formula + r"\;+\tfrac\lambda2\|(W,b)\|^2"
    gradient_formula = (
        r"\partial_{w_k}f=\tfrac1m\sum_i(p_{ik}-[k=y_i])\,x_i+\lambda w_k,"
        r"\;\partial_{b_k}f=\tfrac1m\sum_i(p_{ik}-[k=y_i])+\lambda b_k,"
        r"\;p_{ik}=e^{z_{ik}}/\sum_je^{z_{ij}}"
    )
    hessian_formula = (
        r"\tfrac1m\sum_i\bigl(\mathrm{diag}(p_i)-p_ip_i^\top\bigr)\otimes(x_i,1)(x_i,1)^\top"
        r"+\lambda I"
    )
    color = "sqrt"
    landscape = "1 minimum"
    lesson = (
        "What is added to all classes alike changes no answer: without the penalty the minima "
        "form a valley; with it there is one, in a round bowl with condition number 13.3. There "
        "gradient descent at its best learning rate is 5e-09 above it after 60 steps, Adam "
        "0.0035. Of the rules for matrices Shampoo gets within 1e-11 and SOAP within 3e-05, but "
        "LAMB stops at 0.007 and Muon at 0.022."
    )
    show = (
        "gradient descent with learning rate 2.2: after 50 steps 97 % of the labels are right, of "
        "the held-out ones 91 %; then noise 0.1 without the penalty: the classes can be separated, "
        "and the parameters grow, to a norm of 8.6, 10.8 and 13.4 after 100, 1,000 and 10,000 "
        "steps"
    )
    claims: ClassVar[tuple[Claim, ...]] = (
        Claim("1 minimum", "minima", "1"),
        Claim("changes no answer", "value", "0.8329466", at=(ONE, SHIFTED), parameters=FREE),
        Claim("form a valley", "rank", "6", parameters=FREE),
        Claim("condition number 13.3", "condition", "13.3"),
        best("gradient descent at its best learning rate is 5e-09", "sgd", "5e-9"),
        best("after 60 steps, Adam 0.0035", "adam", "0.0035"),
        best("Shampoo gets within 1e-11", "shampoo", "<1e-11"),
        best("SOAP within 3e-05", "soap", "<3e-5"),
        best("LAMB stops at 0.007", "lamb", "0.007"),
        best("Muon at 0.022", "muon", "0.022"),
        Claim("after 50 steps 97 %", "accuracy", "97%", SHOWN),
        Claim("gradient descent with learning rate 2.2", "accuracy", "97%", SHOWN),
        Claim("the held-out ones 91 %", "held-out accuracy", "91%", SHOWN),
        *(
            Claim(says, "size", size, GROWTH.replace(steps=steps), parameters=APART)
            for says, size, steps in (
                ("then noise 0.1 without the penalty", "8.6", 100),
                ("to a norm of 8.6", "8.6", 100),
                ("10.8 and", "10.8", 1000),
                ("100,", "8.6", 100),
                ("13.4 after", "13.4", 10_000),
                ("1,000 and", "10.8", 1000),
                ("10,000 steps", "13.4", 10_000),
            )
        ),
        Claim("the classes can be separated", "accuracy", "1.00", GROWTH, parameters=APART),
        Claim("f falls to 0 at infinity", "value", "0", at=FAR, parameters=APART),
    )
    learning_rates = {"gd": 2.2, "hb": 0.18, "adagrad": 1.8, "rms": 0.056, "adam": 0.26}
    source = "Böhning 1992, Multinomial logistic regression algorithm"
    convex = True
    featured = True

    are_labels = True
    most_classes = 10
    features_in_picture = 2
    of_built_in = ("classes", "n", "noise")

    classes: int = integer(
        default=3,
        valid="[2, 10]",
        slider=(2, 6),
        symbol="K",
        help="How many classes there are: clouds around a circle of radius 1.",
    )
    n: int = integer(
        default=150,
        valid="[20, 10000]",
        slider=(20, 500),
        symbol="n",
        help="How many examples are trained on.",
    )
    noise: float = real(
        default=0.5,
        valid="[0, 1e3]",
        slider=(0.1, 1.0),
        symbol=r"\varepsilon",
        help="Standard deviation of the noise on both features: how wide the clouds are.",
    )
    weight_penalty: float = real(
        default=0.01,
        valid="[0, 1e6]",
        slider=(0.0, 0.2),
        symbol=r"\lambda",
        help="Adds half of this times the squared norm of all parameters to the loss.",
    )
    seed: int = integer(
        default=0,
        valid="[0, 2147483647]",
        slider=(0, 100),
        help="Another number gives other examples.",
    )

    # The examples.

    def drawn(self, count: int, stream: int) -> tuple[Array, Array]:
        return clouds(self.classes, count, self.noise, self.seed, stream)

    @property
    def class_count(self) -> int:
        return self.classes if self.targets is None else int(self.targets.max()) + 1

    # The model. Its arrays are (points, classes, examples): one matrix product for every point,
    # in the same memory layout however many there are. So a point has the same value, bit for
    # bit, alone and in a batch.

    @property
    def _weights_end(self) -> int:
        """The first bias among the parameters."""
        return self.class_count * len(self.inputs)

    @property
    def coordinates(self) -> tuple[str, ...]:
        classes, features = range(self.class_count), range(1, len(self.inputs) + 1)
        comma = "," if len(features) > 9 else ""
        names = [f"w{k}{comma}{j}" for k in classes for j in features] + [f"b{k}" for k in classes]
        return tuple(name.translate(SUBSCRIPTS) for name in names)

    @property
    def blocks(self) -> Blocks:  # type: ignore[override]
        """The weights, a row for every class, and the biases."""
        return ("W", (self.class_count, len(self.inputs))), ("b", (self.class_count,))

    def _z(self, point: Array, rows: Array) -> Array:
        """What the softmax is taken of, (points, classes, examples)."""
        parameters = np.ascontiguousarray(point.T)
        end = self._weights_end
        weights = parameters[:, :end].reshape(len(parameters), self.class_count, -1)
        inputs = np.ascontiguousarray(rows.transpose(2, 0, 1))
        return np.asarray(weights @ inputs + parameters[:, end:, np.newaxis])

    def outputs(self, point: Array, rows: Array) -> Array:
        return np.ascontiguousarray(softmax(self._z(point, rows)).transpose(2, 1, 0))

    def hits(self, answers: Array, targets: Array) -> Mask:
        # Where a run has overflowed nothing is said.
        said = np.isfinite(answers).all(axis=1)
        return np.asarray(said & (answers.argmax(axis=1) == targets))

    def example_losses(self, point: Array, rows: Array, targets: Array) -> Array:
        return np.ascontiguousarray(self._losses(point, rows, targets).T)

    def mean_loss(self, point: Array, rows: Array, targets: Array) -> Array:
        losses = self._losses(point, rows, targets)
        penalty = 0.5 * self.weight_penalty * row_sum(point * point)
        return losses.sum(axis=-1) / len(targets) + penalty

    def _losses(self, point: Array, rows: Array, targets: Array) -> Array:
        """The loss of every example, (points, examples)."""
        z = self._z(point, rows)
        labels = np.broadcast_to(targets.T, (len(z), len(targets)))
        return softmax_cross_entropy(z, labels.astype(np.intp))

    def plain_loss(self, point: Array, rows: Array, targets: Array) -> Array:
        weights, biases = point[: self._weights_end], point[self._weights_end :]
        z = weights.reshape(self.class_count, -1) @ rows + biases.reshape(-1, 1)
        top, own = z[0], 0.0 * z[0]
        for label, row in enumerate(z):
            top = np.where(row > top, row, top)
            own = np.where(targets == label, row, own)
        losses = top - own + np.log(np.sum(np.exp(z - top), axis=0))
        penalty = 0.5 * self.weight_penalty * row_sum(point * point)
        return row_sum(losses) / len(targets) + penalty

    def mean_gradient(self, point: Array, rows: Array, targets: Array) -> Array:
        shares = softmax(self._z(point, rows))
        labels = np.arange(self.class_count)[:, np.newaxis]
        back = (shares - (labels == targets.T[:, np.newaxis])) / len(targets)
        inputs = np.ascontiguousarray(rows.transpose(2, 1, 0))
        of_weights = (back @ inputs).reshape(len(back), -1)
        gradient = np.concatenate([of_weights, back.sum(axis=-1)], axis=1)
        return np.ascontiguousarray(gradient.T) + self.weight_penalty * point

    def mean_hessian(self, point: Array, rows: Array, targets: Array) -> Array:  # noqa: ARG002
        """The Hessian of f, (dims, dims, points), for every two classes a block."""
        shares = softmax(self._z(point, rows))
        points, classes, examples = shares.shape
        ones = np.ones((1, *rows.shape[1:]))
        inputs = np.ascontiguousarray(np.concatenate([rows, ones]).transpose(2, 0, 1))
        width = inputs.shape[1]
        hessian = np.empty((points, classes, width, classes, width), dtype=shares.dtype)
        for k, share in enumerate(shares.swapaxes(0, 1)):
            for j in range(classes):
                counts = (share * ((k == j) - shares[:, j]))[:, np.newaxis] / examples
                hessian[:, k, :, j] = (inputs * counts) @ inputs.swapaxes(1, 2)
        order = self._by_block(width)
        flat = hessian.reshape(points, classes * width, -1)[:, order[:, np.newaxis], order]
        symmetric = 0.5 * (flat + flat.swapaxes(1, 2)) + self.weight_penalty * np.eye(len(order))
        return np.ascontiguousarray(symmetric.transpose(1, 2, 0))

    def hessian(self, point: Array) -> Array:
        return self._evaluated(self.mean_hessian, point, self._full_table)

    def _by_block(self, width: int) -> Indices:
        """Where the weights and then the biases are, of rows of so many with the bias last."""
        places = np.arange(self.class_count * width).reshape(-1, width)
        return np.concatenate([places[:, :-1].ravel(), places[:, -1]])

    # What is known about it.

    def adapted(self) -> Facts:
        """The minimum, where there is one, and the picture around it."""
        point, converged, apart = self._newton()
        center = point if converged else np.zeros(len(point))
        box, start, widths = self._picture(center)
        at = tuple(map(float, center))
        several = len(self.inputs) > 1
        axes = f"the first two weights{' of the first class' if several else ''}"
        facts = dataclasses.replace(
            super().adapted(),
            domain=box,
            start=start[:2] + (0.0,) * (len(point) - 2),
            minimisers=(at,) if converged else (),
            plane=f"{axes}, the others {'as at the minimum' if converged else '0'}",
            plane_at=at,
            filters=self._classes(),
            numbers_per_example=self.class_count,
        )
        if not self.published:
            rates = rules_of_thumb(self._steepness(), float(widths.min()))
            facts = dataclasses.replace(facts, learning_rates=rates)
        if self.weight_penalty > 0.0:
            return facts
        facts = dataclasses.replace(facts, formula=self.model_formula, landscape="")
        if converged:
            return dataclasses.replace(
                facts,
                landscape="a valley of minima",
                minimisers_note="one of many: all classes can be given the same besides",
            )
        if apart:
            return dataclasses.replace(
                facts,
                infimum=0.0,
                landscape="no minimum",
                minimisers_note="the classes can be separated: f falls to 0 at infinity",
            )
        return facts

    def _classes(self) -> tuple[tuple[int, ...], ...]:
        """The coordinates of every class: its weights and its bias."""
        classes, inputs = self.class_count, len(self.inputs)
        return tuple(
            (*range(each * inputs, (each + 1) * inputs), classes * inputs + each)
            for each in range(classes)
        )

    def _picture(self, center: Array) -> tuple[Box, Point, Array]:
        """A domain, a start in one of its corners, and half the widths of the domain.

        That of built-in examples stands still while the sliders move.
        """
        if self.features is None and self.scaling == "none":
            widths = np.full(len(center), 4.0 * REACH)
            box, start = picture(np.zeros(len(center)), widths)
            return widened(box, tuple(center.tolist())), start, widths
        widths = np.maximum(4.0 * REACH * self._units, 1e-6 * np.abs(center))
        box, start = picture(center, widths)
        return box, start, widths

    @cached_property
    def _units(self) -> Array:
        """For every parameter one over the root mean square of what it is multiplied by."""
        sizes = np.sqrt(np.mean(self.inputs**2, axis=1))
        weights = np.tile(1.0 / np.where(sizes > 0.0, sizes, 1.0), self.class_count)
        return np.concatenate([weights, np.ones(self.class_count)])

    def _steepness(self) -> float:
        """An upper bound of the curvature of f in any direction (Böhning 1992)."""
        rows = np.concatenate([self.inputs, np.ones((1, self.inputs.shape[1]))])
        steepest = np.linalg.eigvalsh(rows @ rows.T / rows.shape[1])[-1]
        return float(0.5 * steepest + self.weight_penalty)

    def _newton(self) -> tuple[Array, bool, bool]:
        """Where Newton's method ends from the origin; whether it has converged there, and whether
        every example is told from all other classes.

        Without a penalty it ends at the first point that does so: then there is no minimiser.
        There is none either where the curvature fades away in some direction, which shows as a
        loss of rank; the directions in which it was missing from the start are left out.
        """
        table, unit = self._full_table, self._units
        labels = table.targets.T[:, np.newaxis].astype(np.intp)

        def at(point: Array) -> tuple[Array, Array, Array]:
            return point[:, np.newaxis], table.rows, table.targets

        def loss(point: Array) -> float:
            return float(self.mean_loss(*at(point))[0])

        point, first_rank = np.zeros(len(unit)), None
        for _ in range(NEWTON_STEPS):
            # Parameters of equal weight: only then does the rank say something.
            gradient = unit * self.mean_gradient(*at(point))[:, 0]
            hessian = np.outer(unit, unit) * self.mean_hessian(*at(point))[:, :, 0]
            step, _, rank, _ = np.linalg.lstsq(hessian, -gradient)
            first_rank = rank if first_rank is None else first_rank
            step = unit * step
            while loss(point + step) > (1.0 + 1e-12) * loss(point):
                step = 0.5 * step
            point = point + step
            z = self._z(point[:, np.newaxis], table.rows)
            own = np.take_along_axis(z, labels, axis=1)
            apart = bool(((z < own).sum(axis=1) == self.class_count - 1).all())
            if self.weight_penalty == 0.0 and apart:
                return point, False, True
            if np.abs(self._z(step[:, np.newaxis], table.rows)).max() < CLOSE:
                return point, rank == first_rank, apart
        return point, False, False
