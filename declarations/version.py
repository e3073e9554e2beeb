"""The version: here and nowhere else, so that the packages agree."""

__version__ = "0.1.0"
