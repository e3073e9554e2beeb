"""From the bytes of a file to its text, or a sentence that says what else the file is."""

from __future__ import annotations

import json
import re

MEGABYTES = 5
MOST_BYTES = MEGABYTES * 1_000_000

AS_CSV = "A spreadsheet can be saved as CSV and then be read here."

OTHER_FILES = {
    b"PK\x03\x04": "It is a zip file, such as an Excel or LibreOffice workbook.",
    b"\xd0\xcf\x11\xe0": "It is an old Office file, such as an Excel workbook (.xls).",
    b"%PDF": "It is a PDF.",
    b"\x1f\x8b": "It is packed with gzip.",
    b"BZh": "It is packed with bzip2.",
    b"7z\xbc\xaf": "It is packed with 7-Zip.",
    b"\xfd7zXZ": "It is packed with xz.",
    b"\x89PNG": "It is a picture.",
    b"\xff\xd8\xff": "It is a picture.",
    b"GIF8": "It is a picture.",
    b"PAR1": "It is a Parquet file.",
    b"ARROW1": "It is an Arrow file.",
    b"\x89HDF": "It is an HDF5 file.",
    b"\x93NUMPY": "It is an array of NumPy.",
    b"SQLite format": "It is a database.",
    b"{\\rtf": "It is a document in RTF.",
}
"""Kinds of files by their first bytes."""


def decoded(content: bytes) -> tuple[str, list[str]]:
    """The text of a file, with one kind of line ends, and what was assumed to read it.

    Raises:
        ValueError: the file is too large, or is no table written as text.
    """
    if len(content) > MOST_BYTES:
        size = len(content) / 1e6
        raise ValueError(f"The file has {size:,.1f} MB; at most {MEGABYTES} MB are read.")
    for mark, kind in OTHER_FILES.items():
        if content.startswith(mark):
            raise ValueError(f"This is not a text file. {kind} {AS_CSV}")
    text, sentences = _text(content)
    # The end-of-file mark of DOS; marks of byte order that were glued in with another file.
    text = text.rstrip("\x1a").replace("\ufeff", "")
    if re.search(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]", text[:100_000]):
        raise ValueError(f"This is not a text file. {AS_CSV}")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    # Rare ends of lines, at which Python would split and an editor would not.
    text = re.sub("[\x0b\x0c\x85\u2028\u2029]", " ", text)
    kind = _markup(text)
    if kind:
        raise ValueError(f"This is {kind}, not a table with a row in every line. {AS_CSV}")
    return text, sentences


def _text(content: bytes) -> tuple[str, list[str]]:
    encoding = _encoding(content)
    try:
        return content.decode(encoding), []
    except UnicodeDecodeError:
        if encoding != "utf-8-sig":
            raise ValueError(f"This is not a text file. {AS_CSV}") from None
    # Latin-1 has no printed characters from 0x80 to 0x9f, where Windows has quotes and dashes.
    if re.search(rb"[\x80-\x9f]", content) is None:
        return content.decode("latin-1"), ["The file is not in UTF-8; it was read as Latin-1."]
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError:
        return content.decode("latin-1"), []
    return text, ["The file is not in UTF-8; it was read as Windows-1252 (Latin-1)."]


def _encoding(content: bytes) -> str:
    """UTF-16 or UTF-32 by a mark, or by every other byte being 0; else UTF-8."""
    if content.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")):
        return "utf-32"
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    head = content[:1000]
    even, odd = head[0::2], head[1::2]
    if head and odd.count(0) > 0.7 * len(odd) and not even.count(0):
        return "utf-16-le"
    if head and even.count(0) > 0.7 * len(even) and not odd.count(0):
        return "utf-16-be"
    return "utf-8-sig"


def _markup(text: str) -> str:
    """What a text is that is written in another language than rows and cells; else nothing."""
    body = text.strip()
    known = re.match(r"<(!doctype|html|head|body|table|\?xml|svg|!--)", body, re.I)
    # A name may be <b>x</b>; a page ends as it begins.
    if known or (re.match(r"<[a-z]+[\s>]", body, re.I) and body.endswith(">")):
        return "XML" if re.match(r"<\?xml", body, re.I) else "HTML or XML"
    if body[:1] in ("{", "["):
        first = body.split("\n", 1)[0].strip()
        if _is_json(first) or _is_json(body):
            return "JSON"
    return ""


def _is_json(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict | list)
    except (ValueError, RecursionError):
        return False
