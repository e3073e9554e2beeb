"""Plotly's own JSON as plain dicts.

Building ``go.Figure`` objects checks every property on every rerun, which costs more than all
the optimizers of a race. The tests check it instead: ``go.Figure(plot)`` accepts every plot.
"""

from __future__ import annotations

from typing import Any

Trace = dict[str, Any]
Plot = dict[str, Any]
"""A figure: ``data``, a list of traces, and ``layout``. ``go.Figure(plot)`` makes it an object."""


def trace(kind: str, **fields: Any) -> Trace:
    """A trace of a type, such as "scatter"."""
    return {"type": kind} | {name: value for name, value in fields.items() if value is not None}
