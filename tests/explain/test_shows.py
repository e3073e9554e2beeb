"""Where rules show their strength and weakness: what is committed is what a race comes to."""

from __future__ import annotations

import dataclasses
import math
from collections import Counter

import pytest

import objectives
import optimizers
from explain.find_shows import CLEAR, MUCH, chosen, raced, races, reference_of, stages
from explain.shows import (
    ENOUGH,
    KINDS,
    Found,
    declared,
    found,
    lead,
    shown_on,
    shows,
)

FOUND = [one for rule in optimizers.names() for one in found(rule)]
PLAIN = Found("adam", "sgd", "strength", "sphere", 1e-3, 0.5, 200, 200)

every_found = pytest.mark.parametrize("one", FOUND, ids=lambda one: f"{one.rule}-{one.kind}")


def same(one: float, other: float) -> bool:
    """As far as rounding on another machine lets it be: a gap of nothing is any below `ENOUGH`."""
    if max(one, other) <= ENOUGH or one == other:
        return True
    return math.isclose(one, other, rel_tol=0.2)


@every_found
def test_the_race_comes_to_what_is_committed(one: Found) -> None:
    again = raced(one.rule, one.objective, one.kind)
    assert (again.rule, again.reference) == (one.rule, one.reference)
    assert same(again.gap, one.gap)
    assert same(again.reference_gap, one.reference_gap)
    assert math.isclose(again.evaluations, one.evaluations, rel_tol=0.1)
    assert math.isclose(again.reference_evaluations, one.reference_evaluations, rel_tol=0.1)


@every_found
def test_a_strength_is_a_lead_and_a_weakness_none(one: Found) -> None:
    ahead = one.gap < one.reference_gap
    assert ahead == (one.kind == "strength")
    assert abs(lead(one)) >= CLEAR
    assert one.objective in stages()


@pytest.mark.slow
@pytest.mark.parametrize("rule", ["adan", "conjugate_gradient", "radam"])
def test_nowhere_is_the_lead_much_clearer(rule: str) -> None:
    leads = [lead(race) for race in races(rule)]
    largest = {"strength": max(leads), "weakness": -min(leads)}
    missing = set(KINDS) - {show.kind for show in declared(rule)}
    committed = {one.kind: abs(lead(one)) for one in found(rule)}
    assert {kind for kind in missing if largest[kind] >= CLEAR} == committed.keys()
    for kind, by in committed.items():
        assert by >= MUCH * largest[kind] - 0.1


def test_of_clear_leads_that_is_chosen_where_the_fewest_are_shown() -> None:
    def race(objective: str, gap: float, reference_gap: float) -> Found:
        ends = {"objective": objective, "gap": gap, "reference_gap": reference_gap}
        return dataclasses.replace(PLAIN, **ends)

    six, five = race("sphere", 1e-6, 1.0), race("booth", 1e-5, 1.0)
    one, behind = race("beale", 0.1, 1.0), race("ellipse", 1.0, 0.1)
    everything = [one, behind, five, six]
    assert chosen(everything, "strength", Counter()) == six
    assert chosen(everything, "strength", Counter(sphere=1)) == five
    assert chosen(everything, "strength", Counter(sphere=1, booth=1)) == six
    assert chosen([six, one], "strength", Counter(sphere=9)) == six, "a much smaller lead"
    weak = chosen(everything, "weakness", Counter())
    assert weak == dataclasses.replace(behind, kind="weakness")
    assert chosen([six, five], "weakness", Counter()) is None
    assert chosen([race("sphere", 0.4, 0.5)], "strength", Counter()) is None


def test_every_rule_was_searched_for_what_it_does_not_declare() -> None:
    for rule in optimizers.names():
        kinds = [show.kind for show in declared(rule)]
        assert not set(kinds) & {one.kind for one in found(rule)}, rule
        assert reference_of(rule) != rule
        assert shows(rule), rule
    assert found("no such rule") == ()


def test_no_landscape_is_on_every_card() -> None:
    places = Counter(one.objective for one in FOUND)
    assert len(places) >= 10
    assert max(places.values()) <= len(FOUND) / 5


def test_the_sentence_says_what_each_comes_to() -> None:
    assert PLAIN.sentence == (
        "On Sphere (bowl), after 200 steps: Adam ends 0.001 above the minimum, "
        "SGD ends 0.5 above the minimum."
    )
    lost = dataclasses.replace(PLAIN, gap=math.inf, reference_gap=0.0)
    assert lost.sentence.endswith("Adam is lost, SGD reaches the minimum.")
    dear = dataclasses.replace(PLAIN, evaluations=1200)
    assert dear.sentence.endswith("It took 1,200 evaluations for that, SGD 200.")


def test_the_lead_counts_powers_of_ten_down_to_nothing() -> None:
    first = float(objectives.get("sphere").value(objectives.get("sphere").start))
    even = dataclasses.replace(PLAIN, gap=0.5, reference_gap=0.5)
    assert lead(even) == 0.0
    assert lead(dataclasses.replace(even, gap=0.005)) == pytest.approx(2.0)
    assert lead(dataclasses.replace(even, gap=1e-30, reference_gap=first)) == pytest.approx(9.0)
    assert lead(dataclasses.replace(even, gap=math.inf, reference_gap=first)) == 0.0


def test_what_was_found_says_no_more_than_who_is_ahead() -> None:
    assert PLAIN.shown.head == "Ahead of SGD on Sphere (bowl)"
    behind = dataclasses.replace(PLAIN, kind="weakness")
    assert behind.shown.head == "Behind SGD on Sphere (bowl)"
    assert behind.shown.sentence == PLAIN.sentence
    assert [entry.optimizer for entry in behind.shown.scene.entries] == ["adam", "sgd"]


@pytest.mark.parametrize("name", ["ellipse", "sigmoid_neuron", "long_valley"])
def test_on_a_landscape_the_declared_come_first_then_the_clearest(name: str) -> None:
    here = shown_on(name)
    assert len(here) == sum(
        show.scene.objective == name for rule in optimizers.names() for show in shows(rule)
    )
    told = [show.clear for show in here]
    assert told == sorted(told, reverse=True)
    assert here[0].clear == math.inf
    assert all(
        (show.clear == math.inf) == (show.sentence in [one.look_at for one in declared(show.rule)])
        for show in here
    )
