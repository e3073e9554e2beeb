"""What a rule is good for and what not, as races that show it: plain data, on the rule's card."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, Literal

from declarations.claim import Seen

Kind = Literal["strength", "weakness"]


@dataclasses.dataclass(frozen=True)
class Racer:
    """An optimizer of a race, and what is set of it.

    Attributes:
        optimizer: its id.
        values: hyperparameters; without a learning rate it has the one that suits the landscape.
        schedule: the id of a schedule, with its settings in ``schedule_values``.
    """

    optimizer: str
    values: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    schedule: str = ""
    schedule_values: Mapping[str, Any] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True)
class Show:
    """A race in which one sees a strength or a weakness of a rule.

    Attributes:
        kind: which of the two.
        words: the piece of the rule's strengths or weaknesses that it shows, letter by letter.
        look_at: a sentence or two: what there is to see.
        racers: the rule itself first, then those it is compared with.
        objective: the id of the landscape, with its settings in ``parameters``.
        steps: the length of the race.
        start: where it begins; None is the landscape's own.
        options: more of the race's options, such as ``angle``, ``noise`` and ``batch_size``.
        seen: what ``look_at`` states, to be measured; every number in it is in one of these.
    """

    kind: Kind
    words: str
    look_at: str
    racers: tuple[Racer, ...]
    objective: str
    parameters: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    steps: int = 200
    start: tuple[float, ...] | None = None
    options: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    seen: tuple[Seen, ...] = ()
