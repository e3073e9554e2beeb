"""How closely a rule agrees with the libraries, from the tests' own measurements.

`agreement.json` is written by ``python -m tests.reference.agreement`` from recorded runs of the
real libraries; the tests measure anew that what it states holds.
"""

from __future__ import annotations

import dataclasses
import json
from functools import lru_cache
from pathlib import Path

from declarations import counted

FILE = Path(__file__).parent / "agreement.json"

LIBRARIES = {"keras": "Keras", "torch": "PyTorch", "optax": "Optax"}
"""The names of the libraries, by their ids."""

COMPARED = LIBRARIES | {"pytorch_optimizer": "pytorch_optimizer"}
"""With those of which there are recorded runs alone."""


@dataclasses.dataclass(frozen=True)
class Conformance:
    """The worst deviations of a rule from one library, each rounded up to a power of ten.

    0 is agreement bit for bit; None says that it cannot be compared in that way.
    """

    library: str
    version: str
    settings: int
    runs: int
    note: str
    """Where the library itself is wrong, with what change of it the rule was compared."""
    one_step: float | None
    """Of single steps from recorded points, relative to the point."""
    open_loop: float | None
    """Of runs on given gradients, absolute."""
    closed_loop: float | None
    """Of whole runs, absolute, for as long as rounding lets them be compared."""

    @property
    def name(self) -> str:
        """The library and its version."""
        return f"{COMPARED[self.library]} {self.version}"

    @property
    def worst(self) -> float:
        """The largest of the deviations that could be measured."""
        measures = (self.one_step, self.open_loop, self.closed_loop)
        return max(measure for measure in measures if measure is not None)

    @property
    def sentence(self) -> str:
        """The agreement in words: "Agrees with Keras 3.15.1 bit for bit, over 15 runs ..."."""
        exact = self.worst == 0.0
        how = "bit for bit" if exact else f"to {self.worst:.0e}".replace("e-0", "e-")
        over = f"{counted(self.runs, 'run')} in {counted(self.settings, 'setting')}"
        alone = self.one_step is None and self.open_loop is None
        compared = ", compared in whole runs alone" if alone else ""
        note = f", {self.note}" if self.note else ""
        return f"Agrees with {self.name} {how}, over {over}{note}{compared}."


@lru_cache(maxsize=1)
def _stated() -> dict[str, dict[str, dict[str, object]]]:
    return json.loads(FILE.read_text())


def conformance(rule: str) -> tuple[Conformance, ...]:
    """What was measured of a rule, by library; nothing where no library has it.

    Example:
        >>> [found.name for found in conformance("lion")]
        ['Keras 3.15.1', 'Optax 0.2.8']
        >>> conformance("lion")[0].sentence
        'Agrees with Keras 3.15.1 bit for bit, over 15 runs in 3 settings.'
        >>> conformance("newton")
        ()
    """
    found = _stated().get(rule, {})
    return tuple(Conformance(library, **measured) for library, measured in found.items())  # type: ignore[arg-type]
