"""The maps: ``python -m benchmarks.maps [rounds]``.

Prints a basin map and a sweep map, each beside the straightforward loop over single runs, which
is measured on a sample of its runs and scaled up.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import numpy as np

import optimizers
from benchmarks.timing import agree, medians, show
from experiments.basins import PATIENCE, BasinMap, basin_map
from experiments.runs import runs
from experiments.scene import Entry, Scene
from experiments.sweep import LAST, Axis, Sweep, sweep_map

SAMPLE = 20
"""So many runs of the loop are measured."""
LOOP = "loop over single runs"
SCENE = Scene("himmelblau", steps=300)
ADAM = Entry("adam")


def main(rounds: int) -> None:
    """Print both tables."""
    print(f"medians of {rounds} rounds; NumPy {np.__version__}, Python {sys.version.split()[0]}")
    basins(rounds)
    sweep(rounds)


def basins(rounds: int) -> None:
    """Adam on Himmelblau's function from 200 x 200 starts."""
    config = BasinMap(SCENE, ADAM, 200)
    expected = basin_map(config)
    # Of starts that arrive somewhere: where the others end is not in the map.
    arrived = np.argwhere(expected.reached >= 0)
    cells = np.random.default_rng(0).choice(arrived, SAMPLE)
    stop = optimizers.Tolerance(loss=config.tolerance, patience=PATIENCE)
    minima = np.array(expected.minima)

    def start(row: int, column: int) -> Any:
        return expected.plane.points(expected.a[column], expected.b[row])

    def loop() -> Any:
        ends = [
            runs(SCENE, ADAM, start(*cell), record="ends", tolerance=stop).points[-1]
            for cell in cells
        ]
        return [np.argmin(((minima - end) ** 2).sum(axis=1)) for end in ends]

    def plain() -> None:
        grid = np.array(np.meshgrid(*([np.linspace(-6.0, 6.0, 200)] * 2))).reshape(2, -1)
        runs(SCENE, ADAM, grid, record="ends")

    def check(name: str, answer: Any) -> None:
        """The loop arrives where the map says."""
        if name.startswith(LOOP):
            agree(name, answer, expected.reached[tuple(cells.T)])

    functions = {"basin map": lambda: basin_map(config), "end points alone, one thread": plain}
    title = "Basin map, Adam, Himmelblau, 200 x 200 x 300 steps"
    compare(title, functions, loop, 200**2, rounds, check)


def sweep(rounds: int) -> None:
    """Adam on Himmelblau's function with 60 x 60 pairs of hyperparameters."""
    config = Sweep(SCENE, ADAM, Axis("learning_rate"), Axis("beta_1"))
    expected = sweep_map(config)
    rates, betas = config.axes()
    start = SCENE.landscape().start
    cells = range(0, 60, 60 // SAMPLE)

    def loop() -> Any:
        gaps = []
        for cell in cells:
            values = (("learning_rate", float(rates[cell])), ("beta_1", float(betas[cell])))
            run = runs(SCENE, Entry("adam", values=values), start)
            gaps.append(np.median(run.values[-LAST:]) - expected.floor)
        return gaps

    def check(name: str, answer: Any) -> None:
        """The loop ends as high as the map says."""
        if name.startswith(LOOP):
            agree(name, answer, expected.final_gap[cells, cells], within=1e-12)

    functions = {"sweep map": lambda: sweep_map(config)}
    title = "Sweep map, Adam, Himmelblau, 60 x 60 x 300 steps"
    compare(title, functions, loop, 60**2, rounds, check)


def compare(
    title: str,
    functions: dict[str, Callable[[], object]],
    loop: Callable[[], object],
    count: int,
    rounds: int,
    check: Callable[[str, Any], None],
) -> None:
    """One table in seconds; the loop is scaled from its sample to ``count`` runs."""
    name = f"{LOOP} ({SAMPLE} measured)"
    figures = medians({**functions, name: loop}, rounds, check)
    figures[name] *= count / SAMPLE
    show(title, "seconds", figures, next(iter(functions)))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
