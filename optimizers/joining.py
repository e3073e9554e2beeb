"""One batch made of blocks."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from optimizers.trajectory import ABOUT, Evaluations, Trajectory


def joined(blocks: Sequence[Trajectory]) -> Trajectory:
    """One batch from the trajectories of its blocks."""

    def join(parts: Sequence[Any]) -> Any:
        first = parts[0]
        if first is None:
            return None
        if isinstance(first, Mapping):
            return {name: join([part[name] for part in parts]) for name in first}
        if isinstance(first, Evaluations):
            kinds = [field.name for field in dataclasses.fields(Evaluations)]
            return Evaluations(*(join([getattr(part, kind) for part in parts]) for kind in kinds))
        return np.concatenate(parts, axis=-1)

    alike = ("steps", *ABOUT)
    names = [each.name for each in dataclasses.fields(Trajectory) if each.name not in alike]
    whole = {name: join([getattr(block, name) for block in blocks]) for name in names}
    return Trajectory(**whole, **{name: getattr(blocks[0], name) for name in alike})
