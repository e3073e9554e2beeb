"""What an address opens, as plain values that need no class of today to be read.

JSON writes floats with all their digits, and keeps whole numbers apart from them.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import objectives
import optimizers
import ui.pages
from declarations import Data, Declared, Registry
from experiments import Entry
from experiments.scene import Values
from ui.links.neuron_link import decode_neuron
from ui.links.page_link import decode_pages, is_of_pages
from ui.links.scene_link import decode
from ui.links.settings import PAGES

VERSIONS = Path(__file__).parent / "versions"
PATHS = ("", *(path for *_, path, _ in ui.pages.PAGES))
"""Where the app has a page, the first one at its own address."""
NEURON = "neuron?"
"""How addresses of the page begin that reads its link by itself."""
DECLARED: dict[str, Registry[Any]] = {
    "landscape": objectives.registry,
    "rule": optimizers.registry,
    "wrapper": optimizers.wrappers,
    "schedule": optimizers.schedules,
}

Plain = dict[str, Any]


def opened(address: str) -> tuple[Plain, list[str]]:
    """What stands in the address bar, from the name of the page on: what it opens, what is said."""
    params = parse_qs(address.partition("?")[2], keep_blank_values=True)
    if address.startswith(NEURON):
        neuron, said = decode_neuron(params)
        return _flat("neuron", neuron), said
    config, said = decode({key: texts for key, texts in params.items() if not is_of_pages(key)})
    pages, more = decode_pages({key: texts for key, texts in params.items() if is_of_pages(key)})
    prefixes = {cls: prefix for prefix, cls in PAGES.items()}
    found = _flat("", config)
    for page in pages:
        found |= _flat(prefixes[type(page)], page)
    return found, said + more


def defaults() -> Plain:
    """What links leave out: the defaults of everything that is declared."""
    return {
        f"{kind}.{name}.{each}": _plain(parameter.default)
        for kind, registry in DECLARED.items()
        for name in registry
        for each, parameter in registry[name].parameters.items()
        if not isinstance(parameter, Data)
    }


def _flat(prefix: str, value: Any) -> Plain:
    """The fields of an object by their names, those of its parts after a dot."""
    found: Plain = {}
    for field in dataclasses.fields(value):
        name, content = f"{prefix}.{field.name}".lstrip("."), getattr(value, field.name)
        if dataclasses.is_dataclass(content):
            found |= _flat(name, content)
        elif name == "scene.parameters":
            found[name] = _settings(content)
        else:
            found[name] = _plain(content)
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, Entry):
        settings = {"values": value.values, "schedule_values": value.schedule_values}
        texts = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
        wrappers = [[name, _settings(values)] for name, values in value.wrappers]
        made = {name: _settings(values) for name, values in settings.items()}
        return texts | made | {"wrappers": wrappers}
    if isinstance(value, Declared):
        names = (name for name in value.parameters if not _is_default(value, name))
        return {"id": type(value).id, **{name: _plain(getattr(value, name)) for name in names}}  # type: ignore[attr-defined]
    return [_plain(part) for part in value] if isinstance(value, tuple | list) else value


def _is_default(value: Declared, name: str) -> bool:
    return bool(getattr(value, name) == value.parameters[name].default)


def _settings(values: Values) -> Plain:
    return {name: _plain(value) for name, value in values}


# ---- comparing ----


def differences(recorded: Plain, present: Plain, fresh: Plain) -> Iterator[str]:
    """Where the present values are others than those recorded.

    What is new since then is the same where it has the value that a new page has: ``fresh``.
    """
    for name, value in recorded.items():
        if name == "scene.entries":
            yield from _entries(value, present[name])
        elif name not in present or written(present[name]) != written(value):
            yield f"{name}: {written(value)}, now {written(present.get(name, 'gone'))}"
    for name in present.keys() - recorded.keys():
        if written(present[name]) != written(fresh.get(name)):
            yield f"{name}: new, and not by default {written(present[name])}"


def _entries(recorded: list[Plain], present: list[Plain]) -> Iterator[str]:
    fresh = _plain(Entry(""))
    for index, (before, now) in enumerate(zip(recorded, present, strict=False)):
        yield from (f"entry {index}: {words}" for words in differences(before, now, fresh))
    if len(recorded) != len(present):
        yield f"{len(recorded)} entries, now {len(present)}"


def written(value: Any) -> str:
    """The text of a plain value; of two that are equal in Python, such as 1 and 1.0, it is not."""
    return json.dumps(value, sort_keys=True)


# ---- files ----


@dataclasses.dataclass(frozen=True)
class Record:
    """What links of one version open."""

    defaults: Plain
    fresh: Mapping[str, Plain]
    """What opens by an address that says nothing, of the neuron and of all others."""
    links: Mapping[str, Plain]
    """What each address opens, without what is the same in `fresh`."""

    def opens(self, address: str) -> Plain:
        """All that an address opened."""
        return self.fresh[page_of(address)] | self.links[address]


def page_of(address: str) -> str:
    """The shortest address of the same kind."""
    return NEURON if address.startswith(NEURON) else "?"


def read(version: str) -> Record:
    """The record of a version."""
    return Record(**json.loads((VERSIONS / f"{version}.json").read_text()))


def changes(record: Record) -> Iterator[str]:
    """What is no longer as it was recorded, a sentence for each."""
    present = defaults()
    for name, value in record.defaults.items():
        if name not in present or written(present[name]) != written(value):
            yield f"default of {name}: {written(value)}, now {written(present.get(name, 'gone'))}"
    for address in record.links:
        found, said = opened(address)
        fresh = opened(page_of(address))[0]
        words = [*said, *differences(record.opens(address), found, fresh)]
        yield from (f"{address}: {each}" for each in words)
        # Streamlit opens the first page instead.
        if (path := address.partition("?")[0]) not in PATHS:
            yield f"{address}: there is no page {path}"
