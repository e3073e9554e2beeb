"""The arrays of which a point is made, as small heat maps that follow the clock of the stage."""

from ui.layers.component import heat_maps

__all__ = ["heat_maps"]
