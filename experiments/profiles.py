"""Profiles: which share of the problems each optimizer solves, and at what cost.

Costs are a matrix ``(problems, solvers)``: the evaluations (or steps) that a solver needed, inf
where it did not solve the problem. A problem that nobody solves counts in every share.
"""

from __future__ import annotations

import dataclasses
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from declarations.arrays import Array
from experiments.comparison import Table


@dataclasses.dataclass(frozen=True)
class Costs:
    """What the problems of a table cost each solver at one tolerance.

    Attributes:
        problems: the objective and the start of every row.
        solvers: the optimizers, one for every column.
        dims: the number of variables of every problem.
        values: the costs, ``(problems, solvers)``; inf where not solved.
    """

    problems: tuple[tuple[str, int], ...]
    solvers: tuple[str, ...]
    dims: NDArray[np.int64]
    values: Array


def costs(
    table: Table, tolerance: float, unit: Literal["evaluations", "steps"] = "evaluations"
) -> Costs:
    """The costs of all problems of a table, in its order.

    Raises:
        ValueError: a tolerance that the table does not hold.
    """
    at = np.flatnonzero(table.tolerances == tolerance)
    if not at.size:
        known = ", ".join(f"{value:g}" for value in table.tolerances)
        raise ValueError(f"the table has no tolerance {tolerance:g}; it has {known}")
    column = (table.evaluations_to if unit == "evaluations" else table.steps_to)[:, at[0]]
    rows = list(zip(table.objective.tolist(), table.start.tolist(), strict=True))
    problems = {problem: number for number, problem in enumerate(dict.fromkeys(rows))}
    solvers = {name: number for number, name in enumerate(dict.fromkeys(table.optimizer.tolist()))}
    row = np.array([problems[problem] for problem in rows])
    values = np.full((len(problems), len(solvers)), np.inf)
    values[row, [solvers[name] for name in table.optimizer.tolist()]] = column
    dims = np.zeros(len(problems), dtype=np.int64)
    dims[row] = table.dims
    values.setflags(write=False)
    dims.setflags(write=False)
    return Costs(tuple(problems), tuple(solvers), dims, values)


def performance_ratios(costs: ArrayLike) -> Array:
    """r_ps = t_ps / min over s of t_ps; inf where a solver did not solve the problem.

    Dolan & Moré 2002, Benchmarking optimization software with performance profiles, Mathematical
    Programming 91, section 2. All that share the lowest cost have the ratio 1, a cost of 0 (a
    start that is a solution already) included.
    """
    values = np.asarray(costs, dtype=np.float64)
    best = values.min(axis=1, keepdims=True)
    with np.errstate(all="ignore"):
        ratios = np.where(values == best, 1.0, values / best)
    return np.where(np.isfinite(values), ratios, np.inf)


def performance_profile(costs: ArrayLike, factors: ArrayLike) -> Array:
    """rho_s(tau) = share of the problems with r_ps <= tau, ``(factors, solvers)``.

    The value at tau = 1 is the share of problems on which a solver is the best, at large tau the
    share that it solves. Dolan & Moré 2002, equation 2.1; with tolerances as in Moré & Wild 2009.
    """
    return _shares(performance_ratios(costs), factors)


def data_profile(costs: ArrayLike, dims: ArrayLike, budgets: ArrayLike) -> Array:
    """d_s(kappa) = share of the problems with t_ps / (n_p + 1) <= kappa, ``(budgets, solvers)``.

    Moré & Wild 2009, equation 2.8. Their unit, n + 1 evaluations, is the price of a gradient by
    differences; here a call of the gradient counts as one evaluation.
    """
    values = np.asarray(costs, dtype=np.float64)
    return _shares(values / (np.asarray(dims)[:, np.newaxis] + 1.0), budgets)


def _shares(measures: Array, limits: ArrayLike) -> Array:
    """The share of the rows within each limit; what is infinite is within none."""
    limits = np.asarray(limits, dtype=np.float64)[:, np.newaxis, np.newaxis]
    return ((measures <= limits) & np.isfinite(measures)).mean(axis=1)
