"""Tables on disk: the finished parts of one that is being made, and the file in the end."""

from __future__ import annotations

import csv
import dataclasses
import hashlib
import io
import os
import shutil
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from pathlib import Path

import numpy as np

import declarations
import objectives
import optimizers
from experiments.comparison import Comparison, Table

ENDINGS = (".parquet", ".csv")
DIGEST = hashlib.sha256().digest_size


class Parts(MutableMapping[str, Table]):
    """The finished parts of a comparison by objective, each a file in a folder.

    The names of the files begin with a digest of the comparison, of the code and of the version
    of NumPy: what was made with others is not seen. Each file is written under another name
    first, so that a break leaves whole files only, and ends with a digest of its name and its
    content: whatever has happened to it since, it is the same part or none.
    """

    def __init__(self, folder: Path, config: Comparison) -> None:
        self.folder = folder
        # A part holds one objective and does not depend on the others.
        alone = dataclasses.replace(config, objectives=config.objectives[:1])
        settings = {**vars(alone), "objectives": ()}
        text = f"{settings!r} {np.__version__} {_code()}"
        self._key = hashlib.sha256(text.encode()).hexdigest()[:16]
        # Far more than any part has: a foreign file of gigabytes is not read to its end.
        rows = config.starts * len(config.optimizers)
        self._limit = 100_000 + rows * (1_000 + 16 * len(config.tolerances))

    def __getitem__(self, name: str) -> Table:
        path = self._file(name)
        try:
            if not path.is_file():  # to open a pipe would wait for a writer
                raise KeyError(name)
            with path.open("rb") as file:
                whole = file.read(self._limit)
        except OSError:
            raise KeyError(name) from None
        content, digest = whole[:-DIGEST], whole[-DIGEST:]
        if digest != self._digest(name, content):
            raise KeyError(name)
        with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
            return Table(**arrays)

    def __setitem__(self, name: str, table: Table) -> None:
        buffer = io.BytesIO()
        np.savez(buffer, **vars(table))
        content = buffer.getvalue()
        path = self._file(name)
        self.folder.mkdir(exist_ok=True)
        if path.is_dir() and not path.is_symlink():  # the one thing that a file does not replace
            shutil.rmtree(path)
        write_whole(path, content + self._digest(name, content))

    def __delitem__(self, name: str) -> None:
        try:
            self._file(name).unlink()
        except FileNotFoundError:
            raise KeyError(name) from None

    def __iter__(self) -> Iterator[str]:
        files = sorted(self.folder.glob(f"{self._key}-*.npz"))
        names = (file.stem.removeprefix(f"{self._key}-") for file in files)
        return (name for name in names if name in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def clear(self) -> None:
        """Remove the folder, with what other comparisons have left there."""
        if self.folder.exists():
            shutil.rmtree(self.folder)

    def _file(self, name: str) -> Path:
        return self.folder / f"{self._key}-{name}.npz"

    def _digest(self, name: str, content: bytes) -> bytes:
        return hashlib.sha256(f"{self._key}-{name} ".encode() + content).digest()


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
    """Write a file so that a break leaves the old one or the new one, never half of it.

    Raises:
        OSError: it cannot be written.
    """
    with _draft(path, content) as draft:
        draft.replace(path)


def try_to_write(path: Path) -> None:
    """Write a file under another name and remove it: the one sure way to know that this works.

    Raises:
        OSError: it does not.
    """
    with _draft(path, b"?"):
        pass


@contextmanager
def _draft(path: Path, content: bytes) -> Iterator[Path]:
    """The content in a file of its own beside the one it is meant for, which errors name."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        try:
            with draft.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            yield draft
        finally:
            draft.unlink(missing_ok=True)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error
