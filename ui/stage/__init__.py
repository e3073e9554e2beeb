"""The stage: one component that shows and plays map, surface and curves of a race."""

from __future__ import annotations

from ui.stage.component import fan, preload, stage
from ui.stage.export import page
from ui.stage.video import video

__all__ = ["fan", "page", "preload", "stage", "video"]
