"""The numerical core: ``python -m benchmarks.core [rounds]``.

Prints the first three rows of the budget: a batch of runs, one run with its path, and a race of
eight optimizers, each beside a reference that is timed in turn with it. A C compiler, torch and
jax are used where they are installed.
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
from typing import Any

import numpy as np

import objectives
import optimizers
from benchmarks.timing import medians, show

RUNS, STEPS, RATE = 40_000, 500, 0.01
RACE = ("sgd", "momentum", "nesterov", "rmsprop", "adagrad", "adadelta", "adam", "adamw")
START = (-1.5, 2.0)


def main(rounds: int) -> None:
    """Print all three tables."""
    print(f"medians of {rounds} rounds; NumPy {np.__version__}, Python {sys.version.split()[0]}")
    batch(rounds)
    single(rounds)
    race(rounds)


def starts() -> Any:
    """The starts of the batch."""
    return np.random.default_rng(0).uniform(-2.0, 2.0, (2, RUNS))


def batch(rounds: int) -> None:
    """Adam on Rosenbrock, 40,000 runs of 500 steps."""
    rosenbrock = objectives.get("rosenbrock")
    adam = optimizers.get("adam", learning_rate=RATE)
    points = starts()
    functions: dict[str, Callable[[], object]] = {
        "minimize": lambda: optimizers.minimize(rosenbrock, adam, points, STEPS, record="ends"),
        "NumPy, naive (runs, dims)": lambda: naive(points.T.copy()),
    }
    functions |= {f"C, fused ({compiler})": fused(compiler) for compiler in compilers()}
    functions |= jax_batch(points) | torch_batch(points)
    figures = {
        name: seconds / RUNS / STEPS * 1e9 for name, seconds in medians(functions, rounds).items()
    }
    reference = next((name for name in figures if name.startswith("C,")), "minimize")
    show("Adam, Rosenbrock, 40,000 runs x 500 steps", "ns per run and step", figures, reference)


def single(rounds: int) -> None:
    """One run of 1,000 Adam steps with every point, value and gradient kept."""
    rosenbrock = objectives.get("rosenbrock")
    adam = optimizers.get("adam", learning_rate=RATE)
    functions: dict[str, Callable[[], object]] = {
        "minimize": lambda: optimizers.minimize(rosenbrock, adam, START, 1000),
        "NumPy, naive, shape (2,), points only": lambda: naive_single(1000),
    }
    functions |= torch_single(1000)
    figures = {name: seconds / 1000 * 1e6 for name, seconds in medians(functions, rounds).items()}
    show("Adam, Rosenbrock, one run", "us per step", figures, "minimize")


def race(rounds: int) -> None:
    """Eight optimizers of 500 steps; and one of them, as after one slider."""
    rosenbrock = objectives.get("rosenbrock")
    rules = [optimizers.get(name, learning_rate=1e-3) for name in RACE]

    def run(chosen: list[optimizers.Optimizer]) -> None:
        for rule in chosen:
            optimizers.minimize(rosenbrock, rule, START, 500)

    functions = {"8 optimizers x 500 steps": lambda: run(rules)}
    functions |= {f"{rule.title} alone": lambda rule=rule: run([rule]) for rule in rules}
    figures = {name: seconds * 1e3 for name, seconds in medians(functions, rounds).items()}
    show("A race", "ms", figures, "8 optimizers x 500 steps")


def naive(x: Any) -> Any:
    """Adam as one writes it down first, with rows of points."""
    m, v = np.zeros_like(x), np.zeros_like(x)
    for t in range(1, STEPS + 1):
        wall = x[:, 1] - x[:, 0] ** 2
        g = np.stack([-2 * (1 - x[:, 0]) - 400 * x[:, 0] * wall, 200 * wall], axis=1)
        m = 0.9 * m + 0.1 * g
        v = 0.999 * v + 0.001 * g**2
        x = x - RATE * (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)
    return x


def naive_single(steps: int) -> Any:
    """The same for one point."""
    x = np.array(START)
    m, v = np.zeros(2), np.zeros(2)
    points = [x]
    for t in range(1, steps + 1):
        wall = x[1] - x[0] ** 2
        g = np.array([-2 * (1 - x[0]) - 400 * x[0] * wall, 200 * wall])
        m = 0.9 * m + 0.1 * g
        v = 0.999 * v + 0.001 * g**2
        x = x - RATE * (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)
        points.append(x)
    return np.array(points)


def compilers() -> list[str]:
    """The C compilers at hand, at most one."""
    return [name for name in ("cc", "gcc", "clang") if shutil.which(name)][:1]


def fused(compiler: str) -> Callable[[], object]:
    """The fused loop of adam.c."""
    library = Path(tempfile.mkdtemp()) / "adam.so"
    source = Path(__file__).with_name("adam.c")
    flags = ["-O3", "-march=native", "-fno-math-errno", "-shared", "-fPIC"]
    subprocess.run([compiler, *flags, "-o", library, source, "-lm"], check=True)
    function = ctypes.CDLL(str(library)).run
    pointer = np.ctypeslib.ndpointer(np.float64)
    function.argtypes = [ctypes.c_long, ctypes.c_long, *[pointer] * 6, ctypes.c_double]
    function.restype = None

    def run() -> None:
        x, y = starts()
        moments = [np.zeros(RUNS) for _ in range(4)]
        function(RUNS, STEPS, x.copy(), y.copy(), *moments, RATE)

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
        def step(carry: Any, t: Any) -> Any:
            x, m, v = carry
            wall = x[1] - x[0] ** 2
            g = jnp.stack([-2 * (1 - x[0]) - 400 * x[0] * wall, 200 * wall])
            m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g**2
            x = x - RATE * (m / (1 - 0.9**t)) / (jnp.sqrt(v / (1 - 0.999**t)) + 1e-8)
            return (x, m, v), None

        start = (x, jnp.zeros_like(x), jnp.zeros_like(x))
        return jax.lax.scan(step, start, jnp.arange(1.0, STEPS + 1))[0][0]

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
    return points


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
