"""A race as a video, which the visitor's browser records."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from ui.stage.component import component
from ui.stage.packing import pack

if TYPE_CHECKING:
    from figures.movie import Shot
    from figures.stage import Stage
    from figures.theme import Theme

HTML = '<div class="movie"><button type="button" disabled></button><p role="status"></p></div>'
STYLE = """
.movie button { width: 100%; padding: 0.4rem 0.75rem; font: inherit; font-size: 0.875rem;
  font-variant-numeric: tabular-nums; color: inherit; background: transparent; cursor: pointer;
  border: 1px solid var(--st-border-color, #8886); border-radius: var(--st-button-radius, 0.5rem); }
.movie button:hover:enabled { border-color: currentcolor; color: var(--st-primary-color); }
.movie button:disabled { opacity: 0.6; cursor: default; }
.movie p { margin: 0.4rem 0 0; font-size: 0.875rem; opacity: 0.75; }
"""
COMPONENT = """
export default function ({ data, parentElement }) {
  const host = parentElement.querySelector(".movie");
  const offered = load("movie.js").then(({ offer }) => offer(host, data));
  return () => offered.then((close) => close());
}
"""


def video(stage: Stage, title: str, steps: int, theme: Theme, shot: Shot, file: str) -> None:
    """A button that records the race and saves it; what it is told is sent with it."""
    content = pack(shot_of(stage, title, steps, theme, shot, file))
    component("movie", HTML, STYLE, COMPONENT)(key="movie", data=content)


def shot_of(
    stage: Stage, title: str, steps: int, theme: Theme, shot: Shot, file: str
) -> dict[str, Any]:
    """What the browser films, and how: ``Shot`` of ``movie.js``."""
    backdrop = stage.backdrop
    starts = [traces[2] for traces in stage.paths]
    return {
        "map": {"data": [backdrop.ground, *stage.faint], "layout": backdrop.layout},
        "above": [*backdrop.stars, *starts],
        "ends": [traces[3] for traces in stage.paths],
        "curves": stage.curves if shot.curves else None,
        "runners": stage.runners,
        "steps": steps,
        "title": title,
        "theme": {
            "background": theme.background,
            "text": theme.text,
            "faint": theme.faint,
            "casing": theme.casing,
        },
        "width": shot.width,
        "height": shot.height,
        "seconds": shot.seconds,
        "file": PurePath(file).stem,
    }
