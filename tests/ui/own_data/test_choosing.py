"""Columns of a table become examples: what is left out, and what is said of it."""

from __future__ import annotations

import numpy as np
import pytest

from experiments import Scene, run_race
from tests.ui.own_data.chosen import numbers_of
from ui.links.scene_link import decode
from ui.own_data import EXAMPLE, MOST_ROWS, Table, examples, read_table, suggested_columns


def test_what_is_missing_is_left_out_and_counted() -> None:
    rows = ["x,y", "1,2", "red,3", "blue,3", ",3", "5,", ",", "6,inf", "7,NaN", "8,-1e300", "9,10"]
    found = numbers_of("\n".join(rows).encode(), "x", target="y")
    assert (found.features, found.targets) == (((1.0,), (9.0,)), (2.0, 10.0))
    counted, quoted = found.sentences
    assert counted == (
        "8 of 10 rows were left out: 1 is empty, 1 has nothing in 'x', 2 have no number in 'x', "
        "2 have nothing in 'y', 2 have too large a number in 'y'."
    )
    assert quoted == (
        "For example: 'red' in row 3 of the file, column 'x', is no number; "
        "'inf' in row 8 of the file, column 'y', is too large."
    )


def test_text_in_a_number_column_alone_is_an_error_with_the_reason() -> None:
    with pytest.raises(
        ValueError,
        match=r"^3 of 3 rows were left out: 3 have no number in 'x'. No row is left; at least 2 "
        r"are needed. For example: 'red' in row 2 of the file, column 'x', is no number.$",
    ):
        numbers_of(b"x,y\nred,1\nblue,2\ngreen,3\n", "x", target="y")


@pytest.mark.parametrize(
    ("written", "zero", "one"),
    [
        ("no yes no yes", "no", "yes"),
        ("False True False True", "False", "True"),
        ("benign malignant benign malignant", "benign", "malignant"),
        ("0 1 0 1", "0", "1"),
        ("0 1.0 0.0 1", "0", "1"),
        ("-1 1 -1 1", "-1", "1"),
        ("2 5 2 5", "2", "5"),
    ],
)
def test_any_two_values_are_two_classes(written: str, zero: str, one: str) -> None:
    lines = [f"{i},{value}" for i, value in enumerate(written.split())]
    found = numbers_of("\n".join(["x,c", *lines]).encode(), "x", target="c", labels=True)
    assert found.targets == (0.0, 1.0, 0.0, 1.0)
    assert found.sentences == (f"1 stands for '{one}' in 'c', 0 for '{zero}'.",)


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("a a a", "'c' is 'a' in all rows; two classes are needed."),
        ("a b c", r"'c' has 3 different values \('a', 'b', 'c'\); this model tells two"),
        ("1 2 3 4", r"'c' has 4 different values \('1', '2', '3', …\); this model tells two"),
    ],
)
def test_other_numbers_of_classes_are_refused(written: str, sentence: str) -> None:
    lines = [f"{i},{value}" for i, value in enumerate(written.split())]
    with pytest.raises(ValueError, match=f"^{sentence}"):
        numbers_of("\n".join(["x,c", *lines]).encode(), "x", target="c", labels=True)


@pytest.mark.parametrize(
    ("written", "targets", "names", "sentence"),
    [
        (
            "b a c a b c",
            (1, 0, 2, 0, 1, 2),
            "a b c",
            "0 stands for 'a' in 'c', 1 for 'b', 2 for 'c'.",
        ),
        (
            "7 5 7 2.5 5",
            (2, 1, 2, 0, 1),
            "2.5 5 7",
            "0 stands for '2.5' in 'c', 1 for '5', 2 for '7'.",
        ),
        ("Red red blue green", (2, 2, 0, 1), "blue green red", "0 stands for 'blue' in 'c', 1 for"),
        ("no yes yes no", (0, 1, 1, 0), "no yes", "1 stands for 'yes' in 'c', 0 for 'no'."),
    ],
)
def test_several_values_are_several_classes(
    written: str, targets: tuple[int, ...], names: str, sentence: str
) -> None:
    lines = [f"{i},{value}" for i, value in enumerate(written.split())]
    content = "\n".join(["x,c", *lines]).encode()
    found = numbers_of(content, "x", target="c", labels=True, most_classes=10)
    assert found.targets == targets
    assert found.class_names == tuple(names.split())
    assert found.sentences[-1].startswith(sentence)


def test_too_many_classes_are_refused_with_a_landscape_that_takes_them() -> None:
    lines = [f"{i},{'abc'[i % 3]}" for i in range(9)]
    content = "\n".join(["x,c", *lines]).encode()
    with pytest.raises(ValueError, match=r"two classes apart\. Take the landscape Softmax reg"):
        numbers_of(content, "x", target="c", labels=True)
    many = "\n".join(["x,c", *(f"{i},{i}" for i in range(12))]).encode()
    with pytest.raises(ValueError, match=r"12 different .* tells at most 10 classes apart\.$"):
        numbers_of(many, "x", target="c", labels=True, most_classes=10)
    one = b"x,c\n1,a\n2,a\n"
    with pytest.raises(ValueError, match=r"^'c' is 'a' in all rows; two classes are needed\.$"):
        numbers_of(one, "x", target="c", labels=True, most_classes=10)


def test_a_class_that_is_in_no_drawn_row_leaves_no_gap() -> None:
    words = ["rare", *("often" if i % 2 else "seldom" for i in range(40 * MOST_ROWS))]
    content = "\n".join(["x,c", *(f"{i},{word}" for i, word in enumerate(words))]).encode()
    found = numbers_of(content, "x", target="c", labels=True, most_classes=10)
    assert found.class_names == ("often", "seldom")
    assert set(found.targets) == {0.0, 1.0}
    first, last = found.features[0][0], found.targets[0]
    assert found.class_names[int(last)] == words[int(first)]
    assert found.sentences[-2:] == (
        "None of the drawn rows has 'rare' in 'c'.",
        "1 stands for 'seldom' in 'c', 0 for 'often'.",
    )


@pytest.mark.parametrize(
    ("header", "cells", "target"),
    [
        ("kind,a,b", "{word},{i}.5,{flag}", "kind"),
        ("a,kind,b", "{i}.5,{three},{i}", "kind"),
        ("a,kind,b", "{i}.5,{word},{three}", "kind"),
        ("a,b", "{i}.5,{flag}", "b"),
    ],
)
def test_for_many_classes_the_target_is_a_column_of_a_few_values(
    header: str, cells: str, target: str
) -> None:
    lines = [
        cells.format(i=i, word=("ant", "bee", "cat")[i % 3], three=i % 3, flag=i % 2)
        for i in range(12)
    ]
    table = read_table("\n".join([header, *lines]).encode())
    features, found = suggested_columns(table, 2, labels=True, most_classes=10)
    assert found == target
    assert found not in features


def test_a_feature_of_two_columns() -> None:
    content = b"a;b;c\n1,5;2;no\n3;4;yes\n"
    found = numbers_of(content, "a", "b", target="c", labels=True)
    assert found.features == ((1.5, 2.0), (3.0, 4.0))


def test_columns_that_make_no_sense_are_refused() -> None:
    with pytest.raises(ValueError, match=r"^'x' cannot be both a feature and the target.$"):
        numbers_of(b"x,y\n1,2\n3,4\n", "x", target="x")
    with pytest.raises(ValueError, match=r"^Choose a column for the feature.$"):
        numbers_of(b"x,y\n1,2\n3,4\n", target="y")
    with pytest.raises(ValueError, match="Only one row is left; at least 2 are needed"):
        numbers_of(b"x,y\n1,2\n3,\n", "x", target="y")


@pytest.mark.parametrize("name", ["linear_regression", "sigmoid_neuron"])
@pytest.mark.parametrize("scaling", ["none", "standard", "minmax"])
@pytest.mark.parametrize("x", [5.0, 0.0])
def test_a_constant_feature_is_said_and_can_be_run(name: str, scaling: str, x: float) -> None:
    found = numbers_of(f"x,y\n{x},0.1\n{x},0.2\n{x},0.6\n".encode(), "x", target="y")
    assert found.sentences == ("'x' is the same in all rows; there is nothing to learn from.",)
    parameters = (("features", found.features), ("targets", found.targets), ("scaling", scaling))
    race = run_race(Scene(objective=name, parameters=parameters, steps=50))
    assert all(runner.trajectory.status != "diverged" for runner in race.runners)


def test_of_a_million_rows_the_same_2000_are_drawn_for_a_seed() -> None:
    table = read_table(b"x,y\n" + b"1,2\n3,4\n5,6\n7,8\n9,0\n" * 200_000)
    assert len(table) == 1_000_000
    first, again, other = (
        examples(table, ["x"], "y", labels=False, seed=seed) for seed in (0, 0, 1)
    )
    assert len(first.targets) == MOST_ROWS
    assert first.sentences == ("2,000 of 1,000,000 rows are used, drawn at random with seed 0.",)
    assert first == again
    assert first.targets != other.targets
    # Every fifth of the rows is drawn from equally often, up to five standard deviations.
    counts = np.unique(first.targets, return_counts=True)[1]
    assert np.abs(counts - 400).max() < 5 * np.sqrt(2000 * 0.2 * 0.8)


def test_drawn_rows_keep_features_and_targets_together() -> None:
    lines = [f"{i},{3 * i}" for i in range(MOST_ROWS + 500)]
    found = numbers_of("\n".join(["x,y", *lines]).encode(), "x", target="y")
    assert [3 * x for (x,) in found.features] == list(found.targets)
    assert sorted(found.targets) == list(found.targets)


def test_the_columns_to_begin_with() -> None:
    table = read_table(EXAMPLE.encode())
    assert suggested_columns(table, 1, labels=False) == (["hours"], "score")
    assert suggested_columns(table, 2, labels=True) == (["hours", "score"], "passed")
    for labels, target in ((False, "score"), (True, "passed")):
        assert len(examples(table, ["hours"], target, labels=labels).targets) == 12


@pytest.mark.parametrize(
    ("codes", "are_names"),
    [
        ("01067 80331 10115", True),
        ("0012 0013 0014", True),
        ("0 1 5", False),
        ("1000 2000 3000", False),
        ("01 06 12", False),
    ],
)
def test_codes_with_leading_zeros_are_no_features(codes: str, are_names: bool) -> None:
    rows = [f"{code},{i * i},{i}" for i, code in enumerate(codes.split())]
    table = read_table("\n".join(["code,x,y", *rows]).encode())
    assert suggested_columns(table, 1, labels=False)[0] == (["x"] if are_names else ["code"])
    assert any("'code' counts or names" in said for said in table.sentences) == are_names


def test_decimal_commas_between_commas_are_suspected() -> None:
    found = read_table(b"x,y\n1,5,2\n2,5,3\n3,5,4\n").sentences
    assert any("separate its columns by semicolons" in said for said in found)


def test_a_table_can_be_asked_for_its_numbers() -> None:
    table: Table = read_table(b"x;y\n1,5;a\n2;b\n")
    np.testing.assert_array_equal(table.numbers("x"), [1.5, 2.0])
    assert np.isnan(table.numbers("y")).all()


@pytest.mark.parametrize("number", ["1e18", "-2e37", "1e99"])
def test_a_target_whose_square_cannot_be_drawn_is_refused_with_its_cell(number: str) -> None:
    table = f"x,y\n1,2\n2,{number}\n3,5\n4,7\n".encode()
    found = numbers_of(table, "x", target="y")
    assert found.targets == (2.0, 5.0, 7.0)
    assert found.sentences == (
        "1 of 4 rows was left out: 1 has too large a number in 'y'.",
        f"For example: '{number}' in row 3 of the file, column 'y', is too large.",
    )
    params = {"f": ["linear_regression"], "p.features": ["1_2"], "p.targets": [f"1.0~{number}"]}
    read, messages = decode(params)
    assert "features" not in dict(read.scene.parameters)
    assert "targets must be between -1e+17 and 1e+17" in " ".join(messages)


def test_targets_that_hardly_differ_are_refused() -> None:
    with pytest.raises(ValueError, match=r"^The numbers in 'y' differ by less than 1e-15"):
        numbers_of(b"x,y\n1,2e-20\n2,3e-20\n", "x", target="y")
    assert numbers_of(b"x,y\n1,2e-10\n2,3e-10\n", "x", target="y").targets == (2e-10, 3e-10)
