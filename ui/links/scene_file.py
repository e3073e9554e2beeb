"""A scene as a file: the parameters of its link, as JSON, with all own data in it."""

from __future__ import annotations

import json
from typing import Any

from figures.quoting import plain
from ui.links.config import Config
from ui.links.scene_link import VERSION, decode, encode
from ui.own_data import MOST_FEATURES, MOST_ROWS

MEGABYTES = 1
"""Of a file that is read; the largest that is written has less."""
MOST_DATA = MOST_ROWS * MOST_FEATURES
"""So many numbers a file can hold of features, or of targets."""


def write_scene(config: Config) -> str:
    """The file of a scene."""
    params = encode(config, most_data=MOST_DATA)
    shown = {key: texts if len(texts) > 1 else texts[0] for key, texts in params.items()}
    return json.dumps(shown, indent=1)


def read_scene(content: bytes) -> tuple[Config, list[str]]:
    """The scene of a file, and a sentence for every piece of it that was ignored.

    Raises:
        ValueError: the file is not one of a scene.
    """
    if len(content) > MEGABYTES * 1_000_000:
        raise ValueError(f"The file is too large: a scene has at most {MEGABYTES} MB.")
    try:
        params = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise ValueError("The file is not a scene: it is not JSON.") from None
    if not isinstance(params, dict) or "v" not in params:
        raise ValueError("The file is not a scene: save one under Share, and load that.")
    texts = {key: _texts(key, value) for key, value in params.items()}
    if texts["v"] != [VERSION]:
        raise ValueError(f"The file is of another version than {VERSION}, which can be read here.")
    return decode(texts, source="file", most_data=MOST_DATA)


def _texts(key: str, value: Any) -> list[str]:
    texts = value if isinstance(value, list) else [value]
    if not all(isinstance(text, str) for text in texts):
        raise ValueError(f"The file is not a scene: its {plain(key, 20)!r} is not text.")
    return texts
