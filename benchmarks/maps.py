"""The maps: ``python -m benchmarks.maps [rounds]``.

Prints a basin map and a sweep map, each beside the straightforward loop over single runs, which
is measured on a sample of its runs and scaled up.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

import numpy as np

import optimizers
from benchmarks.timing import medians, show
from experiments.basins import PATIENCE, BasinMap, basin_map
from experiments.runs import runs
from experiments.scene import Entry, Scene
from experiments.sweep import Axis, Sweep, sweep_map

SAMPLE = 20
"""So many runs of the loop are measured."""
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
    low, high = np.array(config.landscape().domain).T
    starts = np.random.default_rng(0).uniform(low, high, (SAMPLE, 2))
    stop = optimizers.Tolerance(loss=config.tolerance, patience=PATIENCE)

    def loop() -> None:
        for start in starts:
            runs(SCENE, ADAM, start, record="ends", tolerance=stop)

    def plain() -> None:
        grid = np.array(np.meshgrid(*([np.linspace(-6.0, 6.0, 200)] * 2))).reshape(2, -1)
        runs(SCENE, ADAM, grid, record="ends")

    functions = {"basin map": lambda: basin_map(config), "end points alone, one thread": plain}
    compare("Basin map, Adam, Himmelblau, 200 x 200 x 300 steps", functions, loop, 200**2, rounds)


def sweep(rounds: int) -> None:
    """Adam on Himmelblau's function with 60 x 60 pairs of hyperparameters."""
    config = Sweep(SCENE, ADAM, Axis("learning_rate"), Axis("beta_1"))
    rates, betas = config.axes()
    start = SCENE.landscape().start

    def loop() -> None:
        for rate, beta in zip(rates[:: 60 // SAMPLE], betas[:: 60 // SAMPLE], strict=True):
            values = (("learning_rate", float(rate)), ("beta_1", float(beta)))
            runs(SCENE, Entry("adam", values=values), start)

    functions = {"sweep map": lambda: sweep_map(config)}
    compare("Sweep map, Adam, Himmelblau, 60 x 60 x 300 steps", functions, loop, 60**2, rounds)


def compare(
    title: str,
    functions: dict[str, Callable[[], object]],
    loop: Callable[[], None],
    count: int,
    rounds: int,
) -> None:
    """One table in seconds; the loop is scaled from its sample to ``count`` runs."""
    name = f"loop over single runs ({SAMPLE} measured)"
    figures = medians({**functions, name: loop}, rounds)
    figures[name] *= count / SAMPLE
    show(title, "seconds", figures, next(iter(functions)))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
