"""Scenes at the ends of everything that is declared: each opens soon, or is refused."""

from __future__ import annotations

import math
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

import objectives
import optimizers
from declarations import Integer, Real
from experiments import of_runner, sentence
from figures import stage as pictures
from figures.theme import LIGHT
from tests.ui.driver import assert_fine, opened, shown, words
from ui import cache, wording
from ui.link import SCENE_FIELDS, decode
from ui.stage.payload import payload

EXTREMES = ("1e-308", "1e-200", "-1", "0", "1e200", "1e308", "nan", "inf", "-inf")
SECONDS = 30
"""A hang, not a slow machine."""


@contextmanager
def no_hang() -> Iterator[None]:
    def too_long(*_: Any) -> None:
        raise TimeoutError("the scene did not open")

    signal.signal(signal.SIGALRM, too_long)
    signal.alarm(SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)


def values_of(parameter: Any) -> list[str]:
    """The extremes, the ends of the interval, and the numbers next to these."""
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
    with no_hang():
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


# Some rules (DoG, for one) still let NumPy warn of an overflow in the log.
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("name", optimizers.names())
def test_every_hyperparameter(name: str) -> None:
    for key, parameter in optimizers.registry[name].parameters.items():
        for value in values_of(parameter):
            open_scene(f=["rosenbrock"], n=["20"], o=[f"{name}~{key}-{value}"])


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
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


@pytest.mark.parametrize("key", [key for key in SCENE_FIELDS if key != "n"])
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
    with no_hang():
        app = opened(f="and_neuron", **{"p.weight_penalty": "1e308"}, n="5")
    assert_fine(app)
    assert "weight_penalty must be in [0, 1e+06]" in words(app.warning)
    assert len(shown(app)["runners"]) == 4
