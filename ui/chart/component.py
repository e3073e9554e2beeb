"""The component as Streamlit knows it.

`st.plotly_chart` draws a figure anew for every change, loads a second Plotly, and does not tell
of clicks on the cells of a heat map.
"""

from __future__ import annotations

import dataclasses
from pathlib import Path

import streamlit as st

from figures.plain import Plot
from ui.stage.component import loader
from ui.stage.packing import pack

FOLDER = Path(__file__).parent
STYLE = """
.chart-host .modebar:focus-within { opacity: 1 !important; }
.chart-frame { position: relative; }
.chart-frame .stage-overlay { position: absolute; inset: 0; pointer-events: none; }
.chart-plays .scatterlayer { opacity: 0.25; }
.chart-now { position: absolute; width: 0; border-left: 1px solid var(--st-text-color, #1f2a37);
  opacity: 0.55; pointer-events: none; }
"""


@dataclasses.dataclass(frozen=True)
class Click:
    """The cell of a heat map that was clicked."""

    row: int
    column: int


def chart(
    plot: Plot, key: str, label: str, plays: bool = False, follows: bool = False
) -> Click | None:
    """Show a figure; gives the cell that has just been clicked.

    Args:
        plot: what to show. Where a heat map's ``meta`` holds ``labels``, the whole numbers of
            its cells stand for these words on hover.
        key: of the component.
        label: what the figure shows, for those who cannot see it.
        plays: whether it is a race that is played, once when it is first seen and on every click.
        follows: whether it has the steps along x, and shows where the clock of the stage is.
    """
    component = st.components.v2.component(
        "optimizer_chart",
        html='<div class="chart-frame"><div class="chart-host" role="figure"></div></div>',
        css=STYLE,
        js=loader() + (FOLDER / "chart.js").read_text(),
        isolate_styles=False,
    )
    content = pack({"plot": plot, "label": label, "plays": plays, "follows": follows})
    result = component(key=key, data=content, on_clicked_change=lambda: None)
    return Click(*map(int, result.clicked)) if result.clicked else None
