"""The link of page settings: ``race.trials=16`` and the like, beside that of the scene.

Any flat declared class can be written and read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from declarations import Declared
from ui.links.codec import Params, Reader, changed
from ui.links.settings import PAGES


def _keys(prefix: str) -> dict[str, str]:
    """How the settings of a page are called in a link."""
    return {f"{prefix}.{name}": name for name in PAGES[prefix].parameters}


def encode_pages(pages: Iterable[Declared]) -> Params:
    """The query parameters of some settings; what equals its default is left out."""
    prefixes = {cls: prefix for prefix, cls in PAGES.items()}
    params: Params = {}
    for page in pages:
        params |= changed(page, _keys(prefixes[type(page)]), type(page)())
    return params


def is_of_pages(key: str) -> bool:
    """Whether a query parameter is one of the page settings."""
    prefix, dot, _ = key.partition(".")
    return bool(dot) and prefix in PAGES


def decode_pages(params: Mapping[str, Sequence[str]]) -> tuple[list[Declared], list[str]]:
    """All settings of some query parameters, and a sentence for everything that was ignored."""
    reader = Reader(params)
    pages = [
        cls(**reader.declared(cls.__name__, cls.parameters, _keys(prefix)))
        for prefix, cls in PAGES.items()
    ]
    reader.ignore_rest([key for prefix in PAGES for key in _keys(prefix)])
    return pages, reader.said()
