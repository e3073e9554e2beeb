"""Runs in files of NumPy: arrays and plain text, nothing that could be executed."""

from __future__ import annotations

import dataclasses
import json
import os
import zipfile
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from declarations import shown

if TYPE_CHECKING:
    from optimizers.trajectory import Trajectory

FORMAT = "optimizer-playground run 1"
"""What a file says of itself; the number changes when an older version could not read it."""


def save(run: Trajectory, path: str | os.PathLike[str]) -> None:
    """Write a run or a batch."""
    arrays: dict[str, Any] = {}
    about: dict[str, Any] = {"format": FORMAT, "parts": {}}
    for field in dataclasses.fields(run):
        value = getattr(run, field.name)
        if value is None or field.name == "objective":
            continue
        if isinstance(value, str) and field.name != "status":
            about[field.name] = value
            continue
        parts = _parts(value)
        if parts is not None:
            # A state without entries is another thing than none.
            about["parts"][field.name] = list(parts)
            arrays |= {f"{field.name}/{name}": part for name, part in parts.items()}
        else:
            arrays[field.name] = value
    # An open file: to a name, NumPy would add an ending of its own.
    with open(path, "wb") as file:
        np.savez_compressed(file, about=np.array(json.dumps(about)), **arrays)


def load(path: str | os.PathLike[str]) -> Trajectory:
    """Read a run or a batch that `Trajectory.save` has written; its ``objective`` is None.

    Raises:
        OSError: there is no such file, or it cannot be read.
        ValueError: it is no file of a run.

    Example:
        >>> import objectives, optimizers, pathlib, tempfile
        >>> run = optimizers.minimize(objectives.get("sphere"), optimizers.SGD(), (1.0, 2.0), 10)
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     run.save(pathlib.Path(folder, "run.npz"))
        ...     optimizers.load(pathlib.Path(folder, "run.npz")) == run
        True
    """
    try:
        with open(path, "rb") as file, np.load(file, allow_pickle=False) as arrays:
            return _trajectory({name: arrays[name] for name in arrays.files})
    except (ValueError, KeyError, TypeError, EOFError, AttributeError, zipfile.BadZipFile) as error:
        raise ValueError(
            f"load: path must be that of a file made by save, got {shown(path)}"
        ) from error


def _parts(value: Any) -> dict[str, Any] | None:
    """The arrays of a field that is made of several."""
    if isinstance(value, Mapping):
        return dict(value)
    return vars(value) if dataclasses.is_dataclass(value) else None


def _trajectory(arrays: dict[str, Any]) -> Trajectory:
    from optimizers.trajectory import Evaluations, Trajectory

    about = json.loads(arrays["about"].item())
    if about["format"] != FORMAT:
        raise ValueError("another format")
    values: dict[str, Any] = {}
    for field in dataclasses.fields(Trajectory):
        if field.name in about["parts"]:
            names = about["parts"][field.name]
            parts = {name: _plain(arrays[f"{field.name}/{name}"]) for name in names}
            values[field.name] = parts if field.name == "state" else Evaluations(**parts)
        elif field.name in arrays:
            values[field.name] = _plain(arrays[field.name])
        elif field.name in about:
            values[field.name] = about[field.name]
    return Trajectory(**values)


def _plain(array: Any) -> Any:
    """A number or a text as such."""
    return array if array.ndim else array.item()
