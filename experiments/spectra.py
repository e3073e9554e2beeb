"""The singular values of a matrix of weights over a run, of its gradient and of its update."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
from numpy.typing import NDArray

import objectives
from declarations.arrays import Array
from experiments.rows import evenly
from optimizers import Trajectory
from optimizers.variables import Variable, variables

MOST_ROWS = 600
"""Of a longer run every k-th step is looked at, and the last."""
MOST_WORK = 5e7
"""Multiplications of all decompositions: a tenth of a second or two."""

PARTS = ("weights", "gradient", "update")


@dataclasses.dataclass(frozen=True)
class Spectra:
    """Singular values from the largest, ``(rows, min(matrix.shape))``; NaN where there are none.

    Attributes:
        matrix: of which block of the point.
        steps: the number of the step of every row.
        weights: of the matrix itself.
        gradient: of the gradient there, without noise and on all data.
        update: of what the matrix was moved by since the row of the run before; NaN at the start.
        spans: over how many steps that was: 1 where the run keeps every step.
    """

    matrix: Variable
    steps: NDArray[np.int64]
    weights: Array
    gradient: Array
    update: Array
    spans: NDArray[np.int64]

    @property
    def spread(self) -> float | None:
        r"""The median of :math:`\sigma_1 / \sigma_k` of the update, over the steps that moved.

        1 is a matrix that turns and scales all directions alike; inf one that has, in half of the
        steps, a lower rank than its shape would let it have. None where nothing moved, or where
        the run does not keep every step: a sum of steps is no step.
        """
        largest, least = self.update[:, 0], self.update[:, -1]
        moved = largest > 0
        if not moved.any() or (self.spans > 1).any():
            return None
        with np.errstate(divide="ignore", over="ignore"):
            return float(np.median(largest[moved] / least[moved]))


def matrices(objective: objectives.Objective) -> tuple[Variable, ...]:
    """The blocks of an objective with more than one row and more than one column."""
    every = variables(objective.blocks, objective.dims)
    return tuple(each for each in every if each.is_matrix and min(each.shape) > 1)


def singular_values(run: Trajectory, matrix: Variable) -> Spectra:
    r"""The singular values over the steps of a run.

    .. math:: W_t, \quad \nabla_W f(x_t), \quad W_t - W_{t-1}

    The update is what was really moved, whatever the rule has made of the gradient: with its
    momentum, weight decay, clipping and projection. What rounding alone could have made is 0: as
    in ``numpy.linalg.matrix_rank`` all that is not above :math:`\max(r, c)\,\epsilon\,\sigma_1` of
    a matrix of r rows and c columns; of the update, which is a difference of stored numbers,
    :math:`\max(r, c)\,\epsilon\,\max(\|W_t\|_F, \|W_{t-1}\|_F)`.

    At most `MOST_ROWS` rows are looked at, and fewer of large matrices; a matrix with a number
    that is not finite has no singular values.

    Args:
        run: a single run.
        matrix: one of `matrices`.

    Raises:
        ValueError: the run is a batch, or the block is no matrix.

    Example:
        >>> import objectives, optimizers
        >>> problem = objectives.get("xor_mlp")
        >>> run = optimizers.minimize(problem, optimizers.Muon(), start=problem.start, steps=50)
        >>> found = singular_values(run, matrices(problem)[0])
        >>> found.update.shape, f"{found.spread:.1f}"
        ((51, 2), '1.3')
    """
    if run.runs is not None:
        raise ValueError("singular_values: cut one run out of the batch with `run`")
    if not matrix.is_matrix:
        raise ValueError(f"singular_values: block {matrix.name!r} is no matrix")
    rows = _rows(len(run.steps), matrix)
    before = np.maximum(rows - 1, 0)
    points, earlier = _stack(run.points[rows], matrix), _stack(run.points[before], matrix)
    with np.errstate(all="ignore"):
        moves = points - earlier
        sizes = np.maximum(_norms(points), _norms(earlier))
    moves[rows == 0] = np.nan
    return Spectra(
        matrix,
        run.steps[rows],
        _values(points),
        _values(_stack(run.gradients[rows], matrix)),
        _values(moves, sizes),
        np.where(rows > 0, run.steps[rows] - run.steps[before], 1),
    )


def _rows(count: int, matrix: Variable) -> NDArray[np.int64]:
    """Which rows of a run are looked at."""
    once = len(PARTS) * math.prod(matrix.shape) * min(matrix.shape)
    return evenly(count, min(MOST_ROWS, max(int(MOST_WORK // once), 2)))


def _stack(flat: Array, matrix: Variable) -> Array:
    """The matrices in rows of flat points, ``(rows, r, c)``."""
    return flat[:, matrix.at].reshape(-1, *matrix.shape)


def _norms(stack: Array) -> Array:
    """Frobenius norms; scaled, as the square of a large number overflows."""
    largest = np.abs(stack).max(axis=(1, 2), keepdims=True)
    scaled = np.where(largest > 0, stack / largest, 0.0)
    return largest[:, 0, 0] * np.sqrt((scaled**2).sum(axis=(1, 2)))


def _values(stack: Array, sizes: Array | None = None) -> Array:
    """Singular values; of differences of numbers of those sizes, where there are any."""
    finite = np.asarray(np.isfinite(stack).all(axis=(1, 2), keepdims=True))
    values = np.linalg.svd(np.where(finite, stack, 0.0), compute_uv=False)
    exact = values[:, 0] if sizes is None else sizes
    floor = max(stack.shape[1:]) * np.finfo(np.float64).eps * exact
    kept = np.where(values > floor[:, np.newaxis], values, 0.0)
    kept = np.where(finite[:, 0], kept, np.nan)
    kept.setflags(write=False)
    return kept
