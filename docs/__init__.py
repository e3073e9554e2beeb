"""The reference pages, generated from the declarations: ``python -m docs.generate``."""
