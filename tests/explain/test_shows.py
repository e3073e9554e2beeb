"""Where rules show their strength and weakness: what is committed is what a race comes to."""

from __future__ import annotations

import dataclasses
import math

import pytest

import objectives
import optimizers
from explain.find_shows import CLEAR, KINDS, raced, reference_of, search, stages
from explain.shows import ENOUGH, Show, lead, shown_on, shows

SHOWS = [show for rule in optimizers.names() for show in shows(rule)]
PLAIN = Show("adam", "sgd", "strength", "sphere", 1e-3, 0.5, 200, 200)


def same(one: float, other: float) -> bool:
    """As far as rounding on another machine lets it be: a gap of nothing is any below `ENOUGH`."""
    if max(one, other) <= ENOUGH or one == other:
        return True
    return math.isclose(one, other, rel_tol=0.2)


@pytest.mark.parametrize("show", SHOWS, ids=lambda show: f"{show.rule}-{show.kind}")
def test_the_race_comes_to_what_is_committed(show: Show) -> None:
    again = raced(show.rule, show.objective, show.kind)
    assert (again.rule, again.reference) == (show.rule, show.reference)
    assert same(again.gap, show.gap)
    assert same(again.reference_gap, show.reference_gap)
    assert math.isclose(again.evaluations, show.evaluations, rel_tol=0.1)
    assert math.isclose(again.reference_evaluations, show.reference_evaluations, rel_tol=0.1)


@pytest.mark.parametrize("show", SHOWS, ids=lambda show: f"{show.rule}-{show.kind}")
def test_a_strength_is_a_lead_and_a_weakness_none(show: Show) -> None:
    ahead = show.gap < show.reference_gap
    assert ahead == (show.kind == "strength")
    assert abs(lead(show)) >= CLEAR
    assert show.objective in stages()


@pytest.mark.slow
@pytest.mark.parametrize("rule", ["momentum", "sgd", "sgld"])
def test_nowhere_is_the_lead_clearer(rule: str) -> None:
    found = {show.kind: show for show in search(rule)}
    committed = {show.kind: show for show in shows(rule)}
    assert found.keys() == committed.keys()
    for kind, show in committed.items():
        assert abs(lead(found[kind])) == pytest.approx(abs(lead(show)), abs=0.1)


def test_every_rule_was_searched_and_is_not_its_own_reference() -> None:
    for rule in optimizers.names():
        assert [show.kind for show in shows(rule)] in ([*KINDS], [KINDS[0]], [KINDS[1]]), rule
        assert reference_of(rule) != rule
    assert shows("no such rule") == ()


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


def test_on_a_landscape_the_clearest_strengths_come_first() -> None:
    name = next(show.objective for show in SHOWS if show.kind == "strength")
    here = shown_on(name)
    assert {show.rule for show in here} == {
        show.rule for show in SHOWS if (show.kind, show.objective) == ("strength", name)
    }
    assert [lead(show) for show in here] == sorted(map(lead, here), reverse=True)
    assert shown_on("schwefel") == ()
