"""The step inspector: the step at the scrubber, worked out with all its numbers."""

from ui.inspector.component import inspector

__all__ = ["inspector"]
