"""Parameters: what is accepted, what is refused and in which words."""

from __future__ import annotations

import dataclasses
import pickle
import re
from collections.abc import Callable
from typing import Any, ClassVar

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from declarations import Declared, Integer, Interval, Real, boolean, choice, data, integer, real


class Plain(Declared):
    """One parameter of every kind."""

    per_run: ClassVar[bool] = True

    rate: Any = real(default=0.1, valid="(0, 1]", slider=(0.1, 1.0), symbol="r", help="A rate.")
    limit: Any = real(default=None, valid="(0, inf)", slider=(0.1, 1.0), help="A limit.")
    count: Any = integer(default=3, slider=(1, 9), help="A count.")
    most: Any = integer(default=None, valid="[0, 10)", slider=(0, 9), help="A limit.")
    switch: Any = boolean(default=False, help="A switch.")
    form: Any = choice(default="a", options=("a", "b", 1, True), help="A form.")


class WithData(Declared):
    rate: float = real(default=0.1, slider=(0.1, 1.0), help="A rate.")
    x: Any = data(help="Observations.")


class Parent(Declared):
    a: float = real(default=1.0, slider=(0.0, 1.0), help="Inherited.")
    b: float = real(default=2.0, slider=(0.0, 1.0), help="Given another default below.")


class Child(Parent):
    b: float = real(default=3.0, slider=(0.0, 1.0), help="Its own.")
    c: float = real(default=4.0, slider=(0.0, 1.0), help="Added.")


# Intervals


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        ("[0, 1)", [0.0, 0.5, np.nextafter(1.0, 0.0), 0], [-5e-324, 1.0, 2, np.nan]),
        ("(0, 1]", [5e-324, 1.0, 1], [0.0, -0.0, np.nextafter(1.0, 2.0)]),
        ("(0, inf)", [5e-324, 1.7e308], [0.0, np.inf, -np.inf, np.nan]),
        ("(0, inf]", [np.inf], [0.0, -np.inf, np.nan]),
        ("(-inf, inf)", [-1.7e308, 0.0], [np.inf, -np.inf, np.nan]),
        ("[-1e-3,2.5e+2]", [-1e-3, 250.0], [-0.0011, 250.1]),
        ("[ 2 , 2 ]", [2.0], [1.9, 2.1]),
    ],
)
def test_intervals_contain_what_they_say(
    text: str, inside: list[float], outside: list[float]
) -> None:
    interval = Interval.parse(text)
    assert interval.contains(np.array(inside)).all()
    assert not interval.contains(np.array(outside)).any()
    assert all(interval.contains(value) for value in inside)
    assert not any(interval.contains(value) for value in outside)


@pytest.mark.parametrize(
    "text", ["", "0, 1", "[0; 1]", "[0 1]", "[0, 1", "0, 1)", "[0, 1, 2]", "[, 1]", "[a, 1]", "x"]
)
def test_what_is_no_interval(text: str) -> None:
    with pytest.raises(ValueError, match=r"^an interval is written like|^could not convert"):
        Interval.parse(text)


@given(
    st.floats(-1e6, 1e6).map(lambda value: float(f"{value:g}")),
    st.floats(-1e6, 1e6).map(lambda value: float(f"{value:g}")),
    st.booleans(),
    st.booleans(),
)
def test_an_interval_is_read_as_it_is_written(
    low: float, high: float, includes_low: bool, includes_high: bool
) -> None:
    interval = Interval(low, high, includes_low, includes_high)
    assert Interval.parse(str(interval)) == interval


def test_an_interval_reads_like_mathematics() -> None:
    assert str(Interval.parse("(0,inf)")) == "(0, inf)"
    assert str(Interval.parse("[1e-3, 1000000.0]")) == "[0.001, 1e+06]"


# What is accepted


def test_values_get_their_canonical_types() -> None:
    made = Plain(rate=1, count=4.0, most=np.int64(7), switch=np.True_, limit=np.float32(0.5))
    kinds = {name: type(getattr(made, name)) for name in Plain.parameters}
    assert kinds == {
        "rate": float,
        "limit": float,
        "count": int,
        "most": int,
        "switch": bool,
        "form": str,
    }
    assert (made.rate, made.limit, made.count, made.most, made.switch) == (1.0, 0.5, 4, 7, True)


@pytest.mark.parametrize("value", [np.float64(0.5), np.array(0.5), np.float32(0.5)])
def test_any_real_number_is_a_real_number(value: Any) -> None:
    assert type(Plain(rate=value).rate) is float
    assert Plain(rate=value).rate == 0.5


def test_none_is_accepted_where_it_is_the_default_and_nowhere_else() -> None:
    assert Plain(limit=0.5, most=1).replace(limit=None, most=None) == Plain()
    for name in ("rate", "count", "switch", "form"):
        with pytest.raises(ValueError, match=rf"^Plain: {name} must be .*, got None$"):
            Plain(**{name: None})


def test_choices_are_told_apart_by_type() -> None:
    assert Plain(form=True).form is True
    assert type(Plain(form=1).form) is int
    with pytest.raises(ValueError, match=r"got 1\.0$"):
        Plain(form=1.0)


def test_an_array_is_copied_and_read_only() -> None:
    given_array = np.array([0.25, 0.5])
    made = Plain(rate=given_array)
    given_array[0] = 99.0
    assert made.rate.tolist() == [0.25, 0.5]
    assert made.rate.dtype == np.float64
    with pytest.raises(ValueError, match="read-only"):
        made.rate[0] = 0.75


def test_a_list_is_an_array() -> None:
    assert Plain(rate=[0.25, 1]).rate.tolist() == [0.25, 1.0]


# What is refused

REFUSED = [
    ("rate", 0, "in (0, 1], got 0"),
    ("rate", 1.5, "in (0, 1], got 1.5"),
    ("rate", float("nan"), "in (0, 1], got nan"),
    ("rate", float("inf"), "in (0, 1], got inf"),
    ("rate", True, "in (0, 1], got True"),
    ("rate", "0.5", "in (0, 1], got '0.5'"),
    ("rate", "x", "in (0, 1], got 'x'"),
    ("rate", 0.5 + 0j, "in (0, 1], got (0.5+0j)"),
    ("rate", object, "in (0, 1], got <class 'object'>"),
    ("rate", [], "in (0, 1], got []"),
    ("rate", [0.5, [0.5]], "in (0, 1], got [0.5, [0.5]]"),
    ("rate", [[0.5]], "in (0, 1], got [[0.5]]"),
    ("rate", [0.5, 2.0, 3.0], "in (0, 1], got 2.0"),
    ("rate", [0.5, float("nan")], "in (0, 1], got nan"),
    ("rate", {}, "in (0, 1], got {}"),
    ("limit", -1, "in (0, inf), got -1"),
    ("count", 0, "a whole number in [1, inf), got 0"),
    ("count", 2.5, "a whole number in [1, inf), got 2.5"),
    ("count", float("nan"), "a whole number in [1, inf), got nan"),
    ("count", float("inf"), "a whole number in [1, inf), got inf"),
    ("count", True, "a whole number in [1, inf), got True"),
    ("count", "3", "a whole number in [1, inf), got '3'"),
    ("count", [3], "a whole number in [1, inf), got [3]"),
    ("most", 10, "a whole number in [0, 10), got 10"),
    ("switch", 1, "True or False, got 1"),
    ("switch", "True", "True or False, got 'True'"),
    ("form", "c", "one of 'a', 'b', 1, True, got 'c'"),
    ("form", ["a"], "one of 'a', 'b', 1, True, got ['a']"),
    ("form", float("nan"), "one of 'a', 'b', 1, True, got nan"),
]


@pytest.mark.parametrize(("name", "value", "message"), REFUSED)
def test_errors_have_one_form(name: str, value: Any, message: str) -> None:
    exactly = "^" + re.escape(f"Plain: {name} must be {message}") + "$"
    with pytest.raises(ValueError, match=exactly):
        Plain(**{name: value})
    with pytest.raises(ValueError, match=exactly):
        Plain().replace(**{name: value})


@pytest.mark.parametrize(
    "value",
    [np.True_, b"0.5", ["0.5"], [True], np.array([True]), np.complex128(0.5 + 1j), 10**400],
    ids=["numpy bool", "bytes", "strings", "bools", "array of bools", "numpy complex", "huge"],
)
def test_what_only_looks_like_a_real_number_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match=r"^Plain: rate must be in \(0, 1\], got "):
        Plain(rate=value)


def test_a_misspelt_parameter_is_refused() -> None:
    message = r"^Plain: no parameter is called 'rat'; did you mean 'rate'\?$"
    with pytest.raises(ValueError, match=message):
        Plain(rat=0.5)  # type: ignore[call-arg]
    with pytest.raises(ValueError, match=message):
        Plain().replace(rat=0.5)


def test_parameters_are_given_by_name() -> None:
    with pytest.raises(TypeError):
        Plain(0.5)


def test_a_logarithmic_slider_starts_above_zero() -> None:
    with pytest.raises(ValueError, match="above 0"):
        real(default=1.0, slider=(0.0, 1.0), log=True, help="")


@pytest.mark.parametrize("declare", [real, integer], ids=["real", "integer"])
def test_an_impossible_interval_is_refused_at_once(declare: Callable[..., Any]) -> None:
    with pytest.raises(ValueError, match=r"^an interval is written like \[0, 1\), got '0 to 1'$"):
        declare(default=1, valid="0 to 1", slider=(0, 1), help="")


# Observations


def test_observations_are_copied_and_read_only() -> None:
    x = np.array([[1.0, 2.0], [3.0, 4.0]])
    made = WithData(x=x)
    x[0, 0] = 99.0
    assert made.x.tolist() == [[1.0, 2.0], [3.0, 4.0]]
    with pytest.raises(ValueError, match="read-only"):
        made.x[0, 0] = 0.0
    assert WithData().x is None


@pytest.mark.parametrize("x", [[], [np.nan], [[1.0, np.inf]], "abc", [[1.0], [1.0, 2.0]], object()])
def test_observations_that_are_none(x: Any) -> None:
    with pytest.raises(ValueError, match=r"^WithData: x must (be|hold) "):
        WithData(x=x)


def test_different_observations_make_a_different_problem() -> None:
    one, other = WithData(x=[1.0, 2.0]), WithData(x=[1.0, 3.0])
    assert one != other
    assert one != WithData()
    assert one == one
    assert WithData() == WithData()
    assert len({one, other, WithData(), WithData()}) == 3


# Value objects


def test_immutable() -> None:
    made = Plain()
    with pytest.raises(dataclasses.FrozenInstanceError):
        made.rate = 0.5
    with pytest.raises(TypeError):
        Plain.parameters["rate"] = None  # type: ignore[index]


def test_equal_values_are_equal_and_hash_alike() -> None:
    assert Plain(rate=1) == Plain(rate=1.0)
    assert hash(Plain(rate=1)) == hash(Plain(rate=1.0))
    assert Plain(rate=0.5) != Plain()
    assert Plain(form=1) != Plain(form="a")
    assert len({Plain(), Plain(), Plain(count=4)}) == 2


def test_different_classes_are_different() -> None:
    class Other(Plain):
        pass

    assert Other() != Plain()


def test_arrays_can_be_compared_but_not_hashed() -> None:
    one, other = Plain(rate=[0.25, 0.5]), Plain(rate=[0.25, 0.75])
    assert one == one.replace()
    assert one != other
    assert one != Plain()
    assert Plain() != one
    with pytest.raises(TypeError):
        hash(one)


def test_repr_shows_what_differs_from_the_defaults() -> None:
    assert repr(Plain()) == "Plain()"
    assert repr(Plain(rate=0.1, count=4, form="b")) == "Plain(count=4, form='b')"
    assert repr(Plain(form=True, limit=2)) == "Plain(limit=2.0, form=True)"
    assert repr(Plain(rate=[0.25, 0.5])) == "Plain(rate=array([0.25, 0.5 ]))"


@given(rate=st.floats(0, 1, exclude_min=True), count=st.integers(1), switch=st.booleans())
def test_repr_makes_the_same_object(rate: float, count: int, switch: bool) -> None:
    made = Plain(rate=rate, count=count, switch=switch)
    call = repr(made)[len("Plain(") : -1]
    values = dict(part.split("=") for part in call.split(", ") if part)
    plain = {"rate": float, "count": int, "switch": lambda text: text == "True"}
    assert Plain(**{name: plain[name](text) for name, text in values.items()}) == made


def test_replace_makes_a_checked_copy() -> None:
    made = Plain(rate=0.5)
    copy = made.replace(count=4)
    assert (made.count, copy.rate, copy.count) == (3, 0.5, 4)


def test_pickling() -> None:
    made = Plain(rate=0.5, count=4)
    assert pickle.loads(pickle.dumps(made)) == made
    batch = pickle.loads(pickle.dumps(Plain(rate=[0.25, 0.5])))
    assert batch.rate.tolist() == [0.25, 0.5]


def test_a_subclass_adds_and_changes_parameters() -> None:
    assert list(Child.parameters) == ["a", "b", "c"]
    assert (Child().a, Child().b, Child().c) == (1.0, 3.0, 4.0)
    assert list(Parent.parameters) == ["a", "b"]
    assert Parent().b == 2.0


def test_declarations_can_be_read() -> None:
    rate, count = Plain.parameters["rate"], Plain.parameters["count"]
    assert isinstance(rate, Real)
    assert (str(rate.valid), rate.slider, rate.log, rate.symbol, rate.help) == (
        "(0, 1]",
        (0.1, 1.0),
        False,
        "r",
        "A rate.",
    )
    assert isinstance(count, Integer)
    assert (str(count.valid), count.slider) == ("[1, inf)", (1, 9))


# Runs


def test_batch_sizes() -> None:
    assert Plain().batch_sizes() == set()
    assert Plain(rate=[0.5, 0.5], limit=[1.0]).batch_sizes() == {1, 2}


def test_take_some_of_the_runs() -> None:
    made = Plain(rate=[0.1, 0.2, 0.3, 0.4], limit=7.0, count=5)
    some = made.take(np.array([True, False, False, True]))
    assert (some.rate.tolist(), some.limit, some.count) == ([0.1, 0.4], 7.0, 5)
    assert made.take(slice(1, 3)).rate.tolist() == [0.2, 0.3]
    assert made.take(np.array([3, 0])).rate.tolist() == [0.4, 0.1]
    assert made.rate.tolist() == [0.1, 0.2, 0.3, 0.4]
    assert made.take(slice(1, 3)).take(slice(1, 2)).rate.tolist() == [0.3]


def test_take_changes_nothing_without_arrays() -> None:
    made = Plain()
    assert made.take(slice(0, 1)) is made
