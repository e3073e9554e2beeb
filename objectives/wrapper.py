"""What every objective made from another one is."""

from __future__ import annotations

from operator import attrgetter
from typing import Any

from objectives.objective import Array, Objective


class Wrapper(Objective):
    """An objective made from another one: whatever it does not say itself is said of that one.

    The other one may be any object that can be minimized; what it does not say is missing here
    as well.
    """

    objective: Objective

    def value(self, point: Array, **options: Any) -> Array:
        return self.objective.value(point, **options)


for _name in (*Objective.__annotations__, "dims", "fmin", "coordinates"):
    setattr(Wrapper, _name, property(attrgetter(f"objective.{_name}")))
