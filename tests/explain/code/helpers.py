"""Exported code looked at and run, without the libraries that it is for."""

from __future__ import annotations

import ast
import builtins
import contextlib
import io
import os
import runpy
from pathlib import Path
from typing import Any

from explain.code import Exported


def undefined(text: str) -> set[str]:
    """Names that are read and nowhere made."""
    nodes = list(ast.walk(ast.parse(text)))
    made = set(dir(builtins)) | {"__name__"}
    for node in nodes:
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            made.add(node.id)
        elif isinstance(node, ast.arg):
            made.add(node.arg)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            made.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            made.update((alias.asname or alias.name).split(".")[0] for alias in node.names)
    return {node.id for node in nodes if isinstance(node, ast.Name)} - made


def run(made: Exported, folder: Path) -> dict[str, Any]:
    """What is there when the code has run beside its data."""
    (folder / "exported.py").write_text(made.text)
    if made.data:
        (folder / "data.csv").write_text(made.data)
    before = Path.cwd()
    os.chdir(folder)
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            return runpy.run_path("exported.py")
    finally:
        os.chdir(before)
