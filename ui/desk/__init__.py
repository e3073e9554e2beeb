"""The desk: the knobs of the race, as one component in the sidebar."""

from __future__ import annotations

from ui.desk.component import desk, patch

__all__ = ["desk", "patch"]
