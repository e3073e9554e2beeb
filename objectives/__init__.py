"""Landscapes and learning problems: a library that needs NumPy alone.

>>> import objectives
>>> objective = objectives.get("rosenbrock", b=10.0)
>>> objective.value((1.0, 2.0)), objective.gradient((1.0, 2.0)).tolist(), objective.fmin
(10.0, [-40.0, 20.0], 0.0)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from declarations import Registry, __version__
from objectives.learning_problem import LearningProblem
from objectives.numerical import numerical
from objectives.objective import Objective, StationaryPoint
from objectives.transformed import transformed

__all__ = [
    "LearningProblem",
    "Objective",
    "StationaryPoint",
    "__version__",
    "get",
    "names",
    "numerical",
    "registry",
    "transformed",
]

registry = Registry("objective", Objective, "objectives.landscapes", "objectives.learning")


def names() -> list[str]:
    """The ids of the objectives."""
    return list(registry)


def get(name: str, **parameters: Any) -> Objective:
    """An objective by its id.

    Args:
        name: the id, see `names`; or the name of the class, in any case.
        parameters: what differs from the defaults, such as ``kappa=10.0`` of the ellipse.

    Raises:
        ValueError: an unknown id or parameter, or a value that is not valid.

    Example:
        >>> get("rosenbrok")
        Traceback (most recent call last):
        ValueError: no objective is called 'rosenbrok'; did you mean 'rosenbrock'...
    """
    return registry.build(registry.checked_id(name), parameters)


if TYPE_CHECKING:
    # For those who check types: a stub with all classes, written by `python -m docs.generate`.
    from objectives._classes import *  # noqa: F403
else:

    def __getattr__(name: str) -> Any:
        """The classes of the objectives, such as ``objectives.Rosenbrock``."""
        cls = registry.by_class_name(name)
        if cls is None:
            raise AttributeError(f"module 'objectives' has no attribute {name!r}")
        return cls
