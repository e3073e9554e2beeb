"""What a run means: why it ended as it did, one of its steps in numbers, code to take home."""

from __future__ import annotations

from declarations import __version__

__all__ = ["__version__"]
