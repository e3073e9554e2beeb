"""Every table is read as a person reads it, and what could be read otherwise is said."""

from __future__ import annotations

import numpy as np
import pytest

from tests.ui.own_data.written import CASES, Case
from ui.own_data import read_table


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_table_is_read_as_a_person_reads_it(case: Case) -> None:
    table = read_table(case.content)
    for name, values in case.reads.items():
        np.testing.assert_allclose(table.numbers(name), values, rtol=1e-15, err_msg=name)
    said = " ".join(table.sentences)
    for words in case.says:
        assert words in said
    if case.silent:
        assert said == ""
