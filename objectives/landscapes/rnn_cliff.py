"""The cliff of a recurrent unit (Pascanu, Mikolov and Bengio, 2013)."""

from __future__ import annotations

import numpy as np

from declarations.claim import Claim, Grid, Run
from objectives.objective import Array, Objective

TIMES = 50
INITIAL = 0.5
TARGET = 0.7


LINE = ((2.0, -0.5527), (3.0, -1.2527), (4.0, -1.9527))
EDGE = (5.5, -2.9235259968982232)

PLAIN = Run("sgd", 0.05, 300)
CLIPPED = PLAIN.replace(clip=0.1)


class RNNCliff(Objective):
    """f(w, b) = (sigma(h_50) - 0.7)^2 after fifty times h <- w sigma(h) + b from h = 0.5."""

    title = "RNN cliff"
    keywords = ("recurrent network", "exploding gradient", "clipping")
    group = "learning"
    formula = r"(\sigma(h_{50})-0.7)^2,\;h_{t+1}=w\,\sigma(h_t)+b,\;h_0=0.5"
    gradient_formula = (
        r"2(\sigma-0.7)\sigma'\,(\partial_wh,\partial_bh),\;"
        r"\partial_wh\leftarrow\sigma(h)+w\sigma'\partial_wh,\;"
        r"\partial_bh\leftarrow1+w\sigma'\partial_bh"
    )
    domain = ((2.0, 7.0), (-3.5, 0.5))
    minimisers = (
        (2.0, -0.5527021396127962),
        (3.0, -1.2527021395984377),
        (4.0, -1.9526871175489784),
    )
    minimisers_note = (
        "representatives of a curve: it begins as a straight line from (2, -0.5527) to (4, "
        "-1.9527), on which the unit comes to rest at the target; for larger w it runs along "
        "the edge of the cliff"
    )
    start = (5.2, -2.2)
    color = "sqrt"
    landscape = "a curve of minima"
    lesson = (
        "Exploding gradients: fifty times through one recurrent unit make a wall where the "
        "norm of the gradient goes from a median of 0.046 to more than 1e7. One step of "
        "gradient descent at 0.05 there is 80 units long and the run ends on a plain; with the "
        "norm clipped at 0.1 the run stays on the map."
    )
    show = (
        "300 steps of gradient descent at learning rate 0.05 (0.090 above the minimum), the "
        "same with clipping at norm 0.1 (0.0069)"
    )
    claims = (
        Claim("a curve of minima", "gap", "0", at=LINE),
        Claim("a straight line from (2, -0.5527) to (4, -1.9527)", "gap", "0", at=LINE),
        Claim("on which the unit comes to rest at the target", "gap", "0", at=LINE),
        Claim("for larger w it runs along the edge of the cliff", "gap", "0", at=EDGE),
        Claim(
            "the edge of the cliff",
            "slope",
            ">1e4",
            at=(EDGE[0], EDGE[1] + 1e-6),
        ),
        Claim("a median of 0.046", "slope", "0.046", at=Grid(200), over="median"),
        Claim("to more than 1e7", "slope", ">1e7", at=(6.4, -3.48373972)),
        Claim(
            "One step of gradient descent at 0.05 there is 80 units long",
            "step",
            "80",
            PLAIN,
            along="max",
        ),
        Claim("ends on a plain", "slope", "0", PLAIN),
        Claim("ends on a plain", "gap", ">0.05", PLAIN),
        Claim(
            "with the norm clipped at 0.1 the run stays on the map",
            "inside",
            "1",
            CLIPPED,
            along="min",
        ),
        Claim(
            "300 steps of gradient descent at learning rate 0.05 (0.090 above the minimum)",
            "gap",
            "0.090",
            PLAIN,
        ),
        Claim("clipping at norm 0.1 (0.0069)", "gap", "0.0069", CLIPPED),
    )
    learning_rates = {
        "gd": 1.5,
        "hb": 0.26,
        "adagrad": 0.22,
        "rms": 0.083,
        "adam": 0.26,
    }
    source = "Pascanu, Mikolov and Bengio 2013, figure 6, arXiv:1211.5063"
    featured = True

    def value(self, point: Array) -> Array:
        w, b = point
        h: Array | float = INITIAL
        for _ in range(TIMES):
            h = w * _sigmoid(h) + b
        miss = _sigmoid(h) - TARGET
        return miss * miss

    def gradient(self, point: Array) -> Array:
        w, b = point
        h: Array | float = INITIAL
        dw: Array | float = 0.0
        db: Array | float = 0.0
        for _ in range(TIMES):
            s = _sigmoid(h)
            factor = w * s * (1.0 - s)
            h = w * s + b
            dw = s + factor * dw
            db = 1.0 + factor * db
        s = _sigmoid(h)
        slope = 2.0 * (s - TARGET) * s * (1.0 - s)
        return np.array([slope * dw, slope * db])


def _sigmoid(h: Array | float) -> Array:
    """1 / (1 + exp(-h)), which cannot overflow in this form."""
    return 0.5 + 0.5 * np.tanh(0.5 * h)
