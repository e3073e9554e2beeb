"""Schwefel's deceptive landscape (1981)."""

from __future__ import annotations

import numpy as np

from declarations.claim import Claim, Grid, Run
from objectives.objective import Array, Objective, StationaryPoint

DEPTH = 418.9828872724337
"""The largest value of u sin(sqrt |u|) for |u| <= 500; the literature rounds it to 418.9829."""

NEXT_BEST = ((-302.52493561191176, 420.96874635998205), (420.96874635998205, -302.52493561191176))

LARGE = Run("adam", 150.0, 300)


class Schwefel(Objective):
    """f = 837.96... - sum of u sin(sqrt |u|) over both coordinates: the best lies far out."""

    title = "Schwefel"
    keywords = ("deceptive", "many minima")
    group = "multimodal"
    formula = r"837.9657745-\sum_i x_i\sin\sqrt{|x_i|}"
    gradient_formula = r"-\sin\sqrt{|x_i|}-\tfrac12\sqrt{|x_i|}\cos\sqrt{|x_i|}"
    hessian_formula = (
        r"\operatorname{diag}\left(\tfrac{1}{4x_i}"
        r"\left(|x_i|\sin\sqrt{|x_i|}-3\sqrt{|x_i|}\cos\sqrt{|x_i|}\right)\right)"
    )
    domain = ((-500.0, 500.0), (-500.0, 500.0))
    minimisers = ((420.96874635998205, 420.96874635998205),)
    start = (-100.0, 250.0)
    landscape = "49 minima, 98 saddles, 49 maxima"
    stationary_points = (
        StationaryPoint("minimum", (-302.52493561191176, 420.96874635998205)),
        StationaryPoint("minimum", (420.96874635998205, -302.52493561191176)),
        StationaryPoint("minimum", (203.81425264889447, 420.96874635998205)),
        StationaryPoint("minimum", (420.96874635998205, 203.81425264889447)),
        StationaryPoint("minimum", (-302.52493561191176, -302.52493561191176)),
        StationaryPoint("minimum", (-124.82935642021526, 420.96874635998205)),
        StationaryPoint("minimum", (420.96874635998205, -124.82935642021526)),
        StationaryPoint("minimum", (-302.52493561191176, 203.81425264889447)),
        StationaryPoint("minimum", (203.81425264889447, -302.52493561191176)),
        StationaryPoint("minimum", (65.54786509015155, 420.96874635998205)),
        StationaryPoint("minimum", (420.96874635998205, 65.54786509015155)),
        StationaryPoint("minimum", (420.96874635998205, -25.877417347618685)),
    )
    lesson = (
        "Deceptive: the best minimum is in a far corner, and the next best ones are 723 away "
        "from it. The scale is large as well: Adam at 0.1 moves only 35 units in 300 steps. "
        "Outside the domain f falls without bound, so that a run that leaves it may 'beat' the "
        "minimum."
    )
    show = (
        "300 steps of Adam: at 10 it stops in the first hollow (513 above the minimum), at 100 "
        "it ends 336 above, at 150 it leaves the domain and ends 20 below, 357 above when "
        "projected on the box"
    )
    claims = (
        Claim("49 minima", "minima", "49"),
        Claim("98 saddles", "saddles", "98"),
        Claim("49 maxima", "maxima", "49"),
        Claim("the best minimum is in a far corner", "size", ">590", at="minimisers"),
        Claim("the next best ones", "gap", "118", at=NEXT_BEST),
        Claim(
            "the next best ones",
            "gap",
            "0",
            Run("sgd", 1.0, 1000, start=Grid(31), box="project"),
            over="share",
            when="1e-3..118",
        ),
        Claim("are 723 away from it", "distance", "723", at=NEXT_BEST),
        Claim(
            "Adam at 0.1 moves only 35 units in 300 steps",
            "distance",
            "35",
            Run("adam", 0.1, 300),
            to=(-100.0, 250.0),
        ),
        Claim(
            "Outside the domain f falls without bound",
            "value",
            "<-7e3",
            at=(4148.0, 4148.0),
        ),
        Claim(
            "Outside the domain f falls without bound",
            "value",
            "<-7e5",
            at=(396762.0, 396762.0),
        ),
        Claim("may 'beat' the minimum", "gap", "<0", LARGE),
        Claim(
            "300 steps of Adam: at 10 it stops in the first hollow (513 above the minimum)",
            "gap",
            "513",
            Run("adam", 10.0, 300),
        ),
        Claim("at 100 it ends 336 above", "gap", "336", Run("adam", 100.0, 300)),
        Claim("at 150 it leaves the domain", "inside", "0", LARGE),
        Claim("ends 20 below", "gap", "-20", LARGE),
        Claim("357 above when projected on the box", "gap", "357", LARGE.replace(box="project")),
    )
    learning_rates = {
        "gd": 0.0046,
        "hb": 0.0032,
        "adagrad": 0.018,
        "rms": 0.01,
        "adam": 100.0,
    }
    source = "Schwefel 1981; SFU; SciPy Schwefel26"
    lower_outside = True
    featured = True

    def value(self, point: Array) -> Array:
        x, y = point
        return (DEPTH - x * np.sin(_root(x))) + (DEPTH - y * np.sin(_root(y)))

    def gradient(self, point: Array) -> Array:
        return np.array([-np.sin(s) - 0.5 * s * np.cos(s) for s in map(_root, point)])

    def hessian(self, point: Array) -> Array:
        x, y = point
        zero = np.zeros(np.shape(x))
        return np.array([[_curvature(x), zero], [zero, _curvature(y)]])


def _root(u: Array) -> Array:
    """The root of |u|, differentiable by complex steps."""
    return np.sqrt(np.where(np.real(u) < 0.0, -u, u))


def _curvature(u: Array) -> Array:
    """The second derivative along one axis, and 0 where it is infinite: at u = 0."""
    s = _root(u)
    return (s * s * np.sin(s) - 3.0 * s * np.cos(s)) / (4.0 * np.where(u == 0.0, 1.0, u))
