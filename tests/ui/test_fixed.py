"""What a link fixes stays as it is, whatever way there is to change it."""

from __future__ import annotations

from typing import Any

import pytest

from experiments import Entry, Scene
from tests.ui.driver import assert_fine, opened, words
from ui.links.config import SECTIONS, Config
from ui.links.scene_file import write_scene
from ui.state.visitor import PARTS
from ui.words.scenes import SCENES

OTHER = {
    "landscape": {"objective": "himmelblau"},
    "start": {"start": (1.0, 2.0)},
    "steps": {"steps": 77},
    "optimizers": {"entries": (Entry("adam"),)},
    "settings": {"entries": (Entry("sgd", values=(("learning_rate", 0.5),)), *Scene().entries[1:])},
    "run": {"noise": 0.5},
}


def scene_of(app: Any) -> Scene:
    found: Scene = app.session_state["playground"].config.scene
    return found


def loaded(app: Any, content: str) -> Any:
    app.session_state["menu.Share"] = True
    app.run()
    app.file_uploader(key="share.file").upload("scene.json", content.encode(), "application/json")
    return app.run()


def test_every_part_is_known_and_no_option_belongs_to_none() -> None:
    assert set(PARTS) == set(SECTIONS) == set(OTHER)
    given = {"scale": (2.0, 1.0), "start": (1.0, 2.0), "box": "stop", "shuffle": False}
    for name, parameter in Scene.options.items():
        value = given[name] if name in given else (parameter.default or 0) + 1
        other = Scene().replace(**{name: value})
        assert [part for part, of in PARTS.items() if of(other) != of(Scene())], name


@pytest.mark.parametrize("act", ["lock", "hide"])
@pytest.mark.parametrize("part", SECTIONS)
def test_a_file_changes_nothing_that_is_fixed(act: str, part: str) -> None:
    others = OTHER if act == "lock" else {part: OTHER[part]}
    for other, change in others.items():
        app = opened(**{act: part})
        scene = Scene().replace(**change)
        loaded(app, write_scene(Config(scene)))
        assert not app.exception
        refused = part == other or (part, other) == ("optimizers", "settings")
        assert scene_of(app) == (Scene() if refused else scene), other
        assert ("fixes" in words(app.toast)) == refused
        config = app.session_state["playground"].config
        assert getattr(config, act) == (part,)


@pytest.mark.parametrize("part", SECTIONS)
def test_prepared_scenes_that_change_what_is_fixed_cannot_be_opened(part: str) -> None:
    app = opened(lock=part)
    app.session_state["menu.Scenes"] = True
    app.run()
    assert_fine(app)
    disabled = {
        each.key.removeprefix("scene."): each.disabled
        for each in app.button
        if (each.key or "").startswith("scene.")
    }
    assert len(disabled) == len(SCENES)
    for prepared in SCENES:
        same = {name: of(prepared.scene) == of(Scene()) for name, of in PARTS.items()}
        # Of other optimizers the settings are their own.
        allowed = same[part] or (part == "settings" and not same["optimizers"])
        assert disabled[prepared.title] != allowed, prepared.title
