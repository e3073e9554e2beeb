"""The races of the cards as links."""

from __future__ import annotations

import pytest

import optimizers
from explain.shows import Shown, shows
from ui.links.config import Config
from ui.links.scene_link import decode, encode


@pytest.mark.parametrize(
    "show",
    [
        pytest.param(show, id=f"{rule}-{show.kind}")
        for rule in optimizers.names()
        for show in shows(rule)
    ],
)
def test_a_race_travels_in_a_link(show: Shown) -> None:
    config, messages = decode(encode(Config(show.scene)))
    assert not messages
    assert config.scene == show.scene
