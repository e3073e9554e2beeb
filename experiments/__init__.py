"""Experiments made of runs: a race of optimizers on one landscape, and what is said of it."""

from __future__ import annotations

from experiments.race import Race, Runner, run_entry, run_race
from experiments.scene import Entry, Scene
from experiments.summary import Summary, sentence, summarise

__all__ = [
    "Entry",
    "Race",
    "Runner",
    "Scene",
    "Summary",
    "run_entry",
    "run_race",
    "sentence",
    "summarise",
]
