"""Going uphill: PyTorch's ``maximize``."""

from __future__ import annotations

from typing import cast

from declarations.arrays import Array, Mask
from optimizers.iteration import Iteration, SeenThrough
from optimizers.optimizer import State, Wrapper


class Maximize(Wrapper):
    r"""The wrapped rule on -f: it goes uphill.

    .. math:: g \leftarrow -g

    The sign is turned before anything else, as in PyTorch: weight decay and clipping of the
    wrapped rule come after it, so that decay still draws the point to the origin. A wrapped rule
    that evaluates is shown -f, whose smallest value is not known: Polyak's rule, which then aims
    at 0, has to be told one. The trajectory shows f. This belongs outside of a wrapper that looks
    at the gradient or at f itself: Mechanic around it would bet against every step uphill, and
    reducing on a plateau would take every step for one.

    Source: PyTorch ``maximize=True``.
    """

    title = "Maximize"
    keywords = ("gradient ascent", "uphill")
    group = "Direction"
    year = 2021
    paper = "PyTorch: torch.optim, the argument maximize"
    link = "https://docs.pytorch.org/docs/stable/generated/torch.optim.SGD.html"
    rule_note = "Before weight decay, which still draws the point to the origin, as in PyTorch."
    intuition = (
        "The landscape is turned upside down, and the rule goes down on that: what was a summit "
        "is a minimum now."
    )
    strengths = ("Any rule finds summits, without another objective.",)
    weaknesses = (
        "Most landscapes have no summit: then the run goes on and on.",
        "Inside of Mechanic, which sees the gradient before its sign is turned, it gets nowhere.",
    )

    @property
    def ascends(self) -> bool:
        """Around one that goes uphill it goes down again."""
        return not self.optimizer.ascends

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:
        super().update(x, -g, state, cast(Iteration, _UpsideDown(now)))


class _UpsideDown(SeenThrough):
    """The step as the wrapped rule sees it: of the objective with the other sign."""

    minimum = None
    """That of -f, which is the maximum of f."""

    def value(self, point: Array, where: Mask | None = None) -> Array:
        return -self._now.value(point, where)

    def gradient(self, point: Array, where: Mask | None = None) -> Array:
        return -self._now.gradient(point, where)

    def hessian(self, point: Array, where: Mask | None = None) -> Array:
        return -self._now.hessian(point, where)

    def value_here(self, x: Array) -> Array:
        return -self._now.value_here(x)

    def hand_over(self, **known: Array | None) -> None:
        """With the sign that the objective itself has."""
        turned = {name: -found for name, found in known.items() if found is not None}
        self._now.hand_over(**turned)
