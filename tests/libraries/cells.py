"""Runs the cells of a notebook: ``python cells.py NOTEBOOK``; prints what it has drawn.

For every picture of the last figure: its lines, each with its label and its number of points.
"""

from __future__ import annotations

import json
import sys
import warnings
from typing import Any


def main(file: str) -> None:
    import nbformat
    from matplotlib import pyplot

    notebook = nbformat.read(file, 4)
    nbformat.validate(notebook)
    # Warnings of the libraries about themselves are theirs.
    warnings.simplefilter("ignore")
    shared: dict[str, Any] = {"__name__": "__main__"}
    for cell in notebook.cells:
        if cell.cell_type == "code":
            exec(compile(cell.source, cell.id, "exec"), shared)
    drawn = [
        [(line.get_label(), len(line.get_xdata())) for line in axes.lines]
        for axes in pyplot.gcf().axes
    ]
    sys.stdout.write(json.dumps(drawn) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
