"""The same code as a notebook, for people who teach: nbformat 4.5, written by hand."""

from __future__ import annotations

import ast
import json
from typing import Any

from experiments import Entry, Scene
from explain.code.export import LIBRARIES, export

FORMAT, MINOR = 4, 5

PLOTS = {
    "numpy": ("runs", "run", "run.values", "run.points.swapaxes(0, 1)"),
    "torch": ("paths", "path", "[float(loss(torch.tensor(p))) for p in path]", "zip(*path)"),
}
PLOTS["keras"] = PLOTS["optax"] = (
    "paths",
    "path",
    "[float(loss(jnp.array(p))) for p in path]",
    "zip(*path)",
)
"""What holds the runs, what one is called, its values and its coordinates."""


def notebook(scene: Scene, library: str, entry: Entry | None = None) -> str:
    """A notebook with the code of `export`, what it is about, and a picture.

    It needs no file beside it: examples that are not in the code are written by a cell of their
    own.

    Args:
        scene: what is exported.
        library: one of `LIBRARIES`.
        entry: the optimizer; without it, all of the scene.

    Returns:
        JSON, the text of an .ipynb file.

    Raises:
        ValueError: as `export`.
    """
    made = export(scene, library, entry)
    head, *statements = ast.parse(made.text).body
    lines = made.text.splitlines()
    first = next(
        statement
        for statement in statements
        if ast.unparse(statement) in ("paths = {}", "runs = {}")
    )
    cells = [_text(_about(scene, library, made.notes))]
    if made.data:
        cells.append(_code(_written(made.data)))
    setting = "\n".join(lines[head.end_lineno or 0 : first.lineno - 1])
    cells += [
        _text("## The landscape and how it is walked on"),
        _code(setting),
        _text("## The runs"),
        _code("\n".join(lines[first.lineno - 1 :])),
        _text("## The value from step to step" + ", and the paths" * _is_plane(scene)),
        _code(_plot(library, _is_plane(scene))),
    ]
    content = {
        "cells": [cell | {"id": f"cell-{number}"} for number, cell in enumerate(cells, 1)],
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": FORMAT,
        "nbformat_minor": MINOR,
    }
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def _is_plane(scene: Scene) -> bool:
    return scene.landscape().dims == 2


def _about(scene: Scene, library: str, notes: tuple[str, ...]) -> str:
    objective = scene.landscape()
    parts = [
        f"# {objective.title} with {LIBRARIES[library]}",
        f"$$f = {objective.formula}$$",
        objective.lesson_here,
        *(f"*{note}*" for note in notes),
    ]
    return "\n\n".join(parts)


def _written(data: str) -> str:
    """A cell that writes the examples, which are numbers, to the file that the code reads."""
    return f'from pathlib import Path\n\nPath("data.csv").write_text("""\\\n{_lines(data)}""")'


def _lines(data: str) -> str:
    return data.replace("\r\n", "\n")


def _plot(library: str, plane: bool) -> str:
    runs, run, values, points = PLOTS[library]
    lines = [
        "import matplotlib.pyplot as plt\n",
        f"figure, axes = plt.subplots(1, {2 if plane else 1}, figsize=({10 if plane else 6}, 4))",
    ]
    chart = "axes[0]" if plane else "axes"
    lines += [
        f"for name, {run} in {runs}.items():",
        f"    {chart}.plot({values}, label=name)",
    ]
    if plane:
        lines += [f"    x, y = {points}", '    axes[1].plot(x, y, ".-", label=name)']
    lines += [f'{chart}.set(xlabel="step", ylabel="f")', f"{chart}.legend()"]
    if plane:
        lines.append('axes[1].set(xlabel="x", ylabel="y")')
    return "\n".join([*lines, "plt.show()"])


def _text(source: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": _source(source)}


def _code(source: str) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "metadata": {},
        "source": _source(source.strip("\n")),
        "execution_count": None,
        "outputs": [],
    }


def _source(text: str) -> list[str]:
    return text.splitlines(keepends=True)
