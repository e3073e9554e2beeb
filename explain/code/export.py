"""A scene, or one of its runs, as a file of Python."""

from __future__ import annotations

import dataclasses
from functools import lru_cache

from experiments import Entry, Scene
from explain import conformance
from explain.code import plain
from explain.code.in_jax import InKeras, InOptax
from explain.code.in_torch import InTorch
from explain.code.writer import Writer

WRITERS: dict[str, type[Writer]] = {"torch": InTorch, "keras": InKeras, "optax": InOptax}

LIBRARIES = {"numpy": "NumPy"} | {library: conformance.LIBRARIES[library] for library in WRITERS}
"""The libraries, by id, and how they are called."""


@dataclasses.dataclass(frozen=True)
class Exported:
    """Code that runs.

    Attributes:
        text: the file.
        notes: where the library does otherwise than the scene, in sentences; they stand in the
            file as well.
        data: the file ``data.csv`` that has to be beside it, or nothing.
    """

    text: str
    notes: tuple[str, ...] = ()
    data: str = ""


@lru_cache(maxsize=16)
def export(scene: Scene, library: str, entry: Entry | None = None) -> Exported:
    """A whole scene, or one of its optimizers, as code for a library.

    With NumPy and our own packages the code makes the very runs of the scene. The other libraries
    differentiate the landscape themselves and use their own optimizers; where one has no
    counterpart of a rule, or another form of it, the code and the notes say so.

    Args:
        scene: what is exported.
        library: one of `LIBRARIES`.
        entry: the optimizer; without it, all of the scene.

    Raises:
        ValueError: an unknown library, or a scene that is not valid.
    """
    if library not in LIBRARIES:
        raise ValueError(f"export: library must be one of {tuple(LIBRARIES)}, got {library!r}")
    if library == "numpy":
        return Exported(plain.text(scene, entry), data=plain.data(scene))
    writer = WRITERS[library](scene, entry)
    data = writer.loss.data or plain.data(scene) * (not writer.loss.translated)
    return Exported(writer.text(), writer.notes, data)
