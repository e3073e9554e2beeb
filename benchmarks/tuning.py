"""The fair race: ``python -m benchmarks.tuning [rounds]``.

Prints the seconds that it takes to tune eight optimizers, 64 trials of 300 steps from five
starts each, beside the same runs made one by one, which is measured on a sample of them.
"""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Callable

import numpy as np

import optimizers
from benchmarks.timing import medians, show
from experiments.scene import Entry, Scene
from experiments.trials import with_values
from experiments.tuning import Tuning, tune

RACE = ("sgd", "momentum", "nesterov", "rmsprop", "adagrad", "adadelta", "adam", "adamw")
SEARCHERS = ("bfgs", "lbfgs", "newton", "gradient_descent_wolfe")
SAMPLE = 16
"""Of so many trials, one is run in the loop."""


def main(rounds: int) -> None:
    """Print the table."""
    entries = tuple(Entry(name) for name in RACE)
    grid = Tuning(scene=Scene(start=(-1.5, 2.0), steps=300, entries=entries))
    searchers = grid.scene.replace(entries=entries[:4] + tuple(map(Entry, SEARCHERS)))
    plans = {
        "grid": grid,
        "random": dataclasses.replace(grid, method="random"),
        "random, all hyperparameters, and curve": dataclasses.replace(
            grid, method="random", also=True
        ),
        "halving, and curve": dataclasses.replace(grid, method="halving"),
        "random, all, four with line searches": dataclasses.replace(
            grid, scene=searchers, method="random", also=True
        ),
    }
    functions: dict[str, Callable[[], object]] = {
        name: lambda plan=plan: tune(plan) for name, plan in plans.items()
    }
    loop = f"loop over single runs (1 of {SAMPLE} x {SAMPLE})"
    figures = medians(functions | {loop: lambda: one_by_one(grid)}, rounds)
    figures[loop] *= SAMPLE
    print(f"medians of {rounds} rounds; NumPy {np.__version__}, Python {sys.version.split()[0]}")
    show("Tuning 8 optimizers, 64 trials x 300 steps x 5 starts", "s", figures, "grid")


def one_by_one(plan: Tuning) -> list[float]:
    """The last losses of a sample of the runs, each made alone."""
    objective = plan.scene.landscape()
    return [
        float(optimizers.minimize(objective, rule, start, plan.scene.steps).values[-1])
        for entry in plan.scene.entries
        for values in plan.settings(entry)[SAMPLE // 2 :: SAMPLE]
        for rule in [with_values(entry, values).rule(objective)]
        for start in plan.start_points()
    ]


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
