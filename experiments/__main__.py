"""Long experiments from the command line: ``python -m experiments table --out results.csv``."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import numpy as np

import objectives
import optimizers
from experiments import cluster, fair_command
from experiments.command import Parser, carry_out, listed, reason
from experiments.comparison import Comparison, Table, compare
from experiments.profiles import costs
from experiments.storage import ENDINGS, Parts, try_to_write, write

BAR = 30


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one of the commands; returns the exit code."""
    parser = Parser(prog="python -m experiments", description="Long experiments.")
    commands = parser.add_subparsers(required=True, metavar="command")
    _add_table(commands.add_parser("table", help="all optimizers on all objectives, as a file"))
    fair_command.add(commands.add_parser("fair", help="the fair race of some optimizers, as text"))
    options = parser.parse_args(arguments)
    try:
        job = options.prepare(options)
    except (ValueError, cluster.ClusterError) as error:
        parser.error(str(error))
    return carry_out(job, parser.prog, "the same command goes on from here")


def _add_table(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Run optimizers on objectives from several starts, each with the suggested learning rate, "
        "and write one row for every run. Started again after a break, it goes on where it was."
    )
    default = Comparison(("sphere",), ("sgd",))
    parser.add_argument("--objectives", default="featured", help="ids a,b,c or featured or all")
    parser.add_argument("--optimizers", default="all", help="ids a,b,c or all")
    for name in ("starts", "steps", "seed"):
        parser.add_argument(f"--{name}", type=int, default=getattr(default, name), metavar="N")
    parser.add_argument("--out", type=Path, required=True, help="a .parquet or .csv file")
    parser.add_argument("--fresh", action="store_true", help="forget the parts of an earlier try")
    parser.set_defaults(prepare=_prepare_table)


def _prepare_table(options: argparse.Namespace) -> Callable[[], None]:
    """What there is to do. Raises when an argument is not valid, before any work is done."""
    config = Comparison(
        objectives=_objectives(options.objectives),
        optimizers=listed(options.optimizers, optimizers.names()),
        starts=options.starts,
        steps=options.steps,
        seed=options.seed,
    )
    out: Path = options.out
    _check_output(out)
    executor = cluster.executor() or cluster.processes()
    return partial(_make_table, config, out, executor, options.fresh)


def _check_output(out: Path) -> None:
    """Raise a `ValueError` when the table cannot be written: better now than after hours."""
    if out.suffix not in ENDINGS:
        raise ValueError(f"--out must end in {' or '.join(ENDINGS)}, got {out.name!r}")
    if out.suffix == ".parquet" and find_spec("pyarrow") is None:
        raise ValueError("a .parquet file needs the package pyarrow; .csv needs none")
    folder, parts = out.parent, _folder_of_parts(out)
    try:
        if not folder.is_dir():
            raise ValueError(f"--out: there is no folder {str(folder)!r}")
        if out.exists() and not out.is_file():
            kind = "a folder" if out.is_dir() else "no ordinary file"
            raise ValueError(f"--out: {str(out)!r} is {kind}")
        if parts.is_symlink() or (parts.exists() and not parts.is_dir()):
            raise ValueError(f"--out: {str(parts)!r} is no folder; that is where the parts go")
        try_to_write(out)
        if parts.exists():
            try_to_write(parts / "part")
    except OSError as error:
        raise ValueError(f"--out cannot be written: {reason(error)}") from None


def _folder_of_parts(out: Path) -> Path:
    return out.with_name(f"{out.name}.parts")


def _make_table(config: Comparison, out: Path, executor: Executor, fresh: bool) -> None:
    parts = Parts(_folder_of_parts(out), config)
    if fresh:
        parts.clear()
    with executor:
        table = compare(config, executor, _Bar(), parts)
    write(table, out)
    print(summary(table))
    print(f"\n{len(table):,} rows in {out}", flush=True)
    parts.clear()


def _objectives(text: str) -> tuple[str, ...]:
    if text == "featured":
        return tuple(name for name in objectives.names() if objectives.registry[name].featured)
    return listed(text, objectives.names())


class _Bar:
    """The share done on standard error: one line that grows, or one for every part in a log."""

    def __init__(self) -> None:
        self.begin = time.monotonic()
        self.said = -1.0

    def __call__(self, share: float) -> None:
        if share == self.said and not sys.stderr.isatty():
            return
        self.said = share
        bar = ("#" * round(BAR * share)).ljust(BAR, ".")
        seconds = time.monotonic() - self.begin
        line = f"[{bar}] {100 * share:3.0f} %  {seconds:.0f} s"
        end = "\r" if sys.stderr.isatty() and share < 1 else "\n"
        print(line, end=end, file=sys.stderr, flush=True)


def summary(table: Table) -> str:
    """For every optimizer, the share of problems solved and the median evaluations, as text.

    The median is over all problems, so there is none for who solves less than half of them.
    """
    found = [costs(table, float(tolerance)) for tolerance in table.tolerances]
    shares = np.array([np.isfinite(cost.values).mean(axis=0) for cost in found])
    medians = np.array([np.median(cost.values, axis=0) for cost in found])
    wide = max(len("optimizer"), *(len(name) for name in found[0].solvers))
    titles = "".join(f"{tolerance:>9.0e}" for tolerance in table.tolerances)
    lines = [
        f"{len(found[0].problems):,} problems; share solved, and median evaluations, to tolerance",
        f"{'optimizer':{wide}}{titles}   {titles}",
    ]
    # By the tightest tolerance first.
    for index in sorted(range(len(found[0].solvers)), key=lambda i: tuple(-shares[::-1, i])):
        share = "".join(f"{100 * value:7.1f} %" for value in shares[:, index])
        median = "".join(
            f"{value:9,.0f}" if np.isfinite(value) else f"{'-':>9}" for value in medians[:, index]
        )
        lines.append(f"{found[0].solvers[index]:{wide}}{share}   {median}")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
