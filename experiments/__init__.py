"""Experiments made of runs: races, tuned races, and maps of many runs at once."""

from __future__ import annotations

from declarations import __version__
from experiments.basins import BasinMap, Basins, basin_map
from experiments.ensemble import Ensemble, EnsembleResult, run_ensemble
from experiments.race import Race, Runner, run_entry, run_race
from experiments.scene import Entry, Scene
from experiments.summary import Summary, of_runner, of_starts, sentence, stop_rules, summarise
from experiments.sweep import Axis, Sweep, SweepMap, sweep_map
from experiments.tuning import Tuned, Tuning, tune

__all__ = [
    "Axis",
    "BasinMap",
    "Basins",
    "Ensemble",
    "EnsembleResult",
    "Entry",
    "Race",
    "Runner",
    "Scene",
    "Summary",
    "Sweep",
    "SweepMap",
    "Tuned",
    "Tuning",
    "__version__",
    "basin_map",
    "of_runner",
    "of_starts",
    "run_ensemble",
    "run_entry",
    "run_race",
    "sentence",
    "stop_rules",
    "summarise",
    "sweep_map",
    "tune",
]
