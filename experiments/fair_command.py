"""The fair race from the command line, as text: who wins, and how much the learning rate matters.

``python -m experiments fair --objectives matrix_quadratic --optimizers muon,shampoo,soap,adam``
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from functools import partial

import numpy as np

import objectives
import optimizers
from experiments.command import listed
from experiments.scene import Entry, Scene, Values
from experiments.tuning import Tuned, Tuning, tune

COLUMNS = (
    ("optimizer", 24),
    ("learning rate", 14),
    ("median gap", 12),
    ("quartiles", 20),
    ("wins", 8),
    ("lost", 7),
    ("good rates", 14),
)


def add(parser: argparse.ArgumentParser) -> None:
    """Describe the command."""
    parser.description = (
        "Every optimizer tries the same learning rates from the same starts. Gaps are those to the "
        "lowest f that any run of a race reached. Good rates are those "
        "that come within ten times the best gap, in decades: the larger, the less it matters."
    )
    default = Tuning(Scene(entries=(Entry("sgd"),)))
    parser.add_argument("--objectives", required=True, help="ids a,b,c or all")
    parser.add_argument("--optimizers", required=True, help="ids a,b,c or all")
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="NAME=NUMBER",
        help="a number that is a parameter of the landscapes; may be given more than once",
    )
    parser.add_argument("--schedule", default="", help="the id of a schedule for all")
    parser.add_argument("--steps", type=int, default=default.scene.steps, metavar="N")
    for name in ("trials", "starts", "seed"):
        parser.add_argument(f"--{name}", type=int, default=getattr(default, name), metavar="N")
    parser.set_defaults(prepare=prepare)


def prepare(options: argparse.Namespace) -> Callable[[], None]:
    """What there is to do. Raises ValueError when an argument is not valid, before any work."""
    entries = tuple(
        Entry(name, schedule=options.schedule)
        for name in listed(options.optimizers, optimizers.names())
    )
    if options.schedule:
        optimizers.get_schedule(options.schedule)
    parameters = tuple(map(_assigned, options.set))
    plans = []
    for name in listed(options.objectives, objectives.names()):
        scene = Scene(name, parameters, steps=options.steps, entries=entries)
        _ = scene.landscape(), [entry.rule(scene.landscape()) for entry in entries]
        plans.append(Tuning(scene, trials=options.trials, starts=options.starts, seed=options.seed))
    return partial(_write_all, plans)


def _assigned(text: str) -> tuple[str, float]:
    name, _, number = text.partition("=")
    try:
        return name.strip(), float(number)
    except ValueError:
        raise ValueError(f"--set: NAME=NUMBER is expected, got {text!r}") from None


def _write_all(plans: list[Tuning]) -> None:
    for plan in plans:
        sys.stdout.write(f"{text(plan, tune(plan))}\n\n")
        sys.stdout.flush()


def text(plan: Tuning, tuned: Tuned) -> str:
    """The leader board of a fair race with the sensitivity of each optimizer."""
    scene = plan.scene
    low, high = plan.rates
    title = (
        f"{scene.landscape().title}{_settings(scene.parameters)}: {scene.steps} steps, "
        f"{plan.trials} learning rates from {low:g} to {high:g}, {plan.starts} starts"
    )
    schedules = {entry.schedule for entry in scene.entries if entry.schedule}
    lines = [title + "".join(f", schedule {name}" for name in sorted(schedules))]
    lines.append(_row(tuple(name for name, _ in COLUMNS)))
    for standing in tuned.board:
        entry = tuned.entries[standing.entry]
        rate = dict(entry.settings[entry.best]).get("learning_rate")
        curve = entry.sensitivity
        median, lower, upper = (
            _number(value - tuned.floor)
            for value in (standing.median, standing.lower, standing.upper)
        )
        lines.append(
            _row(
                (
                    optimizers.registry[entry.entry.optimizer].title,
                    "-" if rate is None else f"{rate:.2g}",
                    median,
                    f"{lower} - {upper}",
                    f"{100 * standing.wins:.0f} %",
                    f"{100 * standing.lost:.0f} %",
                    "-" if curve is None else f"{curve.width:.1f} decades",
                )
            )
        )
    return "\n".join(lines)


def _settings(parameters: Values) -> str:
    """The parameters that were set, in brackets."""
    said = ", ".join(f"{name} {value:g}" for name, value in parameters)
    return f" ({said})" if said else ""


def _number(value: float) -> str:
    return f"{value:.2g}" if np.isfinite(value) else "lost"


def _row(cells: tuple[str, ...]) -> str:
    first, *others = zip(cells, (width for _, width in COLUMNS), strict=True)
    return f"{first[0]:<{first[1]}}" + "".join(f"{cell:>{width}}" for cell, width in others)
