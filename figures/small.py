"""A race on a small map with its own legend, for the cards."""

from __future__ import annotations

from collections.abc import Sequence

from experiments import Race
from figures.plain import Plot
from figures.stage import StageView, build
from figures.theme import Theme

HEIGHT = 260


def small_map(race: Race, names: Sequence[str], theme: Theme) -> Plot:
    """The map of a race as on the stage, without its colour bar, with the names of the runners.

    Args:
        race: what was run.
        names: of its runners.
        theme: light or dark.
    """
    stage = build(race, list(names), theme, StageView())
    named = {id(of_runner[1]) for of_runner in stage.paths}
    # The first runner is the one that the card is about: nobody hides its path.
    paths = [trace for of_runner in reversed(stage.paths) for trace in of_runner]
    traces = [stage.backdrop.ground, *stage.faint, *paths, *stage.backdrop.stars]
    data = [trace | {"showlegend": id(trace) in named} for trace in traces]
    if data[0]["type"] == "contour":
        data[0]["showscale"] = False
    layout = stage.backdrop.layout | {
        "height": HEIGHT,
        "showlegend": True,
        "legend": {
            "orientation": "h",
            "traceorder": "reversed",
            "x": 0.0,
            "y": 1.0,
            "yanchor": "bottom",
            "font": {"color": theme.text, "size": 11},
        },
        "margin": {"l": 44, "r": 8, "t": 26, "b": 40},
    }
    return {"data": data, "layout": layout}
