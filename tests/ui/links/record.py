"""Record what links of the present version open: ``python -m tests.ui.links.record``.

What has been recorded of a version stays: links of it are in the world. While it is not released,
``--again`` adds what is new; links that were recorded are kept, and what they open must be the
same. ``--over`` begins anew: for a change that breaks links on purpose.
"""

from __future__ import annotations

import json
import sys

from declarations import __version__
from tests.ui.links import opening
from tests.ui.links.collection import addresses
from tests.ui.links.opening import NEURON, Plain, Record, defaults, opened

INSTEAD = "give --again to add links, --over to begin anew"


def main(*options: str) -> None:
    file = opening.VERSIONS / f"{__version__}.json"
    if file.exists() and not options:
        sys.exit(f"{file.name} is recorded: {INSTEAD}.")
    if not set(options) <= {"--again", "--over"}:
        sys.exit(f"Unknown option: {INSTEAD}.")
    known = opening.read(__version__) if file.exists() and "--over" not in options else None
    changed = known and list(opening.changes(known))
    if changed:
        sys.exit("\n".join(["Links no longer open what they did:", *changed]))
    links = [*(known.links if known else ()), *addresses()]
    made = made_of(list(dict.fromkeys(links)))
    file.write_text(_text(made))
    print(f"{len(made.links)} links in {file.name}")  # noqa: T201


def made_of(links: list[str]) -> Record:
    """What some addresses open now. Raises ValueError for one of which something is ignored."""
    fresh = {page: opened(page)[0] for page in ("?", NEURON)}
    return Record(defaults(), fresh, {address: _differing(fresh, address) for address in links})


def _differing(fresh: dict[str, Plain], address: str) -> Plain:
    """What an address opens and a new page does not."""
    found, said = opened(address)
    if said:
        raise ValueError(f"{address}: {said}")
    start = fresh[opening.page_of(address)]
    return {
        name: value
        for name, value in found.items()
        if opening.written(value) != opening.written(start[name])
    }


def _text(record: Record) -> str:
    """A line for each link, so that a change of one is seen as such."""
    parts = (("defaults", record.defaults), ("fresh", record.fresh), ("links", record.links))
    texts = [
        f'"{name}": {{\n'
        + ",\n".join(f"{json.dumps(key)}: {opening.written(value)}" for key, value in part.items())
        + "\n}"
        for name, part in parts
    ]
    return "{" + ",\n".join(texts) + "}\n"


if __name__ == "__main__":
    main(*sys.argv[1:])
