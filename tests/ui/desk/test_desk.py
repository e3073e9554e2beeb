"""The desk: everything declared can be turned, and nothing else."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import optimizers
from declarations import Boolean, Choice, Data, Integer, Real
from experiments import Entry, Scene
from experiments.scene import MOST_ENTRIES
from tests.ui.driver import assert_fine, desk, opened, shown, tell, turn
from ui.desk.catalogue import catalogue
from ui.desk.patches import changed_entry
from ui.words.parameters import slider_rungs


def test_the_catalogue_holds_every_parameter_of_everything() -> None:
    known = json.loads(catalogue())
    for part, registry in (
        ("optimizers", optimizers.registry),
        ("wrappers", optimizers.wrappers),
        ("schedules", optimizers.schedules),
    ):
        assert set(known[part]) == set(registry)
        for name in registry:
            declared = [
                key
                for key, parameter in registry[name].parameters.items()
                if not isinstance(parameter, Data)
            ]
            assert [each["name"] for each in known[part][name]["parameters"]] == declared


def test_the_places_of_a_knob_are_those_of_the_declaration() -> None:
    known = json.loads(catalogue())
    for name in optimizers.names():
        for each in known["optimizers"][name]["parameters"]:
            parameter = optimizers.registry[name].parameters[each["name"]]
            if isinstance(parameter, Real):
                assert known["rails"][each["rail"]] == slider_rungs(parameter)


@pytest.mark.parametrize("optimizer", optimizers.names())
def test_every_knob_of_every_optimizer(optimizer: str) -> None:
    """Each setting takes its last rung, and the row that comes back shows it."""
    scene = Scene(entries=(Entry(optimizer),))
    cls = optimizers.registry[optimizer]
    for name, parameter in cls.parameters.items():
        value: Any
        if isinstance(parameter, Real):
            value = slider_rungs(parameter)[-1]
        elif isinstance(parameter, Integer):
            value = parameter.slider[1]
        elif isinstance(parameter, Boolean):
            value = not parameter.default
        elif isinstance(parameter, Choice):
            value = len(parameter.options) - 1
        else:
            continue
        patch = {"do": "set", "name": name, "value": value}
        entry = changed_entry(Entry(optimizer), patch, scene)
        expected = parameter.options[value] if isinstance(parameter, Choice) else value
        assert getattr(entry.rule(scene.landscape()), name) == expected


def test_a_turned_knob_changes_the_run_the_link_and_the_row() -> None:
    app = opened(n="30")
    before = shown(app)["runners"]
    turn(app, do="set", uid=3, name="learning_rate", value=0.05)
    assert_fine(app)
    after = shown(app)["runners"]
    assert [list(r["map"]["x"]) for r in after[:3]] == [list(r["map"]["x"]) for r in before[:3]]
    assert list(after[3]["map"]["x"]) != list(before[3]["map"]["x"])
    assert "adam~learning_rate-0.05" in app.query_params["o"]
    row = desk(app)["rows"][3]
    assert row["values"]["learning_rate"] == 0.05
    assert not row["suggested"]
    turn(app, do="suggest", uid=3)
    assert desk(app)["rows"][3]["suggested"]
    assert "o" not in app.query_params


def test_preset_schedule_and_wrappers() -> None:
    app = opened(o=["adam"], n="30")
    turn(app, do="preset", uid=0, value="torch")
    turn(app, do="schedule", uid=0, value="cosine")
    turn(app, do="set", uid=0, part="schedule", name="warmup_steps", value=5)
    turn(app, do="wrap", uid=0, value="lookahead")
    turn(app, do="set", uid=0, part="lookahead", name="sync_period", value=3)
    assert_fine(app)
    (row,) = desk(app)["rows"]
    assert row["preset"] == "torch"
    assert row["schedule"] == "cosine"
    assert row["scheduled"]["warmup_steps"] == 5
    assert row["wrappers"][0][0] == "lookahead"
    assert row["wrappers"][0][1]["sync_period"] == 3
    turn(app, do="wrap", uid=0, value="lookahead")
    turn(app, do="schedule", uid=0, value="")
    assert app.query_params["o"] == "adam~preset-torch"


@pytest.mark.parametrize("typed", ["30, 60", " 30;60 ", "30 60,", "3e1 , 60.0", "30_60"])
def test_a_list_is_typed(typed: str) -> None:
    app = opened(o=["adam~schedule-multi_step"], n="30")
    assert desk(app)["rows"][0]["scheduled"]["milestones"] == [100, 150]
    turn(app, do="set", uid=0, part="schedule", name="milestones", value=typed)
    assert_fine(app)
    assert desk(app)["rows"][0]["scheduled"]["milestones"] == [30, 60]
    assert app.query_params["o"] == "adam~schedule-multi_step~schedule.milestones-30_60"


@pytest.mark.parametrize("typed", ["", "30, x", "60, 30", "0, 30", "1 " * 51, [30, 60]])
def test_what_is_no_list_changes_nothing(typed: Any) -> None:
    entry = Entry("adam", schedule="multi_step")
    patch = {"do": "set", "part": "schedule", "name": "milestones", "value": typed}
    with pytest.raises(ValueError, match=": milestones "):
        changed_entry(entry, patch, Scene())


def test_a_schedule_within_a_schedule() -> None:
    app = opened(o=["adam~schedule-joined"], n="200")
    row = desk(app)["rows"][0]
    assert row["scheduled"]["first"] == "constant"
    assert row["parts"]["schedule.second"] == {"warmup_steps": 0, "alpha": 0.0}
    set_ = {"do": "set", "uid": 0}
    turn(app, **set_, part="schedule", name="first", value="multi_step")
    turn(app, **set_, part="schedule.first", name="milestones", value="5, 9")
    turn(app, **set_, part="schedule.second", name="alpha", value=0.25)
    assert_fine(app)
    row = desk(app)["rows"][0]
    assert row["scheduled"]["first"] == "multi_step"
    assert row["parts"]["schedule.first"]["milestones"] == [5, 9]
    assert row["idle"]["schedule.second"] == {}
    assert app.query_params["o"] == (
        "adam~schedule-joined~schedule.first-multi_step~schedule.first.milestones-5_9"
        "~schedule.second-cosine~schedule.second.alpha-0.25"
    )
    turn(app, **set_, part="schedule.second", name="alpha", value=0)
    turn(app, **set_, part="schedule", name="first", value="constant")
    assert app.query_params["o"] == "adam~schedule-joined"


def test_knobs_of_a_part_that_never_comes_say_so() -> None:
    app = opened(o=["adam~schedule-joined"], n="50")
    idle = desk(app)["rows"][0]["idle"]
    assert set(idle["schedule.second"]) == {"warmup_steps", "alpha"}
    assert idle["schedule.second"]["alpha"] == idle["schedule"]["second"]


@pytest.mark.parametrize(
    ("part", "name", "value"),
    [
        ("schedule", "first", "joined"),
        ("schedule", "first", 3),
        ("schedule.first", "alpha", 0.5),
        ("schedule.third", "alpha", 0.5),
        ("schedule.", "alpha", 0.5),
        ("schedule.boundary", "alpha", 0.5),
        ("schedule.second", "alpha", 2.0),
        ("schedule.second.", "alpha", 0.5),
    ],
)
def test_what_is_no_setting_of_a_part_is_a_sentence(part: str, name: str, value: Any) -> None:
    entry = Entry("adam", schedule="joined")
    with pytest.raises(ValueError, match=r"[.\]']|got "):
        changed_entry(entry, {"do": "set", "part": part, "name": name, "value": value}, Scene())


def test_entries_are_copied_moved_and_removed_and_keep_their_numbers() -> None:
    app = opened(n="20")
    turn(app, do="copy", uid=1)
    assert [row["uid"] for row in desk(app)["rows"]] == [0, 1, 4, 2, 3]
    turn(app, do="move", uid=3, by=-1)
    assert [row["uid"] for row in desk(app)["rows"]] == [0, 1, 4, 3, 2]
    turn(app, do="remove", uid=0)
    assert [row["uid"] for row in desk(app)["rows"]] == [1, 4, 3, 2]
    assert [runner["uid"] for runner in shown(app)["runners"]] == [1, 4, 3, 2]
    turn(app, do="set", uid=0, name="learning_rate", value=0.1)
    assert any("no longer in the race" in toast.value for toast in app.toast)


def test_a_race_takes_no_more_than_it_can() -> None:
    app = opened(o=["sgd"] * MOST_ENTRIES, n="5")
    turn(app, do="add", optimizer="adam")
    assert any("at most" in toast.value for toast in app.toast)
    turn(app, do="copy", uid=0)
    assert len(desk(app)["rows"]) == MOST_ENTRIES


PATCHES = (
    {"do": "set", "uid": 0, "name": "learning_rate", "value": 0.5},
    {"do": "suggest", "uid": 0},
    {"do": "preset", "uid": 0, "value": "torch"},
    {"do": "schedule", "uid": 0, "value": "cosine"},
    {"do": "wrap", "uid": 0, "value": "lookahead"},
)
WHO = (
    {"do": "add", "optimizer": "lion"},
    {"do": "copy", "uid": 0},
    {"do": "remove", "uid": 0},
    {"do": "move", "uid": 0, "by": 1},
)


@pytest.mark.parametrize(
    ("link", "refused"),
    [
        ({"lock": "settings"}, PATCHES),
        ({"hide": "settings"}, PATCHES),
        ({"lock": "optimizers"}, PATCHES + WHO),
    ],
    ids=str,
)
def test_what_a_link_fixes_no_patch_changes(link: dict[str, str], refused: Any) -> None:
    app = opened(o=["sgd~learning_rate-0.001", "adam"], n="10", **link)
    before = list(app.query_params["o"])
    for patch in refused:
        turn(app, **patch)
        assert list(app.query_params["o"]) == before, patch
        assert any("fixes" in toast.value for toast in app.toast), patch


def test_the_runs_of_all_positions_are_the_runs_themselves() -> None:
    """What is shown while a knob is dragged is, bit for bit, what is shown on release."""
    from tests.ui.driver import component
    from ui.stage.packing import unpack

    app = opened(n="60")
    turn(app, do="hold", uid=1, name="learning_rate")
    fan = unpack(component(app, "fan").bytes)
    assert fan["key"] == desk(app)["fan"]
    for position in (0, 40, 77, 120):
        rate = float(fan["places"][position])
        turn(app, do="set", uid=1, name="learning_rate", value=rate)
        assert desk(app)["fan"] == fan["key"], "the knob's own value does not matter"
        runner = shown(app)["runners"][1]
        rows = len(runner["steps"])
        for part in ("map", "curve"):
            for axis in "xy":
                dragged = fan[part][axis][position][:rows]
                assert dragged.tobytes() == runner[part][axis].tobytes(), (position, part, axis)
    turn(app, do="set", uid=1, name="momentum", value=0.5)
    assert desk(app)["fan"] != fan["key"], "with another momentum they are other runs"


def test_the_name_of_a_fan_tells_starts_apart_that_hash_alike() -> None:
    names = set()
    for x in ("-1.0", "-2.0"):
        app = opened(n="10", x=f"{x}~1.0")
        turn(app, do="hold", uid=1, name="learning_rate")
        names.add(desk(app)["fan"])
    assert len(names) == 2


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=4,
)
names = st.sampled_from(
    ["learning_rate", "beta_1", "amsgrad", "epsilon", "warmup_steps", "alpha", "", "__class__"]
)


@given(
    st.fixed_dictionaries(
        {"do": st.sampled_from(["set", "preset", "schedule", "wrap", "suggest", "x"])},
        optional={
            "name": names | values,
            "value": values,
            "part": st.sampled_from(["schedule", "lookahead", None, "adam"]) | values,
        },
    )
)
def test_any_patch_is_a_change_or_a_sentence(patch: dict[str, Any]) -> None:
    scene = Scene()
    entry = Entry("adam", schedule="cosine", wrappers=(("lookahead", ()),))
    try:
        changed = changed_entry(entry, patch, scene)
    except ValueError:
        return
    changed.rule(scene.landscape())


def test_an_entry_looks_the_same_for_as_long_as_it_lives() -> None:
    """Also when the one is gone whose colour it would like to have."""
    app = opened(o=["adam", "sgd"], n="20")

    def looks() -> dict[int, tuple[str, ...]]:
        rows = desk(app)["rows"]
        return {row["uid"]: (row["color"], row["dash"], row["symbol"]) for row in rows}

    turn(app, do="copy", uid=0)
    turn(app, do="copy", uid=0)
    before = looks()
    assert len(set(before.values())) == len({color for color, *_ in before.values()}) == 4
    for patch in ({"do": "remove", "uid": 0}, {"do": "move", "by": 1}, {"do": "remove"}):
        turn(app, **{"uid": desk(app)["rows"][0]["uid"]} | patch)
        assert looks().items() <= before.items()
        drawn = [(runner["color"], runner["dash"]) for runner in shown(app)["runners"]]
        assert drawn == [look[:2] for look in looks().values()]
    turn(app, do="add", optimizer="adam")
    assert len(set(looks().values())) == len(looks())


def test_patches_that_come_twice_or_make_no_sense_change_nothing() -> None:
    app = opened(n="20", o=["sgd", "adam"])
    session = desk(app)["session"]
    first, second = (row["uid"] for row in desk(app)["rows"])
    copy, remove = {"do": "copy", "uid": first}, {"do": "remove", "uid": second}

    def told(turns: Any) -> list[str]:
        return [row["optimizer"] for row in desk(tell(app, turns))["rows"]]

    def turns(*patches: Any) -> dict[str, Any]:
        return {"session": session, "patches": patches}

    assert told(turns(copy | {"number": 1})) == ["sgd", "sgd", "adam"]
    assert told(turns(copy | {"number": 1}, remove | {"number": 2})) == ["sgd", "sgd"]
    assert desk(app)["heard"] == 2
    for nonsense in (None, "x", [], turns(copy), turns(copy | {"number": True}), turns(None, 3)):
        assert told(nonsense) == ["sgd", "sgd"]
        assert_fine(app)
    assert len(told(turns(copy | {"number": 3}, {"do": "?", "uid": first, "number": 4}))) == 3
    assert desk(app)["heard"] == 4
    # A server has come back: what was turned meanwhile is not known to it.
    assert len(told({"session": "of before", "patches": [copy | {"number": 2}]})) == 4
