"""The fair race: ``python -m benchmarks.tuning [rounds]``.

Prints the seconds that it takes to tune eight optimizers, 64 trials of 300 steps from five
starts each, beside the same runs made one by one, which is measured on a sample of them; and the
seconds in Chromium from the click that asks for such a race to the picture of it.
"""

from __future__ import annotations

import dataclasses
import statistics
import sys
import time
from collections.abc import Callable

import numpy as np
from playwright.sync_api import sync_playwright

import optimizers
from benchmarks.server import running
from benchmarks.timing import medians, show
from experiments.scene import Entry, Scene
from experiments.trials import with_values
from experiments.tuning import Tuning, tune
from tests.browser.conftest import ARGUMENTS, Visitor
from tests.browser.install import executable

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
    print(f"\nThe same on the page, from the click to the picture: {on_the_page(rounds):.2f} s")


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


def on_the_page(rounds: int) -> float:
    """The median over races that differ in their seed, each of them asked for by its last start."""
    race = "&".join(f"o={name}" for name in RACE)
    ready = "() => Number(document.querySelector('.chart-host[data-ready]').dataset.ready)"
    seconds = []
    path = executable()
    with running() as (address, _), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        visitor = Visitor(browser.new_context(), address)
        page = visitor.page
        for seed in range(rounds + 1):
            page.goto(f"{address}/fair-race?{race}&n=300&seed={seed}&race.starts=4")
            page.wait_for_selector(".chart-host[data-ready]")
            page.wait_for_selector('[data-test-script-state="notRunning"]')
            before = page.evaluate(ready)
            begin = time.perf_counter()
            page.locator(".st-key-race-starts [data-testid=stNumberInputStepUp]").click()
            page.wait_for_function(f"before => ({ready})() > before", arg=before)
            seconds.append(time.perf_counter() - begin)
        browser.close()
    return statistics.median(seconds[1:])


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
