"""Finds where rules show their strength and their weakness: ``python -m explain.find_shows``.

Every rule races on all landscapes that can be drawn and have one minimum, so that nobody wins by
falling into a better one, against plain gradient descent (gradient descent itself against Adam),
each with the learning rate that suits it there, from the landscape's own start, for `STEPS` steps.
The strength is the landscape on which the rule ends furthest ahead, the weakness that on which it
ends furthest behind, both counted in powers of ten of the gap to the minimum.
"""

from __future__ import annotations

import dataclasses
import json
import math
import sys
from collections.abc import Sequence
from functools import lru_cache

import objectives
import optimizers
from experiments import Entry, Scene, run_entry, summarise
from experiments.command import Parser, carry_out
from experiments.storage import try_to_write, write_whole
from explain.shows import FILE, STEPS, Show, lead

REFERENCES = ("sgd", "adam")
"""Against whom: the first that is not the rule itself."""
CLEAR = 0.5
"""In powers of ten: who ends less far ahead has shown nothing."""
KINDS = ("strength", "weakness")


def reference_of(rule: str) -> str:
    """Against whom a rule shows itself."""
    return next(name for name in REFERENCES if name != rule)


def stages() -> list[str]:
    """The landscapes of at most two variables that declare one minimum."""
    return [
        name
        for name in objectives.names()
        if objectives.registry[name].landscape.startswith("1 minimum")
        and objectives.get(name).dims <= 2
    ]


def raced(rule: str, objective: str, kind: str) -> Show:
    """A rule against its reference on one landscape."""
    reference = reference_of(rule)
    gap, calls = _ended(rule, objective)
    reference_gap, reference_calls = _ended(reference, objective)
    return Show(rule, reference, kind, objective, gap, reference_gap, calls, reference_calls)


@lru_cache(maxsize=256)
def _ended(rule: str, objective: str) -> tuple[float, int]:
    """How far above the minimum a rule ends, in two digits, and its evaluations.

    Kept, because every rule meets the same reference.
    """
    scene = Scene(objective=objective, steps=STEPS)
    summary = summarise(run_entry(scene, Entry(rule)).trajectory, scene.landscape())
    lost = summary.status == "diverged" or not summary.inside
    gap = math.inf if lost or summary.gap is None else max(summary.gap, 0.0)
    return float(f"{gap:.1e}"), summary.evaluations


def search(rule: str) -> list[Show]:
    """Its strength and its weakness, where it has them: a clear lead, a clear gap."""
    # Where gradient descent is lost, its learning rate says more than the rule.
    raced_all = (raced(rule, name, "") for name in stages())
    races = [race for race in raced_all if math.isfinite(race.reference_gap)]
    best, worst = max(races, key=lead), min(races, key=lead)
    found = zip(KINDS, (best, worst), (lead(best), -lead(worst)), strict=True)
    return [dataclasses.replace(show, kind=kind) for kind, show, by in found if by >= CLEAR]


def main(arguments: Sequence[str] | None = None) -> int:
    """The command, which has no options; returns the exit code."""
    parser = Parser(prog="python -m explain.find_shows", description=__doc__)
    parser.parse_args(arguments)
    return carry_out(_write, parser.prog, f"{FILE.name} is as it was")


def _write() -> None:
    try_to_write(FILE)
    table = {}
    for rule in optimizers.names():
        table[rule] = [
            {name: value for name, value in dataclasses.asdict(show).items() if name != "rule"}
            for show in search(rule)
        ]
    write_whole(FILE, (json.dumps(table, indent=1) + "\n").encode())


if __name__ == "__main__":
    sys.exit(main())
