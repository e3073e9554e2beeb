"""The link codec: a config to query parameters and back.

Short: what equals the default is left out. Exact: numbers are written with all their digits.
Forgiving: every piece that cannot be read is ignored with a sentence, and the rest holds.
The separators are characters that no browser escapes: ``~`` between pieces, the first ``-`` of
a piece between name and value.
"""

from __future__ import annotations

import dataclasses
import itertools
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

import numpy as np

import objectives
import optimizers
from declarations import (
    Boolean,
    Choice,
    Data,
    Declared,
    Integer,
    Names,
    Parameter,
    Real,
    close_names,
)
from experiments import Entry, Scene
from experiments.scene import MOST_ENTRIES, MOST_STARTS, MOST_STEPS, Values
from figures.curves import CLOCKS, QUANTITIES, SCALES, CurveView
from figures.data import LARGEST_TARGET
from figures.stage import PLANES, StageView
from ui import cache
from ui.config import SECTIONS, Config
from ui.quoting import distinct, plain

VERSION = "1"
MOST_DATA = 60
"""So many numbers of own data are written into a link; of more it has only the name."""
OWN = "own."
"""Before the name of own data under which the server may remember them."""
LONGEST = 60
"""How much of a bad piece is quoted."""
MOST_SENTENCES = 8
"""So many bad pieces of a link are named; of more it is said that there are more."""
MOST_PIECES = 400
"""So many pieces of a link are looked at: the longest one that we write has fewer."""

FARTHEST = 1e100
"""Starts and own data farther out than this cannot be squared."""
SCALES_VALID = (1e-6, 1e6)
"""By how much an axis can be stretched."""

Params = dict[str, list[str]]
T = TypeVar("T")


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
    for key, field in SCENE_FIELDS.items():
        value = getattr(scene, field.name)
        if value != getattr(defaults, field.name):
            params[key] = [text_of(value)]
    for key, (get, _) in VIEW_FIELDS.items():
        if get(config.view) != get(StageView()):
            params[key] = [get(config.view)]
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
    return texts | {"data": [OWN + cache.table_name((values["features"], values["targets"]))]}


def text_of(value: Any) -> str:
    """A plain value, or some of them, as it stands in a link."""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, tuple) and value and isinstance(value[0], tuple):
        rows = [text_of(row) for row in value]
        # A single row could not be told from a row of examples.
        return "_".join(rows if len(rows) > 1 else [*rows, ""])
    if isinstance(value, tuple):
        return "~".join(text_of(part) for part in value)
    # The shortest digits that give the same float; "+" would have to be escaped.
    return repr(value).replace("e+", "e") if isinstance(value, float) else str(value)


def _entry_text(entry: Entry) -> str:
    pieces = [entry.optimizer]
    if entry.preset:
        pieces.append(f"preset-{entry.preset}")
    pieces += [f"{name}-{text_of(value)}" for name, value in entry.values]
    if entry.schedule:
        pieces.append(f"schedule-{entry.schedule}")
        pieces += [f"schedule.{name}-{text_of(value)}" for name, value in entry.schedule_values]
    for wrapper, values in entry.wrappers:
        pieces.append(f"with-{wrapper}")
        pieces += [f"{wrapper}.{name}-{text_of(value)}" for name, value in values]
    return "~".join(pieces)


# ---- reading ----


def decode(
    params: Mapping[str, Sequence[str]], source: str = "link", most_data: int = MOST_DATA
) -> tuple[Config, list[str]]:
    """The config of some query parameters, and a sentence for everything that was ignored.

    The sentences speak of a ``source``; of own data it may hold ``most_data`` numbers.
    """
    return _Reader(params, source, most_data).read()


def ignored(key: str, text: str | None, why: str, source: str = "link") -> str:
    """The sentence for a piece of a link that cannot be read."""
    quoted, why = plain(f"{key}={text}", LONGEST), plain(why, 3 * LONGEST)
    end = "" if why.endswith(("?", "…")) else "."
    return f"The {source}'s {quoted} was ignored: {why}{end}"


def shortened(sentences: Sequence[str], source: str = "link") -> list[str]:
    """The first sentences, and how many more there are."""
    more = len(sentences) - MOST_SENTENCES
    if more <= 0:
        return list(sentences)
    pieces = "1 more piece" if more == 1 else f"{more} more pieces"
    return [*sentences[:MOST_SENTENCES], f"{pieces} of the {source} could not be read either."]


class _IgnoredError(ValueError):
    """A piece of a link that cannot be read."""


class _Reader:
    def __init__(self, params: Mapping[str, Sequence[str]], source: str, most_data: int) -> None:
        self.source = source
        self.most_data = most_data
        self.sentences: list[str] = []
        self.params: dict[str, list[str]] = {}
        # A link of megabytes must not cost minutes.
        for key, values in itertools.islice(params.items(), MOST_PIECES):
            self.params[key] = list(values[:MOST_PIECES])
        self.left = MOST_PIECES

    def read(self) -> tuple[Config, list[str]]:
        version = self.first("v")
        if version not in (None, VERSION):
            self.ignored("v", version, f"this is version {VERSION} of the {self.source}s")
        objective = self.parsed("f", _objective, Scene().objective)
        scene = Scene(objective=objective, parameters=self.landscape_parameters(objective))
        changes = {
            field.name: self.parsed(key, field.parse, getattr(scene, field.name))
            for key, field in SCENE_FIELDS.items()
        }
        scene = scene.replace(**changes)
        scene = self.fitting(scene)
        if "o" in self.params:
            scene = scene.replace(entries=self.entries(self.params.pop("o")))
        view = StageView()
        for key, (get, put) in VIEW_FIELDS.items():
            view = put(view, self.parsed(key, _one_of(VIEW_OPTIONS[key]), get(view)))
        nothing: tuple[str, ...] = ()
        hide, lock = (self.parsed(key, _sections, nothing) for key in ("hide", "lock"))
        for key, values in itertools.islice(self.params.items(), 4 * MOST_SENTENCES):
            known = ["f", "o", "data", *SCENE_FIELDS, *VIEW_FIELDS, "hide", "lock"]
            self.ignored(key, values[0] if values else "", close_names(key, known))
        return Config(scene, view, hide, lock), shortened(self.sentences, self.source)

    def first(self, key: str) -> str | None:
        values = self.params.pop(key, None)
        return values[0] if values else None

    def parsed(self, key: str, parse: Callable[[str], T], default: T) -> T:
        text = self.first(key)
        if text is None:
            return default
        try:
            return parse(text)
        except (ValueError, OverflowError) as error:
            self.ignored(key, text, str(error))
            return default

    def ignored(self, key: str, text: str | None, why: str) -> None:
        self.sentences.append(ignored(key, text, why, self.source))

    def landscape_parameters(self, objective: str) -> Values:
        cls = objectives.registry[objective]
        found: list[tuple[str, Any]] = []
        name = self.parsed("data", _own_name, "")
        own = cache.kept_table(name) if name else None
        if own is not None:
            found += zip(("features", "targets"), own, strict=True)
        elif name:
            self.sentences.append(
                f"The {self.source}'s own data are not in it, and this server does not remember "
                "them: load the file again. Here are the built-in ones."
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
                    found.append(declared_setting(cls, key[2:], text))
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
        for place, text in enumerate(named):
            if len(entries) == MOST_ENTRIES:
                self.sentences.append(
                    f"The last {len(named) - place} of the {self.source}'s optimizers were left "
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
        raise _IgnoredError("a piece is written name-value")
    if name in ("preset", "schedule") and getattr(entry, name):
        raise _IgnoredError(f"a {name} is given once")
    if name == "preset":
        return dataclasses.replace(entry, preset=_one_of(cls.presets)(text))  # type: ignore[attr-defined]
    if name == "schedule":
        return dataclasses.replace(entry, schedule=optimizers.schedules[text].id)
    if name == "with":
        if text in dict(entry.wrappers):
            raise _IgnoredError("a wrapper is used once")
        return dataclasses.replace(
            entry, wrappers=(*entry.wrappers, (optimizers.wrappers[text].id, ()))
        )
    prefix, dot, inner = name.partition(".")
    if dot and prefix == "schedule" and entry.schedule:
        setting = declared_setting(optimizers.schedules[entry.schedule], inner, text)
        return dataclasses.replace(entry, schedule_values=_put(entry.schedule_values, setting))
    if dot and prefix in dict(entry.wrappers):
        setting = declared_setting(optimizers.wrappers[prefix], inner, text)
        wrappers = tuple(
            (wrapper, _put(values, setting) if wrapper == prefix else values)
            for wrapper, values in entry.wrappers
        )
        return dataclasses.replace(entry, wrappers=wrappers)
    return dataclasses.replace(entry, values=_put(entry.values, declared_setting(cls, name, text)))


def _put(values: Values, setting: tuple[str, Any]) -> Values:
    return tuple({**dict(values), setting[0]: setting[1]}.items())


def declared_setting(cls: type[Declared], name: str, text: str) -> tuple[str, Any]:
    """A declared parameter and its value. Raises ValueError when either is not valid."""
    parameter = cls.parameters.get(name)
    if parameter is None or isinstance(parameter, Data | Names):
        raise _IgnoredError(f"{cls.__name__} has no {name!r}; {close_names(name, cls.parameters)}")
    return name, parameter.checked(cls.__name__, name, _value(parameter, text))


def _value(parameter: Parameter, text: str) -> Any:
    if isinstance(parameter, Real):
        return _number(text)
    if isinstance(parameter, Integer):
        return _whole(text)
    if isinstance(parameter, Boolean):
        return _switch(text)
    if isinstance(parameter, Choice):
        for option in parameter.options:
            if text == text_of(option):
                return option
        raise _IgnoredError("known are " + ", ".join(filter(None, map(text_of, parameter.options))))
    raise _IgnoredError("it cannot be set by a link")


def _observations(
    cls: type[objectives.Objective], name: str, text: str, most: int
) -> tuple[Any, ...]:
    """Own data: rows of numbers, or one number for every example."""
    if not (issubclass(cls, objectives.LearningProblem) and cls.takes_own_data):
        raise _IgnoredError(f"{cls.__name__} takes no data from a link")
    rows = tuple(_point(row, most) for row in text.removesuffix("_").split("_", most))
    if sum(map(len, rows)) > most or len({len(row) for row in rows}) > 1:
        raise _IgnoredError(f"data are at most {most:,} numbers, in rows of the same length")
    if name == "targets" and any(abs(number) > LARGEST_TARGET for number in itertools.chain(*rows)):
        raise _IgnoredError(f"targets must be between -{LARGEST_TARGET:g} and {LARGEST_TARGET:g}")
    return rows if len(rows) > 1 or text.endswith("_") else rows[0]


def _number(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        raise _IgnoredError("it is not a number") from None
    if math.isnan(value):
        raise _IgnoredError("it is not a number")
    return value


def _whole(text: str) -> int:
    if len(text) > 18 or not text.removeprefix("-").isdecimal():
        raise _IgnoredError("it is not a whole number")
    return int(text)


def _switch(text: str) -> bool:
    if text not in ("0", "1"):
        raise _IgnoredError("it must be 0 or 1")
    return text == "1"


def _objective(text: str) -> str:
    return objectives.registry[text].id


def _own_name(text: str) -> str:
    if not text.startswith(OWN):
        raise _IgnoredError(f"it must begin with {OWN}")
    return text.removeprefix(OWN)


def _one_of(options: Iterable[str]) -> Callable[[str], str]:
    known = list(options)

    def parse(text: str) -> str:
        if text not in known:
            raise _IgnoredError(close_names(text, known) if known else "there is none")
        return text

    return parse


def _sections(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_one_of(SECTIONS)(part) for part in text.split("~")))


def _finite(low: float, high: float = math.inf, open_low: bool = False) -> Callable[[str], float]:
    def parse(text: str) -> float:
        value = _number(text)
        inside = (value > low if open_low else value >= low) and value <= high
        if not inside or math.isinf(value):
            raise _IgnoredError(f"it must be between {low:g} and {high:g}")
        return value

    return parse


def _between(low: int, high: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        value = _whole(text)
        if not low <= value <= high:
            raise _IgnoredError(f"it must be between {low} and {high}")
        return value

    return parse


def _point(text: str, most: int = MOST_PIECES) -> tuple[float, ...]:
    point = tuple(_number(part) for part in text.split("~", most))
    if any(abs(part) > FARTHEST for part in point):
        raise _IgnoredError(f"its numbers must be between -{FARTHEST:g} and {FARTHEST:g}")
    return point


def _pair(text: str) -> tuple[float, float]:
    pair = _point(text)
    low, high = SCALES_VALID
    if len(pair) != 2 or min(pair) < low or max(pair) > high:
        raise _IgnoredError(f"it must be two numbers between {low:g} and {high:g}")
    return pair[0], pair[1]


@dataclasses.dataclass(frozen=True)
class _Field:
    name: str
    parse: Callable[[str], Any]


SCENE_FIELDS: dict[str, _Field] = {
    "turn": _Field("angle", _finite(-360.0, 360.0)),
    "scale": _Field("scale", _pair),
    "x": _Field("start", _point),
    "starts": _Field("starts", _between(1, MOST_STARTS)),
    "n": _Field("steps", _between(1, MOST_STEPS)),
    "seed": _Field("seed", _between(0, 2**32 - 1)),
    "noise": _Field("noise", _finite(0.0)),
    "batch": _Field("batch_size", _between(1, 10**9)),
    "shuffle": _Field("shuffle", _switch),
    "clip": _Field("clip_norm", _finite(0.0, open_low=True)),
    "clipvalue": _Field("clip_value", _finite(0.0, open_low=True)),
    "box": _Field("box", _one_of(("free", "project", "stop"))),
    "h": _Field("difference", _finite(0.0, open_low=True)),
    "stopchange": _Field("loss_change", _finite(0.0)),
    "stopgradient": _Field("gradient_norm", _finite(0.0)),
    "stoploss": _Field("loss", _finite(-math.inf)),
    "patience": _Field("patience", _between(1, 1000)),
}
"""The parameters of a link that set one field of the scene."""

VIEW_OPTIONS: dict[str, tuple[str, ...]] = {
    "show": tuple(QUANTITIES),
    "yscale": tuple(SCALES),
    "clock": tuple(CLOCKS),
    "plane": tuple(PLANES),
    "color": ("", "linear", "sqrt", "log"),
}


def _put_curves(name: str) -> Callable[[StageView, str], StageView]:
    def put(view: StageView, value: str) -> StageView:
        curves: CurveView = dataclasses.replace(view.curves, **{name: value})
        return dataclasses.replace(view, curves=curves)

    return put


def _put_view(name: str) -> Callable[[StageView, str], StageView]:
    def put(view: StageView, value: str) -> StageView:
        return dataclasses.replace(view, **{name: value})  # type: ignore[arg-type]

    return put


VIEW_FIELDS: dict[str, tuple[Callable[[StageView], str], Callable[[StageView, str], StageView]]] = {
    "show": (lambda view: view.curves.quantity, _put_curves("quantity")),
    "yscale": (lambda view: view.curves.scale, _put_curves("scale")),
    "clock": (lambda view: view.curves.clock, _put_curves("clock")),
    "plane": (lambda view: view.plane, _put_view("plane")),
    "color": (lambda view: view.color, _put_view("color")),
}
"""The parameters of a link that set one view option."""
