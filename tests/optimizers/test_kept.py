"""What a rule says it keeps is what there is in its state, and what its formula calls so."""

from __future__ import annotations

import inspect
import re
from typing import Any

import numpy as np
import pytest

import objectives
import optimizers
from optimizers import Optimizer, Wrapper
from optimizers.kept import MATRIX, SCALAR, Kept
from optimizers.optimizer import State
from optimizers.recorder import flat
from tests.optimizers.every_rule import each_rule, make, variants
from tests.optimizers.helpers import Array, Ellipse, random_starts

BOWL = Ellipse(1.0, 4.0, 9.0)
STARTS = random_starts(5, dims=3)
RUGGED = objectives.get("rastrigin")
"""Bent up and down, so that also what a rule falls back on is used."""
SIZES = {"dims": 3, "vertices": 4, "factors": 3, "squares": 9}

OUTSIDE = {
    ("bfgs", "value_before"): "It only gives the length that the line search tries first.",
    ("conjugate_gradient", "value_before"): "It only gives the length that is tried first.",
    ("lbfgs", "started"): "A switch is no quantity of the formula; it has no symbol.",
    ("prodigy", "d_max"): "The formula does not limit how fast d grows, so that this is d itself.",
}
"""Entries whose symbol is in no formula of their rule, and why."""

EAGER: dict[str, list[dict[str, Any]]] = {
    "reduce_on_plateau": [
        {"patience": 1, "atol": 10.0, "cooldown": 2},
        {"patience": 1, "accumulation_size": 2},
    ],
    "swa": [{"start_step": 2}],
    "soap": [{"precondition_1d": True, "precondition_frequency": 1}],
}
"""Settings in which what is kept is used within a few steps, also of a vector."""


def walked(
    rule: Optimizer, point: Array, state: State, objective: Any = BOWL
) -> tuple[Array, State]:
    """Where three steps lead."""
    for _ in range(3):
        point, state = rule.step(point, objective.gradient(point), state, objective)
    return point, state


def declared(rule: Optimizer, runs: tuple[int, ...]) -> dict[str, tuple[int, ...]]:
    """The shapes that are declared, under the names that a record has."""
    shapes = {
        name: (*(SIZES.get(axis) or getattr(rule, axis) for axis in entry.shape), *runs)
        for name, entry in rule.kept.items()
    }
    if isinstance(rule, Wrapper):
        inner = declared(rule.optimizer, runs)
        shapes |= {f"inner.{name}": shape for name, shape in inner.items()}
    return shapes


@each_rule
@pytest.mark.parametrize("start", [STARTS[:, 0], STARTS], ids=["single", "batch"])
def test_what_is_declared_is_what_is_kept(name: str, start: Array) -> None:
    for rule in variants(name):
        expected = declared(rule, start.shape[1:])
        state = rule.init(start)
        later = walked(rule, start, state)[1]
        del later["t"]
        for found in map(flat, (state, later)):
            assert {key: np.shape(entry) for key, entry in found.items()} == expected, rule
        record = optimizers.minimize(BOWL, rule, start, 3, record_state=True)
        assert {key: rows.shape[1:] for key, rows in (record.state or {}).items()} == expected, rule


@each_rule
def test_every_declared_entry_occurs_and_is_put_to_use(name: str) -> None:
    """Where there is a condition, it also happens that it does not hold."""
    rules = [*variants(name), *(make(name, **values) for values in EAGER.get(name, ()))]
    for entry, kept in rules[0].keeps.items():
        among = [rule for rule in rules if entry in rule.kept]
        assert among, entry
        assert (len(among) < len(rules)) == (kept.needs is not None), entry
        assert any(matters(rule, entry) for rule in among), entry


def matters(rule: Optimizer, entry: str) -> bool:
    """Whether the run goes on in another way, or is judged elsewhere, when an entry is changed."""
    starts = random_starts(20)
    point, state = walked(rule, starts, rule.init(starts), RUGGED)
    known = state[entry]
    others = [~known] if known.dtype == bool else [1e3 * known + 1.0, -known - 1.0]

    def ends(state: State) -> list[Array | None]:
        x, after = walked(rule, point, state, RUGGED)
        return [x, rule.evaluation_point(x, after)]

    return any(
        not np.array_equal(one, other)
        for changed in others
        for one, other in zip(ends(state), ends(state | {entry: changed}), strict=True)
        if one is not None
    )


def formulas(cls: type[Optimizer]) -> str:
    """The TeX of the card and of the docstring, also of the rule that this one is a form of."""
    found = []
    for each in cls.__mro__:
        if "rule" in vars(each):
            text = inspect.cleandoc(each.__doc__ or "")
            found += [each.rule, *re.findall(r":math:`([^`]+)`", text)]
            found += re.findall(r"^\.\. math::(.*\n(?:(?: .*)?\n)*)", text + "\n", re.M)
    return "\n".join(found)


@each_rule
def test_the_formula_has_the_symbol(name: str) -> None:
    cls = type(make(name))
    for entry, kept in cls.keeps.items():
        alone = rf"(?<![A-Za-z\\]){re.escape(kept.symbol)}(?![A-Za-z])"
        stands_there = kept.symbol != "" and re.search(alone, formulas(cls)) is not None
        assert stands_there != ((name, entry) in OUTSIDE), (entry, kept.symbol)


@each_rule
def test_entries_are_told_apart_and_described(name: str) -> None:
    keeps = type(make(name)).keeps
    assert len({kept.symbol for kept in keeps.values()}) == len(keeps)
    for kept in keeps.values():
        assert re.fullmatch(r"[A-Z][^.]+\.", kept.help), kept.help
        assert kept.meaning == kept.help or re.fullmatch(r".+\. Kept .+ only\.", kept.meaning)
        assert kept.symbol.count("{") == kept.symbol.count("}")


@pytest.mark.parametrize(
    ("name", "setting", "more"),
    [
        ("adam", {"amsgrad": True}, {"v_max"}),
        ("newton", {"form": "levenberg"}, {"damping"}),
        ("rmsprop", {"centered": True}, {"mean"}),
        ("rmsprop", {"momentum": 0.5}, {"velocity"}),
        ("sgd", {"momentum": 0.5}, {"velocity"}),
        ("sgd", {"momentum": [0.0, 0.0]}, {"velocity"}),
    ],
)
def test_what_a_setting_needs_is_kept_in_that_setting_only(
    name: str, setting: dict[str, Any], more: set[str]
) -> None:
    without, with_it = optimizers.get(name), optimizers.get(name, **setting)
    assert set(with_it.kept) - set(without.kept) == more
    for entry in more:
        assert with_it.kept[entry].meaning.endswith(" only.")


def test_shapes_in_words() -> None:
    kinds = [Kept("a", "A.", shape).kind for shape in (SCALAR, ("dims",), MATRIX, ("k", "dims"))]
    assert kinds == ["scalar", "point", "matrix", "k × dims"]
