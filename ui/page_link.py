"""The codec of page settings: ``race.trials=16`` and the like, beside the link of the scene.

Any flat declared class can be written and read; see `ui.link` for what the two have in common.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence

from declarations import Declared, close_names
from ui.link import MOST_PIECES, Params, declared_setting, ignored, shortened, text_of
from ui.settings import PAGES, Places


def encode_pages(pages: Iterable[Declared]) -> Params:
    """The query parameters of some settings; what equals its default is left out."""
    prefixes = {cls: prefix for prefix, cls in PAGES.items()}
    return {
        f"{prefixes[type(page)]}.{name}": [text_of(getattr(page, name))]
        for page in pages
        for name, parameter in page.parameters.items()
        if getattr(page, name) != parameter.default
    }


def is_of_pages(key: str) -> bool:
    """Whether a query parameter is one of the page settings."""
    prefix, dot, _ = key.partition(".")
    return bool(dot) and prefix in PAGES


def decode_pages(params: Mapping[str, Sequence[str]]) -> tuple[list[Declared], list[str]]:
    """All settings of some query parameters, and a sentence for everything that was ignored."""
    found: dict[str, dict[str, object]] = {prefix: {} for prefix in PAGES}
    sentences = []
    for key, values in itertools.islice(params.items(), MOST_PIECES):
        text = values[0] if values else ""
        prefix, _, name = key.partition(".")
        try:
            if prefix not in PAGES:
                raise ValueError(close_names(prefix, PAGES))
            found[prefix].update([_setting(PAGES[prefix], name, text)])
        except (ValueError, OverflowError) as error:
            owner = f"{PAGES[prefix].__name__}: " if prefix in PAGES else ""
            why = str(error).removeprefix(owner)
            sentences.append(ignored(key, text, why))
    return [cls(**found[prefix]) for prefix, cls in PAGES.items()], shortened(sentences)


def _setting(cls: type[Declared], name: str, text: str) -> tuple[str, object]:
    parameter = cls.parameters.get(name)
    if parameter is None:
        raise ValueError(close_names(name, cls.parameters))
    if isinstance(parameter, Places):
        parts = text.split("~")
        if not all(part.isdecimal() for part in parts):
            raise ValueError("it must be whole numbers with ~ between them")
        return name, parameter.checked(cls.__name__, name, map(int, parts))
    return declared_setting(cls, name, text)
