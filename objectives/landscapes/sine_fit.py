"""Fitting the amplitude and the frequency of a sine."""

from __future__ import annotations

import numpy as np

from declarations.claim import Claim, Run
from objectives.objective import Array, Objective, StationaryPoint

TIMES = 0.15 * np.arange(41)
SIGNAL = 1.5 * np.sin(2.0 * TIMES)

FITS = Run(("sgd", "adam"), steps=3000)


class SineFit(Objective):
    """f(a, w) = sum of (a sin w t - 1.5 sin 2 t)^2 / 2m over the times t = 0, 0.15, ..., 6."""

    title = "Frequency fit"
    keywords = ("frequency", "sin", "regression")
    group = "learning"
    formula = r"\tfrac1{2m}\sum_i(a\sin\omega t_i-1.5\sin2t_i)^2,\;t=0,0.15,\dots,6"
    gradient_formula = (
        r"\tfrac1m\sum r_i(\sin\omega t_i,\;a t_i\cos\omega t_i),\;"
        r"r_i=a\sin\omega t_i-1.5\sin2t_i"
    )
    hessian_formula = (
        r"\tfrac1m\sum\begin{pmatrix}s_i^2&t_ic_i(as_i+r_i)\\\cdot&"
        r"at_i^2(ac_i^2-r_is_i)\end{pmatrix},\;s_i=\sin\omega t_i,\,c_i=\cos\omega t_i"
    )
    domain = ((-3.0, 3.0), (0.0, 6.0))
    minimisers = ((1.5, 2.0),)
    minimisers_note = "(-1.5, -2) is the mirror image, outside the half plane that is drawn"
    start = (1.0, 4.2)
    landscape = "10 minima and 11 saddles in the half plane; all but one minimum have f > 0.534"
    stationary_points = (
        StationaryPoint("minimum", (-0.3979334523057236, 1.2668469312472976)),
        StationaryPoint("minimum", (-0.3127179984327311, 2.71543679911772)),
        StationaryPoint("minimum", (0.27798462504507193, 0.743426712487358)),
        StationaryPoint("minimum", (0.17434480078393352, 3.2344500483711314)),
        StationaryPoint("minimum", (-0.11882043258075689, 3.7463176946115406)),
        StationaryPoint("minimum", (0.0893668405960247, 4.256476233480944)),
        StationaryPoint("minimum", (-0.07136079760924072, 4.766305707626043)),
        StationaryPoint("minimum", (0.05934069221656689, 5.276290614265718)),
        StationaryPoint("minimum", (-0.050815345503918294, 5.786618179394248)),
        StationaryPoint("saddle", (0.0, 0.0)),
        StationaryPoint("saddle", (0.0, 0.4991660772589464)),
        StationaryPoint("saddle", (0.0, 3.0055272166361995)),
    )
    lesson = (
        "Easy in one parameter (amplitude), hopeless in the other (frequency): the minima beside "
        "the main one trap gradient descent and Adam unless the frequency starts near the truth, "
        "2: from 1.5 to 2.5 both find it, up to 1.25 or from 2.75 on neither does."
    )
    show = (
        "gradient descent and Adam from frequency 4.2 (both end at 0.571) and from 2.4 and 1.4 "
        "(both reach 0), 3000 steps"
    )
    claims = (
        Claim("10 minima", "minima", "10"),
        Claim("11 saddles", "saddles", "11"),
        Claim(
            "all but one minimum have f > 0.534",
            "value",
            ">0.534",
            at=tuple(known.point for known in stationary_points if known.kind == "minimum"),
        ),
        Claim("(-1.5, -2) is the mirror image", "value", "0", at=(-1.5, -2.0)),
        Claim("outside the half plane that is drawn", "inside", "0", at=(-1.5, -2.0)),
        Claim(
            "Easy in one parameter (amplitude)",
            "gap",
            "0",
            FITS.replace(start=tuple((k / 2.0, 2.0) for k in range(7))),
        ),
        Claim("the truth, 2", "y", "2.000", FITS.replace(start=(1.0, 2.4))),
        Claim(
            "from 1.5 to 2.5 both find it",
            "gap",
            "0",
            FITS.replace(start=tuple((1.0, k / 10.0) for k in range(15, 26))),
        ),
        Claim(
            "up to 1.25 or from 2.75 on neither does",
            "gap",
            ">0.534",
            FITS.replace(
                start=tuple((1.0, k / 20.0) for k in (*range(26), *range(55, 121))),
            ),
        ),
        Claim(
            "from frequency 4.2 (both end at 0.571)",
            "value",
            "0.571",
            FITS.replace(start=(1.0, 4.2)),
        ),
        Claim(
            "from 2.4 and 1.4 (both reach 0), 3000 steps",
            "value",
            "0",
            FITS.replace(start=((1.0, 2.4), (1.0, 1.4))),
        ),
    )
    learning_rates = {
        "gd": 0.0018,
        "hb": 0.0015,
        "adagrad": 0.0015,
        "rms": 0.00056,
        "adam": 0.0012,
    }
    source = "a classic of signal processing; the 'trig' task of opti-labs/ml-optimizer-visualizer"
    featured = True

    def value(self, point: Array) -> Array:
        a, w = point
        times, signal = _lifted(TIMES, a), _lifted(SIGNAL, a)
        r = a * np.sin(w * times) - signal
        return 0.5 * _mean(r * r)

    def gradient(self, point: Array) -> Array:
        a, w = point
        times, signal = _lifted(TIMES, a), _lifted(SIGNAL, a)
        s, c = np.sin(w * times), np.cos(w * times)
        r = a * s - signal
        return np.array([_mean(r * s), _mean(r * a * times * c)])

    def hessian(self, point: Array) -> Array:
        a, w = point
        times, signal = _lifted(TIMES, a), _lifted(SIGNAL, a)
        s, c = np.sin(w * times), np.cos(w * times)
        r = a * s - signal
        mixed = _mean(times * c * (a * s + r))
        return np.array(
            [
                [_mean(s * s), mixed],
                [mixed, _mean(a * times * times * (a * c * c - r * s))],
            ]
        )


def _lifted(values: Array, a: Array) -> Array:
    """The values with further axes of length 1, one for every axis of ``a``."""
    return values.reshape(-1, *[1] * np.ndim(a))


def _mean(terms: Array) -> Array:
    """The mean over axis 0, added one after another, however many points there are."""
    # NumPy's sum does so for several points, but adds the numbers of a single one in pairs.
    single = terms[0].size == 1
    total = np.add.accumulate(terms, axis=0)[-1] if single else terms.sum(axis=0)
    return total / len(terms)
