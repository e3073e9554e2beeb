"""A knob that changes nothing says so, and one that says so changes nothing."""

from __future__ import annotations

import zlib
from typing import Any

import numpy as np
import pytest

import optimizers
from declarations import (
    Boolean,
    Boundaries,
    Choice,
    Declared,
    Integer,
    Parameter,
    Part,
    Real,
    Vector,
)
from declarations.arrays import Array
from optimizers import Optimizer, Schedule

STEPS = 24
SETTINGS = 12
"""How many of a rule are looked at, besides its presets."""

GENERIC = {
    "clipnorm": 0.7,
    "global_clipnorm": 0.9,
    "clipvalue": 0.3,
    "beta_1": 0.8,
    "beta_2": 0.95,
    "initial_d": 1e-2,
    "epsilon_1": 1e-3,
    "lower_bound": -2.0,
    "tolerance_grad": 3.0,
    "tolerance_change": 3.0,
}
"""Values at which something happens within a few steps; else the middle of the slider."""


CLIPPING = ("clipnorm", "global_clipnorm", "clipvalue")


class Generic:
    """Weights of different scales, tied to each other; no minimum is known.

    The value, which has ripples that the gradient does not know, is above 0 and below, and no
    coordinate is like another. Some make up a matrix.
    """

    vectorized = True
    blocks = (("W", (2, 2)), ("b", (2,)))
    scales = np.array([0.1, 0.3, 0.6, 1.0, 1.5, 2.0])

    def value(self, point: Array) -> Array:
        x = point - 0.1
        scaled = (x.T * self.scales).T
        ripples = 0.3 * np.sin(25.0 * x.sum(axis=0)) + np.sin(x[2] + x[3])
        return 0.5 * (scaled * scaled).sum(axis=0) + 0.3 * x[0] * x[1] + ripples - 0.4

    def gradient(self, point: Array) -> Array:
        x = point - 0.1
        wave = np.cos(x[2] + x[3])
        tied = np.array([0.3 * x[1], 0.3 * x[0], wave, wave, 0.0 * wave, 0.0 * wave])
        return (x.T * self.scales * self.scales).T + tied


START = np.array([1.5, -0.7, 0.3, -1.1, 0.9, -0.5])
CHANGING = optimizers.get_schedule("one_cycle")
NOISES = (1.0, 0.02)


def paths(rules: list[Optimizer]) -> list[list[Array]]:
    """Of each rule the points, and those that are judged, under much noise and little, while the
    learning rate rises and falls.

    The rules differ in nothing but real numbers: they are the runs of one batch.
    """
    values = {}
    for name, parameter in rules[0].parameters.items():
        of_all = [getattr(rule, name) for rule in rules]
        if isinstance(parameter, Real) and of_all[0] is not None:
            values[name] = np.repeat(of_all, len(NOISES))
    runs = optimizers.minimize(
        Generic(),
        rules[0].replace(**values),
        START,
        STEPS,
        noise=np.tile(NOISES, len(rules)),
        seed=3,
        schedule=CHANGING,
    )
    made: list[list[Array]] = []
    for index in range(len(rules) * len(NOISES)):
        run = runs.run(index)
        points = [run.points] if run.averages is None else [run.points, run.averages]
        if index % len(NOISES):
            made[-1] += points
        else:
            made.append(points)
    return made


def form(rule: Optimizer) -> str:
    """What rules have in common that can be run in one batch."""
    numbers = {
        name: 1.0
        for name, parameter in rule.parameters.items()
        if isinstance(parameter, Real) and getattr(rule, name) is not None
    }
    kept = {name: getattr(rule, name) for name in rule.parameters if name not in numbers}
    return repr((type(rule), kept, sorted(numbers), getattr(rule, "optimizer", None)))


def factors(schedule: Schedule) -> list[Array]:
    """Of runs of several lengths."""
    return [
        np.array([schedule.factor(step, total) for step in range(total)]) for total in (1, 7, 40)
    ]


_outcomes: dict[str, list[Array]] = {}


def outcomes(settings: list[Declared]) -> list[list[Array]]:
    """What comes of each setting; many are met again, as what another one is turned to."""
    new = {repr(made): made for made in settings if repr(made) not in _outcomes}
    batches: dict[str, list[Optimizer]] = {}
    for name, made in new.items():
        if isinstance(made, Schedule):
            _outcomes[name] = factors(made)
        else:
            assert isinstance(made, Optimizer)
            batches.setdefault(form(made), []).append(made)
    for rules in batches.values():
        _outcomes.update(zip(map(repr, rules), paths(rules), strict=True))
    return [_outcomes[repr(made)] for made in settings]


def same(one: list[Array], other: list[Array], rounding: float = 0.0) -> bool:
    """To the last bit, or apart from the ``rounding`` of two ways to compute the same."""
    return all(
        a.shape == b.shape and np.allclose(a, b, rounding, rounding)
        for a, b in zip(one, other, strict=True)
    )


def generic(name: str, parameter: Real | Integer) -> float | int:
    low, high = parameter.slider
    if isinstance(parameter, Integer):
        return min(high, low + 3)
    if name == "learning_rate":
        return 0.02 if parameter.default < 1.0 else 0.5 * parameter.default
    if name in GENERIC:
        return GENERIC[name]
    middle = float(np.sqrt(low * high)) if parameter.log else 0.4 * low + 0.6 * high
    return float(f"{middle:.3g}")


def grid(name: str, parameter: Parameter) -> list[Any]:
    """On, off and all variants: what a knob may be while another one is turned."""
    if isinstance(parameter, Boolean):
        return [False, True]
    if isinstance(parameter, Choice):
        return list(parameter.options)
    if isinstance(parameter, Part):
        return [parameter.default, optimizers.get_schedule("polynomial")]
    if isinstance(parameter, Boundaries):
        return [parameter.default, (3, 9)]
    if isinstance(parameter, Vector):
        return [parameter.default, (0.5, 0.2, 0.7), (0.3,)]
    assert isinstance(parameter, Real | Integer)
    if name.startswith("tolerance"):
        return [parameter.default]  # With a large one nothing moves any more.
    values = [parameter.default, generic(name, parameter)]
    if parameter.valid.contains(0.0) and (parameter.slider[0] == 0 or "epsilon" in name):
        values.append(0 if isinstance(parameter, Integer) else 0.0)
    return values


def turned(name: str, parameter: Parameter, present: Any) -> list[Any]:
    """Where the knob may be turned to from where it is."""
    values = grid(name, parameter)
    if isinstance(parameter, Real | Integer):
        values = [generic(name, parameter), *parameter.slider, *values]
    return [value for value in values if not (type(value) is type(present) and value == present)]


def settings(name: str, make: Any, cls: type[Declared]) -> list[Declared]:
    rng = np.random.default_rng(zlib.crc32(name.encode()))
    presets = getattr(cls, "presets", {})
    made = [make(), *(make(**values) for values in presets.values())]
    numbers = cls.parameters
    for parameter_name, parameter in numbers.items():
        made += [made[0].replace(**{parameter_name: v}) for v in grid(parameter_name, parameter)]
    for _ in range(SETTINGS):
        values: dict[str, Any] = {}
        for parameter_name, parameter in numbers.items():
            choices = grid(parameter_name, parameter)
            values[parameter_name] = choices[int(rng.integers(len(choices)))]
        # Several limits hide each other.
        for clip in rng.permutation([c for c in CLIPPING if c in values])[1:]:
            values[clip] = None
        made.append(make(**values))
    return list({repr(one): one for one in made}.values())


RARE = {
    "sophia": "update_interval form beta_2 gamma epsilon clip_form clipvalue",
    "d_adaptation": "growth_rate",
    "d_adaptation_sgd": "growth_rate",
    "adopt": "epsilon",
    "fromage": "min_norm",
    "momo_adam": "adapt_lower_bound",
    "muon": "ns_epsilon",
    "reduce_on_plateau": "factor patience rtol atol cooldown min_scale accumulation_size",
    "polyak": "learning_rate max_learning_rate epsilon",
    "prodigy": "beta_3 growth_rate d_coef safeguard_warmup bias_correction",
    "nelder_mead": "shrink contraction",
    "lbfgs": "tolerance_change",
}
"""What takes more steps than these, or other landscapes, to show an effect in every setting."""


def hidden(name: str, made: Declared) -> bool:
    """Whether an effect, of a limit on the gradient above all, is too rare to be met here."""
    if name in RARE.get(getattr(made, "id", ""), "").split():
        return True
    others = (getattr(made, other, None) for other in CLIPPING if other != name)
    if name == "clip_form":
        without = made.replace(weight_decay=0.0) if "weight_decay" in made.parameters else made
        return made.group == "Sign" or without.heeds == "sign"  # type: ignore[attr-defined]
    return name in CLIPPING and any(other is not None for other in others)


def neighbours(made: Declared) -> dict[str, list[Declared]]:
    """The settings that one turn of a knob makes of this one, by the knob."""
    return {
        name: [made.replace(**{name: v}) for v in turned(name, parameter, getattr(made, name))]
        for name, parameter in made.parameters.items()
    }


DIFFERS = "But these differ:"


def check(settings: list[Declared]) -> list[str]:
    """What is said and does not hold in these settings, and what is not said."""
    around = [neighbours(made) for made in settings]
    outcomes([*settings, *(one for knobs in around for others in knobs.values() for one in others)])
    return [
        line for made, knobs in zip(settings, around, strict=True) for line in _check(made, knobs)
    ]


def _check(made: Declared, knobs: dict[str, list[Declared]]) -> list[str]:
    (before,) = outcomes([made])
    idle, wrong = made.idle(STEPS), []
    to_the_end = isinstance(made, Schedule) or len(before[0]) == STEPS + 1
    for name, others in knobs.items():
        ends = outcomes(others)
        if name in idle:
            differ = [
                other
                for other, end in zip(others, ends, strict=True)
                if not same(before, end, rounding=1e-10)
            ]
            wrong += [f"{name}: {idle[name]} {DIFFERS} {made}, {other}." for other in differ]
        elif hidden(name, made):
            continue
        elif to_the_end and all(same(before, end) for end in ends):
            wrong.append(f"{name}: changes nothing in {made}, and nothing is said.")
    return wrong


@pytest.mark.slow
@pytest.mark.parametrize("name", optimizers.names())
def test_rules_say_which_knobs_are_idle(name: str) -> None:
    cls = optimizers.registry[name]
    wrong = check(settings(name, cls, cls))
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", optimizers.names())
def test_the_defaults_and_presets_say_which_knobs_are_idle(name: str) -> None:
    cls = optimizers.registry[name]
    made = [cls(), *(cls(**values) for values in cls.presets.values())]
    wrong = check(made)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", optimizers.schedule_names())
def test_schedules_say_which_knobs_are_idle(name: str) -> None:
    cls = optimizers.schedules[name]
    wrong = check(settings(name, cls, cls))
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("inside", ["sgd", "sign_sgd", "lion", "rprop", "nelder_mead", "lars"])
@pytest.mark.parametrize("name", optimizers.wrapper_names())
def test_wrappers_say_which_knobs_are_idle(name: str, inside: str) -> None:
    cls = optimizers.wrappers[name]
    rule = optimizers.get(inside)

    def make(**values: Any) -> Optimizer:
        return cls(optimizer=rule, **values)

    rare = inside == "lion" and name in ("clip_by_norm", "adaptive_gradient_clipping")
    wrong = check(settings(name, make, cls))
    assert rare or not wrong, "\n".join(wrong)


@pytest.mark.parametrize("inside", ["sgd", "sign_sgd", "nelder_mead"])
@pytest.mark.parametrize("name", optimizers.wrapper_names())
def test_limits_around_wrappers_that_say_they_are_idle_are(name: str, inside: str) -> None:
    within = optimizers.get(name, optimizer=optimizers.get(inside))
    limits = [
        optimizers.get(limit, optimizer=within) for limit in ("clip_by_norm", "clip_by_value")
    ]
    wrong = [line for line in check(limits) if DIFFERS in line]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("rule", "knob"),
    [
        (optimizers.get("sgd"), "dampening"),
        (optimizers.get("sgd", momentum=0.9), "dampening"),
        (optimizers.get("sgd"), "nesterov"),
        (optimizers.get("nesterov", momentum=0.0), "nesterov"),
        (optimizers.get("adam"), "epsilon_root"),
        (optimizers.get("adam"), "clip_form"),
        (optimizers.get("sign_sgd"), "clipnorm"),
        (optimizers.get("newton"), "initial_damping"),
        (optimizers.get("radam", beta_2=0.5), "epsilon"),
        (optimizers.get_schedule("polynomial"), "cycle"),
        (optimizers.get_schedule("step_decay", step_size=500), "gamma"),
    ],
)
def test_known_ones(rule: Declared, knob: str) -> None:
    assert rule.idle(200)[knob].startswith("No effect")
    assert rule.idle(200)[knob].endswith(".")


def test_weights_of_schedule_free_need_a_rate_that_rises() -> None:
    rule = optimizers.get("schedule_free_sgd")
    assert "weight_lr_power" in rule.idle(50, rises=False)
    assert "weight_lr_power" not in rule.replace(warmup_steps=5).idle(50, rises=False)
    assert optimizers.get_schedule("one_cycle").rises(50)
    assert optimizers.get_schedule("constant", warmup_steps=2).rises(50)
    assert not optimizers.get_schedule("cosine").rises(50)
    assert not optimizers.get_schedule("cosine_restarts").rises(50)
    assert optimizers.get_schedule("cosine_restarts").rises(52)


def test_a_batch_in_which_one_run_has_momentum() -> None:
    rule = optimizers.get("sgd", momentum=np.array([0.0, 0.9]))
    assert "nesterov" not in rule.idle()
