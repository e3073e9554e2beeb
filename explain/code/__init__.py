"""A scene, or one of its runs, as code to take home: NumPy, PyTorch, Keras and Optax."""

from __future__ import annotations

from explain.code.export import LIBRARIES, Exported, export
from explain.code.notebook import notebook

__all__ = ["LIBRARIES", "Exported", "export", "notebook"]
