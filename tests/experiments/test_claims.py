"""Every claim that the texts of the landscapes make is measured, and every number is claimed."""

from __future__ import annotations

import dataclasses
import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pytest

import objectives
from declarations.claim import RATES, Bound, Circle, Claim, Grid, Random, Run
from experiments.claims import holds, measured, within

TEXTS = ("lesson", "show", "landscape", "minimisers_note")

EXEMPT = (
    r"\^\(?-?\w+\)?",  # exponents of formulas
    r"\b[A-Za-z]+_?\d+\b",  # names: w_1, beta_1, L2
    r"\b\d+-D\b",
    r"\d+(?: ?[*·] ?)?(?= ?[*·/] ?(?:[a-zα-ω√(]|learning))",  # 2 / learning rate, 1/√k
)
"""Kinds of numbers that state nothing that could be measured."""

NUMBER = re.compile(
    r"(?<![\w.])-?(?:\d+/\d+|(?:\d{1,3}(?:[ ,]\d{3})+|\d+)(?:\.\d+)?(?:e[-+]?\d+)?(?: ?%)?)"
)
POWER = re.compile(r"(?:(\d+(?:\.\d+)?) \* )?10(?:\^(-?\d+)|([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+))")
RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")

CLAIMS = [
    pytest.param(name, claim, id=f"{name}-{index}-{claim.quantity}", marks=marks)
    for name in objectives.names()
    for index, claim in enumerate(objectives.registry[name].claims)
    for marks in [[pytest.mark.exhaustive] if claim.slow else []]
]


def number(text: str) -> float:
    """A number as texts write it: 20 000, 1,000, 3.2e-3, 34 %, 1/3."""
    if "/" in text:
        above, below = text.split("/")
        return abs(float(above) / float(below))
    plain = re.sub(r"(?<=\d)[ ,](?=\d{3})", "", text.rstrip("% "))
    return abs(float(plain))


def numbers_in(text: str) -> list[tuple[int, int, float]]:
    """Where the numbers of a text stand, without those of the exempt kinds."""
    text = POWER.sub(_in_digits, text)
    for kind in EXEMPT:
        text = re.sub(kind, lambda match: " " * len(match[0]), text)
    return [(*match.span(), number(match[0])) for match in NUMBER.finditer(text)]


def _in_digits(power: re.Match[str]) -> str:
    exponent = power[2] or power[3].translate(RAISED)
    return f"{power[1] or 1}e{exponent}".ljust(len(power[0]))


def data(value: Any) -> Iterator[float]:
    """All numbers that a claim holds."""
    if isinstance(value, Claim):
        for field in dataclasses.fields(value):
            if field.name not in {"says", "quantity", "along", "over"}:
                yield from data(getattr(value, field.name))
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            # That there is one run, as everywhere, is no number that a text could mean.
            if not (field.name == "seeds" and value.seeds == 1):
                yield from data(getattr(value, field.name))
        if isinstance(value, Grid):
            yield value.count**2
    elif isinstance(value, Mapping):
        for entry in value.values():
            yield from data(entry)
    elif isinstance(value, tuple):
        if value == RATES:
            yield from (len(RATES), min(RATES), max(RATES))
        else:
            for entry in value:
                yield from data(entry)
    elif isinstance(value, str):
        for text in re.findall(r"(?<![\w.])[-+]?\d+\.?\d*(?:e[-+]?\d+)?", value.replace("..", " ")):
            yield abs(float(text))
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield abs(float(value))


def data_of(name: str, claim: Claim) -> set[float]:
    """All numbers that stand for something in a claim about a landscape."""
    found = set(data(claim))
    if claim.run is not None and claim.run.start is None:
        found |= set(data(objectives.get(name, **claim.parameters).start))
    return found


def texts(name: str) -> list[str]:
    """All texts that a landscape may show with the parameters of which it claims something."""
    variants = [{}, *(dict(claim.parameters) for claim in objectives.registry[name].claims)]
    shown = (objectives.get(name, **values) for values in variants)
    return list(dict.fromkeys(getattr(one, text) for one in shown for text in TEXTS))


@pytest.mark.parametrize(("name", "claim"), CLAIMS)
def test_every_claim_holds_and_could_fail(name: str, claim: Claim) -> None:
    numbers = measured(claim, name)
    assert within(claim, numbers), f"{claim.says!r}: {claim.quantity} is {numbers.ravel()[:20]}"
    bounds = (claim.bound,) if isinstance(claim.bound, str) else claim.bound
    for text, component in zip(bounds, numbers, strict=True):
        bound = Bound.parse(text)
        for end, side in ((bound.low, -1.0), (bound.high, 1.0)):
            if math.isfinite(end):
                wrong = end + side * max(1e-3 * abs(end), 1e-9) - component.flat[0]
                assert not within(claim, np.array([row + wrong for row in numbers])), text
        assert math.isfinite(bound.low) or math.isfinite(bound.high)


@pytest.mark.parametrize("name", objectives.names())
def test_claims_speak_of_the_texts(name: str) -> None:
    for claim in objectives.registry[name].claims:
        assert any(claim.says in text for text in texts(name)), claim.says
        unknown = [value for _, _, value in numbers_in(claim.says)]
        assert set(unknown) <= data_of(name, claim), f"{claim.says!r}: {unknown} not in its data"


@pytest.mark.parametrize("name", objectives.names())
def test_every_number_of_the_texts_is_claimed(name: str) -> None:
    claims = objectives.registry[name].claims
    for text in texts(name):
        spans = [
            (match.start(), match.end())
            for claim in claims
            for match in re.finditer(re.escape(claim.says), text)
        ]
        for start, end, value in numbers_in(text):
            covered = any(first <= start and end <= last for first, last in spans)
            assert covered, f"{value:g} in {text[:start]}>>>{text[start:]}"


# That the checks can fail.

ROSENBROCK = Claim("0.37", "gap", "0.37", Run("sgd", 0.002, 500))


def test_a_claim_that_is_not_true_fails() -> None:
    assert holds(ROSENBROCK, "rosenbrock")
    assert not holds(ROSENBROCK.replace(bound="0.38"), "rosenbrock")
    assert not holds(ROSENBROCK.replace(bound="<0.3"), "rosenbrock")
    assert ROSENBROCK.run is not None
    for other in ({"learning_rate": 0.0021}, {"steps": 400}, {"start": (1.0, 2.0)}):
        assert not holds(ROSENBROCK.replace(run=ROSENBROCK.run.replace(**other)), "rosenbrock")
    assert not holds(ROSENBROCK.replace(parameters={"b": 50.0}), "rosenbrock")
    assert not holds(ROSENBROCK.replace(bound=("0.37", "0.37")), "rosenbrock")


HALVING = Claim("", "value", "0.1953125", Run("sgd", 0.5, 3))
"""On the sphere from (-4, 3): every step halves the distance to the minimum."""


@pytest.mark.parametrize(
    ("bound", "changes"),
    [
        ("12.5", {"along": "max"}),
        ("0.1953125", {"along": "min"}),
        ("0.1953125", {"quantity": "gap"}),
        ("0.625", {"quantity": "slope"}),
        (("-0.50", "0.375"), {"quantity": "point"}),
        ("-0.50", {"quantity": "x"}),
        ("0.375", {"quantity": "y"}),
        ("0.625", {"quantity": "size"}),
        ("143.1301", {"quantity": "angle"}),
        ("0.625", {"quantity": "distance"}),
        ("1.125", {"quantity": "distance", "to": (-0.5, 1.5)}),
        ("0.625", {"quantity": "step"}),
        ("0.2500", {"quantity": "decrease"}),
        ("1", {"quantity": "inside"}),
        (("1.00", "1.00"), {"quantity": "eigenvalues"}),
        ("1.00", {"quantity": "sharpness"}),
        ("1.00", {"quantity": "condition"}),
        ("2", {"quantity": "rank"}),
        ("0", {"quantity": "diverged"}),
        ("3", {"quantity": "last step"}),
        ("1", {"quantity": "minima"}),
        ("1", {"along": "first", "when": "<4"}),
        ("1", {"along": "stays", "when": "<4"}),
        ("3", {"along": "count", "when": "<4"}),
        ("inf", {"along": "first", "when": "<0.1"}),
        ("0.48828125", {"along": "late mean"}),
        ("0.5859375", {"along": "late range"}),
        ("0", {"quantity": "x", "along": "turns"}),
        ("2", {"quantity": "x", "along": "turns", "run": Run("sgd", 1.9, 3)}),
        ("100%", {"over": "share", "when": "<4"}),
        ("1", {"run": Run("sgd", (0.5, 0.9), 1), "over": "number", "when": "<1"}),
        ("0.25", {"versus": HALVING.replace(run=Run("sgd", 0.5, 2))}),
        ("12.5", {"run": None, "at": (4.0, 3.0)}),
        ("0", {"run": None}),
        ("0.125", {"run": Run("sgd", (0.5, 0.9), 1), "over": "min"}),
        ("3.125", {"run": Run("sgd", (0.5, 0.9), 1), "over": "max"}),
        ("1.625", {"run": Run("sgd", (0.5, 0.9), 1), "over": "median"}),
    ],
)
def test_quantities(bound: str, changes: dict[str, Any]) -> None:
    claim = HALVING.replace(**{"bound": bound, **changes})
    numbers = measured(claim, "sphere")
    if bound == "inf":
        assert numbers.item() == math.inf
    else:
        assert within(claim, numbers), numbers


def test_a_claim_holds_of_as_many_components_as_it_bounds_and_not_of_nothing() -> None:
    assert within(HALVING.replace(bound="0"), np.zeros((1, 3)))
    assert not within(HALVING.replace(bound="0"), np.zeros((1, 0)))
    assert not within(HALVING.replace(bound="0"), np.zeros((2, 3)))


def test_quantities_of_learning_problems() -> None:
    """A gate's line that is right, and one that always says 0; a network that always says 0."""
    accuracy = Claim("", "accuracy", "", at=((10.0, 10.0, -15.0), (0.0, 0.0, -1.0)))
    assert measured(accuracy, "and_neuron").tolist() == [[1.0, 0.75]]
    silent = Claim("", "held-out accuracy", "", at=(*(0.0,) * 32, -1.0))
    assert measured(silent, "mlp").item() == 0.5
    # ln(1 + e^-1) for a label 0 and 1 more for a label 1.
    loss = measured(silent.replace(quantity="held-out loss"), "mlp").item()
    assert loss == pytest.approx(math.log1p(math.exp(-1.0)) + 0.5)
    learned = Claim("", "accuracy", "", Run("adam", 0.05, 500))
    assert measured(learned, "mlp").item() == 1.0
    assert measured(learned.replace(quantity="held-out accuracy"), "mlp").item() < 1.0
    trained, other = (learned.replace(quantity=name) for name in ("value", "held-out loss"))
    assert measured(trained, "mlp").item() < measured(other, "mlp").item()
    with pytest.raises(ValueError, match="no examples are held out"):
        measured(silent.replace(at=(0.0, 0.0, 0.0)), "and_neuron")


def test_several_runs() -> None:
    starts = Run("sgd", 0.01, 300, start=Grid(5))
    share = Claim("", "distance", "", starts, to=(3.0, 2.0), over="share", when="<0.1")
    assert 0.0 < measured(share, "himmelblau").item() < 1.0
    ends = Claim("", "value", "", Run(("sgd", "adam"), RATES, 10))
    assert measured(ends, "sphere").shape == (1, 2 * len(RATES))
    assert measured(ends.replace(run=Run("sgd", 0.1, 10, start=Random(7))), "sphere").size == 7
    assert measured(ends.replace(run=None, at=Circle(2.0, 4)), "sphere") == pytest.approx(2.0)
    inside = Claim("", "inside", "", Run("sgd", 0.1, 10, start=Random(7)))
    assert measured(inside, "sphere").tolist() == [[1.0] * 7]
    noisy = Claim("", "value", "", Run("sgd", 0.1, 10, noise=1.0, seeds=5))
    assert len(np.unique(measured(noisy, "sphere"))) == 5


def test_numbers_in_texts() -> None:
    text = (
        "at 0.05 after 20 000 or 1,000 steps: 3.2e-3, 34 % of 441, x² + y₁, 10^12, 10¹², L2, "
        "(-1, 2/5)"
    )
    found = [value for _, _, value in numbers_in(text)]
    assert found == [0.05, 20_000, 1_000, 3.2e-3, 34, 441, 1e12, 1e12, 1, 0.4]
