"""Update rules, schedules and the loop that runs them: a library that needs NumPy alone.

>>> import objectives, optimizers
>>> run = optimizers.minimize(
...     objectives.get("rosenbrock"),
...     optimizers.get("adam", learning_rate=0.1),
...     start=(-1.5, 2.0),
...     steps=200,
... )
>>> run.points.shape, run.status
((201, 2), 'step limit')
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from declarations import __version__
from optimizers.catalogue import (
    get,
    get_schedule,
    names,
    registry,
    schedule_names,
    schedules,
    wrapper_names,
    wrappers,
)
from optimizers.keeping import load
from optimizers.kept import Kept
from optimizers.minimize import minimize
from optimizers.optimizer import FirstOrder, Optimizer, Wrapper
from optimizers.schedule import Schedule
from optimizers.stopping import Tolerance
from optimizers.trajectory import Best, Evaluations, Trajectory

__all__ = [
    "Best",
    "Evaluations",
    "FirstOrder",
    "Kept",
    "Optimizer",
    "Schedule",
    "Tolerance",
    "Trajectory",
    "Wrapper",
    "__version__",
    "get",
    "get_schedule",
    "load",
    "minimize",
    "names",
    "registry",
    "schedule_names",
    "schedules",
    "wrapper_names",
    "wrappers",
]


if TYPE_CHECKING:
    # For those who check types: a stub with all classes, written by `python -m docs.generate`.
    from optimizers._classes import *  # noqa: F403
else:

    def __getattr__(name: str) -> Any:
        """The classes of the rules, wrappers and schedules, such as ``optimizers.Adam``."""
        for found in (registry, wrappers, schedules):
            cls = found.by_class_name(name)
            if cls is not None:
                return cls
        raise AttributeError(f"module 'optimizers' has no attribute {name!r}")
