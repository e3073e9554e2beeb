"""What a server may take: settings of its operator, from the environment.

They are memory, work, places and hours. What a link may hold is no operator's business: every link
is read everywhere alike. A race that is too large for a server is refused, or kept with gaps.
"""

from __future__ import annotations

import dataclasses
import logging
import os
from collections.abc import Mapping
from typing import Any

from declarations import Declared, Integer, Interval, shown

PREFIX = "PLAYGROUND_"

_log = logging.getLogger(__name__)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Setting(Integer):
    """A whole number that an operator chooses."""

    unit: str


def _setting(default: int, valid: str, unit: str, help: str) -> Any:
    """Declare a setting. The defaults are for one core and 1 GB of memory."""
    interval = Interval.parse(valid)
    setting = Setting(
        default=default,
        valid=interval,
        slider=(int(interval.low), int(interval.high)),
        symbol="",
        unit=unit,
        help=help,
    )
    return dataclasses.field(default=default, metadata={"parameter": setting})


class Limits(Declared):
    """What one process of the app may take."""

    visitors: int = _setting(
        60, "[1, 100000]", "visitors", "So many are inside at the same time; others wait."
    )
    at_once: int = _setting(
        1, "[1, 1000]", "at a time", "So many pieces of heavy work run at the same time."
    )
    line: int = _setting(
        20, "[0, 100000]", "visitors", "So many wait for their turn at heavy work."
    )
    patience: int = _setting(
        10, "[1, 1440]", "minutes", "After so long in that line a visitor is asked to come again."
    )
    work: int = _setting(
        100,
        "[1, 100000]",
        "billion multiplications",
        "An optimizer of a race, or a whole experiment, may need so many: some minutes.",
    )
    race_memory: int = _setting(
        200, "[8, 100000]", "MB", "The paths of one race; longer ones are kept with gaps."
    )
    run_memory: int = _setting(200, "[1, 100000]", "MB", "Runs that are kept for all visitors.")
    experiment_memory: int = _setting(
        64, "[1, 100000]", "MB", "Maps, fair races and benchmark tables that are kept."
    )
    knob_memory: int = _setting(
        32, "[1, 100000]", "MB", "Runs of all positions of knobs that are kept."
    )
    table_memory: int = _setting(32, "[1, 100000]", "MB", "Tables of visitors that are kept.")
    hours: int = _setting(
        24,
        "[1, 8760]",
        "hours",
        "At most so long is a table of a visitor kept, and each result.",
    )

    @property
    def seconds(self) -> float:
        """How long anything is kept."""
        return 3600.0 * self.hours

    @property
    def memory(self) -> int:
        """What is kept for all visitors, and the races that are run at the same time, in MB."""
        kept = self.run_memory + self.experiment_memory + self.knob_memory + self.table_memory
        return kept + self.at_once * self.race_memory


def variable(name: str) -> str:
    """The environment variable of a setting."""
    return PREFIX + name.upper()


def read(environment: Mapping[str, str]) -> Limits:
    """The limits that an environment sets.

    What is no whole number in its interval is said in the log, and the default holds: an app that
    does not start helps nobody.
    """
    chosen: dict[str, int] = {}
    for name, setting in Limits.parameters.items():
        text = environment.get(variable(name), "").strip()
        if not text:
            continue
        try:
            chosen[name] = setting.checked("", name, _number(text))
        except ValueError:
            assert isinstance(setting, Setting)
            _log.warning(
                "%s must be a whole number in %s, got %s; the default of %d %s holds.",
                variable(name),
                setting.valid,
                shown(text),
                setting.default,
                setting.unit,
            )
    return Limits(**chosen)


def _number(text: str) -> float | str:
    """What a text says, or itself where that is no number."""
    try:
        return float(text)
    except ValueError:
        return text


LIMITS = read(os.environ)
