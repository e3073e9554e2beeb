"""Parts on disk that something has happened to: the table that is made from them is the same.

``python -m tests.experiments.test_parts 4000 1`` tries 4,000 mutations from the seed 1.
"""

from __future__ import annotations

import dataclasses
import io
import os
import random
import shutil
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from experiments.comparison import Comparison, compare
from experiments.storage import Parts, as_csv

CONFIG = Comparison(("sphere", "booth"), ("sgd", "adam"), starts=2, steps=5)
OTHERS = [
    Comparison(("sphere", "booth"), ("sgd", "adam"), starts=2, steps=5, seed=1),
    Comparison(("sphere", "booth"), ("sgd", "adam"), starts=2, steps=6),
    Comparison(("sphere", "booth"), ("adam", "sgd"), starts=2, steps=5),
]
FRESH = as_csv(compare(CONFIG))
MUTATIONS = 400


class Bomb:
    """Shows when it is unpickled."""

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return exec, ("import os; os.environ['A_PICKLE_WAS_OPENED'] = '1'",)


Mutation = Callable[[random.Random, Path, Path], None]
"""Does something to the first file; the second is a whole part of something else."""


def truncated(chance: random.Random, file: Path, other: Path) -> None:
    os.truncate(file, chance.randrange(file.stat().st_size))


def enlarged(chance: random.Random, file: Path, other: Path) -> None:
    with file.open("ab") as end:
        end.write(chance.randbytes(chance.choice((1, 32, 5000))))


def endless(chance: random.Random, file: Path, other: Path) -> None:
    """A terabyte that takes no room on the disk."""
    os.truncate(file, 2**40)


def flipped(chance: random.Random, file: Path, other: Path) -> None:
    content = bytearray(file.read_bytes())
    for _ in range(chance.choice((1, 1, 3, 30))):
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    file.write_bytes(content)


def overwritten(chance: random.Random, file: Path, other: Path) -> None:
    content = bytearray(file.read_bytes())
    length = chance.randrange(1, 200)
    begin = chance.randrange(len(content) - length)
    content[begin : begin + length] = chance.choice((bytes(length), chance.randbytes(length)))
    file.write_bytes(content)


def cut_out(chance: random.Random, file: Path, other: Path) -> None:
    content = file.read_bytes()
    begin, end = sorted(chance.sample(range(len(content)), 2))
    file.write_bytes(content[:begin] + content[end:])


def foreign(chance: random.Random, file: Path, other: Path) -> None:
    stream = io.BytesIO()
    np.save(stream, np.zeros(3))
    file.write_bytes(chance.choice((b"", b"x", b"PK\x03\x04", b"a,b\n1,2\n", stream.getvalue())))


def swapped(chance: random.Random, file: Path, other: Path) -> None:
    """A whole part, but of another objective or with other settings."""
    shutil.copy(other, file)


def folder(chance: random.Random, file: Path, other: Path) -> None:
    file.unlink()
    file.mkdir()
    if chance.random() < 0.5:
        shutil.copy(other, file / "file")


def link(chance: random.Random, file: Path, other: Path) -> None:
    target = chance.choice((file, other, other.parent, Path("/dev/zero"), Path("nowhere")))
    file.unlink()
    file.symlink_to(target)


def pipe(chance: random.Random, file: Path, other: Path) -> None:
    file.unlink()
    os.mkfifo(file)


def other_arrays(chance: random.Random, file: Path, other: Path) -> None:
    """A valid archive whose arrays are not those of a table."""
    with np.load(file) as stored:
        arrays = dict(stored)
    name = chance.choice(sorted(arrays))
    array = arrays.pop(name)
    bomb = np.array([Bomb()] * len(array), dtype=object)
    arrays |= chance.choice(
        (
            {},
            {f"{name}_": array},
            {name: array, "more": array},
            {name: array[:-1]},
            {name: array[..., np.newaxis]},
            {name: np.float64(1.0)},
            {name: np.zeros(0)},
            {name: array.astype("S8")},
            {name: array.astype(np.str_)},
            {name: array.astype(object)},
            {name: bomb},
            {name: np.full(array.shape, np.nan)},
            {name: np.full(array.shape, "nan")},
            {name: np.zeros(array.shape, dtype=np.complex128)},
            {name: np.roll(array, 1, axis=0)[::-1] if array.dtype.kind == "U" else array + 1},
        )
    )
    np.savez(file, **arrays)


def other_headers(chance: random.Random, file: Path, other: Path) -> None:
    """An array that says it has gigabytes, or what is no header at all."""
    with zipfile.ZipFile(file) as stored:
        members = {name: stored.read(name) for name in stored.namelist()}
    name = chance.choice(sorted(members))
    shape = chance.choice(("(4000000000,)", "(10,)", "(-1,)", "()", "(2,", "(" * 500))
    header = f"{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}}}".ljust(700) + "\n"
    body = b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header.encode()
    members[chance.choice((name, "../outside.npy", "name"))] = body + bytes(80)
    with zipfile.ZipFile(file, "w") as archive:
        for member, content in members.items():
            archive.writestr(member, content)


KINDS: tuple[Mutation, ...] = (
    *(truncated, enlarged, endless, flipped, overwritten, cut_out, foreign, swapped),
    *(folder, link, pipe, other_arrays, other_headers),
)


def written(where: Path, config: Comparison) -> list[Path]:
    """The files of all parts of a comparison, in the order of its objectives."""
    parts = Parts(where, config)
    compare(config, kept=parts)
    assert len(parts) == len(config.objectives)
    files = sorted(where.iterdir(), key=lambda file: file.stem.split("-")[-1])
    order = sorted(config.objectives)
    return [files[order.index(name)] for name in config.objectives]


def put(file: Path, content: bytes) -> None:
    """Write a part whatever stands in its place."""
    if file.is_dir() and not file.is_symlink():
        shutil.rmtree(file)
    file.unlink(missing_ok=True)
    file.write_bytes(content)


def mutations(where: Path, count: int, seed: int) -> Iterator[tuple[str, list[Path], list[bytes]]]:
    """Damages the parts in a folder again and again; yields what it did, the files as they were."""
    chance = random.Random(seed)
    files = written(where / "parts", CONFIG)
    whole = [file.read_bytes() for file in files]
    whole_others = [
        file
        for number, config in enumerate(OTHERS)
        for file in written(where / f"{number}", config)
    ]
    copies = [where / file.name for file in files]
    for copy, content in zip(copies, whole, strict=True):
        copy.write_bytes(content)
    for number in range(count):
        for file, content in zip(files, whole, strict=True):
            put(file, content)
        at = chance.randrange(len(files))
        kind = KINDS[number % len(KINDS)]
        kind(chance, files[at], chance.choice([copies[1 - at], *whole_others]))
        yield f"{number}: {kind.__name__}", files, whole


def check(where: Path, count: int, seed: int) -> None:
    parts = Parts(where / "parts", CONFIG)
    for what, files, whole in mutations(where, count, seed):
        assert as_csv(compare(CONFIG, kept=parts)) == FRESH, what
        # What was damaged has been made again, and is the same file.
        assert [file.read_bytes() for file in files] == whole, what
        assert "A_PICKLE_WAS_OPENED" not in os.environ


@pytest.mark.slow
def test_a_damaged_part_of_any_kind_is_made_again(tmp_path: Path) -> None:
    check(tmp_path, MUTATIONS, seed=0)


def test_a_whole_part_is_not_made_again(tmp_path: Path) -> None:
    """Else the test above would hold for parts that are never used."""
    parts = Parts(tmp_path, CONFIG)
    table = compare(dataclasses.replace(CONFIG, objectives=("booth",)))
    marked = dataclasses.replace(table, gap=np.full(len(table), 7.0))
    parts["booth"] = marked
    assert (compare(CONFIG, kept=parts).gap == 7.0).tolist() == [False] * 4 + [True] * 4


def test_the_limit_of_a_part_is_beyond_the_largest(tmp_path: Path) -> None:
    config = Comparison(("sphere",), ("sgd", "adam"), 500, 1, tolerances=tuple([0.1] * 100))
    parts = Parts(tmp_path, config)
    compare(config, kept=parts)
    assert list(parts) == ["sphere"]


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as name:
        check(Path(name), int(sys.argv[1]), int(sys.argv[2]))
