"""What the arrays of the library hold, for annotations."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Single = NDArray[np.float32]
"""As it is sent to a browser."""
Mask = NDArray[np.bool_]
Indices = NDArray[np.int64]
"""Positions in another array: rows, columns, runs, examples."""
