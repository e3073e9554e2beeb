"""Tables on disk: the finished parts of one that is being made, and the file in the end."""

from __future__ import annotations

import csv
import dataclasses
import hashlib
import io
import os
import shutil
import zipfile
from collections.abc import Iterator, MutableMapping
from pathlib import Path

import numpy as np

import declarations
import objectives
import optimizers
from experiments.comparison import Comparison, Table

ENDINGS = (".parquet", ".csv")


class Parts(MutableMapping[str, Table]):
    """The finished parts of a comparison by objective, each a file in a folder.

    The names of the files begin with a digest of the comparison, of the code and of the version
    of NumPy: what was made with others is not seen. Each file is written under another name
    first, so that a break leaves whole files only.
    """

    def __init__(self, folder: Path, config: Comparison) -> None:
        self.folder = folder
        # A part holds one objective and does not depend on the others.
        alone = dataclasses.replace(config, objectives=config.objectives[:1])
        settings = {**vars(alone), "objectives": ()}
        text = f"{settings!r} {np.__version__} {_code()}"
        self._key = hashlib.sha256(text.encode()).hexdigest()[:16]

    def __getitem__(self, name: str) -> Table:
        try:
            content = io.BytesIO(self._file(name).read_bytes())
            with np.load(content, allow_pickle=False) as arrays:
                return Table(**arrays)
        except (OSError, EOFError, ValueError, TypeError, zipfile.BadZipFile):
            raise KeyError(name) from None

    def __setitem__(self, name: str, table: Table) -> None:
        buffer = io.BytesIO()
        np.savez(buffer, **vars(table))
        self.folder.mkdir(exist_ok=True)
        write_whole(self._file(name), buffer.getvalue())

    def __delitem__(self, name: str) -> None:
        try:
            self._file(name).unlink()
        except FileNotFoundError:
            raise KeyError(name) from None

    def __iter__(self) -> Iterator[str]:
        files = sorted(self.folder.glob(f"{self._key}-*.npz"))
        return (file.stem.removeprefix(f"{self._key}-") for file in files)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def clear(self) -> None:
        """Remove the folder, with what other comparisons have left there."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _file(self, name: str) -> Path:
        return self.folder / f"{self._key}-{name}.npz"


def _code() -> str:
    """A digest of all that a result may depend on: the sources and the suggested rates."""
    digest = hashlib.sha256()
    for module in (declarations, optimizers, objectives):
        for path in sorted(Path(str(module.__file__)).parent.rglob("*.py")):
            digest.update(path.read_bytes())
    for path in sorted(Path(__file__).parent.glob("*.[pj][ys]*")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def write(table: Table, path: Path) -> None:
    """Write a table as Parquet or CSV, by the ending; the old file stays until the new is whole.

    Raises:
        ValueError: another ending.
        ImportError: no pyarrow, which Parquet needs.
    """
    if path.suffix not in ENDINGS:
        raise ValueError(f"the file must end in {' or '.join(ENDINGS)}, got {path.name!r}")
    write_whole(path, as_csv(table) if path.suffix == ".csv" else as_parquet(table))


def as_csv(table: Table) -> bytes:
    """CSV with a header; numbers in the shortest form that reads back to the same bits."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    columns = table.columns()
    writer.writerow(columns)
    writer.writerows(zip(*(column.tolist() for column in columns.values()), strict=True))
    return text.getvalue().encode()


def as_parquet(table: Table) -> bytes:
    """Parquet with the same columns."""
    import pyarrow
    import pyarrow.parquet

    columns = {name: pyarrow.array(column.tolist()) for name, column in table.columns().items()}
    sink = pyarrow.BufferOutputStream()
    pyarrow.parquet.write_table(pyarrow.table(columns), sink)
    return bytes(sink.getvalue().to_pybytes())


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that a break leaves the old one or the new one, never half of it."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with draft.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
