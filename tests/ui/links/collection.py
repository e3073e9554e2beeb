"""Addresses that together use all that an address can say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlencode

import objectives
import optimizers
from declarations import Boolean, Boundaries, Choice, Integer, Parameter, Part, Real, Vector
from experiments import Scene
from tests.ui.links.opening import opened
from ui.links.codec import BETWEEN
from ui.links.config import Config
from ui.links.neuron_link import KEYS, Neuron
from ui.links.scene_link import CHOICES, CURVE_OPTIONS, OPTIONS, VIEW_OPTIONS, decode, encode
from ui.links.settings import PAGES
from ui.words.scenes import SCENES

MOST_TOGETHER = 12
"""So many optimizers are written into one link."""

BY_HAND = Path(__file__).parent / "by_hand.txt"
"""Those of every kind that classes and courses hand on, and spellings that no menu writes."""


def addresses() -> list[str]:
    """Each of them once."""
    made = [
        *BY_HAND.read_text().split(),
        *(_scene_address(Config(each.scene, each.view)) for each in SCENES),
        *_options(),
        *_rules(),
        *_around("with", optimizers.wrappers),
        *_around("schedule", optimizers.schedules),
        *_landscapes(),
        *_pages(),
        *_neurons(),
    ]
    return list(dict.fromkeys(made))


def _scene_address(config: Config) -> str:
    return "?" + urlencode(encode(config), doseq=True)


def _options() -> Iterator[str]:
    # What is made of examples is said of a landscape that has them.
    start = "?f=logistic_regression&batch=4&stoploss=0.01&"
    for key, name in OPTIONS.items():
        yield from _alone(f"{start}{key}=", Scene.options[name])
    for key in (*CURVE_OPTIONS, *VIEW_OPTIONS):
        yield from (f"?{key}={choice}" for choice in CHOICES[key])


def _rules() -> Iterator[str]:
    entries: list[str] = []
    for name in optimizers.names():
        rule = optimizers.registry[name]
        entries += _settled(rule.id, "", rule.parameters)
        entries += [f"{name}~preset-{preset}" for preset in rule.presets]
    yield from _together(entries)


def _around(word: str, registry: Any) -> Iterator[str]:
    """Wrappers, or schedules, with their settings."""
    entries = []
    for name in registry:
        prefix = "schedule" if word == "schedule" else name
        entries += _settled(f"sgd~{word}-{name}", f"{prefix}.", registry[name].parameters)
    yield from _together(entries)


def _landscapes() -> Iterator[str]:
    for name in objectives.names():
        start = f"?f={name}"
        settings = objectives.registry[name].parameters.items()
        address = start
        for each, parameter in settings:
            for alone in _alone(f"{start}&p.{each}=", parameter):
                more = address + alone.removeprefix(start)
                if _is_fine(more):
                    address = more
                else:
                    yield alone
        yield address


def _pages() -> Iterator[str]:
    for prefix, settings in PAGES.items():
        for name, parameter in settings.parameters.items():
            yield from _alone(f"?{prefix}.{name}=", parameter)


def _neurons() -> Iterator[str]:
    for key, name in KEYS.items():
        yield from _alone(f"neuron?{key}=", Neuron.parameters[name])


def _together(entries: list[str]) -> Iterator[str]:
    """Links of some optimizers each."""
    for first in range(0, len(entries), MOST_TOGETHER):
        yield "?" + "&".join(f"o={entry}" for entry in entries[first : first + MOST_TOGETHER])


def _settled(entry: str, prefix: str, parameters: Any) -> Iterable[str]:
    """An optimizer with all settings at other values than by default; more where some exclude."""
    entries = [entry]
    for name, parameter in parameters.items():
        for alone in _alone(f"?o={entry}~{prefix}{name}-", parameter, _builds):
            piece = alone.removeprefix(f"?o={entry}")
            place = next((i for i, e in enumerate(entries) if _builds(f"?o={e}{piece}")), None)
            if place is None:
                entries.append(entry + piece)
            else:
                entries[place] += piece
    return entries


def _alone(
    start: str, parameter: Parameter, is_good: Callable[[str], bool] | None = None
) -> Iterator[str]:
    """The address that sets one parameter to another value than its default, if it can be set."""
    is_good = is_good or _is_fine
    for text in _others(parameter):
        if is_good(start + text):
            yield start + text
            return


def _is_fine(address: str) -> bool:
    """Whether nothing of an address is ignored."""
    return not opened(address)[1]


def _builds(address: str) -> bool:
    """Whether its optimizers, too, can be built: settings may exclude each other."""
    config, said = decode(parse_qs(address.removeprefix("?")))
    landscape = config.scene.landscape()
    try:
        for entry in config.scene.entries:
            entry.rule(landscape)
            entry.schedule_object()
    except ValueError:
        return False
    return not said


def _others(parameter: Parameter) -> list[str]:
    """Some values that are not the default, as text; the first that is valid is taken."""
    default = parameter.default
    if isinstance(parameter, Real | Integer):
        low, high = parameter.slider
        near = [] if default is None else [default + 1, default - 1, default / 2]
        values = [(low + high) / 2, *near, low, high, 0.5, 2]
        if isinstance(parameter, Integer):
            values = [int(value) for value in values]
        return [repr(value) for value in values if value != default]
    if isinstance(parameter, Boolean):
        return ["0" if default else "1"]
    if isinstance(parameter, Choice | Part):
        shown = {True: "1", False: "0"}
        return [
            shown[option] if isinstance(option, bool) else quote(str(option))
            for option in parameter.options
            if option != default
        ]
    if isinstance(parameter, Boundaries):
        return [BETWEEN.join(("7", "11"))]
    if isinstance(parameter, Vector):
        texts = (BETWEEN.join(["0.75"] * length) for length in (1, 2, 3, 4))
        return list(texts)
    return []
