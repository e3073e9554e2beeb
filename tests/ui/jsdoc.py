"""The types of a JavaScript file that says them in JSDoc, held against values."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path
from typing import Any

import numpy as np

COMMENT = re.compile(r"/\*\*(.*?)\*/", re.S)
TYPEDEF = re.compile(r"@typedef \{(.*)\} (\w+)")
PROPERTY = re.compile(r"@property \{(.*)\} (\[)?(\w+)")
TOKEN = re.compile(r'"[^"]*"|\w+:?|\[\]|[<>,|\[\]]')
PLAIN = {"string": str, "boolean": bool, "number": (int, float)}


@dataclasses.dataclass(frozen=True)
class Property:
    type: str
    optional: bool


class Types:
    """The typedefs of some files.

    Attributes:
        objects: the properties of every ``@typedef {object}`` with any.
        seen: all properties that the values had which were checked.
    """

    def __init__(self, *paths: Path) -> None:
        self.objects: dict[str, dict[str, Property]] = {}
        self.others: dict[str, str] = {"Numbers": "Numbers"}
        self.seen: set[tuple[str, str]] = set()
        for path in paths:
            text = path.read_text().split("// ---- within the browser ----")[0]
            for comment in COMMENT.findall(text):
                found = TYPEDEF.search(comment)
                if not found:
                    continue
                kind, name = found.groups()
                if kind == "object":
                    self.objects[name] = {
                        key: Property(type, bool(optional))
                        for type, optional, key in PROPERTY.findall(comment)
                    }
                else:
                    self.others.setdefault(name, kind)

    def faults(self, value: Any, kind: str, path: str = "") -> list[str]:
        """Where a value is not of a type."""
        return self._faults(value, _Reader(kind).union(), path or kind)

    def unseen(self) -> list[str]:
        """Declared properties that no checked value had."""
        declared = {(name, key) for name, keys in self.objects.items() for key in keys}
        return sorted(f"{name}.{key}" for name, key in declared - self.seen)

    def _faults(self, value: Any, kind: Any, path: str) -> list[str]:
        form, *parts = kind
        if form == "union":
            found = [self._faults(value, part, path) for part in parts]
            return min(found, key=len)
        if form == "list":
            if not isinstance(value, list | np.ndarray):
                return [f"{path} is no list"]
            return self._each(enumerate(value), parts[0], path)
        if form == "tuple":
            if not isinstance(value, list) or len(value) != len(parts):
                return [f"{path} is no list of {len(parts)}"]
            return [
                fault
                for place, part in enumerate(parts)
                for fault in self._faults(value[place], part, f"{path}[{place}]")
            ]
        if form == "record":
            if not isinstance(value, dict):
                return [f"{path} is no object"]
            return self._each(value.items(), parts[0], path)
        return self._named(value, parts[0], path)

    def _each(self, items: Any, kind: Any, path: str) -> list[str]:
        return [
            fault for key, each in items for fault in self._faults(each, kind, f"{path}[{key}]")
        ]

    def _named(self, value: Any, name: str, path: str) -> list[str]:
        if name == "any":
            return []
        if name == "null":
            return [] if value is None else [f"{path} is not null"]
        if name.startswith('"'):
            return [] if value == name.strip('"') else [f"{path} is not {name}"]
        if name in PLAIN:
            fits = isinstance(value, PLAIN[name]) and (name == "boolean") == isinstance(value, bool)
            return [] if fits else [f"{path} is no {name}"]
        if name == "Numbers":
            fits = isinstance(value, np.ndarray) and value.ndim == 1
            return [] if fits else [f"{path} is no array of numbers"]
        if name in self.others:
            return self.faults(value, self.others[name], path)
        if not isinstance(value, dict):
            return [f"{path} is no {name}"]
        declared = self.objects[name]
        self.seen |= {(name, key) for key in value}
        needed = {key for key, each in declared.items() if not each.optional}
        return (
            [f"{path}.{key} is not declared" for key in sorted(value.keys() - declared.keys())]
            + [f"{path}.{key} is missing" for key in sorted(needed - value.keys())]
            + [
                fault
                for key in sorted(value.keys() & declared.keys())
                for fault in self.faults(value[key], declared[key].type, f"{path}.{key}")
            ]
        )


class _Reader:
    """Reads a type such as ``[name: string, values: Record<string, Value>][] | null``."""

    def __init__(self, text: str) -> None:
        self.tokens = TOKEN.findall(text)

    def union(self) -> Any:
        parts = [self.lists()]
        while self.next() == "|":
            self.take()
            parts.append(self.lists())
        return ("union", *parts)

    def lists(self) -> Any:
        found = self.one()
        while self.next() == "[]":
            self.take()
            found = ("list", found)
        return found

    def one(self) -> Any:
        name = self.take()
        if name == "[":
            parts = []
            while self.next() != "]":
                if self.next().endswith(":") or self.next() == ",":
                    self.take()
                else:
                    parts.append(self.union())
            self.take()
            return ("tuple", *parts)
        if name == "Record":
            for _ in range(3):  # the keys are strings
                self.take()
            values = self.union()
            self.take()
            return ("record", values)
        return ("named", name)

    def next(self) -> str:
        return self.tokens[0] if self.tokens else ""

    def take(self) -> str:
        return str(self.tokens.pop(0))
