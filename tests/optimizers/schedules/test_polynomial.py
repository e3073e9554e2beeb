"""Polynomial: against the libraries."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import optimizers
from tests.optimizers.helpers import factors_of

# fmt: off
REFERENCE: dict[str, tuple[dict[str, Any], list[float]]] = {
    "Keras PolynomialDecay": (
        {"alpha": 0.05, "power": 2.5}, [
        1.0, 0.8856657801380585, 0.7800117978498704, 0.6828064826874405, 0.5938117321279489,
        0.5127823251473094, 0.373598870372333, 0.31491206088058726, 0.26312300402291167,
        0.14613324086911875, 0.11884837847582178, 0.0669941166289984, 0.0505310661446562, 0.05,
        0.05]),
    "Keras PolynomialDecay, cycle": (
        {"alpha": 0.05, "power": 1.5, "decay_steps": 8, "cycle": True}, [
        1.0, 0.8275631756889597, 0.6670431001964126, 0.5194005901812437, 0.38587572106361007,
        0.2681576802166268, 0.09198446513295126, 0.05, 0.3249100971653051, 0.16875,
        0.12713038752455158, 0.05, 0.1403361856996368, 0.11463931265677828, 0.058079914082097284]),
    "PyTorch PolynomialLR": (
        {"power": 2.5}, [
        1.0, 0.8796481896190089, 0.7684334714209162, 0.666112087039411, 0.5724334022399462,
        0.48713928962874675, 0.34063038986561384, 0.27885480092693404, 0.22434000423464387,
        0.1011928851253882, 0.07247197734297031, 0.017888543819998316, 0.000559016994374949, 0.0,
        0.0]),
}
# fmt: on


@pytest.mark.parametrize("form", REFERENCE)
def test_the_libraries_agree(form: str) -> None:
    values, expected = REFERENCE[form]
    schedule = optimizers.get_schedule("polynomial", **values)
    np.testing.assert_allclose(factors_of(schedule), expected, rtol=4e-16, atol=2e-16)
