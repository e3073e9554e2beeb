"""A formula that somebody types."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from declarations import close_names, line, named, shown, vector
from declarations.claim import Claim, Run
from objectives.facts import Facts, state_facts
from objectives.formula import LONGEST, FormulaError, Parsed, parse
from objectives.formula.search import lowest_points
from objectives.formula.source import source
from objectives.formula.tex import tex
from objectives.objective import Array, Box, Objective, Point, StationaryPoint

if TYPE_CHECKING:
    from objectives.formula.program import Program
    from objectives.formula.symbolic import Compiled

WIDEST = "[-1e6, 1e6]"
KINKS = frozenset({"abs", "sign", "floor", "min", "max", "where", "relu", "cbrt", "<", "<="})
"""A formula with one of these has, as a rule, points without a gradient."""
LOOKED_AT = 400
"""At so many random points the heights are looked at."""
BENT = 20.0
"""So many times as high above the lowest as the median is the highest point where a linear scale
would show a level plain."""
RATES = (1e-100, 1e9)
"""No suggested learning rate of gradient descent is outside of these, however f bends."""
PLACES = np.array(
    [
        [0.2, 0.85, 0.15, 0.8, 0.5, 0.35, 0.65, 0.93],
        [0.8, 0.75, 0.2, 0.25, 0.9, 0.55, 0.45, 0.93],
    ]
)
"""Where in the domain a start is looked for."""
NONE_FOUND = "none was found: f is as low on the border of the domain, or falls without end"


class Formula(Objective):
    """f(x) or f(x, y) as it is typed, such as x^2 + a sin(3x); ^ and ** are both powers.

    Every name but x, y, pi and e is a parameter, 1 unless `constants` says otherwise. The text is
    never evaluated as Python: see `objectives.formula`. SymPy derives the gradient and the Hessian.

    Where f has no real value, as log(x) for a negative x, value, gradient and Hessian are NaN.
    The minimisers are those that a search in the domain has found; there are none where f is
    lower on the border than at any minimum inside.

    Example:
        >>> import objectives
        >>> valley = objectives.get("formula", text="b (y - x^2)^2 + (1-x)^2", constants={"b": 10})
        >>> float(valley.value((1.0, 2.0))), valley.gradient((1.0, 2.0)).tolist()
        (10.0, [-40.0, 20.0])
        >>> [round(coordinate, 9) for coordinate in valley.minimisers[0]], valley.minimisers_found
        ([1.0, 1.0], True)
    """

    well_behaved = False
    title = "Your own formula"
    keywords = ("custom function", "equation", "expression", "type f(x, y)")
    group = "any shape"
    formula = r"x^{2}+y^{2}+a\,\sin\left(3x\right)"
    gradient_formula = r"(2x+3a\cos3x,\;2y)"
    hessian_formula = r"\begin{pmatrix}2-9a\sin3x&0\\0&2\end{pmatrix}"
    domain: ClassVar[Box] = ((-3.0, 3.0), (-3.0, 3.0))
    minimisers: ClassVar[tuple[Point, ...]] = ((-0.4273078468752301, 0.0),)
    minimisers_note = "found by a search from many starts"
    minimisers_found = True
    start: ClassVar[Point] = (2.0, 2.0)
    landscape = "2 minima, 1 saddle"
    stationary_points = (
        StationaryPoint("minimum", (1.244590278936102, 0.0)),
        StationaryPoint("saddle", (0.680576296170286, 0.0)),
    )
    lesson = (
        "Any formula can be walked on. Of this one gradient descent at 0.1 finds the lower minimum "
        "from (-2, 2), but from (2, 2) it ends in the other one, 1.77 above."
    )
    show = "a = 3 for more minima, or a formula of your own"
    claims = (
        Claim("2 minima", "minima", "2"),
        Claim("1 saddle", "saddles", "1"),
        Claim(
            "gradient descent at 0.1 finds the lower minimum from (-2, 2)",
            "gap",
            "<1e-6",
            Run("sgd", 0.1, start=(-2.0, 2.0)),
        ),
        Claim("from (2, 2) it ends in the other one, 1.77 above", "gap", "1.77", Run("sgd", 0.1)),
        Claim("a = 3 for more minima", "minima", ">2", parameters={"constants": (("a", 3.0),)}),
    )
    learning_rates = {"gd": 0.0925, "hb": 0.0462, "adagrad": 0.6, "rms": 0.03, "adam": 0.15}
    source = "SymPy for the derivatives"

    text: str = line(
        default="x^2 + y^2 + a sin(3x)",
        longest=LONGEST,
        symbol="f",
        help="In x, or in x and y; every other name becomes a parameter.",
    )
    constants: tuple[tuple[str, float], ...] = named(
        valid="[-1e9, 1e9]",
        slider=(-5.0, 5.0),
        help="The parameters of the formula that are not 1.",
    )
    x_range: tuple[float, float] = vector(
        default=(-3.0, 3.0), valid=WIDEST, lengths=(2, 2), help="From where to where x is drawn."
    )
    y_range: tuple[float, float] = vector(
        default=(-3.0, 3.0), valid=WIDEST, lengths=(2, 2), help="From where to where y is drawn."
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        known = self.parsed.parameters
        for name, _ in self.constants:
            if name not in known:
                hint = close_names(name, known) if known else "it has none"
                raise ValueError(f"{self._owner()}: no parameter is called {shown(name)}; {hint}")
        for name in ("x_range", "y_range"):
            low, high = getattr(self, name)
            if not low < high:
                raise ValueError(f"{self._owner()}: {name} must rise, got {low:g} to {high:g}")
        # What cannot be derived or drawn is refused here rather than in the middle of a run.
        if not self.is_default and not np.isfinite(self.value(_random(self._box))).any():
            raise FormulaError("it has no finite value anywhere in the domain")

    # What is typed.

    @property
    def parsed(self) -> Parsed:
        """The formula as it was read."""
        return parse(self.text)

    @property
    def values_of_parameters(self) -> dict[str, float]:
        """Every parameter of the formula with its value."""
        return dict.fromkeys(self.parsed.parameters, 1.0) | dict(self.constants)

    def idle(self, steps: int | None = None, rises: bool = True) -> dict[str, str]:
        reasons = super().idle(steps, rises)
        if len(self.parsed.variables) == 1:
            reasons["y_range"] = "No effect on a formula in x alone."
        return reasons

    # What is computed.

    @property
    def _compiled(self) -> Compiled:
        from objectives.formula.symbolic import compiled

        return compiled(self.text)

    @property
    def _box(self) -> Box:
        return (self.x_range, self.y_range)[: len(self.parsed.variables)]

    @cached_property
    def _numbers(self) -> tuple[float, ...]:
        return tuple(self.values_of_parameters.values())

    def _computed(self, program: Program, point: Array) -> Array:
        point = np.asarray(point)
        kind = np.complex128 if np.iscomplexobj(point) else np.float64
        found = program([*point.astype(kind), *self._numbers], point.shape[1:], kind)
        # A slope may well have a value where f has none, as 1/x of log(x).
        return np.where(np.isnan(found[0]), np.nan, found) if len(found) > 1 else found

    def value(self, point: Array) -> Array:
        return self._computed(self._compiled.value, point)[0]

    @property
    def value_source(self) -> str:
        return source(self.parsed.tree, self.parsed.variables, self.values_of_parameters)

    def gradient(self, point: Array) -> Array:
        return self._computed(self._compiled.gradient, point)[1:]

    def hessian(self, point: Array) -> Array:
        upper = self._computed(self._compiled.hessian, point)[1:]
        if len(upper) == 1:
            return upper[np.newaxis]
        xx, xy, yy = upper
        return np.array([[xx, xy], [xy, yy]])

    # What is found out.

    @cached_property
    def facts(self) -> Facts:
        """What is true of another formula than the one of the class."""
        if self.is_default:
            return Facts()
        with np.errstate(all="ignore"):
            return self._found_out()

    def _found_out(self) -> Facts:
        box = self._box
        minimisers = tuple(lowest_points(self.value, self.gradient, self.hessian, box))
        heights = self.value(_random(box))
        start = self._start(box)
        return Facts(
            formula=tex(self.parsed.tree),
            gradient_formula=r"\left(\partial_xf,\;\partial_yf\right)",
            hessian_formula=r"\left(\partial_i\partial_jf\right)",
            domain=box,
            minimisers=minimisers,
            minimisers_note=Formula.minimisers_note if minimisers else NONE_FOUND,
            start=start,
            color=_color(heights[np.isfinite(heights)]) if len(box) == 2 else "linear",
            landscape="a formula of your own",
            lesson="A formula of your own: nobody has measured what it teaches.",
            show="other starts",
            learning_rates=self._learning_rates(box, (start, *minimisers)),
            smooth=not self.parsed.functions & KINKS,
        )

    def _start(self, box: Box) -> Point:
        """The first of a few points with a slope: it stays where it is while a knob is turned."""
        low, high = np.array(box).T[:, :, np.newaxis]
        points = low + (high - low) * PLACES[: len(box)]
        heights, slopes = self.value(points), self.gradient(points)
        usable = np.isfinite(heights) & np.isfinite(slopes).all(axis=0) & slopes.any(axis=0)
        first = int(np.argmax(usable))
        return tuple(float(f"{coordinate:.4g}") for coordinate in points[:, first])

    def _learning_rates(self, box: Box, passed: tuple[Point, ...]) -> dict[str, float]:
        """From the curvature where a run begins and ends; others have steps of their own size."""
        bends = np.moveaxis(self.hessian(np.array(passed).T), -1, 0)
        finite = bends[np.isfinite(bends).all(axis=(1, 2))]
        steep = float(np.linalg.norm(finite, axis=(1, 2)).max(initial=0.0))
        width = min(high - low for low, high in box)
        slowest, fastest = RATES
        gd = min(max(1.0 / steep, slowest), fastest) if steep > 0.0 else width / 100.0
        rates = {
            "gd": gd,
            "hb": 0.5 * gd,
            "adagrad": width / 10.0,
            "rms": width / 200.0,
            "adam": width / 40.0,
        }
        return {family: float(f"{rate:.3g}") for family, rate in rates.items()}


def _random(box: Box) -> Array:
    """Points all over a box, always the same ones."""
    low, high = np.array(box).T[:, :, np.newaxis]
    return low + (high - low) * np.random.default_rng(0).random((len(box), LOOKED_AT))


def _color(heights: Array) -> str:
    """The scale on which the shape is seen best."""
    if not heights.size:
        return "linear"
    lowest, middle, highest = np.percentile(heights, (0.0, 50.0, 100.0))
    return "log" if highest - lowest > BENT * (middle - lowest) else "linear"


state_facts(Formula)
