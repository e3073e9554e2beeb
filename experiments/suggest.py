"""Learning rates that suit a landscape: ``python -m experiments.suggest`` writes suggested.json.

For every landscape and every rule that has a learning rate, 85 rates from 1e-5 to 100 are run for
200 steps from the landscape's own start, all in one batch. Among the rates that reach within a
factor of ten of the lowest gap to the minimum (a millionth of the first gap is as good as nothing)
and go at least half as far as the one with the lowest, the one with the shortest detour wins: path
length over distance gone. Weight decay is off. Runs do not count that diverge, leave the picture,
or jump further than a thirtieth of its diagonal in more than one step of twenty. The result is what
a visitor sees first; it is not a tuned race. Rules without a family, such as those that find their
own step, keep their default.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence

import numpy as np

import objectives
import optimizers
from experiments.command import Parser, carry_out
from experiments.runs import widened
from experiments.storage import try_to_write, write_whole
from experiments.suggested import FILE, STEPS

RATES = np.array([float(f"{rate:.2g}") for rate in np.geomspace(1e-5, 100.0, 85)])
LAST = 20
"""The gap at the end is the median of so many steps."""
ENOUGH = 1e-6
CLOSE = 1.0
LONGEST_HOP = 1 / 30


def search(objective: objectives.Objective, rule: optimizers.Optimizer) -> float | None:
    """The best of the rates for a rule, or None when none stays in the picture."""
    batch = rule.replace(learning_rate=RATES)
    if "weight_decay" in batch.parameters:
        # At a large rate decay alone jumps to the origin, where many minima lie.
        batch = batch.replace(weight_decay=0.0)
    run = optimizers.minimize(objective, batch, objective.start, STEPS)
    low, high = widened(objective).T[:, np.newaxis, :, np.newaxis]
    inside = ((run.points >= low) & (run.points <= high)).all(axis=(0, 1))
    _, values = run.judged
    floor = float(values[:, inside].min(initial=np.inf)) if inside.any() else 0.0
    if objective.fmin is not None:
        floor = min(floor, objective.fmin)
    with np.errstate(all="ignore"):
        gaps = np.median(values[-LAST:], axis=0) - floor
        fall = np.log10(np.maximum(gaps / max(float(values[0, 0]) - floor, 1e-300), ENOUGH))
        moves = np.sqrt((np.diff(run.points, axis=0) ** 2).sum(axis=1))
        gone = np.sqrt(((run.points - run.points[0]) ** 2).sum(axis=1)).max(axis=0)
        detour = np.log10(moves.sum(axis=0) / gone)
        hop = np.percentile(moves, 95, axis=0) / float(
            np.sqrt((np.ptp(objective.domain, axis=1) ** 2).sum())
        )
    good = inside & (run.status != "diverged") & (gone > 0) & (hop < LONGEST_HOP)
    fall = np.where(good, fall, np.inf)
    # Where all rates end in some hole, the smallest would win by not going anywhere.
    going = gone >= 0.5 * gone[np.argmin(fall)]
    unrest = np.where(good & going & (fall <= fall.min() + CLOSE), detour, np.inf)
    best = int(np.argmin(unrest))
    if not np.isfinite(unrest[best]):
        return None
    return float(RATES[best])


def main(arguments: Sequence[str] | None = None) -> int:
    """The command, which has no options; returns the exit code."""
    parser = Parser(prog="python -m experiments.suggest", description=__doc__)
    parser.parse_args(arguments)
    return carry_out(suggest, parser.prog, f"{FILE.name} is as it was")


def suggest() -> None:
    """Search for all landscapes and rules and write the file."""
    try_to_write(FILE)
    table: dict[str, dict[str, float]] = {}
    for name in objectives.names():
        objective = objectives.get(name)
        row = {}
        for optimizer in optimizers.names():
            rule = optimizers.get(optimizer)
            if "learning_rate" in rule.parameters and rule.family is not None:
                rate = search(objective, rule)
                if rate is not None:
                    row[optimizer] = rate
        table[name] = row
    write_whole(FILE, (json.dumps(table, indent=1, sort_keys=True) + "\n").encode())


if __name__ == "__main__":
    sys.exit(main())
