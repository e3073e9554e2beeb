"""The desk: the knobs of the race, as one component in the sidebar."""

from __future__ import annotations

from ui.desk.component import desk, unheard

__all__ = ["desk", "unheard"]
