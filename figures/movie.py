"""A race as a moving picture: a GIF drawn with Pillow from the figures of the stage.

What stands still (landscape, axes, legend) is drawn once; of every frame only the insides of the
axes and the counter are new. All frames share one palette, so that no colour flickers.
"""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from declarations.arrays import Array
from figures.quoting import plain
from figures.raster import ENGLISH, FINE, Figure, Letters, Pen, paint_ground, rgba
from figures.stage import Stage
from figures.theme import Theme

if TYPE_CHECKING:
    from PIL import Image

PER_SECOND = (20, 10)
"""Frames; of large pictures fewer. A GIF counts in hundredths of a second."""
LARGE = 600_000
"""In pixels. All frames are held until the file is written: 100 MB at most."""
HOLD = 1.5
"""Seconds for which the end is shown."""
TALL = 360
"""The height in pixels for which letters and lines are made; larger pictures have larger ones."""
TITLE, NAMES = 15, 11.5
RADIUS = 5.5
"""Of a play-head, in pixels of a picture of that height."""
LEGEND_LINES = 2
SHARE = 0.56
"""How much of the width is the map's where there are curves beside it."""
COLORS = 256
"""Of a GIF."""
EXACT = 96
"""At most so many colours of the palette are those of the drawing, the others are between them."""
CELL = 0xFC
"""Pillow looks for the colour nearest to the lower corner of a cell of 4 x 4 x 4 colours."""
SIDES = (160, 1280)
SECONDS = (1.0, 10.0)


@dataclasses.dataclass(frozen=True)
class Shot:
    """How a race is filmed.

    Attributes:
        width, height: in pixels.
        seconds: from start to end, without the time for which the end is shown.
        loop: whether it begins again.
        curves: whether the curves are beside the map.

    Raises:
        ValueError: a size or a time that no moving picture of ours has.
    """

    width: int = 960
    height: int = 540
    seconds: float = 6.0
    loop: bool = True
    curves: bool = True

    def __post_init__(self) -> None:
        for name, (low, high) in {"width": SIDES, "height": SIDES, "seconds": SECONDS}.items():
            value = getattr(self, name)
            if not low <= value <= high:
                raise ValueError(
                    f"Moving picture: {name} must be in [{low:g}, {high:g}], got {value:g}"
                )

    @property
    def per_second(self) -> int:
        """How many frames a second has."""
        return PER_SECOND[self.width * self.height > LARGE]

    @property
    def frames(self) -> int:
        """How many there are; the last one is held."""
        return round(self.seconds * self.per_second)


def gif(
    stage: Stage,
    title: str,
    steps: int,
    theme: Theme,
    shot: Shot,
    letters: Letters = ENGLISH,
    progress: Callable[[float], None] = lambda share: None,  # noqa: ARG005
) -> bytes:
    """The race as a GIF.

    Args:
        stage: its figures.
        title: what stands above them.
        steps: of the longest run; the clock goes evenly from 0 to there.
        theme: that of the stage.
        shot: size, time, and what is seen.
        letters: the font.
        progress: is told the share of the frames that are drawn.
    """
    film = Film(stage, title, steps, theme, shot, letters)
    frames = _reduced(film, *_palette(film, theme), progress)
    first = next(frames)
    frame = 1000 // shot.per_second
    times = [frame] * (shot.frames - 1) + [round(1000 * HOLD)]
    file = io.BytesIO()
    repeat: dict[str, Any] = {"loop": 0} if shot.loop else {}
    settings = {"duration": times, "optimize": True} | repeat
    first.save(file, "GIF", save_all=True, append_images=frames, **settings)
    return file.getvalue()


def _reduced(
    film: Film, by_corner: Image.Image, colors: list[int], progress: Callable[[float], None]
) -> Iterator[Image.Image]:
    from PIL import Image

    for number in range(film.shot.frames):
        progress(number / film.shot.frames)
        reduced = film.frame(number).quantize(palette=by_corner, dither=Image.Dither.NONE)
        reduced.putpalette(colors)
        yield reduced


def _palette(film: Film, theme: Theme) -> tuple[Image.Image, list[int]]:
    """A palette for all frames: the colours that are drawn, and those on smoothed edges.

    The first is the one to look colours up in, the second holds the colours to show instead.
    """
    from PIL import Image

    drawn = [theme.background, theme.text, theme.faint, theme.star, theme.grid]
    drawn += [runner["color"] for runner in film.stage.runners]
    exact: list[Any] = [rgba(color)[:3] for color in drawn]
    samples = [film.frame(film.shot.frames // 3), film.frame(film.shot.frames - 1)]
    counted = [color for sample in samples for color in sample.getcolors(1 << 24) or ()]
    often = sorted(counted, reverse=True)[: EXACT // 2]
    exact = list(dict.fromkeys([*exact, *(color for _, color in often)]))[:EXACT]
    both = Image.new("RGB", (film.shot.width, 2 * film.shot.height))
    for number, sample in enumerate(samples):
        both.paste(sample, (0, number * film.shot.height))
    between = both.quantize(COLORS - len(exact), Image.Quantize.MEDIANCUT).getpalette() or []
    colors = [*exact, *zip(*[iter(between)] * 3, strict=True)]
    # One for every cell in which Pillow looks colours up, by the corner that it compares.
    cells = {tuple(channel & CELL for channel in color): color for color in reversed(colors)}
    by_corner = Image.new("P", (1, 1))
    by_corner.putpalette([channel for corner in cells for channel in corner])
    return by_corner, [channel for color in cells.values() for channel in color]


@dataclasses.dataclass(frozen=True)
class Head:
    """Where a runner is at a moment: the last row of its path, and how far it is to the next."""

    row: int
    share: float

    @classmethod
    def at(cls, steps: Any, step: float) -> Head:
        """The place in the rows of ``steps``, which rise."""
        row = int(np.searchsorted(steps, step, side="right")) - 1
        if row + 1 >= len(steps):
            return cls(len(steps) - 1, 0.0)
        return cls(row, (step - float(steps[row])) / float(steps[row + 1] - steps[row]))

    def trail(self, points: Array) -> Array:
        """The points so far; the last one is the head."""
        after = min(self.row + 1, len(points) - 1)
        head = points[self.row] + self.share * (points[after] - points[self.row])
        return np.vstack([points[: self.row + 1], head])


class Film:
    """The frames of a moving picture."""

    def __init__(
        self,
        stage: Stage,
        title: str,
        steps: int,
        theme: Theme,
        shot: Shot,
        letters: Letters,
    ) -> None:
        from PIL import Image

        self.stage, self.steps, self.theme = stage, steps, theme
        self.shot, self.letters = shot, letters
        self.scale = FINE * shot.height / TALL
        size = (FINE * shot.width, FINE * shot.height)
        ground = Image.new("RGB", size, rgba(theme.background)[:3])
        pen = Pen(ground, self.scale, letters)
        top = self._head(pen, title) + 4 * self.scale
        edge = 6 * self.scale
        split = SHARE * size[0] if shot.curves else size[0] - edge
        self.map = Figure(stage.backdrop.layout, (edge, top, split, size[1]), self.scale)
        beside = (split + edge, top, size[0] - edge, size[1])
        self.curves = Figure(stage.curves["layout"], beside, self.scale, rim=RADIUS + 1.0)
        paint_ground(pen, self.map, stage.backdrop.ground)
        if shot.curves:
            paint_ground(pen, self.curves, None)
        self.map_area = self._under(ground)
        self.curve_area = ground.crop(self.curves.canvas)
        self.map_paths = [self.map.inside(r["map"]["x"], r["map"]["y"]) for r in stage.runners]
        self.curve_paths = [
            self.curves.inside(r["curve"]["x"], r["curve"]["y"]) for r in stage.runners
        ]
        self.still = ground.reduce(FINE)

    def step(self, number: int) -> float:
        """The step that a frame shows."""
        return self.steps * number / max(self.shot.frames - 1, 1)

    def frame(self, number: int) -> Image.Image:
        """One of the frames."""
        step, is_last = self.step(number), number == self.shot.frames - 1
        heads = [Head.at(runner["steps"], step) for runner in self.stage.runners]
        picture = self.still.copy()
        self._put(picture, self.map, self._map(heads, is_last))
        if self.shot.curves:
            self._put(picture, self.curves, self._curves(heads))
        self._count(picture, step)
        return picture

    def _put(self, picture: Image.Image, figure: Figure, area: Image.Image) -> None:
        left, top, *_ = figure.canvas
        picture.paste(area.reduce(FINE), (left // FINE, top // FINE))

    def _under(self, ground: Image.Image) -> Image.Image:
        """The inside of the map with all that is below the paths."""
        from PIL import Image

        area = ground.crop(self.map.canvas)
        if self.stage.backdrop.ground["type"] == "scatter":
            graph = self.stage.backdrop.ground
            pen = Pen(area, self.scale, self.letters)
            points = self.map.inside(graph["x"], graph["y"])
            pen.line(points, graph["line"]["color"], graph["line"]["width"])
        for trace in self.stage.faint:
            layer = area.copy()
            line = trace["line"]
            points = self.map.inside(trace["x"], trace["y"])
            Pen(layer, self.scale, self.letters).line(
                points, line["color"], line["width"], line["dash"]
            )
            area = Image.blend(area, layer, trace["opacity"])
        return area

    def _map(self, heads: list[Head], is_last: bool) -> Image.Image:
        area = self.map_area.copy()
        pen = Pen(area, self.scale, self.letters)
        trails = [head.trail(path) for head, path in zip(heads, self.map_paths, strict=True)]
        for runner, trail in zip(self.stage.runners, trails, strict=True):
            pen.line(trail, self.theme.casing, 4.4)
            pen.line(trail, runner["color"], 2.2)
            pen.dots(trail[:-1], runner["color"], 4)
        marks = list(self.stage.backdrop.stars)
        for traces in self.stage.paths:
            _, _, start, end = traces
            marks += [start, end] if is_last else [start]
        for trace in marks:
            marker = trace["marker"]
            look = marker["symbol"], marker["size"], marker["color"]
            for point in self.map.inside(trace["x"], trace["y"]):
                pen.symbol(point, *look, marker["line"]["color"], marker["line"]["width"])
        if not is_last:
            self._heads(pen, trails)
        return area

    def _curves(self, heads: list[Head]) -> Image.Image:
        area = self.curve_area.copy()
        pen = Pen(area, self.scale, self.letters)
        trails = [head.trail(path) for head, path in zip(heads, self.curve_paths, strict=True)]
        for runner, trail in zip(self.stage.runners, trails, strict=True):
            pen.line(trail, runner["color"], 2.2, runner["dash"])
        self._heads(pen, trails)
        return area

    def _heads(self, pen: Pen, trails: list[Array]) -> None:
        for runner, trail in zip(self.stage.runners, trails, strict=True):
            pen.symbol(trail[-1], "circle", 2 * RADIUS, runner["color"], self.theme.casing)

    def _head(self, pen: Pen, title: str) -> float:
        """Title and legend; returns where they end."""
        scale, right = self.scale, pen.image.width
        left, y = 12 * scale, 21 * scale
        self.counter = right - left, y
        room = right - 2 * left - pen.width(self._counted(self.steps), NAMES) - 10 * scale
        shown = pen.fitting(plain(title), TITLE, room, bold=True)
        pen.text(left, y, shown, self.theme.text, TITLE, bold=True)
        x, y, line = left, y + 18 * scale, 1
        for number, runner in enumerate(self.stage.runners):
            sample, gap = 20 * scale, 14 * scale
            name = pen.fitting(plain(runner["label"]), NAMES, right - 2 * left - sample)
            wide = sample + pen.width(name, NAMES)
            if x + wide > right - left and x > left:
                if line == LEGEND_LINES:
                    # The names that were cut off stand in the app.
                    more = f"+{len(self.stage.runners) - number}"
                    pen.text(min(x, right - 2 * left), y, more, self.theme.faint, NAMES)
                    break
                x, y, line = left, y + 15 * scale, line + 1
            self._sample(pen, x, y - 4 * scale, runner, number)
            pen.text(x + sample, y, name, self.theme.text, NAMES)
            x += wide + gap
        return y

    def _sample(self, pen: Pen, x: float, y: float, runner: dict[str, Any], number: int) -> None:
        """The line of a runner in the legend, with its symbol."""
        ends = np.array([[x, y], [x + 15 * self.scale, y]])
        pen.line(ends, runner["color"], 2.2, runner["dash"])
        symbol = self.stage.paths[number][-1]["marker"]["symbol"]
        pen.symbol(ends.mean(axis=0), symbol, 7, runner["color"])

    def _counted(self, step: float) -> str:
        return f"step {step:.0f} of {self.steps}"

    def _count(self, picture: Image.Image, step: float) -> None:
        """The counter at the upper right."""
        from PIL import Image

        x, y = self.counter
        high, wide = 20 * self.scale, 150 * self.scale
        box = (
            int((x - wide) // FINE),
            int((y - high + 4 * self.scale) // FINE),
            int(x // FINE),
            int((y + 6 * self.scale) // FINE),
        )
        size = (FINE * (box[2] - box[0]), FINE * (box[3] - box[1]))
        area = Image.new("RGB", size, rgba(self.theme.background)[:3])
        pen = Pen(area, self.scale, self.letters)
        at = y - FINE * box[1]
        pen.text(size[0], at, self._counted(step), self.theme.faint, NAMES, "rs")
        wanted = int(pen.width(self._counted(self.steps), NAMES) // FINE) + 2
        reduced = area.reduce(FINE)
        cut = max(reduced.width - wanted, 0)
        picture.paste(reduced.crop((cut, 0, reduced.width, reduced.height)), (box[0] + cut, box[1]))
