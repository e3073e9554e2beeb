"""Pictures: results in, Plotly's figures out. In a notebook, see `plot`."""

from declarations import __version__
from figures.notebook import plot

__all__ = ["__version__", "plot"]
