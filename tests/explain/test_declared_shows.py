"""What rules declare of themselves: every sentence beside a race is measured on that race."""

from __future__ import annotations

import pytest

import optimizers
from declarations.claim import Seen
from explain.shows import KINDS, declared, scene_of, shows
from optimizers.show import Show
from tests.experiments.telling import (
    assert_claims_speak_of,
    assert_every_number_is_claimed,
    assert_true_and_could_be_false,
)

DECLARED = [(rule, show) for rule in optimizers.names() for show in declared(rule)]
FOUNDING = (
    "sgd",
    "momentum",
    "nesterov",
    "rmsprop",
    "adam",
    "adamw",
    "adagrad",
    "adadelta",
    "adamax",
)
LONGEST = 300

every_show = pytest.mark.parametrize(
    ("rule", "show"),
    [pytest.param(rule, show, id=f"{rule}-{show.kind}") for rule, show in DECLARED],
)


@pytest.mark.parametrize(
    ("show", "seen"),
    [
        pytest.param(show, seen, id=f"{rule}-{show.kind}-{index}")
        for rule, show in DECLARED
        for index, seen in enumerate(show.seen)
    ],
)
def test_what_a_show_says_is_true_and_could_be_false(show: Show, seen: Seen) -> None:
    assert_true_and_could_be_false(scene_of(show), seen)


@every_show
def test_the_claims_are_those_of_the_sentence(rule: str, show: Show) -> None:
    assert_claims_speak_of(show.look_at, scene_of(show), show.seen)
    assert_every_number_is_claimed(show.look_at, show.seen)


@every_show
def test_it_shows_a_sentence_of_its_rule(rule: str, show: Show) -> None:
    cls = optimizers.registry[rule]
    texts = {"strength": cls.strengths, "weakness": cls.weaknesses}[show.kind]
    assert any(show.words in text for text in texts)
    assert show.racers[0].optimizer == rule
    assert len(show.racers) > 1
    assert show.steps <= LONGEST


@pytest.mark.parametrize("rule", FOUNDING)
def test_the_founding_rules_declare_both(rule: str) -> None:
    assert [show.kind for show in declared(rule)] == [*KINDS]


@pytest.mark.parametrize("rule", optimizers.names())
def test_each_kind_is_declared_once_at_most(rule: str) -> None:
    kinds = [show.kind for show in declared(rule)]
    assert len(set(kinds)) == len(kinds)


def test_a_form_of_a_rule_shows_nothing_of_that_rule() -> None:
    class Other(optimizers.registry["adam"]):  # type: ignore[misc, name-defined]
        """Adam by another name."""

    assert Other.shows == optimizers.registry["adam"].shows
    assert Other.own_shows() == ()


def test_a_declared_show_is_told_as_it_is_declared() -> None:
    told = {show.kind: show for show in shows("adam")}["weakness"]
    assert told.head == "Depends on how the axes are turned"
    assert told.scene.angle == 45.0
    assert dict(told.scene.parameters) == {"kappa": 1000.0}
    assert [dict(entry.values) for entry in told.scene.entries] == [
        {"learning_rate": 0.3},
        {},
    ]
    steady, falling = {show.kind: show for show in shows("rmsprop")}["weakness"].scene.entries
    assert (steady.schedule, falling.schedule) == ("", "cosine")
