"""The committed table of learning rates that suit a landscape; made by `experiments.suggest`."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("suggested.json")
STEPS = 200
"""For so many steps the learning rates were searched."""


@cache
def suggested() -> dict[str, dict[str, float]]:
    """Learning rates by landscape, then by optimizer."""
    found: dict[str, dict[str, float]] = json.loads(FILE.read_text())
    return found
