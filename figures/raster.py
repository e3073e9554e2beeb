"""Figures with two axes drawn with Pillow: what the stage's own canvas shows, in a picture file.

It knows the part of Plotly's language that our figures use (contour and scatter traces, linear and
logarithmic axes), as `ui/stage/web/painter.js` does in the browser. Pictures are drawn `FINE` times
as large as they will be and made smaller, which smooths every edge.
"""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import html
import math
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from declarations.arrays import Array
from figures.plain import Trace
from figures.ticks import NICE, RAISED, power

if TYPE_CHECKING:
    from PIL import Image, ImageFont

    Font = ImageFont.FreeTypeFont | ImageFont.ImageFont

FINE = 2
FARTHEST = 1e5
"""In pixels: nothing is drawn farther out, where Pillow would no longer count."""
TICK = {"x": 80.0, "y": 40.0}
"""So many pixels for a mark of an axis, as Plotly counts them."""
DASHES = {
    "dash": (6, 3),
    "dot": (2, 2),
    "dashdot": (6, 2, 2, 2),
    "longdash": (9, 3),
    "longdashdot": (9, 2, 2, 2),
}
"""Lengths of strokes and gaps in pixels."""

Color = tuple[int, int, int, int]


def rgba(color: str) -> Color:
    """A colour of a figure, ``#rrggbb`` or ``rgba(...)``, as Pillow takes it."""
    if color.startswith("#"):
        red, green, blue = (int(color[place : place + 2], 16) for place in (1, 3, 5))
        return red, green, blue, 255
    *channels, alpha = map(float, re.findall(r"[\d.]+", color))
    red, green, blue = map(int, channels)
    return red, green, blue, round(255 * alpha)


@dataclasses.dataclass(frozen=True)
class Letters:
    """The letters of a picture.

    Attributes:
        file: a font file that Pillow reads; none is Pillow's own, which has the letters of English
            only.
    """

    file: Path | None = None

    @functools.lru_cache(maxsize=32)  # noqa: B019
    def font(self, size: int, bold: bool = False) -> Font:
        """The font in a size in pixels."""
        from PIL import ImageFont

        if self.file is None:
            return ImageFont.load_default(size)
        font = ImageFont.truetype(self.file, size)
        with contextlib.suppress(OSError):  # It may have no weights to choose from.
            font.set_variation_by_name("Semibold" if bold else "Regular")
        return font

    def shown(self, text: str) -> str:
        """A text in letters that the font has."""
        if self.file is not None:
            return text
        plain = text.replace("−", "-").translate({sign: digit for digit, sign in RAISED.items()})
        return plain.encode("ascii", "replace").decode()


ENGLISH = Letters()


@dataclasses.dataclass(frozen=True)
class Axis:
    """An axis of a figure, from a pixel on, so many pixels long; negative is upwards."""

    settings: dict[str, Any]
    origin: float
    length: float

    @property
    def range(self) -> tuple[float, float]:
        """The ends; of a logarithmic axis their exponents."""
        low, high = self.settings["range"]
        return low, high

    @property
    def is_log(self) -> bool:
        """Whether the axis is logarithmic."""
        return self.settings.get("type") == "log"

    def pixels(self, values: Any) -> Array:
        """Where values are; nan where they cannot be shown."""
        places = np.asarray(values, dtype=np.float64)
        low, high = self.range
        with np.errstate(all="ignore"):
            places = np.log10(places) if self.is_log else places
            pixels = self.origin + (places - low) / (high - low) * self.length
        return np.where(np.isfinite(pixels), np.clip(pixels, -FARTHEST, FARTHEST), np.nan)

    def ticks(self, kind: str, scale: float) -> list[tuple[float, str]]:
        """Values with marks, as Plotly chooses them, and their names."""
        if "tickvals" in self.settings:
            return list(zip(self.settings["tickvals"], self.settings["ticktext"], strict=True))
        low, high = sorted(self.range)
        count = min(max(abs(self.length) / scale / TICK[kind], 4), 9) + 1
        step = self.settings.get("dtick") or _nice((high - low) / count)
        numbers = range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)
        if self.is_log:
            return [(10.0 ** (n * step), power(round(n * step))) for n in numbers]
        digits = max(0, -math.floor(math.log10(step) + 1e-9))
        return [(n * step, f"{n * step:.{min(digits, 12)}f}".replace("-", "−")) for n in numbers]


def _nice(rough: float) -> float:
    base = 10.0 ** math.floor(math.log10(rough))
    return next((step for step in NICE[1:] if step * base >= rough), 10.0) * base


class Figure:
    """Where a figure is in a picture: the area within its axes, in pixels of the drawing."""

    def __init__(
        self,
        layout: dict[str, Any],
        box: tuple[float, float, float, float],
        scale: float,
        rim: float = 0.0,
    ) -> None:
        """Place a figure.

        Args:
            layout: Plotly's, with margins that stand.
            box: left, top, right and bottom of the whole figure in the picture.
            scale: so many pixels stand for one of the layout.
            rim: so far, in pixels of the layout, one may draw over the axes.
        """
        margin = layout["margin"]
        left, top, right, bottom = box
        # Whole pixels of the picture, so that the area alone can be made smaller.
        self.left, self.right = _whole(left + scale * margin["l"], right - scale * margin["r"])
        self.top, self.bottom = _whole(top + scale * margin["t"], bottom - scale * margin["b"])
        self.box, self.scale, self.layout = box, scale, layout
        self.rim = FINE * round(rim * scale / FINE)
        self.x = Axis(layout["xaxis"], self.left, self.right - self.left)
        self.y = Axis(layout["yaxis"], self.bottom, self.top - self.bottom)

    @property
    def area(self) -> tuple[int, int, int, int]:
        """Left, top, right and bottom of what is within the axes."""
        return self.left, self.top, self.right, self.bottom

    @property
    def canvas(self) -> tuple[int, int, int, int]:
        """The area with its rim: what changes from frame to frame."""
        left, top, right, bottom = self.area
        return left - self.rim, top - self.rim, right + self.rim, bottom + self.rim

    def inside(self, x: Any, y: Any) -> Array:
        """Points of the figure as pixels within the canvas, ``(points, 2)``."""
        across, along = self.x.pixels(np.ravel(x)), self.y.pixels(np.ravel(y))
        left, top, *_ = self.canvas
        return np.column_stack([across - left, along - top])


def _whole(low: float, high: float) -> tuple[int, int]:
    return FINE * round(low / FINE), max(FINE * round(high / FINE), FINE * round(low / FINE) + FINE)


class Pen:
    """Draws on a picture in lengths of the layout, ``scale`` pixels each."""

    def __init__(self, image: Image.Image, scale: float, letters: Letters) -> None:
        from PIL import ImageDraw

        self.image, self.scale, self.letters = image, scale, letters
        self.draw = ImageDraw.Draw(image, "RGBA")

    def line(self, points: Array, color: str, width: float, dash: str = "solid") -> None:
        """A line through points in pixels; it has gaps where they are nan."""
        thick = max(round(width * self.scale), 1)
        broken = np.flatnonzero(np.isnan(points).any(axis=1))
        for piece in np.split(points, broken):
            whole = piece[~np.isnan(piece).any(axis=1)]
            lengths = [length * width / 2.2 * self.scale for length in DASHES.get(dash, ())]
            for stroke in _dashed(whole, lengths) if lengths else [whole]:
                if len(stroke) > 1:
                    xy = [(float(x), float(y)) for x, y in stroke]
                    self.draw.line(xy, rgba(color), thick, "curve")

    def dots(self, points: Array, color: str, size: float) -> None:
        """A small dot at every point."""
        for point in points[~np.isnan(points).any(axis=1)]:
            self.symbol(point, "circle", size, color)

    def symbol(
        self,
        point: Array,
        name: str,
        size: float,
        color: str,
        edge: str | None = None,
        width: float = 2.0,
    ) -> None:
        """A marker, open or filled; nothing where the point is nan."""
        if np.isnan(point).any():
            return
        corners = SYMBOLS.get(name.removesuffix("-open"), SYMBOLS["circle"])
        outline = [tuple(corner) for corner in (point + corners * size / 2 * self.scale).tolist()]
        if not name.endswith("-open"):
            self.draw.polygon(outline, rgba(color))
        if edge is not None:
            thick = max(round(width * self.scale), 1)
            self.draw.line([*outline, *outline[:2]], rgba(edge), thick, "curve")

    def text(
        self,
        x: float,
        y: float,
        text: str,
        color: str,
        size: float,
        anchor: str = "ls",
        bold: bool = False,
    ) -> None:
        """A text in one line, at a pixel; ``anchor`` is Pillow's."""
        font = self.letters.font(round(size * self.scale), bold)
        self.draw.text((x, y), self.letters.shown(text), rgba(color), font, anchor)

    def width(self, text: str, size: float, bold: bool = False) -> float:
        """How wide a text is, in pixels."""
        font = self.letters.font(round(size * self.scale), bold)
        return float(self.draw.textlength(self.letters.shown(text), font))

    def fitting(self, text: str, size: float, room: float, bold: bool = False) -> str:
        """As much of a text as there is room for."""
        if self.width(text, size, bold) <= room:
            return text
        keep = len(text)
        while keep and self.width(text[:keep] + "…", size, bold) > room:
            keep -= 1
        return text[:keep].rstrip() + "…" if keep else ""


def _dashed(points: Array, lengths: Sequence[float]) -> list[Array]:
    """The strokes of a dashed line through points."""
    if len(points) < 2:
        return []
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
    strokes, begin, number = [], 0.0, 0
    while begin < along[-1]:
        end = begin + lengths[number % len(lengths)]
        if number % 2 == 0:
            ends = np.array([begin, min(end, along[-1])])
            between = along[(along > begin) & (along < end)]
            places = np.concatenate([ends[:1], between, ends[1:]])
            strokes.append(
                np.column_stack([np.interp(places, along, points[:, axis]) for axis in (0, 1)])
            )
        begin, number = end, number + 1
    return strokes


def paint_ground(pen: Pen, figure: Figure, ground: Trace | None) -> None:
    """The landscape, the axes and, beside them, what the colours stand for."""
    if ground is not None and ground["type"] == "contour":
        pen.image.paste(_field(ground, figure), (figure.left, figure.top))
        _bar(pen, figure, ground)
    _axes(pen, figure)


def _bands(ground: Trace) -> NDArray[np.uint8]:
    """The colours of the bands, each that of its middle; one more at either end."""
    contours, scale = ground["contours"], ground["colorscale"]
    count = round((contours["end"] - contours["start"]) / contours["size"]) + 2
    middles = contours["start"] + (np.arange(count) - 0.5) * contours["size"]
    shares = np.clip((middles - ground["zmin"]) / (ground["zmax"] - ground["zmin"]), 0.0, 1.0)
    places = [place for place, _ in scale]
    colors = np.array([rgba(color)[:3] for _, color in scale], dtype=np.float64)
    channels = [np.interp(shares, places, channel) for channel in colors.T]
    return np.round(np.column_stack(channels)).astype(np.uint8)


def _field(ground: Trace, figure: Figure) -> Image.Image:
    """Bands of even steps in z with thin lines between them."""
    from PIL import Image

    columns, rows = figure.right - figure.left, figure.bottom - figure.top
    contours, bands = ground["contours"], _bands(ground)
    z = np.asarray(ground["z"], dtype=np.float64)
    (x_low, x_high), (y_low, y_high) = figure.x.range, figure.y.range
    across = x_low + (np.arange(columns) + 0.5) / columns * (x_high - x_low)
    along = y_high + (np.arange(rows) + 0.5) / rows * (y_low - y_high)
    i, u = _cells(np.asarray(ground["x"], dtype=np.float64), across)
    j, v = _cells(np.asarray(ground["y"], dtype=np.float64), along)
    lines = z[j] * (1 - v)[:, np.newaxis] + z[j + 1] * v[:, np.newaxis]
    heights = lines[:, i] * (1 - u) + lines[:, i + 1] * u
    levels = np.floor((heights - contours["start"]) / contours["size"] + 1e-9).astype(int) + 1
    levels = np.clip(levels, 0, len(bands) - 1)
    edge = np.zeros(levels.shape, dtype=bool)
    edge[:, 1:] |= levels[:, 1:] != levels[:, :-1]
    edge[1:] |= levels[1:] != levels[:-1]
    *line, alpha = rgba(ground["line"]["color"])
    share = alpha / 255.0
    edged = np.round(share * np.array(line) + (1 - share) * bands).astype(np.uint8)
    return Image.fromarray(np.where(edge[:, :, np.newaxis], edged[levels], bands[levels]))


def _cells(grid: Array, places: Array) -> tuple[NDArray[np.int64], Array]:
    """For every place the cell of the grid that it is in, and how far it is across that cell."""
    shares = (places - grid[0]) / (grid[-1] - grid[0]) * (len(grid) - 1)
    cells = np.clip(np.floor(shares).astype(np.int64), 0, len(grid) - 2)
    return cells, np.clip(shares - cells, 0.0, 1.0)


def _bar(pen: Pen, figure: Figure, ground: Trace) -> None:
    bar, scale, bands = ground["colorbar"], figure.scale, _bands(ground)[1:-1]
    height = figure.bottom - figure.top
    length = bar["len"] * height
    left = figure.left + bar["x"] * (figure.right - figure.left)
    right, bottom = left + bar["thickness"] * scale, figure.top + (height + length) / 2
    step = length / len(bands)
    for number, (red, green, blue) in enumerate(bands.tolist()):
        box = (left, bottom - (number + 1) * step, right, bottom - number * step)
        pen.draw.rectangle(box, (red, green, blue))
    font = bar["tickfont"]
    for level, name in zip(bar["tickvals"], bar["ticktext"], strict=True):
        share = (level - ground["zmin"]) / (ground["zmax"] - ground["zmin"])
        y = bottom - share * length
        pen.text(right + 4 * scale, y, name, font["color"], font["size"], "lm")


def _axes(pen: Pen, figure: Figure) -> None:
    left, top, right, bottom = figure.area
    scale, ink = figure.scale, figure.layout["font"]["color"]
    for kind, axis in (("x", figure.x), ("y", figure.y)):
        settings, font = axis.settings, axis.settings["tickfont"]
        low, high = (left, right) if kind == "x" else (top, bottom)
        ticks = axis.ticks(kind, scale)
        for place, (_, name) in zip(axis.pixels([at for at, _ in ticks]), ticks, strict=True):
            if not low - 1 <= place <= high + 1:
                continue
            if settings.get("showgrid", True):
                ends = (place, top, place, bottom) if kind == "x" else (left, place, right, place)
                pen.draw.line(ends, rgba(settings["gridcolor"]), max(round(scale), 1))
            if kind == "x":
                pen.text(place, bottom + 4 * scale, name, font["color"], font["size"], "mt")
            else:
                pen.text(left - 5 * scale, place, name, font["color"], font["size"], "rm")
        title = html.unescape(settings.get("title", {}).get("text", ""))
        if kind == "x":
            shown = pen.fitting(title, 13, right - left)
            pen.text((left + right) / 2, bottom + 33 * scale, shown, ink, 13, "ms")
        else:
            _upright(pen, figure, pen.fitting(title, 13, bottom - top), ink)


def _upright(pen: Pen, figure: Figure, title: str, ink: str) -> None:
    """The title of the vertical axis, read from below."""
    from PIL import Image, ImageDraw

    high = math.ceil(20 * figure.scale)
    size = (math.ceil(pen.width(title, 13)) + high, high)
    mask = Image.new("L", size)
    font = pen.letters.font(round(13 * figure.scale))
    ImageDraw.Draw(mask).text((size[0] / 2, size[1] / 2), pen.letters.shown(title), 255, font, "mm")
    turned = mask.transpose(Image.Transpose.ROTATE_90)
    place = (
        round(figure.box[0] + 2 * figure.scale),
        round((figure.top + figure.bottom - turned.height) / 2),
    )
    pen.image.paste(rgba(ink)[:3], place, turned)


def _polygon(corners: int) -> Array:
    angles = 2 * np.pi * np.arange(corners) / corners - np.pi / 2
    return np.column_stack([np.cos(angles), np.sin(angles)])


def _star(points: int, outer: float, inner: float) -> Array:
    radii = np.where(np.arange(2 * points) % 2, inner, outer)
    return radii[:, np.newaxis] * _polygon(2 * points)


_CROSS = [(-0.4, -1.2), (0.4, -1.2), (0.4, -0.4), (1.2, -0.4), (1.2, 0.4), (0.4, 0.4)]
_X = [(-1.1, -0.6), (-0.6, -1.1), (0.0, -0.5), (0.6, -1.1), (1.1, -0.6), (0.5, 0.0)]

SYMBOLS = {
    "circle": _polygon(32),
    "square": np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]),
    "diamond": 1.3 * _polygon(4),
    "triangle-up": np.array([(0, -1.15), (1.15, 0.7), (-1.15, 0.7)]),
    "triangle-down": np.array([(0, 1.15), (1.15, -0.7), (-1.15, -0.7)]),
    "cross": np.concatenate([_CROSS, np.negative(_CROSS)]),
    "x": np.concatenate([_X, np.negative(_X)]),
    "hourglass": np.array([(-1, -1), (1, -1), (-1, 1), (1, 1)]),
    "pentagon": _polygon(5),
    "hexagon": _polygon(6),
    "star": _star(5, 1.4, 0.55),
    "star-triangle-up": _star(3, 1.6, 0.5),
    "star-square": _star(4, 1.6, 0.6),
}
"""The corners of the markers of radius 1, downwards as pixels count."""
