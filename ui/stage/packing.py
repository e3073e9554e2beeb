"""Figures and arrays as one block of bytes, which the browser reads without parsing numbers.

Layout: the length of the header (4 bytes, little-endian), the header as JSON in UTF-8, filling
up to a multiple of 8, then the arrays one after another, each at a multiple of 8. In the header
an array stands as ``{"$": [offset, length, type, shape]}``, with offsets from the end of the
header. An array that occurs several times is sent once.
"""

from __future__ import annotations

import json
import math
import struct
from typing import Any

import numpy as np
from numpy.typing import NDArray

TYPES: dict[np.dtype[Any], str] = {
    np.dtype(np.float32): "Float32Array",
    np.dtype(np.int32): "Int32Array",
    np.dtype(np.float64): "Float64Array",
    np.dtype(np.uint8): "Uint8Array",
}


def pack(tree: Any) -> bytes:
    """The bytes of a tree of dicts, lists, plain values and NumPy arrays."""
    packer = _Packer()
    header = json.dumps(packer.plain(tree), separators=(",", ":"), allow_nan=False).encode()
    header += b" " * (-(len(header) + 4) % 8)
    return b"".join([struct.pack("<I", len(header)), header, *packer.blocks])


class _Packer:
    def __init__(self) -> None:
        self.blocks: list[bytes] = []
        self.length = 0
        self.references: dict[tuple[str, tuple[int, ...], bytes], dict[str, Any]] = {}
        self.seen: dict[int, dict[str, Any]] = {}
        """The references to arrays by number: most occur several times, and none goes away."""

    def plain(self, value: Any) -> Any:
        """The value with references in place of arrays."""
        kind = type(value)
        # In the order of how often each occurs: this is most of the work of a move.
        if kind is str or kind is int or kind is bool or value is None:
            return value
        if kind is dict:
            return {key: self.plain(entry) for key, entry in value.items()}
        if kind is float:
            return value if math.isfinite(value) else None
        if isinstance(value, np.ndarray):
            return self.seen.get(id(value)) or self.reference(value)
        if isinstance(value, list | tuple):
            return [self.plain(entry) for entry in value]
        if isinstance(value, np.generic):
            return self.plain(value.item())
        return value

    def reference(self, array: NDArray[Any]) -> dict[str, Any]:
        """Where an array stands in the block."""
        sent = array
        if sent.dtype not in TYPES:
            sent = sent.astype(np.int32 if sent.dtype.kind in "iu" else np.float32)
        name, content = TYPES[sent.dtype], sent.tobytes()
        key = name, sent.shape, content
        if key not in self.references:
            self.references[key] = {"$": [self.length, sent.size, name, list(sent.shape)]}
            padded = content + b"\0" * (-len(content) % 8)
            self.blocks.append(padded)
            self.length += len(padded)
        self.seen[id(array)] = self.references[key]
        return self.references[key]


def unpack(content: bytes) -> Any:
    """The tree again, as the browser sees it; Python needs it to look at what was sent."""
    (length,) = struct.unpack_from("<I", content)
    body = content[4 + length :]
    kinds = {name: kind for kind, name in TYPES.items()}

    def restored(value: Any) -> Any:
        if isinstance(value, list):
            return [restored(entry) for entry in value]
        if not isinstance(value, dict):
            return value
        if "$" in value:
            offset, size, name, shape = value["$"]
            return np.frombuffer(body, kinds[name], size, offset).reshape(shape)
        return {key: restored(entry) for key, entry in value.items()}

    return restored(json.loads(content[4 : 4 + length]))
