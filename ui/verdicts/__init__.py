"""What came of the runs of a race, and why, as one component under the stage."""

from __future__ import annotations

from ui.verdicts.component import asked, verdicts

__all__ = ["asked", "verdicts"]
