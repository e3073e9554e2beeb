"""How closely our rules agree with the libraries: ``python -m tests.reference.agreement``.

Writes explain/agreement.json, by rule and library: the worst deviation of one step, relative to the
point, and the worst absolute ones over an open loop and over whole runs, rounded up to a power of
ten. 0 is agreement bit for bit; null means that this cannot be compared.
"""

from __future__ import annotations

import json
import math
from typing import Any

from explain.conformance import FILE
from tests.reference.records import (
    Record,
    closed_loop,
    compares,
    grouped,
    one_step,
    open_loop,
)

NOTES = {
    ("adafactor", "keras"): "with its means in float64 instead of float32",
    ("adafactor", "optax"): "with its decay in float64 instead of float32",
    ("adan", "optax"): "at beta_2 = 0.5, where its 1 - beta_2 is right",
    ("madgrad", "optax"): "with its weights in float64 instead of float32",
    ("muon", "keras"): "with its norm in float64 instead of float32",
    ("muon", "torch"): "whose iteration runs in bfloat16",
    ("rprop", "optax"): "without its delay of one step",
}
"""What the library gets wrong otherwise; see generate.py."""


def main() -> None:
    stated: dict[str, dict[str, Any]] = {}
    for (id, library), found in grouped().items():
        deviations = {name: rounded_up(value) for name, value in measured(found).items()}
        stated.setdefault(id, {})[library] = described(found) | deviations
    FILE.write_text(json.dumps(stated, indent=2) + "\n")


def described(found: list[Record]) -> dict[str, Any]:
    """What was compared."""
    first = found[0]
    return {
        "version": first.version.partition("+")[0],
        "settings": len({record.setting for record in found}),
        "runs": len(found),
        "note": NOTES.get((first.id, first.library), ""),
    }


def measured(found: list[Record]) -> dict[str, float | None]:
    """The worst deviations of some records."""
    return {
        measure.__name__: max(
            (measure(record) for record in found if compares(measure, record)), default=None
        )
        for measure in (one_step, open_loop, closed_loop)
    }


def rounded_up(value: float | None) -> float | None:
    """The next power of ten."""
    if value is None or value == 0.0:
        return value
    return float(f"1e{math.ceil(math.log10(value))}")


if __name__ == "__main__":
    main()
