"""The cliff of a recurrent unit (Pascanu, Mikolov and Bengio, 2013)."""

from __future__ import annotations

import numpy as np

from objectives.objective import Array, Objective

TIMES = 50
INITIAL = 0.5
TARGET = 0.7


class RNNCliff(Objective):
    """f(w, b) = (sigma(h_50) - 0.7)^2 after fifty times h <- w sigma(h) + b from h = 0.5."""

    title = "RNN cliff"
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
        "representatives of a curve: for w < 1/0.21 = 4.76 it is b = ln(7/3) - 0.7 w, the stable "
        "fixed point sigma(h) = 0.7; for larger w it runs along the edge of the cliff"
    )
    start = (5.2, -2.2)
    color = "sqrt"
    landscape = "a curve of minima"
    lesson = (
        "Exploding gradients: fifty times through one recurrent unit make a wall where the norm of "
        "the gradient goes from a median of 0.05 to 229. One step of gradient descent there is 80 "
        "units long; with the norm clipped at 0.1 the run stays on the map."
    )
    show = "gradient descent at learning rate 0.05 with and without clipping at norm 0.1"
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
