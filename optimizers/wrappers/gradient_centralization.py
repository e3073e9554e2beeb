"""Gradient centralization (Yong, Huang, Hua and Zhang, 2020)."""

from __future__ import annotations

from typing import cast

import numpy as np

from declarations.arrays import Array, Mask
from optimizers.gradients import centralized
from optimizers.iteration import Iteration, SeenThrough
from optimizers.optimizer import Heeded, State, Wrapper
from optimizers.variables import Variable


class GradientCentralization(Wrapper):
    r"""Takes from every row of a matrix of the gradient its mean.

    .. math:: g_{ij} \leftarrow g_{ij} - \frac1c \sum_{k=1}^{c} g_{ik}

    The mean is over all axes but the first, as in Optax ``centralize``; vectors are left as they
    are, and so is a point that is one vector. That is the mean of the weights of one neuron where
    layers are outputs times inputs, as in PyTorch and in the networks among our landscapes; in
    those the biases, which stand in the last column, are a part of it. A matrix with a single
    column has no gradient any more.

    This is the gradient on the plane in which the sum of every row is what it is at the point. A
    wrapped rule that evaluates is shown slopes and curvatures within that plane, and across it a
    curvature of 1.

    Source: Yong, Huang, Hua and Zhang 2020, arXiv:2004.01461; Optax ``centralize``.
    """

    title = "Gradient centralization"
    keywords = ("GC", "centralize")
    group = "Regularisation"
    year = 2020
    paper = (
        "Yong, Huang, Hua and Zhang: Gradient Centralization: A New Optimization Technique for "
        "Deep Neural Networks"
    )
    link = "https://arxiv.org/abs/2004.01461"
    rule_note = "In every matrix of the point, with c columns; vectors are left as they are."
    intuition = (
        "The weights of a neuron may be shifted against each other, but not all together: under "
        "plain descent their sum stays what it was at the start. Where all inputs have a mean in "
        "common, that is the steepest direction, and without it the bowl is rounder."
    )
    strengths = (
        "Costs next to nothing and has no knob.",
        "Allows a larger learning rate where all inputs of a neuron have a mean in common.",
    )
    weaknesses = (
        "A minimum at which the sums are others is out of reach of plain descent.",
        "A rule that scales every coordinate by itself, such as Adam, changes the sums, for good.",
        "Nothing happens where the point is one vector, as on landscapes without layers.",
    )
    sees_blocks = True

    @property
    def heeds(self) -> Heeded:
        """Of a sum the sizes count: only the length of the whole gradient may not."""
        inner = self.optimizer.heeds
        return "direction" if inner == "sign" else inner

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:
        parts = now.variables(x)
        if not any(part.is_matrix for part in parts):
            super().update(x, g, state, now)
            return
        within = cast(Iteration, _Within(now, parts))
        self.optimizer.advance(x, centralized(g, parts), state["inner"], within)


class _Within(SeenThrough):
    """The step as the wrapped rule sees it: within the plane of constant sums."""

    def __init__(self, now: Iteration, parts: tuple[Variable, ...]) -> None:
        super().__init__(now)
        self._parts = parts

    def gradient(self, point: Array, where: Mask | None = None) -> Array:
        return centralized(self._now.gradient(point, where), self._parts)

    def hessian(self, point: Array, where: Mask | None = None) -> Array:
        """Across the plane the curvature is 1, so that the matrix can be inverted."""
        rows = centralized(self._now.hessian(point, where), self._parts)
        within = np.swapaxes(centralized(np.swapaxes(rows, 0, 1), self._parts), 0, 1)
        identity = np.eye(len(point)).reshape(len(point), len(point), *[1] * (point.ndim - 1))
        return within + (identity - centralized(identity, self._parts))

    def hand_over(self, *, value: Array | None = None, gradient: Array | None = None) -> None:  # noqa: ARG002
        """The value alone: the gradient is not that of the objective itself."""
        self._now.hand_over(value=value)
