"""The settings of an operator: what they may be, what they set, and where they are said."""

from __future__ import annotations

import gc
import logging
from pathlib import Path

import pytest

from experiments import Entry, Race, Scene, cost
from tests.ui.driver import assert_fine, opened
from ui.limits import LIMITS, Limits, Setting, read, variable
from ui.links import own_tables
from ui.server import cache
from ui.server.door import DOOR
from ui.server.turns import LINE

README = (Path(__file__).parents[2] / "README.md").read_text()
SETTINGS = {
    name: setting for name, setting in Limits.parameters.items() if isinstance(setting, Setting)
}
BESIDE = 250
"""MB beside what is kept: the app 100, sixty visitors 40 and of each a race of 1 MB at most."""


def test_without_an_environment_all_defaults_hold() -> None:
    assert read({}) == read({variable("visitors"): " "}) == Limits()


@pytest.mark.parametrize("name", SETTINGS)
def test_a_variable_sets_what_is_called_after_it(
    name: str, caplog: pytest.LogCaptureFixture
) -> None:
    valid = SETTINGS[name].valid
    for number in (int(valid.low), int(valid.high)):
        limits = read({variable(name): str(number)})
        assert limits == Limits().replace(**{name: number})
        assert getattr(limits, name) == number
    assert caplog.records == []


@pytest.mark.parametrize("text", ["sixty", "-1", "2.5", "nan", "inf", "1e400", "60\n61", "9" * 999])
@pytest.mark.parametrize("name", SETTINGS)
def test_what_is_no_number_of_the_interval_is_said_in_a_line_and_the_default_holds(
    name: str, text: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        assert read({variable(name): text}) == Limits()
    (record,) = caplog.records
    line = record.getMessage()
    assert record.levelno == logging.WARNING
    assert record.exc_info is None
    assert "\n" not in line
    assert len(line) < 300
    assert line.startswith(f"PLAYGROUND_{name.upper()} must be a whole number in [")
    assert f"the default of {SETTINGS[name].default} {SETTINGS[name].unit} holds." in line


def test_the_app_keeps_to_its_limits() -> None:
    assert cache._runs.maxsize == 1e6 * LIMITS.run_memory
    assert cache._experiments.maxsize == 1e6 * LIMITS.experiment_memory
    assert cache._fans.maxsize == 1e6 * LIMITS.knob_memory
    assert own_tables._tables.maxsize == 1e6 * LIMITS.table_memory
    for each in (cache._runs, cache._experiments, cache._fans, own_tables._tables):
        assert each.ttl == 3600 * LIMITS.hours
    assert cost.Limits(1e6 * LIMITS.race_memory, 1e9 * LIMITS.work) == cost.LIMITS
    assert (LINE.at_once, LINE.longest) == (LIMITS.at_once, LIMITS.line)
    assert LINE.patience == 60 * LIMITS.patience
    assert DOOR.most == LIMITS.visitors


def test_the_library_alone_has_the_limits_of_the_app_by_default() -> None:
    assert cost.Limits(1e6 * Limits().race_memory, 1e9 * Limits().work) == cost.Limits()


def test_the_defaults_are_for_one_core_and_one_gigabyte() -> None:
    assert Limits().at_once == 1
    assert BESIDE + Limits().memory <= 800


def test_the_readme_has_all_settings_as_they_are_declared() -> None:
    rows = [line for line in README.splitlines() if line.startswith("| `PLAYGROUND_")]
    assert rows == [
        f"| `{variable(name)}` | {setting.default} {setting.unit} "
        f"| {setting.valid.low:,.0f} to {setting.valid.high:,.0f} | {setting.help} |"
        for name, setting in SETTINGS.items()
    ]


def present_races() -> list[Race]:
    """All races that anybody holds in this process."""
    gc.collect()
    return [each for each in gc.get_objects() if isinstance(each, Race)]


def test_a_visitor_holds_no_large_race() -> None:
    # Other tests keep some. As long as these are held here, no later one has the id of one of them.
    earlier = present_races()
    app = opened(f="rosenbrock", n="20000", o=["adam"])
    assert_fine(app)
    known = set(map(id, earlier))
    assert not any(cache.is_large(each) for each in present_races() if id(each) not in known)
    scene = Scene("rosenbrock", steps=20_000, entries=(Entry("adam"),))
    assert cache.is_large(cache.race(scene)[0])
