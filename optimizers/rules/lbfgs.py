"""L-BFGS (Nocedal 1980; Liu and Nocedal 1989)."""

from __future__ import annotations

import numpy as np

from declarations import Needs, Number, choice, chosen, integer, real
from declarations.arrays import Array, Mask
from optimizers import vocabulary
from optimizers.cards.lbfgs import LBFGSCard
from optimizers.gradients import dot, norm, row_sum
from optimizers.iteration import Iteration
from optimizers.kept import LAST_GRADIENT, LAST_POINT, SCALAR, Kept
from optimizers.line_search import ROUNDING, strong_wolfe
from optimizers.optimizer import Optimizer, State

TORCH_LEAST_CURVATURE = 1e-10


STAYS_OR_SEARCHES = Needs(
    lambda rule: rule.form != "optax" or rule.line_search != "none",
    "No effect in Optax' form without a line search.",
)


class LBFGS(LBFGSCard, Optimizer):
    r"""BFGS that keeps the last few pairs (s, y) instead of a matrix.

    .. math::
        x_t = x_{t-1} - a_t B_t g_t, \quad
            B_t \text{ from the last } m \text{ pairs } (s_i, y_i)
            = (x_{i} - x_{i-1},\; g_{i+1} - g_{i})

    where B g is built up in two loops over the pairs and their :math:`\rho_i = 1 / y_i^T s_i`, from
    gamma I with :math:`\gamma = s^T y / y^T y` of the newest pair. a_t satisfies the strong Wolfe
    conditions, with the learning rate as the first trial; or it is the learning rate itself.

    The forms differ in small things. "torch" (PyTorch ``LBFGS`` with ``max_iter=1``) multiplies the
    first step by min(1, 1/|g|_1), keeps a pair where s'y > 1e-10, and has tolerances below which
    the point stays. "optax" (Optax ``lbfgs``) multiplies it by min(1, 1/|g|_2) and keeps every
    pair, whatever its curvature. "standard" takes the first factor of Optax and keeps a pair where
    s'y exceeds y'y by the rounding error (L-BFGS-B). After a line search that failed, all pairs are
    forgotten.

    Form: The default searches for aₜ by the strong Wolfe conditions; in the presets of PyTorch and
    Optax it is the learning rate.

    Source: Nocedal 1980; Liu and Nocedal 1989; Nocedal and Wright 2006, algorithms 7.4 and 7.5. The
    presets are PyTorch without line search and Optax with ``linesearch=None``.
    """

    presets = {
        "torch": {
            "form": "torch",
            "line_search": "none",
            "history_size": 100,
            "tolerance_grad": 1e-7,
            "tolerance_change": 1e-9,
        },
        "optax": {"form": "optax", "line_search": "none"},
    }
    learning_rate: Number = vocabulary.learning_rate(
        default=1.0,
        slider=(1e-2, 2.0),
        help="The first length that the line search tries, or without it the length itself.",
    )
    history_size: int = integer(
        default=10,
        valid="[1, 1000]",
        slider=(1, 20),
        symbol="m",
        help="How many pairs are remembered.",
    )
    line_search: str = choice(
        default="strong_wolfe",
        options=("strong_wolfe", "none"),
        help="Search for a good length in every step, or trust the learning rate.",
    )
    form: str = choice(
        default="standard",
        options=("standard", "torch", "optax"),
        help="Whose scale of the first step, and whose rule for which pairs are kept.",
    )
    sufficient_decrease: Number = vocabulary.sufficient_decrease(
        default=1e-4, needs=(chosen("line_search", "strong_wolfe"),)
    )
    curvature: Number = vocabulary.curvature(
        default=0.9, needs=(chosen("line_search", "strong_wolfe"),)
    )
    max_evaluations: int = vocabulary.max_evaluations(
        default=25, needs=(chosen("line_search", "strong_wolfe"),)
    )
    tolerance_grad: float = real(
        default=0.0,
        valid="[0, inf)",
        slider=(0.0, 1e-3),
        help="The point stays where no component of the gradient exceeds this.",
        needs=(chosen("form", "standard", "torch"),),
    )
    tolerance_change: float = real(
        default=0.0,
        valid="[0, inf)",
        slider=(0.0, 1e-3),
        help="The point stays where the step promises less decrease than this; also ends a search.",
        needs=(STAYS_OR_SEARCHES,),
    )

    keeps = {
        "s": Kept("s_i", "The last steps.", ("history_size", "dims")),
        "y": Kept("y_i", "The changes of the gradient along them.", ("history_size", "dims")),
        "rho": Kept(r"\rho_i", "The inverse of the product of each pair.", ("history_size",)),
        "gamma": Kept(r"\gamma", "The scale of the inverse Hessian, from the newest pair.", SCALAR),
        "started": Kept("", "Whether there is a step to learn from.", SCALAR),
        "point_before": LAST_POINT,
        "gradient_before": LAST_GRADIENT,
    }

    @property
    def needs(self) -> tuple[str, ...]:  # type: ignore[override]
        return ("gradient",) if self.line_search == "none" else ("value", "gradient")

    def initial_state(self, x: Array) -> State:
        runs = x.shape[1:]
        started = np.zeros(runs, dtype=bool)
        return super().initial_state(x) | {"gamma": np.ones(runs), "started": started}

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:
        started: Mask = state["started"]
        may_stay = self.form != "optax"
        settled = may_stay & (np.abs(g).max(axis=0) <= self.tolerance_grad)
        self._remember(x, g, state, started & ~settled)
        state["point_before"][...] = np.where(settled, state["point_before"], x)
        state["gradient_before"][...] = np.where(settled, state["gradient_before"], g)

        direction = -_times_inverse_hessian(g, state, min(now.t - 1, self.history_size))
        size = row_sum(np.abs(g)) if self.form == "torch" else norm(g)
        length = np.where(started, 1.0, np.minimum(1.0, 1.0 / size)) * now.learning_rate
        stays = settled | (may_stay & (dot(g, direction) > -self.tolerance_change))
        started |= ~settled
        if self.line_search == "none":
            x[...] = np.where(stays, x, x + length * direction)
            return
        found = strong_wolfe(
            now,
            x,
            now.value_here(x),
            g,
            direction,
            np.where(stays, 0.0, length),
            sufficient_decrease=self.sufficient_decrease,
            curvature=self.curvature,
            max_evaluations=self.max_evaluations,
            tolerance=self.tolerance_change,
        )
        failed = ~stays & (found.length == 0)
        state["rho"][...] = np.where(failed, 0.0, state["rho"])
        state["gamma"][...] = np.where(failed, 1.0, state["gamma"])
        started &= ~failed
        x[...] = found.point
        now.hand_over(value=found.value, gradient=found.gradient)

    def _remember(self, x: Array, g: Array, state: State, stepped: Mask) -> None:
        """Put the newest pair behind the others where it is to be kept; the oldest drops out."""
        s, y = x - state["point_before"], g - state["gradient_before"]
        curvature, squared = dot(s, y), dot(y, y)
        if self.form == "torch":
            keep = stepped & (curvature > TORCH_LEAST_CURVATURE)
        elif self.form == "optax":
            keep = stepped
        else:
            keep = stepped & (curvature > ROUNDING * squared)
        rho = np.where(curvature == 0, 0.0, 1.0 / curvature)
        for name, newest in (("s", s), ("y", y), ("rho", rho)):
            pairs = state[name]
            pairs[:-1] = np.where(keep, pairs[1:], pairs[:-1])
            pairs[-1] = np.where(keep, newest, pairs[-1])
        gamma = np.where(squared > 0, curvature / squared, 1.0)
        state["gamma"][...] = np.where(keep, gamma, state["gamma"])


def _times_inverse_hessian(g: Array, state: State, pairs: int) -> Array:
    """The gradient times B, by two loops over the pairs; an empty slot has rho = 0."""
    S, Y, rho = state["s"], state["y"], state["rho"]
    indices = range(len(rho) - pairs, len(rho))
    shares = {}
    q = g
    for i in reversed(indices):
        shares[i] = rho[i] * dot(S[i], q)
        q = q - shares[i] * Y[i]
    q = state["gamma"] * q
    for i in indices:
        q = q + (shares[i] - rho[i] * dot(Y[i], q)) * S[i]
    return q
