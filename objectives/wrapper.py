"""What every objective made from another one is."""

from __future__ import annotations

from operator import attrgetter
from typing import Any

from declarations import shown
from objectives.objective import Array, Objective


class ObjectiveWrapper(Objective):
    """An objective made from another one: whatever it does not say itself is said of that one.

    The other one may be any object that can be minimized; what it does not say is missing here
    as well.
    """

    objective: Objective

    def __post_init__(self) -> None:
        super().__post_init__()
        value = getattr(self.objective, "value", None)
        if isinstance(self.objective, type) or not callable(value):
            raise ValueError(
                f"{self._owner()}: objective must be an object with value(point), "
                f"got {shown(self.objective)}"
            )

    def value(self, point: Array, **options: Any) -> Array:
        return self.objective.value(point, **options)


for _name in (*Objective.__annotations__, "dims", "fmin", "coordinates", "lesson_here"):
    setattr(ObjectiveWrapper, _name, property(attrgetter(f"objective.{_name}")))
