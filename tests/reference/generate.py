"""Runs the real libraries and writes what they do, by hand: ``python -m tests.reference.generate``.

Needs what requirements.txt beside this file lists; takes a few minutes. Every library is given
the same NumPy gradient in float64, so that a difference is a difference of the update rule.

Left out, because the library itself is wrong:

- Optax ``adadelta(learning_rate=None)``, its default, goes uphill;
- Keras ``ScheduleFreeAdamW`` on the PyTorch and TensorFlow backends, which overwrites a value
  that it goes on using; the JAX backend, used here, does not.

Put right on the way, each beside a comment: float32 in Keras and Optax ``Adafactor`` and in Optax
``madgrad``, the delay of Optax ``rprop``. Of Optax ``adan`` only what its error does not reach is
run.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from declarations.arrays import Array
from tests.reference import keras_runs, optax_runs, torch_runs
from tests.reference.cases import Case, Run
from tests.reference.problems import OBJECTIVES, Problem, Script, written_script
from tests.reference.records import FILE

LIBRARIES = {
    "keras": (keras_runs.VERSION, keras_runs.CASES, keras_runs.KerasRun),
    "torch": (torch_runs.VERSION, torch_runs.CASES, torch_runs.TorchRun),
    "optax": (optax_runs.VERSION, optax_runs.CASES, optax_runs.OptaxRun),
}

STEPS = 60
FAR_OUT = 1e8
"""A run that goes farther is on its way to infinity and is cut."""
SEEDS = 4
ULPS = 4
STABLE = 2e-13
"""How close the runs with other rounding have to stay for a closed loop to be comparable."""

Make = Callable[[Case, Sequence[float]], Run]
Nudge = Callable[[Array], Array]


def main() -> None:
    script = Script(written_script())
    records = [
        record
        for library, (version, cases, make) in LIBRARIES.items()
        for case in cases
        for record in recorded(library, version, case, make, script)
    ]
    content = {"script": script.gradients.tolist(), "records": records}
    text = json.dumps(content, allow_nan=False, separators=(",", ":"))
    FILE.write_bytes(gzip.compress(text.encode(), compresslevel=9, mtime=0))


def recorded(
    library: str, version: str, case: Case, make: Make, script: Script
) -> Iterator[dict[str, Any]]:
    for objective in case.objectives:
        problem = script if objective == "script" else OBJECTIVES[objective]
        steps = len(script.gradients) if objective == "script" else STEPS
        points, evaluated = followed(make, case, problem, steps)
        record = {
            "library": library,
            "version": version,
            "optimizer": case.optimizer,
            "arguments": dict(case.arguments),
            "before": [list(part) for part in case.before],
            "id": case.id,
            "preset": case.preset,
            "keywords": dict(case.keywords),
            "rate_decay": case.rate_decay,
            "objective": objective,
            "start": list(problem.start),
            "steps": len(points) - 1,
            "stable_steps": stable_steps(points, case, make, problem),
            "trajectory": points.tolist(),
        }
        if evaluated is not None:
            record["evaluation_points"] = evaluated.tolist()
        yield record


def followed(
    make: Make, case: Case, problem: Problem, steps: int, nudge: Nudge | None = None
) -> tuple[Array, Array | None]:
    """The points of a run up to where it leaves for infinity, and those to be judged."""
    run = make(case, problem.start)
    points, evaluated = [run.point()], []
    for step in range(steps):
        x = run.point()
        if nudge is not None and step > 0:
            x = nudge(x)
            run.move(x)
        g = gradient(problem, x, step)
        rate = case.keywords.get("learning_rate", 1.0) * case.rate_decay**step
        run.step(g if nudge is None else nudge(g), problem, rate)
        x = run.point()
        if not (np.abs(x) < FAR_OUT).all():
            break
        points.append(x)
        evaluated.append(run.evaluation_point())
    judged = None if run.evaluation_point() is None else np.array(evaluated)
    return np.array(points), judged


def gradient(problem: Problem, x: Array, step: int) -> Array:
    return problem.gradients[step] if isinstance(problem, Script) else problem.gradient(x)


def stable_steps(points: Array, case: Case, make: Make, problem: Problem) -> int:
    """For how many steps the run hardly feels a change of every number by a few last digits.

    Zeros stay zeros, and the start is not changed: both are the same for everybody.
    """
    stable = len(points) - 1
    for seed in range(SEEDS):
        rng = np.random.default_rng(seed)

        def nudge(values: Array, rng: np.random.Generator = rng) -> Array:
            return values * (1.0 + rng.integers(-ULPS, ULPS + 1, values.shape) * 2.0**-52)

        others, _ = followed(make, case, problem, stable, nudge)
        common = min(len(points), len(others))
        apart = np.abs(points[:common] - others[:common]).max(axis=1) > STABLE
        stable = int(np.argmax(apart)) - 1 if apart.any() else common - 1
    return stable


if __name__ == "__main__":
    main()
