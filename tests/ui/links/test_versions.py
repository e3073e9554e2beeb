"""A link that an older version made opens what it opened then."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest

from declarations import __version__
from tests.ui.links import opening, record
from tests.ui.links.opening import Record, changes, differences, opened, read

RECORDED = sorted(file.stem for file in opening.VERSIONS.glob("*.json"))
ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("version", RECORDED)
def test_links_of_a_version_open_what_they_did(version: str) -> None:
    assert list(changes(read(version))) == []


def test_the_present_version_is_recorded_and_named() -> None:
    assert __version__ in RECORDED
    assert f"\nversion: {__version__}\n" in (ROOT / "CITATION.cff").read_text()
    first = next(
        line for line in (ROOT / "CHANGELOG.md").read_text().splitlines() if line.startswith("## ")
    )
    assert first.split()[1] == __version__


def test_a_change_of_what_a_link_opens_is_found() -> None:
    fresh = opened("?")[0]
    before = opened("?f=ellipse&p.kappa=50.0&n=50&o=adam~beta_1-0.5&o=sgd")[0]
    assert list(differences(before, copy.deepcopy(before), fresh)) == []
    for name, value in [
        ("scene.steps", 51),
        ("scene.steps", 50.0),
        ("scene.parameters", {"kappa": 50}),
        ("view.color", "log"),
        ("race.trials", 32),
    ]:
        (words,) = differences(before, before | {name: value}, fresh)
        assert words.startswith(f"{name}: ")
    now = copy.deepcopy(before)
    now["scene.entries"][0]["values"]["beta_1"] = 0.25
    assert list(differences(before, now, fresh)) == [
        'entry 0: values: {"beta_1": 0.5}, now {"beta_1": 0.25}'
    ]
    assert list(differences(before, now | {"scene.entries": now["scene.entries"][:1]}, fresh))
    del now["scene.noise"]
    assert 'scene.noise: 0.0, now "gone"' in differences(before, now, fresh)


def test_what_is_new_since_then_must_be_as_on_a_new_page() -> None:
    now, fresh = opened("?n=50&noise=0.5&o=adam~preset-torch")[0], opened("?")[0]
    before = {name: value for name, value in now.items() if name != "scene.seed"}
    assert list(differences(before, now, fresh)) == []
    del before["scene.noise"]
    assert list(differences(before, now, fresh)) == ["scene.noise: new, and not by default 0.5"]
    (entry,) = before["scene.entries"]
    older = {name: value for name, value in entry.items() if name != "wrappers"}
    assert list(differences(before | {"scene.entries": [older]}, now, now)) == []
    del older["preset"]
    (words,) = differences(before | {"scene.entries": [older]}, now, now)
    assert words == 'entry 0: preset: new, and not by default "torch"'


def test_a_link_of_which_something_is_ignored_is_found() -> None:
    made = record.made_of(["?n=50"])
    now = Record(made.defaults, made.fresh, {"?n=50&nothing=1": made.links["?n=50"]})
    (words,) = changes(now)
    assert "nothing=1 was ignored" in words
    with pytest.raises(ValueError, match="nothing=1 was ignored"):
        record.made_of(["?nothing=1"])


@pytest.mark.parametrize("query", ["maps?sweep.points=12", "neuron?step=3"])
def test_a_page_that_has_another_address_now_is_found(query: str) -> None:
    made = record.made_of([query])
    assert list(changes(made)) == []
    then = Record(made.defaults, made.fresh, {f"former-{query}": made.links[query]})
    assert f"former-{query}: there is no page former-{query.partition('?')[0]}" in changes(then)


def test_a_default_that_has_changed_or_gone_is_found() -> None:
    made = record.made_of([])
    made.defaults["rule.adam.beta_1"] = 0.8
    made.defaults["rule.adam.beta_9"] = 0.8
    assert list(changes(made)) == [
        "default of rule.adam.beta_1: 0.8, now 0.9",
        'default of rule.adam.beta_9: 0.8, now "gone"',
    ]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(opening, "VERSIONS", tmp_path)
    return tmp_path / f"{__version__}.json"


def test_a_version_is_recorded_once(folder: Path) -> None:
    record.main()
    made = folder.read_text()
    assert list(changes(read(__version__))) == []
    with pytest.raises(SystemExit, match="is recorded"):
        record.main()
    # What was recorded before stays among the links, and has to open the same.
    folder.write_text(made.replace('"links": {\n', '"links": {\n"?n=7": {"scene.steps": 7},\n'))
    record.main("--again")
    assert read(__version__).links["?n=7"] == {"scene.steps": 7}
    folder.write_text(made.replace('"links": {\n', '"links": {\n"?n=7": {"scene.steps": 8},\n'))
    with pytest.raises(SystemExit, match=r"n=7: scene\.steps: 8, now 7"):
        record.main("--again")
    record.main("--over")
    assert folder.read_text() == made


def test_all_that_an_address_can_say_is_recorded() -> None:
    """As far as it is known when a version is recorded: what is new is added with the next."""
    links = read(__version__)
    used = used_by(links)
    named = {name for name in links.defaults if name.endswith(("column_names", "class_names"))}
    assert set(links.defaults) - named - used == set()
    for page, fresh in links.fresh.items():
        assert {f"{page}{name}" for name in fresh} - used == set()
    # Not every landscape has columns and classes of its own.
    assert len(named & used) >= 5
    assert {"landscape.mlp.features", "landscape.mlp.targets"} <= used


def used_by(links: Record) -> set[str]:
    """All that is at another value than by default in some link."""
    used = set()
    for address, opens in links.links.items():
        used |= {f"{opening.page_of(address)}{name}" for name in opens}
        scene: dict[str, Any] = links.opens(address)
        landscape = scene.get("scene.objective", "")
        used |= {f"landscape.{landscape}.{name}" for name in scene.get("scene.parameters", {})}
        for entry in scene.get("scene.entries", []):
            used |= {f"rule.{entry['optimizer']}.{name}" for name in entry["values"]}
            used |= {f"schedule.{entry['schedule']}.{name}" for name in entry["schedule_values"]}
            used |= {f"wrapper.{id}.{name}" for id, values in entry["wrappers"] for name in values}
    return used
