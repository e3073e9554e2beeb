"""The code of a scene for NumPy, with our own packages: the very runs of the scene."""

from __future__ import annotations

import dataclasses
from typing import Any

import optimizers
from declarations import Part
from experiments import Entry, Scene
from experiments.scene import STARTS_STREAM
from explain.code.counterparts import Match, first_start, of_scene
from explain.code.layout import laid_out
from explain.code.literal import Code, call, literal
from explain.code.objective import DATA_FILE, MOST_WRITTEN, table
from optimizers.optimizer import Optimizer, Wrapper

NEEDED = """The packages `objectives` and `optimizers` are those of Optimizer Playground: run it in
the folder of that project, or after ``pip install .`` there."""


def objective_line(scene: Scene) -> str:
    """What makes the landscape ``objective``."""
    return "\n".join(_objective(scene)[0])


def data(scene: Scene) -> str:
    """The file that has to be beside the code, or nothing."""
    return _objective(scene)[1]


def run(scene: Scene, match: Match) -> str:
    """A call of `optimizers.minimize` from the one start of the code."""
    return _minimized(scene, rule(match.rule), match.schedule)


def text(scene: Scene, entry: Entry | None = None) -> str:
    """The whole file."""
    objective = scene.landscape()
    matches = of_scene(scene, entry)
    lines = [f"runs[{literal(match.label)}] = {run(scene, match)}" for match in matches]
    labels = ", ".join(match.label for match in matches)
    head = f'"""{objective.title} with NumPy: {labels}; {scene.steps} steps.\n\n'
    head += f'{NEEDED}\n"""\n'
    several = scene.starts > 1
    start = literal(first_start(scene))
    if several:
        generator = f"np.random.default_rng([{scene.seed}, {STARTS_STREAM}])"
        start = f"objective.random_points({generator}, {scene.starts})"
    read = f'"{DATA_FILE}"' in objective_line(scene)
    imports = ["import numpy as np\n"] if several or read or "np." in objective_line(scene) else []
    best = "values = run.judged[1][-1]\n    " if several else ""
    said = (
        f'{best}print(f"{{name}}: f = {{values.min():.6g}} at the best of {{len(values)}} ends")'
        if several
        else 'print(f"{name}: f = {run.fun:.6g} after {run.nit} steps; {run.status}")'
    )
    return laid_out(
        "\n".join(
            [
                head,
                *imports,
                "import objectives",
                "import optimizers\n",
                objective_line(scene),
                f"START = {start}",
                f"STEPS = {scene.steps}\n",
                "runs = {}",
                *lines,
                "\nfor name, run in runs.items():",
                f"    {said}",
            ]
        )
    )


def rule(made: Optimizer) -> str:
    """What makes a rule with its wrappers: everything that is not by default."""
    arguments: dict[str, Any] = {}
    for field in dataclasses.fields(made):
        value = getattr(made, field.name)
        if field.name == "optimizer" and isinstance(made, Wrapper):
            arguments["optimizer"] = Code(rule(made.optimizer))
        elif value != field.default or field.name == "learning_rate":
            arguments[field.name] = value
    return call("optimizers.get", arguments, literal(made.id))


def _objective(scene: Scene) -> tuple[list[str], str]:
    objective = scene.landscape()
    inner = getattr(objective, "objective", objective)
    values = {
        name: getattr(inner, name)
        for name, parameter in inner.parameters.items()
        if not _same(getattr(inner, name), parameter.default)
    }
    lines: list[str] = []
    file = ""
    features = values.get("features")
    if features is not None and features.size + len(features) > MOST_WRITTEN:
        file = table(features, values["targets"])
        lines.append(f'TABLE = np.loadtxt("{DATA_FILE}", delimiter=",", skiprows=1, ndmin=2)')
        values["features"], values["targets"] = Code("TABLE[:, :-1]"), Code("TABLE[:, -1]")
    made = call("objectives.get", values, literal(inner.id))
    lines.append(f"objective = {made}")
    if inner is not objective:
        turned = {"angle": scene.angle, "scale": scene.scale}
        lines.append(f"objective = {call('objectives.transformed', turned, 'objective')}")
    if scene.difference is not None:
        estimated = call("objectives.numerical", {"h": scene.difference}, "objective")
        lines.append(f"objective = {estimated}")
    return lines, file


def _minimized(scene: Scene, made: str, schedule: optimizers.Schedule | None) -> str:
    arguments: dict[str, Any] = {}
    if scene.noise:
        arguments["noise"] = scene.noise
    examples = scene.landscape().examples
    if scene.batch_size is not None and examples is not None:
        arguments["batch_size"] = scene.batch_size
        if not scene.shuffle:
            arguments["shuffle"] = False
    if scene.box != "free":
        arguments["box"] = scene.box
    if schedule is not None:
        arguments["schedule"] = Code(_declared("optimizers.get_schedule", schedule))
    rules = [_declared("optimizers.Tolerance", tolerance) for tolerance in scene.tolerances()]
    if rules:
        arguments["tolerance"] = Code(f"[{', '.join(rules)}]")
    if scene.seed:
        arguments["seed"] = scene.seed
    return call("optimizers.minimize", arguments, "objective", made, "START", "STEPS")


def _declared(function: str, made: Any) -> str:
    values = {
        name: getattr(made, name)
        for name, parameter in made.parameters.items()
        if getattr(made, name) != parameter.default
    }
    for name, parameter in made.parameters.items():
        if isinstance(parameter, Part) and name in values:
            values[name] = Code(_declared(function, values[name]))
    first = (literal(made.id),) if hasattr(made, "id") else ()
    return call(function, values, *first)


def _same(value: Any, default: Any) -> bool:
    if value is None or default is None:
        return value is default
    return bool(value == default)
