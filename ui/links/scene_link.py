"""The link of a scene: a config to query parameters and back.

The separators are characters that no browser escapes: ``~`` between pieces, the first ``-`` of
a piece between name and value.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

import objectives
import optimizers
from declarations import Data, Declared, Names, Part
from experiments import Entry, Scene
from experiments.scene import MOST_ENTRIES, Values, put
from figures.curves import CLOCKS, QUANTITIES, SCALES, CurveView
from figures.data import LARGEST_TARGET
from figures.stage import LAYERS, MOST_MATRICES, PLANES, StageView
from ui.links import own_tables
from ui.links.codec import (
    BETWEEN,
    MOST_PIECES,
    IgnoredError,
    Params,
    Reader,
    changed,
    numbers,
    one_of,
    setting_of,
    text_of,
)
from ui.links.config import SECTIONS, Config
from ui.links.own_tables import distinct

VERSION = "1"
MOST_DATA = 60
"""So many numbers of own data are written into a link; of more it has only the name."""
TABLE_PREFIX = "own."
"""Before the name of own data under which the server may remember them."""
FARTHEST = 1e100
"""Own data farther out than this cannot be squared."""


# ---- writing ----


def encode(config: Config, most_data: int = MOST_DATA) -> Params:
    """The query parameters of a config; with so many numbers of own data in them."""
    scene, defaults = config.scene, Scene()
    params: Params = {"v": [VERSION]}
    if scene.objective != defaults.objective:
        params["f"] = [scene.objective]
    params |= _parameter_texts(scene, most_data)
    if scene.entries != defaults.entries:
        params["o"] = [_entry_text(entry) for entry in scene.entries] or ["none"]
    params |= changed(scene, OPTIONS, defaults)
    params |= changed(config.view.curves, CURVE_OPTIONS, CurveView())
    params |= changed(config.view, VIEW_OPTIONS, StageView())
    for key, sections in (("hide", config.hide), ("lock", config.lock)):
        if sections:
            params[key] = ["~".join(sections)]
    return params


def _parameter_texts(scene: Scene, most_data: int) -> Params:
    """The parameters of the landscape; of own data that are not few only the name."""
    declared = objectives.registry[scene.objective].parameters
    own = [name for name, _ in scene.parameters if isinstance(declared[name], Data)]
    values = dict(scene.parameters)
    large = sum(np.size(values[name]) for name in own) > most_data
    texts = {
        f"p.{name}": list(value) if isinstance(declared[name], Names) else [text_of(value)]
        for name, value in scene.parameters
        if not (large and name in own)
    }
    if not large:
        return texts
    return texts | {
        "data": [TABLE_PREFIX + own_tables.table_name((values["features"], values["targets"]))]
    }


def _entry_text(entry: Entry) -> str:
    pieces = [entry.optimizer]
    if entry.preset:
        pieces.append(f"preset-{entry.preset}")
    pieces += [_piece(name, value) for name, value in entry.values]
    if entry.schedule:
        pieces.append(f"schedule-{entry.schedule}")
        for name, value in entry.schedule_values:
            pieces += _pieces(f"schedule.{name}", value)
    for wrapper, values in entry.wrappers:
        pieces.append(f"with-{wrapper}")
        pieces += [_piece(f"{wrapper}.{name}", value) for name, value in values]
    return "~".join(pieces)


def _pieces(name: str, value: Any) -> list[str]:
    """A setting; one that has settings itself is followed by those that are not by default."""
    if not isinstance(value, Declared):
        return [_piece(name, value)]
    pieces = [_piece(name, value.id)]  # type: ignore[attr-defined]
    for inner, parameter in value.parameters.items():
        if getattr(value, inner) != parameter.default:
            pieces += _pieces(f"{name}.{inner}", getattr(value, inner))
    return pieces


def _piece(name: str, value: Any) -> str:
    return f"{name}-{text_of(value).replace('~', BETWEEN)}"


# ---- reading ----


def decode(
    params: Mapping[str, Sequence[str]], source: str = "link", most_data: int = MOST_DATA
) -> tuple[Config, list[str]]:
    """The config of some query parameters, and a sentence for everything that was ignored.

    The sentences speak of a ``source``; of own data it may hold ``most_data`` numbers.
    """
    return _SceneReader(params, source, most_data).read()


class _SceneReader(Reader):
    def __init__(self, params: Mapping[str, Sequence[str]], source: str, most_data: int) -> None:
        super().__init__(params, source)
        self.most_data = most_data
        self.left = MOST_PIECES

    def read(self) -> tuple[Config, list[str]]:
        version = self.first("v")
        if version not in (None, VERSION):
            self.ignored("v", version, f"this is version {VERSION} of the {self.source}s")
        objective = self.parsed("f", _objective, Scene().objective)
        scene = Scene(objective=objective, parameters=self.landscape_parameters(objective))
        scene = scene.replace(**self.declared("Scene", Scene.options, OPTIONS))
        scene = self.fitting(scene)
        if "o" in self.params:
            scene = scene.replace(entries=self.entries(self.params.pop("o")))
        view = StageView(
            curves=CurveView(**self.chosen(CURVE_OPTIONS)), **self.chosen(VIEW_OPTIONS)
        )
        nothing: tuple[str, ...] = ()
        hide, lock = (self.parsed(key, _sections, nothing) for key in ("hide", "lock"))
        options = (*OPTIONS, *CURVE_OPTIONS, *VIEW_OPTIONS)
        self.ignore_rest(["f", "o", "data", *options, "hide", "lock"])
        return Config(scene, view, hide, lock), self.said()

    def chosen(self, keys: Mapping[str, str]) -> dict[str, Any]:
        """The view options that the link has."""
        given = {key: name for key, name in keys.items() if key in self.params}
        found = {name: self.parsed(key, one_of(CHOICES[key]), None) for key, name in given.items()}
        return {name: value for name, value in found.items() if value is not None}

    def landscape_parameters(self, objective: str) -> Values:
        cls = objectives.registry[objective]
        found: list[tuple[str, Any]] = []
        name = self.parsed("data", _own_name, "")
        own = own_tables.kept_table(name) if name else None
        if own is not None:
            found += zip(("features", "targets"), own, strict=True)
        elif name:
            self.sentences.append(
                f"The {self.source} names a table that this server does not have: one is kept for "
                f"at most {own_tables.KEPT_FOR}, and only by the server that was given it. Load "
                "the table again; here are the built-in data."
            )
            # They belong to the data as well.
            called = (key for key, kind in cls.parameters.items() if isinstance(kind, Names))
            for key in ("x", "batch", *(f"p.{name}" for name in called)):
                self.params.pop(key, None)
        for key in [key for key in self.params if key.startswith("p.")]:
            texts = self.params.pop(key)
            text = texts[0] if texts else ""
            declared = cls.parameters.get(key[2:])
            try:
                if isinstance(declared, Names):
                    found.append((key[2:], distinct(texts)))
                elif isinstance(declared, Data):
                    found.append((key[2:], _observations(cls, key[2:], text, self.most_data)))
                else:
                    found.append(setting_of(cls, key[2:], text))
            except (ValueError, OverflowError) as error:
                self.ignored(key, text, str(error))
        # Own data may be named and written out: what comes last holds, as everywhere.
        values = dict(found)
        names = [key for key in values if isinstance(cls.parameters[key], Names)]
        numbers = tuple((key, value) for key, value in values.items() if key not in names)
        try:
            Scene(objective, numbers).landscape()
        except ValueError as error:
            self.ignored("p", "…", str(error))
            return ()
        for name in names:
            try:
                Scene(objective, (*numbers, (name, values[name]))).landscape()
            except ValueError as error:
                self.ignored(f"p.{name}", "~".join(values.pop(name)), str(error))
        return tuple(values.items())

    def fitting(self, scene: Scene) -> Scene:
        """The scene without what its landscape cannot take."""
        checks: tuple[tuple[str, str, Any, Callable[[Scene], object]], ...] = (
            ("turn", "angle", 0.0, lambda s: s.replace(scale=(1.0, 1.0)).landscape()),
            ("scale", "scale", (1.0, 1.0), lambda s: s.landscape()),
            ("x", "start", None, lambda s: s.start_points(s.landscape())),
        )
        for key, name, default, check in checks:
            try:
                check(scene)
            except ValueError as error:
                self.ignored(key, text_of(getattr(scene, name)), str(error))
                scene = scene.replace(**{name: default})
        return scene

    def entries(self, texts: Iterable[str]) -> tuple[Entry, ...]:
        entries: list[Entry] = []
        named = [text for text in texts if text != "none"]
        for index, text in enumerate(named):
            if len(entries) == MOST_ENTRIES:
                self.sentences.append(
                    f"The last {len(named) - index} of the {self.source}'s optimizers were left "
                    f"out: a race has at most {MOST_ENTRIES}."
                )
                break
            entry = self.entry(text)
            if entry is not None:
                entries.append(entry)
        return tuple(entries)

    def entry(self, text: str) -> Entry | None:
        optimizer, *pieces = text.split("~", MOST_PIECES)
        try:
            cls = optimizers.registry[optimizer]
        except ValueError as error:
            self.ignored("o", text, str(error))
            return None
        entry = Entry(optimizer)
        for piece in pieces[: self.left]:
            self.left -= 1
            try:
                entry = _with_piece(entry, cls, piece)
            except (ValueError, OverflowError) as error:
                self.ignored("o", f"{optimizer}~{piece}", str(error))
        return entry


def _with_piece(entry: Entry, cls: type[Declared], piece: str) -> Entry:
    """An entry with one more piece of its text."""
    name, separator, text = piece.partition("-")
    if not separator:
        raise IgnoredError("a piece is written name-value")
    if name in ("preset", "schedule") and getattr(entry, name):
        raise IgnoredError(f"a {name} is given once")
    if name == "preset":
        return dataclasses.replace(entry, preset=one_of(cls.presets)(text))  # type: ignore[attr-defined]
    if name == "schedule":
        return dataclasses.replace(entry, schedule=optimizers.schedules[text].id)
    if name == "with":
        if text in dict(entry.wrappers):
            raise IgnoredError("a wrapper is used once")
        return dataclasses.replace(
            entry, wrappers=(*entry.wrappers, (optimizers.wrappers[text].id, ()))
        )
    prefix, dot, inner = name.partition(".")
    if dot and prefix == "schedule" and entry.schedule:
        setting = _scheduled(entry, inner, text)
        return dataclasses.replace(entry, schedule_values=put(entry.schedule_values, setting))
    if dot and prefix in dict(entry.wrappers):
        setting = setting_of(optimizers.wrappers[prefix], inner, text)
        wrappers = tuple(
            (wrapper, put(values, setting) if wrapper == prefix else values)
            for wrapper, values in entry.wrappers
        )
        return dataclasses.replace(entry, wrappers=wrappers)
    return dataclasses.replace(entry, values=put(entry.values, setting_of(cls, name, text)))


def _observations(
    cls: type[objectives.Objective], name: str, text: str, most: int
) -> tuple[Any, ...]:
    """Own data: rows of numbers, or one number for every example."""
    if not (issubclass(cls, objectives.LearningProblem) and cls.takes_own_data):
        raise IgnoredError(f"{cls.__name__} takes no data from a link")
    rows = tuple(_example(row, most) for row in text.removesuffix("_").split("_", most))
    if sum(map(len, rows)) > most or len({len(row) for row in rows}) > 1:
        raise IgnoredError(f"data are at most {most:,} numbers, in rows of the same length")
    if name == "targets" and any(abs(number) > LARGEST_TARGET for number in itertools.chain(*rows)):
        raise IgnoredError(f"targets must be between -{LARGEST_TARGET:g} and {LARGEST_TARGET:g}")
    return rows if len(rows) > 1 or text.endswith("_") else rows[0]


def _objective(text: str) -> str:
    return objectives.registry[text].id


def _own_name(text: str) -> str:
    if not text.startswith(TABLE_PREFIX):
        raise IgnoredError(f"it must begin with {TABLE_PREFIX}")
    return text.removeprefix(TABLE_PREFIX)


def _sections(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one_of(SECTIONS)(part) for part in text.split("~")))


def _example(text: str, most: int) -> tuple[float, ...]:
    example = numbers(text, most)
    if any(abs(part) > FARTHEST for part in example):
        raise IgnoredError(f"its numbers must be between -{FARTHEST:g} and {FARTHEST:g}")
    return example


OPTIONS = {
    "turn": "angle",
    "scale": "scale",
    "x": "start",
    "starts": "starts",
    "n": "steps",
    "seed": "seed",
    "noise": "noise",
    "batch": "batch_size",
    "shuffle": "shuffle",
    "clip": "clip_norm",
    "clipvalue": "clip_value",
    "box": "box",
    "h": "difference",
    "stopchange": "loss_change",
    "stopgradient": "gradient_norm",
    "stoploss": "loss",
    "patience": "patience",
}
"""How the options of a scene are called in a link."""

CURVE_OPTIONS = {"show": "quantity", "yscale": "scale", "clock": "clock"}
"""How the options of the curves are called in a link."""

VIEW_OPTIONS = {"plane": "plane", "color": "color", "layers": "layers", "matrix": "matrix"}
"""How the other options of the view are called in a link."""

CHOICES: dict[str, Iterable[str]] = {
    "show": QUANTITIES,
    "yscale": SCALES,
    "clock": CLOCKS,
    "plane": PLANES,
    "color": ("", "linear", "sqrt", "log"),
    "layers": LAYERS,
    "matrix": [str(number) for number in range(1, MOST_MATRICES + 1)],
}
"""What the options of the view can be."""


def _scheduled(entry: Entry, name: str, text: str) -> tuple[str, Any]:
    """A setting of the schedule of an entry, or of a schedule that is a part of it."""
    cls = optimizers.schedules[entry.schedule]
    part, dot, inner = name.partition(".")
    if not dot or not isinstance(cls.parameters.get(part), Part):
        return setting_of(cls, name, text)
    present = getattr(entry.schedule_object(), part)
    return part, present.replace(**dict([setting_of(type(present), inner, text)]))
