"""Long lines of code broken at their brackets, as a person would."""

from __future__ import annotations

import re
from collections.abc import Iterator

WIDTH = 100
INDENT = "    "
PAIRS = {"(": ")", "[": "]", "{": "}"}
NUMBERS = re.compile(r"[-+.\d]")


def laid_out(text: str) -> str:
    """The code with no long line that can be broken, and no more than two empty ones."""
    inside, lines = False, []
    for line in text.splitlines():
        is_text = inside or line.lstrip().startswith(("#", '"""'))
        inside ^= line.count('"""') % 2 == 1
        lines += [line] if is_text else broken(line)
    return re.sub(r"\n{4,}", "\n\n\n", "\n".join(lines)).strip() + "\n"


def broken(line: str, indent: int = 0) -> list[str]:
    """A line in pieces: what is in its last brackets, one part a line, numbers many a line."""
    margin = " " * (len(line) - len(line.lstrip()) + indent)
    line = line.strip()
    brackets = _last_brackets(line)
    if len(margin) + len(line) <= WIDTH or brackets is None:
        return [margin + line]
    first, last = brackets
    parts = list(_parts(line[first + 1 : last]))
    inner = margin + INDENT
    lines = [margin + line[: first + 1]]
    if all(NUMBERS.match(part) for part in parts):
        lines += _filled(parts, inner)
    else:
        for index, part in enumerate(parts):
            comma = "," if len(parts) > 1 or _is_call(line, first) else ""
            comma = "," if index < len(parts) - 1 else comma
            lines += broken(f"{part}{comma}", len(inner))
    return [*lines, margin + line[last:]]


def _is_call(line: str, first: int) -> bool:
    """Whether a comma may come after the only thing in brackets: elsewhere it makes a tuple."""
    return re.search(r"\w$", line[:first]) is not None and " for " not in line[first:]


def _filled(parts: list[str], margin: str) -> list[str]:
    lines, line = [], margin
    for part in parts:
        piece = f"{part}, "
        if len(line) + len(piece.rstrip()) > WIDTH and line != margin:
            lines.append(line.rstrip())
            line = margin
        line += piece
    return [*lines, line.rstrip()]


def _open(text: str) -> Iterator[tuple[int, str, int]]:
    """Every character outside of quotes, with its place and how many brackets are open there."""
    depth, quote, escaped = 0, "", False
    for place, character in enumerate(text):
        if quote:
            if not escaped and character == quote:
                quote = ""
            escaped = character == "\\" and not escaped
            continue
        if character in "\"'":
            quote = character
            continue
        if character in ")]}":
            depth -= 1
        yield place, character, depth
        if character in "([{":
            depth += 1


def _last_brackets(line: str) -> tuple[int, int] | None:
    """The outermost brackets that end the line, but for what follows them."""
    outer = [(place, character) for place, character, depth in _open(line) if depth == 0]
    pairs = [(place, character) for place, character in outer if character in "([{)]}"]
    if len(pairs) < 2 or line[pairs[-1][0] + 1 :].strip(",:"):
        return None
    first, last = pairs[-2][0], pairs[-1][0]
    return (first, last) if last - first > 1 else None


def _parts(text: str) -> Iterator[str]:
    """What stands between the commas."""
    start = 0
    for place, character, depth in _open(text):
        if character == "," and depth == 0:
            yield text[start:place].strip()
            start = place + 1
    if text[start:].strip():
        yield text[start:].strip()
