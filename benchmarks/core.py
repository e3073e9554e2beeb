"""The numerical core: ``python -m benchmarks.core [rounds]``.

Prints the first three rows of the budget: a batch of runs, one run with its path, and a race of
eight optimizers. The first two stand beside floors that are timed in turn with them: what the same
steps cost in NumPy written in place by hand, and in C (adam.c). A C compiler, torch and jax are
used where they are installed. Whatever is timed has to give the library's answer.
"""

from __future__ import annotations

import ctypes
import importlib.util
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import numpy as np

import objectives
import optimizers
from benchmarks.timing import agree, medians, show

RUNS, STEPS, RATE = 40_000, 500, 0.01
RACE = ("sgd", "momentum", "nesterov", "rmsprop", "adagrad", "adadelta", "adam", "adamw")
START = (-1.5, 2.0)
BETA_1, BETA_2, EPSILON = 0.9, 0.999, 1e-7
RATES = [RATE * (1 - BETA_2**t) ** 0.5 / (1 - BETA_1**t) for t in range(1, STEPS + 1)]
"""The learning rate of every step with both corrections."""
BLOCK = 8192
"""So many runs are done at once by hand: fewer pay more for every call, more leave the cache."""
CLOSE = 1e-4
"""A last digit that is rounded otherwise grows to some 1e-6 over all steps."""


def main(rounds: int) -> None:
    """Print all three tables."""
    print(f"medians of {rounds} rounds; NumPy {np.__version__}, Python {sys.version.split()[0]}")
    batch(rounds)
    single(rounds)
    race(rounds)


def starts() -> Any:
    """The starts of the batch."""
    return np.random.default_rng(0).uniform(-2.0, 2.0, (2, RUNS))


def library(start: Any, steps: int, record: Literal["all", "ends"], **options: Any) -> Any:
    """The points of Adam on Rosenbrock's function."""
    adam = optimizers.get("adam", learning_rate=RATE, **options)
    rosenbrock = objectives.get("rosenbrock")
    return optimizers.minimize(rosenbrock, adam, start, steps, record=record).points


def batch(rounds: int) -> None:
    """Adam on Rosenbrock, 40,000 runs of 500 steps."""
    points = starts()
    floor = "NumPy, in place by hand"
    functions: dict[str, Callable[[], object]] = {
        "minimize": lambda: library(points, STEPS, "ends")[-1],
        floor: lambda: by_hand(points),
        "NumPy, naive (runs, dims)": lambda: naive(points.T.copy()).T,
    }
    functions |= {f"C, blocked ({compiler})": compiled(compiler) for compiler in compilers()}
    functions |= jax_batch(points) | torch_batch(points)
    expected = library(points, STEPS, "ends")[-1]
    of_torch = library(points, STEPS, "ends", preset="torch")[-1]

    def check(name: str, answer: Any) -> None:
        exact = name.startswith(("minimize", floor, "C,"))
        right = of_torch if name.startswith("torch") else expected
        agree(name, answer, right, within=0.0 if exact else CLOSE)

    figures = {
        name: seconds / RUNS / STEPS * 1e9
        for name, seconds in medians(functions, rounds, check).items()
    }
    show("Adam, Rosenbrock, 40,000 runs x 500 steps", "ns per run and step", figures, floor)


def single(rounds: int) -> None:
    """One run of 200 Adam steps; the library keeps points, values and gradients."""
    steps = 200
    floor = "NumPy, bare loop, points only"
    functions: dict[str, Callable[[], object]] = {
        "minimize": lambda: library(START, steps, "all"),
        floor: lambda: bare(steps),
    }
    functions |= torch_single(steps)
    expected = library(START, steps, "all")
    of_torch = library(START, steps, "all", preset="torch")[1:]

    def check(name: str, answer: Any) -> None:
        agree(name, answer, of_torch if name.startswith("torch") else expected, within=1e-9)

    figures = {
        name: seconds / steps * 1e6 for name, seconds in medians(functions, rounds, check).items()
    }
    show("Adam, Rosenbrock, one run of 200 steps", "us per step", figures, floor)


def race(rounds: int) -> None:
    """Eight optimizers of 500 steps; and one of them, as after one slider."""
    rosenbrock = objectives.get("rosenbrock")
    rules = [optimizers.get(name, learning_rate=1e-3) for name in RACE]
    everything = "8 optimizers x 500 steps"

    def run(chosen: list[optimizers.Optimizer], start: Any = START) -> Any:
        return [optimizers.minimize(rosenbrock, rule, start, 500).points[-1] for rule in chosen]

    functions = {everything: lambda: run(rules)}
    functions |= {f"{rule.title} alone": lambda rule=rule: run([rule]) for rule in rules}
    # The same runs as batches of one, which go another way through the library.
    batches = run(rules, np.array(START)[:, np.newaxis])
    expected = {everything: [end[:, 0] for end in batches]}
    expected |= {
        f"{rule.title} alone": [end[:, 0]] for rule, end in zip(rules, batches, strict=True)
    }

    def check(name: str, answer: Any) -> None:
        agree(name, answer, expected[name], within=1e-9)

    figures = {name: seconds * 1e3 for name, seconds in medians(functions, rounds, check).items()}
    show("A race", "ms", figures, everything)


def by_hand(points: Any) -> Any:
    """Adam as fast as NumPy goes: every operation in place, block by block."""
    result = np.empty_like(points)
    for begin in range(0, points.shape[1], BLOCK):
        x = points[:, begin : begin + BLOCK].copy()
        m, v = np.zeros_like(x), np.zeros_like(x)
        g, spare = np.empty_like(x), np.empty_like(x)
        wall, product = g[1], spare[0]
        for rate in RATES:
            np.multiply(x[0], x[0], out=wall)
            np.subtract(x[1], wall, out=wall)
            wall *= 200.0
            np.subtract(x[0], 1.0, out=g[0])
            g[0] *= 2.0
            np.multiply(x[0], 2.0, out=product)
            product *= wall
            g[0] -= product
            np.subtract(g, m, out=spare)
            spare *= 1 - BETA_1
            m += spare
            np.multiply(g, g, out=spare)
            spare -= v
            spare *= 1 - BETA_2
            v += spare
            np.sqrt(v, out=spare)
            spare += EPSILON
            np.multiply(m, rate, out=g)
            g /= spare
            x -= g
        result[:, begin : begin + BLOCK] = x
    return result


def naive(x: Any) -> Any:
    """Adam as one writes it down first, with rows of points."""
    m, v = np.zeros_like(x), np.zeros_like(x)
    for rate in RATES:
        wall = x[:, 1] - x[:, 0] ** 2
        g = np.stack([-2 * (1 - x[:, 0]) - 400 * x[:, 0] * wall, 200 * wall], axis=1)
        m = BETA_1 * m + (1 - BETA_1) * g
        v = BETA_2 * v + (1 - BETA_2) * g**2
        x = x - rate * m / (np.sqrt(v) + EPSILON)
    return x


def bare(steps: int) -> Any:
    """The steps of one point and nothing else."""
    x, m, v = np.array(START), np.zeros(2), np.zeros(2)
    points = np.empty((steps + 1, 2))
    points[0] = x
    for t in range(steps):
        first, second = x
        wall = 200.0 * (second - first * first)
        g = np.array([2.0 * (first - 1.0) - 2.0 * first * wall, wall])
        m += (g - m) * (1 - BETA_1)
        v += (g * g - v) * (1 - BETA_2)
        x -= m * RATES[t] / (np.sqrt(v) + EPSILON)
        points[t + 1] = x
    return points


def compilers() -> list[str]:
    """The C compilers at hand, at most one."""
    return [name for name in ("cc", "gcc", "clang") if shutil.which(name)][:1]


def compiled(compiler: str) -> Callable[[], object]:
    """The loop of adam.c."""
    source = Path(__file__).with_name("adam.c")
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder) / "adam.so"
        flags = ["-O3", "-march=native", "-fno-math-errno", "-ffp-contract=off", "-shared", "-fPIC"]
        subprocess.run([compiler, *flags, "-o", library, source, "-lm"], check=True)
        function = ctypes.CDLL(str(library)).run
    pointer = np.ctypeslib.ndpointer(np.float64)
    function.argtypes = [ctypes.c_long, ctypes.c_long, *[pointer] * 7]
    function.restype = None
    points, rates = starts(), np.array(RATES)

    def run() -> Any:
        result = points.copy()
        moments = [np.zeros(RUNS) for _ in range(4)]
        function(RUNS, STEPS, rates, *result, *moments)
        return result

    return run


def jax_batch(points: Any) -> dict[str, Callable[[], object]]:
    """The same, compiled by XLA."""
    if importlib.util.find_spec("jax") is None:
        return {}
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", True)

    @jax.jit
    def run(x: Any) -> Any:
        def step(carry: Any, rate: Any) -> Any:
            x, m, v = carry
            wall = x[1] - x[0] ** 2
            g = jnp.stack([-2 * (1 - x[0]) - 400 * x[0] * wall, 200 * wall])
            m, v = BETA_1 * m + (1 - BETA_1) * g, BETA_2 * v + (1 - BETA_2) * g**2
            return (x - rate * m / (jnp.sqrt(v) + EPSILON), m, v), None

        start = (x, jnp.zeros_like(x), jnp.zeros_like(x))
        return jax.lax.scan(step, start, jnp.array(RATES))[0][0]

    return {"JAX, jit": lambda: run(points).block_until_ready()}


def torch_batch(points: Any) -> dict[str, Callable[[], object]]:
    """torch.optim.Adam on all runs at once, one thread."""
    if importlib.util.find_spec("torch") is None:
        return {}
    return {"torch.optim.Adam, one thread": lambda: torch_run(points, STEPS)}


def torch_single(steps: int) -> dict[str, Callable[[], object]]:
    """torch.optim.Adam on one point."""
    if importlib.util.find_spec("torch") is None:
        return {}
    return {"torch.optim.Adam, points only": lambda: torch_run(np.array(START), steps)}


def torch_run(start: Any, steps: int) -> Any:
    """Torch with the analytic gradient."""
    import torch

    torch.set_num_threads(1)
    x = torch.tensor(start, requires_grad=True)
    adam = torch.optim.Adam([x], lr=RATE)
    points = []
    with torch.no_grad():
        for _ in range(steps):
            wall = x[1] - x[0] ** 2
            x.grad = torch.stack([-2 * (1 - x[0]) - 400 * x[0] * wall, 200 * wall])
            adam.step()
            if x.ndim == 1:
                points.append(x.tolist())
        return points or x.numpy()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
