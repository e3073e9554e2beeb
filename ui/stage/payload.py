"""From the figures of a race to the bytes that the component reads."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Sequence
from threading import Lock
from typing import Any

from cachetools import LRUCache

from experiments import Race
from figures.curves import QUANTITIES, SCALES, clock_of, clocks, quantity_of
from figures.stage import PLANES, Backdrop, Stage, StageView, plane_kind
from figures.theme import Theme
from objectives import Objective
from ui.stage.packing import pack


@dataclasses.dataclass(frozen=True)
class Payload:
    """The two messages of a stage.

    The backdrop stays the same, byte for byte, while knobs are turned, so that Streamlit sends a
    reference to it; the race names the backdrop that it belongs to.
    """

    backdrop: bytes
    race: bytes


def payload(
    stage: Stage,
    race: Race,
    view: StageView,
    theme: Theme,
    steps: int,
    clickable: bool,
    uids: Sequence[int] = (),
    link: str = "",
    live: bool = False,
) -> Payload:
    """Everything the component needs.

    ``uids`` are the numbers of the runners on the desk, ``link`` is that of the scene, and a start
    that is ``live`` is run while it is dragged.
    """
    backdrop, key = _packed(stage.backdrop)
    plot, learning = None, None
    if stage.data is not None:
        plot = stage.data.plot
        learning = {
            "kind": stage.data.kind,
            "x": stage.data.x,
            "y": stage.data.y,
            "answers": stage.data.answers,
            "table": stage.data.table,
        }
    content = pack(
        {
            "backdrop": key,
            "faint": stage.faint,
            "paths": stage.paths,
            "curves": stage.curves,
            "data": plot,
            "data_key": _key(pack(plot)),
            "runners": [
                runner | {"uid": uid}
                for runner, uid in zip(stage.runners, uids or range(len(race.runners)), strict=True)
            ],
            "learning": learning,
            "classes": theme.classes,
            "steps": steps,
            "zoom": stage.zoom,
            "note": stage.plane_note,
            "theme": theme.name,
            "casing": theme.casing,
            "clickable": clickable,
            "start": _start(stage, race, live) if clickable else None,
            "link": link,
            "choices": choices(view, race.objective),
        }
    )
    return Payload(backdrop, content)


def _start(stage: Stage, race: Race, live: bool) -> dict[str, Any] | None:
    """Where on the map the race starts, if that is one point."""
    if race.scene.starts > 1 or not stage.runners:
        return None
    path = stage.runners[0]["map"]
    return {"at": [float(path["x"][0]), float(path["y"][0])], "live": live}


def _key(content: bytes) -> str:
    """By which the browser sees that something is still the same."""
    return hashlib.blake2b(content, digest_size=8).hexdigest()


_kept: LRUCache[int, tuple[Backdrop, bytes, str]] = LRUCache(maxsize=32)
_kept_lock = Lock()


def _packed(backdrop: Backdrop) -> tuple[bytes, str]:
    """The bytes of a backdrop and their name; of one that is kept, packed once."""
    with _kept_lock:
        found = _kept.get(id(backdrop))
        if found is not None:
            return found[1:]
    plain = {
        "ground": backdrop.ground,
        "stars": backdrop.stars,
        "layout": backdrop.layout,
        "surface": backdrop.surface,
    }
    content = pack(plain)
    key = _key(content)
    content = pack(plain | {"key": key})
    with _kept_lock:
        # The object is kept with its bytes, so that no other can get its number.
        _kept[id(backdrop)] = backdrop, content, key
    return content, key


def choices(view: StageView, objective: Objective) -> list[dict[str, Any]]:
    """The choices under the map and above the curves."""
    options: dict[str, tuple[str, str, dict[str, str]]] = {
        "quantity": (
            "Show",
            quantity_of(view.curves, objective),
            {name: q.label for name, q in QUANTITIES.items() if q.fits(objective)},
        ),
        "scale": ("Scale", view.curves.scale, dict(SCALES)),
        "clock": ("Against", clock_of(view.curves, objective), clocks(objective)),
    }
    if objective.dims > 1:
        names = {"linear": "linear", "sqrt": "square root", "log": "logarithmic"}
        options["color"] = ("Heights", view.color or objective.color, names)
    if objective.dims > 2:
        options["plane"] = ("Plane", plane_kind(objective, view), dict(PLANES))
    return [
        {"id": name, "label": label, "value": value, "options": [list(o) for o in texts.items()]}
        for name, (label, value, texts) in options.items()
    ]
