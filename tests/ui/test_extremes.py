"""Scenes and pages at the ends of everything that is declared: each opens soon, or is refused."""

from __future__ import annotations

import math
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import objectives
import optimizers
from declarations import Integer, Real, Vector
from experiments import of_runner, sentence
from figures import stage as pictures
from figures.theme import LIGHT
from tests.ui.driver import assert_fine, opened, shown, words
from tests.ui.test_pages import opened as page
from ui.links.scene_link import OPTIONS, decode
from ui.links.settings import PAGES
from ui.server import cache
from ui.stage.payload import payload
from ui.words import wording

pytestmark = pytest.mark.exhaustive
EXTREMES = ("1e-308", "1e-200", "-1", "0", "1e200", "1e308", "nan", "inf", "-inf")
SECONDS = 30
"""A hang, not a slow machine."""
MOST_MEGABYTES = 300
"""What opening a scene may take at its peak."""


@contextmanager
def within_limits() -> Iterator[None]:
    """Neither a hang, nor more memory than a scene may take for a moment."""

    def too_long(*_: Any) -> None:
        raise TimeoutError("the scene did not open")

    signal.signal(signal.SIGALRM, too_long)
    signal.alarm(SECONDS)
    before = _memory("VmRSS")
    try:
        yield
        taken = _memory("VmHWM") - before
        assert taken <= MOST_MEGABYTES, f"{taken:.0f} MB"
    finally:
        signal.alarm(0)


def _memory(which: str) -> float:
    """Megabytes of this process: resident now (VmRSS, which starts a new peak), or at the peak."""
    process = Path("/proc/self")
    if not process.exists():  # No such count on this system: time alone is looked at.
        return 0.0
    if which == "VmRSS":
        (process / "clear_refs").write_text("5")
    (line,) = re.findall(rf"^{which}:\s+(\d+) kB$", (process / "status").read_text(), re.MULTILINE)
    return float(line) / 1e3


def values_of(parameter: Any) -> list[str]:
    """The extremes, the ends of the interval, and the numbers next to these."""
    if isinstance(parameter, Vector):
        return ["1_2", "2_1", *EXTREMES, "_".join(str(n) for n in range(1, 60))]
    if not isinstance(parameter, Real | Integer):
        return []
    values = list(EXTREMES)
    for end, out in ((parameter.valid.low, -math.inf), (parameter.valid.high, math.inf)):
        if math.isinf(end):
            continue
        if isinstance(parameter, Integer):
            values += [str(int(end)), str(int(end + math.copysign(1, out)))]
        else:
            near = (end, math.nextafter(end, out), math.nextafter(end, -out))
            values += [repr(float(value)) for value in near]
    return values


def open_scene(**params: list[str]) -> None:
    """All that a page does for its first picture."""
    with within_limits():
        config, _ = decode(params)
        race, _ = cache.race(config.scene)
        made = pictures.build(race, wording.names(race.scene), LIGHT, config.view)
        payload(made, race, config.view, LIGHT, config.scene.steps, clickable=True)
        for runner in race.runners:
            sentence("It", runner.trajectory, of_runner(runner, race))


@pytest.mark.parametrize(
    "name", [n for n in objectives.names() if objectives.registry[n].parameters]
)
def test_every_parameter_of_a_landscape(name: str) -> None:
    for key, parameter in objectives.registry[name].parameters.items():
        for value in values_of(parameter):
            open_scene(f=[name], **{f"p.{key}": [value]}, n=["20"], o=["sgd", "adam", "bfgs"])


@pytest.mark.parametrize("name", optimizers.names())
def test_every_hyperparameter(name: str) -> None:
    for key, parameter in optimizers.registry[name].parameters.items():
        for value in values_of(parameter):
            open_scene(f=["rosenbrock"], n=["20"], o=[f"{name}~{key}-{value}"])


@pytest.mark.parametrize("kind", ["wrappers", "schedules"])
def test_every_parameter_around_a_rule(kind: str) -> None:
    registry = getattr(optimizers, kind)
    for name in registry:
        first, prefix = (
            (f"with-{name}", name) if kind == "wrappers" else (f"schedule-{name}", "schedule")
        )
        for key, parameter in registry[name].parameters.items():
            for value in values_of(parameter):
                open_scene(n=["20"], o=[f"adam~{first}~{prefix}.{key}-{value}"])


@pytest.mark.parametrize("key", [key for key in OPTIONS if key != "n"])
def test_every_option_of_the_run(key: str) -> None:
    for value in (*EXTREMES, "1e9", "1e30", "1e99"):
        for name in ("rosenbrock", "noisy_line", "sine_parabola_1d", "powell_singular"):
            text = value
            if key == "x":
                text = "~".join([value] * objectives.get(name).dims)
            elif key == "scale":
                text = f"{value}~1"
            open_scene(f=[name], n=["20"], o=["sgd", "adam"], **{key: [text]})


def test_a_penalty_without_bounds_is_a_sentence_on_the_page() -> None:
    with within_limits():
        app = opened(f="and_neuron", **{"p.weight_penalty": "1e308"}, n="5")
    assert_fine(app)
    assert "weight_penalty must be in [0, 1e+06]" in words(app.warning)
    assert len(shown(app)["runners"]) == 4


def test_the_peak_of_memory_is_seen() -> None:
    with pytest.raises(AssertionError, match="MB"), within_limits():
        np.ones(50_000_000)
    with within_limits():
        np.ones(1_000_000)


PAGE_OF = {"race": "fair-race", "table": "benchmark"}
TAB_OF = {"sweep": "sweep", "basins": "basins", "ensemble": "noise"}


@pytest.mark.parametrize("kind", [*PAGE_OF, *TAB_OF])
def test_every_setting_of_the_pages_of_many_runs(kind: str) -> None:
    """What cannot be run is refused with a sentence that names the setting."""
    tab = {"maps.tab": TAB_OF[kind]} if kind in TAB_OF else {}
    for name, parameter in PAGES[kind].parameters.items():
        for value in values_of(parameter):
            with within_limits():
                app = page(
                    PAGE_OF.get(kind, "maps"),
                    **{"o": "sgd", "n": "10", "table.landscapes": "1-D"},
                    **{"table.steps": "20"} | tab | {f"{kind}.{name}": value},
                )
            assert not app.exception
            for refused in app.error:
                assert re.match(r"(Axis|SGD): (learning_rate|momentum) must", words([refused])), (
                    value
                )
