"""Results that cannot be changed by accident: they are cached and shared between visitors."""

from __future__ import annotations

from typing import Any

import numpy as np


class FrozenArrays:
    """A dataclass that derives from this makes its arrays read-only, also after a pickle."""

    def __post_init__(self) -> None:
        for value in vars(self).values():
            if isinstance(value, np.ndarray):
                value.setflags(write=False)

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        FrozenArrays.__post_init__(self)
