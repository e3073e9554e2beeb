"""Discovery: one file in a package is one entry, under the name of the file."""

from __future__ import annotations

import functools
import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator, Mapping
from typing import Any, Generic, TypeVar

from declarations.parameters import Declared
from declarations.wording import close_names, shown


def _letters(name: str) -> str:
    """The letters and digits of a name, in small."""
    return re.sub(r"[\W_]", "", name).casefold()


T = TypeVar("T", bound=Declared)


class Registry(Generic[T]):
    """The classes of one kind found in some packages, by id; the id is the module's name.

    Every module of the packages defines exactly one public class of that kind. A module that
    cannot be imported raises: an entry must not vanish in silence.
    """

    def __init__(self, kind: str, base: type[T], *packages: str) -> None:
        self.kind, self.base = kind, base
        self._classes: dict[str, type[T]] = {}
        for package in packages:
            for module in pkgutil.iter_modules(importlib.import_module(package).__path__):
                entry = self._entry(f"{package}.{module.name}", base)
                if module.name in self._classes:
                    raise ImportError(f"two {kind}s share the id {module.name!r}")
                self._classes[module.name] = entry
                entry.id = module.name  # type: ignore[attr-defined]

    @staticmethod
    def _entry(module_name: str, base: type[T]) -> type[T]:
        module = importlib.import_module(module_name)
        own = [
            member
            for name, member in inspect.getmembers(module, inspect.isclass)
            if member.__module__ == module_name
            and issubclass(member, base)
            and not name.startswith("_")
        ]
        if len(own) != 1:
            raise ImportError(f"{module_name} must define exactly one {base.__name__}")
        return own[0]

    def __getitem__(self, name: str) -> type[T]:
        if name not in self:
            hint = close_names(name, self._classes)
            raise ValueError(f"no {self.kind} is called {shown(name)}; {hint}")
        return self._classes[name]

    def checked_id(self, name: Any) -> str:
        """The id that is meant by an id or the name of a class, however they are written.

        What is no known name is returned as it is. Raises ValueError for what is no text.
        """
        if not isinstance(name, str):
            raise ValueError(f"{self.kind}s: name must be an id, got {shown(name)}")
        return name if name in self else self._by_letters.get(_letters(name), name)

    @functools.cached_property
    def _by_letters(self) -> dict[str, str]:
        """The ids by their letters and by those of the classes: "adamw" of AdamW."""
        return {
            _letters(name): id for id, cls in self._classes.items() for name in (id, cls.__name__)
        }

    def __iter__(self) -> Iterator[str]:
        return iter(self._classes)

    def __len__(self) -> int:
        return len(self._classes)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name in self._classes

    def build(self, name: str, values: Mapping[str, Any]) -> T:
        """An instance of an entry. Raises ValueError for an unknown id, name or bad value."""
        return self[name](**values)

    def by_class_name(self, name: str) -> type[T] | None:
        """The entry whose class has this name."""
        return next((cls for cls in self._classes.values() if cls.__name__ == name), None)
