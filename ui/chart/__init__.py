"""One figure on a page, which can tell which of its cells was clicked."""

from __future__ import annotations

from ui.chart.component import Click, chart

__all__ = ["Click", "chart"]
