"""A scene is shared by a link, with parts hidden or locked, or as a file that is loaded again."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlparse

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from experiments import Entry, Scene
from tests.ui.driver import assert_fine, opened, shown, words
from ui.links import scene_file
from ui.links.config import SECTIONS, Config
from ui.links.scene_file import MEGABYTES, read_scene, write_scene
from ui.links.scene_link import MOST_DATA
from ui.words.scenes import SCENES


def menu(**params: object) -> AppTest:
    app = opened(**params)
    app.session_state["menu.Share"] = True
    return app.run()


def link(app: AppTest) -> dict[str, list[str]]:
    return parse_qs(urlparse(app.code[0].value).query)


def test_the_link_follows_the_check_boxes() -> None:
    app = menu(f="ellipse", lock="steps")
    boxes = [box.key for box in app.checkbox]
    assert boxes == [f"share.{act}.{part}" for act in ("hide", "lock") for part in SECTIONS]
    assert link(app)["lock"] == ["steps"]
    app.checkbox(key="share.hide.optimizers").check().run()
    app.checkbox(key="share.hide.landscape").check().run()
    app.checkbox(key="share.lock.steps").uncheck().run()
    app.checkbox(key="share.lock.run").check().run()
    assert_fine(app)
    assert link(app)["hide"] == ["landscape~optimizers"]
    assert link(app)["lock"] == ["run"]
    assert app.checkbox(key="share.lock.landscape").disabled
    assert app.selectbox(key="landscape"), "the page itself stays as it is"
    assert "hide" not in app.query_params
    there = opened(**link(app))
    assert_fine(there)
    assert not [box for box in there.selectbox if box.key == "landscape"]
    app.checkbox(key="share.hide.landscape").uncheck().run()
    app.checkbox(key="share.hide.optimizers").uncheck().run()
    assert "hide" not in link(app)


class Frames(HTMLParser):
    """The attributes of all frames of a page, and the names of all its elements."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.frames: list[dict[str, str | None]] = []
        self.elements: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.frames += [dict(attrs)] if tag == "iframe" else []


def test_the_frame_shows_what_the_link_opens() -> None:
    app = menu(f="himmelblau", o=["adam", "sgd"])
    app.checkbox(key="share.hide.start").check().run()
    app.checkbox(key="share.lock.steps").check().run()
    page = Frames(app.code[1].value)
    assert page.elements == ["iframe"]
    (frame,) = page.frames
    assert frame["title"] == "Himmelblau: Adam, SGD"
    assert frame["allow"] == "clipboard-write"
    source = frame["src"] or ""
    assert source == f"{app.code[0].value}&embed=true"
    assert "&amp;hide=start&amp;lock=steps&amp;embed=true" in app.code[1].value
    there = opened(**parse_qs(urlparse(source).query))
    assert_fine(there)
    assert shown(there)["runners"][0]["name"] == "Adam"
    assert not there.warning
    said = words(app.markdown)
    assert "this frame shows the scene." in said
    assert "remembers the table" not in said


def loaded(content: bytes) -> AppTest:
    app = menu()
    app.file_uploader(key="share.file").upload("scene.json", content, "application/json").run()
    assert_fine(app)
    return app


@pytest.mark.parametrize("prepared", SCENES, ids=lambda prepared: prepared.title)
def test_a_file_gives_the_same_scene(prepared: object) -> None:
    config = Config(prepared.scene, prepared.view, ("run",), ("start", "steps"))  # type: ignore[attr-defined]
    assert read_scene(write_scene(config).encode()) == (config, [])


def test_a_loaded_file_is_what_is_shown() -> None:
    scene = Scene("himmelblau", start=(1 / 7, -2 / 3), steps=33, entries=(Entry("lion"),))
    app = loaded(write_scene(Config(scene, lock=("landscape",))).encode())
    assert shown(app)["steps"] == 33
    assert [runner["name"] for runner in shown(app)["runners"]] == ["Lion"]
    assert app.query_params["x"] == "0.14285714285714285~-0.6666666666666666"
    assert app.selectbox(key="landscape").disabled
    assert not app.code, "the menu is closed"


def test_a_file_holds_the_data_that_are_too_long_for_a_link() -> None:
    count = 2000
    features = tuple((float(place), place / 7) for place in range(count))
    targets = tuple(float(place % 2) for place in range(count))
    scene = Scene(
        "logistic_regression",
        (("features", tuple((x,) for x, _ in features)), ("targets", targets)),
        steps=5,
        entries=(Entry("sgd"),),
    )
    content = write_scene(Config(scene)).encode()
    assert count > MOST_DATA
    assert len(content) < MEGABYTES * 1_000_000
    assert read_scene(content)[0].scene == scene
    app = loaded(content)
    assert app.query_params["data"].startswith("own.")
    app.session_state["menu.Share"] = True
    said = words(app.run().markdown)
    assert "This one opens the scene while this server remembers the table" in said
    assert "this frame shows the scene while this server remembers the table" in said
    (frame,) = Frames(app.code[1].value).frames
    assert "&data=own." in (frame["src"] or "")
    assert_fine(opened(**{key: app.query_params[key] for key in app.query_params}))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "it is not JSON"),
        (b"\xff\xfe\x00", "it is not JSON"),
        (b"[" * 100_000, "it is not JSON"),
        (b"[1, 2]", "save one under Share"),
        (b'{"steps": 3}', "save one under Share"),
        (b'{"v": "9", "n": "5"}', "of another version than 1"),
        (b'{"v": "1", "n": 5}', "its 'n' is not text"),
        (b'{"v": "1", "o": ["adam", {}]}', "its 'o' is not text"),
        (b" " * (MEGABYTES * 1_000_000 + 1), "at most 1 MB"),
    ],
)
def test_a_bad_file_is_refused_with_a_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        read_scene(content)


def test_a_refused_file_leaves_the_page() -> None:
    app = loaded(b'{"steps": 3}')
    assert "The file is not a scene" in words(app.toast)
    assert shown(app)["steps"] == 200


def test_what_cannot_be_read_of_a_file_is_named_as_the_files() -> None:
    content = json.dumps({"v": "1", "n": "44", "f": "rosenbrok", "o": ["adm"] * 20, "z": ""})
    app = loaded(content.encode())
    assert shown(app)["steps"] == 44
    said = words(app.warning)
    assert "The file's f=rosenbrok was ignored" in said
    assert "of the file could not be read either" in said
    assert "link" not in said


@given(
    st.dictionaries(
        st.sampled_from(["v", "f", "n", "o", "x", "p.features", "p.targets", "data", "hide"]),
        st.text(max_size=30) | st.lists(st.text(max_size=30), max_size=3),
    )
)
def test_no_file_does_harm(params: dict[str, object]) -> None:
    config, sentences = read_scene(json.dumps(params | {"v": "1"}).encode())
    config.scene.landscape()
    assert all("link" not in sentence.split("=")[0] for sentence in sentences)


def test_numbers_of_own_data_are_bounded() -> None:
    many = "~".join(["1"] * (scene_file.MOST_DATA + 1))
    params = {"v": "1", "f": "noisy_line", "p.features": f"{many}_", "p.targets": many}
    config, sentences = read_scene(json.dumps(params).encode())
    assert config.scene.parameters == ()
    assert "The file's p.features" in sentences[0]
