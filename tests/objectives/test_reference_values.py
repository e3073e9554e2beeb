"""Values at three points of each objective, and its domain, start and minimisers, against a table.

The values of ``reference_values.json`` were computed with mpmath in 50 digits, from the published
formulas and independently of this code.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import objectives

RECORDS = json.loads((Path(__file__).parent / "reference_values.json").read_text())


@pytest.fixture(params=RECORDS, ids=lambda record: record["id"])
def record(request: pytest.FixtureRequest) -> dict[str, Any]:
    return request.param


def test_values(record: dict[str, Any]) -> None:
    objective = objectives.get(record["id"])
    found = objective.value(np.array(record["points"]).T)
    np.testing.assert_allclose(found, record["values"], rtol=1e-12, atol=0)


def test_domain_and_start(record: dict[str, Any]) -> None:
    objective = objectives.get(record["id"])
    assert [list(side) for side in objective.domain] == record["domain"]
    assert list(objective.start) == record["start"]


def test_minimisers(record: dict[str, Any]) -> None:
    objective = objectives.get(record["id"])
    found = np.array(objective.minimisers)
    for expected in record["minimisers"]:
        assert (np.abs(found - expected) <= 1e-14 + 1e-13 * np.abs(expected)).all(axis=1).any()
    if not objective.minimisers_note:
        assert len(found) == len(record["minimisers"])
