"""Tables of visitors: what is read of a file, and what is said of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import objectives
from tests.ui.own_data.chosen import numbers_of
from ui.own_data import MOST_BYTES, Examples, Table, examples, read_table, suggested_columns


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The table is empty."),
        (b"\n  \n\n", "The table is empty."),
        (b"x,y\n", "The table has no row below the header; at least 2 are needed."),
        (b"x,y\n1,2\n", "The table has one row; at least 2 are needed."),
        (b"1\n2\n3\n", "The table has one column; it needs one for a feature and one for y."),
        (b",".join([b"1"] * 101) + b"\n", "The table has 101 columns; at most 100 are read."),
        (bytes(range(256)) * 4, "This is not a text file."),
        (b"PK\x03\x04\x14\x00\x06\x00" + bytes(50), "This is not a text file."),
        (b"\xff\xfe\x00\xd8\x00\xd8", "This is not a text file."),
        (b'x,y\n1,"2\n3,4\n', "The table cannot be read: a quotation mark is not closed"),
        (b"x" * 200_000 + b"\n1,2\n", "The table cannot be read"),
    ],
)
def test_what_is_no_table_is_refused_in_one_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(ValueError, match=f"^{sentence}"):
        read_table(content)


def test_a_file_of_100_megabytes_is_refused_before_it_is_read() -> None:
    with pytest.raises(ValueError, match=r"^The file has 100.0 MB; at most 5 MB are read.$"):
        read_table(bytes(100_000_000))


def test_the_limit_itself_is_read() -> None:
    row = b"1,2\n"
    table = read_table(row * (MOST_BYTES // len(row)))
    assert len(table) == MOST_BYTES // len(row)
    with pytest.raises(ValueError, match="at most 5 MB"):
        read_table(row * (MOST_BYTES // len(row)) + b"1")


WRITTEN = {
    "commas": "x,y\n1.5,2\n-3,4e2\n",
    "semicolons and decimal commas": "x;y\n1,5;2\n-3;400\n",
    "tabs": "x\ty\n1.5\t2\n-3\t400\n",
    "spaces": "x y\n1.5   2\n-3 400\n",
    "bars": "x|y\n1.5|2\n-3|400\n",
    "quotes": '"x","y"\n"1.5","2"\n"-3","400"\n',
    "quotes and semicolons": '"x";"y"\n"1,5";"2"\n"-3";"400"\n',
    "spaces around": " x , y \n 1.5 , 2 \n -3 , 400 \n",
    "Windows": "x,y\r\n1.5,2\r\n-3,400\r\n",
    "old Macintosh": "x,y\r1.5,2\r-3,400\r",
    "empty lines": "\n\nx,y\n\n1.5,2\n\n-3,400\n\n\n",
}


@pytest.mark.parametrize("text", WRITTEN.values(), ids=WRITTEN)
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1"]
)
def test_every_way_to_write_a_table(text: str, encoding: str) -> None:
    found = numbers_of(text.encode(encoding), "x", target="y")
    assert found == Examples(((1.5,), (-3.0,)), (2.0, 400.0))


def test_latin_1_is_read_and_said() -> None:
    table = read_table("Höhe;Länge\n1;2\n3;4\n".encode("latin-1"))
    assert table.names == ["Höhe", "Länge"]
    assert table.sentences == ("The file is not in UTF-8; it was read as Latin-1.",)


def test_separators_inside_quotes_belong_to_the_cell() -> None:
    table = read_table(b'"a, b","c ""d"""\n"1","2"\n3,4\n')
    assert table.names == ["a, b", 'c "d"']


def test_columns_of_the_same_name_are_told_apart() -> None:
    table = read_table(b"x,x,,x\n1,2,3,4\n5,6,7,8\n")
    assert table.names == ["x", "x (2)", "column 3", "x (3)"]
    same, nameless = table.sentences
    assert same == "Some columns have the same name; now called 'x (2)', 'x (3)'."
    assert "no name for 'column 3'" in nameless
    assert examples(table, ["x"], "x (3)", labels=False).targets == (4.0, 8.0)


def test_a_table_without_a_header() -> None:
    table = read_table(b"1,2\n3,4\n")
    assert (table.names, len(table)) == (["column 1", "column 2"], 2)
    assert "not taken for a header" in table.sentences[0]


def test_rows_that_are_too_wide_are_counted() -> None:
    table = read_table(b"x,y\n1,2\n3,4,5\n6,7\n8,9\n")
    assert len(table) == 3
    assert table.sentences == ("1 row has more than 2 cells and was left out.",)


def read_or_said(content: bytes) -> Table | str:
    try:
        return read_table(content)
    except ValueError as error:
        return str(error)


@given(st.binary(max_size=200))
def test_any_bytes_give_a_table_or_a_sentence(content: bytes) -> None:
    found = read_or_said(content)
    if isinstance(found, str):
        assert found.endswith(".")
    else:
        assert len(found) >= 2
        assert len(set(found.names)) == len(found.names) >= 2


def chosen_or_said(table: Table, labels: bool) -> Examples | str:
    features, target = suggested_columns(table, 1, labels=labels)
    try:
        return examples(table, features, target, labels=labels)
    except ValueError as error:
        return str(error)


@given(st.text(alphabet='0159.,;-+eE"\n\t nax', max_size=120), st.booleans())
def test_any_table_gives_examples_or_a_sentence(text: str, labels: bool) -> None:
    table = read_or_said(text.encode())
    found = table if isinstance(table, str) else chosen_or_said(table, labels)
    if isinstance(found, str):
        assert found.endswith(".")
        return
    name = "logistic_regression" if labels else "linear_regression"
    problem = objectives.get(name, features=found.features, targets=found.targets)
    assert problem.examples == len(found.targets)


def test_rows_with_more_cells_than_names_are_remarked() -> None:
    table = read_table(b"x,y\n1,5,2,5\n2,5,3,5\n3,5,4,5\n")
    (sentence,) = table.sentences
    assert "no name for 'column 3', 'column 4'" in sentence
    assert "semicolons" in sentence
    assert read_table(b"x,y\n1,2,\n2,3,\n4,5,\n").sentences == ()
