"""Colours of the two themes, and the colour, dash and symbol of every optimizer."""

from __future__ import annotations

import dataclasses
import zlib
from collections.abc import Sequence


@dataclasses.dataclass(frozen=True)
class Theme:
    """What a picture needs to know of light and dark."""

    name: str
    text: str
    faint: str
    grid: str
    background: str
    casing: str
    """The outline of a path, in the opposite lightness of the landscape."""
    scale: tuple[tuple[float, str], ...]
    """The landscape from the minimum upwards; calm, so that the paths are loud."""
    isoline: str
    ridge: str
    """The isolines of the surface, which WebGL draws without transparency."""
    star: str
    classes: tuple[str, ...]
    """The classes of a learning problem; see also the symbols."""
    ink: str
    """The palette's first colour, which has to stand out from the background."""
    diverging: tuple[str, str, str]
    """Of negative numbers, of 0 and of positive ones."""


LIGHT = Theme(
    name="light",
    text="#1f2a37",
    faint="#64748b",
    grid="#e2e8f0",
    background="#ffffff",
    casing="rgba(255,255,255,0.9)",
    scale=(
        (0.0, "#fbfdfe"),
        (0.25, "#e3ecf3"),
        (0.5, "#c5d6e4"),
        (0.75, "#a0b9cf"),
        (1.0, "#7896b4"),
    ),
    isoline="rgba(255,255,255,0.55)",
    ridge="#b9cbdb",
    star="#f2b705",
    # The first three are told apart by the colour-blind; the symbols tell all apart.
    classes=(
        *("#b5541c", "#2b6cb0", "#ddaa33", "#332288", "#66ccee"),
        *("#5b6770", "#009e73", "#1f2a37", "#a3a3a3", "#882255"),
    ),
    ink="#1c1c1c",
    diverging=("#0072b2", "#f6f6f4", "#c65200"),
)

DARK = Theme(
    name="dark",
    text="#e5e9f0",
    faint="#94a3b8",
    grid="#2b3544",
    background="#0e1117",
    casing="rgba(8,12,18,0.85)",
    scale=(
        (0.0, "#6f8ea8"),
        (0.25, "#4d6b86"),
        (0.5, "#354f68"),
        (0.75, "#24384d"),
        (1.0, "#182636"),
    ),
    isoline="rgba(255,255,255,0.10)",
    ridge="#3d566f",
    star="#ffd43b",
    classes=(
        *("#f0a06a", "#7db8f5", "#d0527f", "#ffe08a", "#5577cc"),
        *("#2fd6a3", "#b8c4ce", "#f5f5f5", "#c96f6f", "#7fe0ff"),
    ),
    ink="#f5f5f5",
    diverging=("#5fb2ff", "#161c26", "#ff9a52"),
)

THEMES = {theme.name: theme for theme in (LIGHT, DARK)}


@dataclasses.dataclass(frozen=True)
class Style:
    """How one runner is drawn; the dash and the symbol say the same as the colour."""

    color: str
    dash: str
    symbol: str


# Okabe and Ito's colours with some of Tol's: distinct to the colour-blind. Light, dark, symbol.
_PALETTE = (
    ("#d55e00", "#ff8a3d", "diamond"),
    ("ink", "ink", "circle"),
    ("#882255", "#ff7fb0", "hexagon"),
    ("#0072b2", "#4aa8ff", "square"),
    ("#5b6770", "#b8c4ce", "hourglass"),
    ("#2ba7c9", "#7fe0ff", "pentagon"),
    ("#aa4499", "#e48ad6", "cross"),
    ("#c98a00", "#ffc233", "x"),
    ("#332288", "#a79bff", "star-triangle-up"),
    ("#cc6677", "#ffa3b1", "star-square"),
    ("#7a7a1f", "#d6d66b", "triangle-down"),
    ("#009e73", "#2fd6a3", "triangle-up"),
)
_DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")

# Any number would do; with this one the dozen best known rules get twelve different colours.
_SALT = 1_000_891


def preferred(optimizer: str) -> int:
    """The index of an optimizer in the palette: always the same, whatever else is in the race."""
    return zlib.crc32(f"{optimizer}{_SALT}".encode()) % len(_PALETTE)


def palette_indices(race: Sequence[str], kept: Sequence[int | None] = ()) -> list[int]:
    """The index in the palette of every entry of a race, by optimizer id.

    Args:
        race: the ids.
        kept: for every entry the index that it has had so far, or None for a new one. Where two
            would look the same, the newer takes the next that is free.
    """
    chosen: list[int | None] = list(kept) if kept else [None] * len(race)
    for number, optimizer in enumerate(race):
        if chosen[number] is None:
            index = preferred(optimizer)
            while index in chosen and len(set(chosen) - {None}) < len(_PALETTE):
                index = (index + 1) % len(_PALETTE)
            chosen[number] = index
    return [index for index in chosen if index is not None]


def styles(race: Sequence[str], theme: Theme, kept: Sequence[int | None] = ()) -> list[Style]:
    """A style for every entry of a race; see `palette_indices`."""
    return [_style(index, theme) for index in palette_indices(race, kept)]


def _style(index: int, theme: Theme) -> Style:
    light, dark, symbol = _PALETTE[index]
    color = light if theme.name == "light" else dark
    return Style(theme.ink if color == "ink" else color, _DASHES[index % len(_DASHES)], symbol)
