"""Finds where rules end ahead and where behind: ``python -m explain.find_shows``.

What a rule declares itself (`optimizers.show.Show`) needs no search. For the rest, every rule
races on all landscapes that can be drawn and have one minimum, so that nobody wins by falling into
a better one, against plain gradient descent (gradient descent itself against Adam), each with the
learning rate that suits it there, from the landscape's own start, for `STEPS` steps. Leads are
counted in powers of ten of the gap to the minimum. Of the landscapes on which a lead is clear, and
not much smaller than the rule's largest one, that is taken on which the fewest rules are shown so
far, so that not all meet on the same three; of equals, that with the largest lead.
"""

from __future__ import annotations

import dataclasses
import json
import math
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

import objectives
import optimizers
from experiments import Entry, Scene, run_entry, summarise
from experiments.command import Parser, carry_out
from experiments.storage import try_to_write, write_whole
from explain.shows import FILE, KINDS, STEPS, Found, declared, lead
from optimizers.show import Kind

REFERENCES = ("sgd", "adam")
"""Against whom: the first that is not the rule itself."""
CLEAR = 0.5
"""In powers of ten: who ends less far ahead has shown nothing."""
MUCH = 0.5
"""Leads of at least this share of the largest one stand for choice."""


def reference_of(rule: str) -> str:
    """Against whom a rule is shown."""
    return next(name for name in REFERENCES if name != rule)


def stages() -> list[str]:
    """The landscapes of at most two variables that declare one minimum."""
    return [
        name
        for name in objectives.names()
        if objectives.registry[name].landscape.startswith("1 minimum")
        and objectives.get(name).dims <= 2
    ]


def raced(rule: str, objective: str, kind: Kind) -> Found:
    """A rule against its reference on one landscape."""
    reference = reference_of(rule)
    gap, calls = _ended(rule, objective)
    reference_gap, reference_calls = _ended(reference, objective)
    return Found(rule, reference, kind, objective, gap, reference_gap, calls, reference_calls)


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


def races(rule: str) -> list[Found]:
    """A rule on all stages on which its reference is not lost.

    Where that is lost, its learning rate says more than the rule.
    """
    raced_all = (raced(rule, name, "strength") for name in stages())
    return [race for race in raced_all if math.isfinite(race.reference_gap)]


def chosen(races: Iterable[Found], kind: Kind, taken: Counter[str]) -> Found | None:
    """Of the clear leads, or gaps, that on the landscape on which the fewest rules are shown."""
    sign = {"strength": 1.0, "weakness": -1.0}[kind]
    by = {race: sign * lead(race) for race in races}
    enough = max(CLEAR, MUCH * max(by.values(), default=0.0))
    clear = [race for race in by if by[race] >= enough]
    if not clear:
        return None
    # Of equals, min takes the first: they are in the order of the landscapes.
    best = min(clear, key=lambda race: (taken[race.objective], -by[race]))
    return dataclasses.replace(best, kind=kind)


def search() -> dict[str, list[Found]]:
    """For every rule what it does not declare itself, where there is anything clear."""
    rules = optimizers.names()
    taken = Counter(show.objective for rule in rules for show in declared(rule))
    table: dict[str, list[Found]] = {}
    for rule in rules:
        table[rule] = []
        missing = [kind for kind in KINDS if kind not in {show.kind for show in declared(rule)}]
        raced_all = races(rule) if missing else []
        for kind in missing:
            found = chosen(raced_all, kind, taken)
            if found is not None:
                taken[found.objective] += 1
                table[rule].append(found)
    return table


def main(arguments: Sequence[str] | None = None) -> int:
    """The command, which has no options; returns the exit code."""
    parser = Parser(prog="python -m explain.find_shows", description=__doc__)
    parser.parse_args(arguments)
    return carry_out(_write, parser.prog, f"{FILE.name} is as it was")


def _write() -> None:
    try_to_write(FILE)
    table = {
        rule: [
            {name: value for name, value in dataclasses.asdict(found).items() if name != "rule"}
            for found in shows
        ]
        for rule, shows in search().items()
    }
    write_whole(FILE, (json.dumps(table, indent=1) + "\n").encode())


if __name__ == "__main__":
    sys.exit(main())
