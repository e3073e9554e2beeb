"""Problem 4 of Trefethen's hundred-digit challenge (2002)."""

from __future__ import annotations

import numpy as np

from declarations.claim import Claim, Random, Run
from objectives.objective import Array, Objective, StationaryPoint


class Trefethen(Objective):
    """Five fast waves on a flat bowl: needles everywhere."""

    title = "Trefethen (SIAM 100-digit problem 4)"
    keywords = ("SIAM", "hundred digits", "many minima")
    group = "multimodal"
    formula = (
        r"e^{\sin50x}+\sin(60e^y)+\sin(70\sin x)+\sin(\sin80y)-\sin(10(x+y))"
        r"+\tfrac14(x^2+y^2)"
    )
    gradient_formula = (
        r"(50\cos50x\,e^{\sin50x}+70\cos x\cos(70\sin x)-10\cos10(x+y)+\tfrac x2,\;"
        r"60e^y\cos(60e^y)+80\cos80y\cos\sin80y-10\cos10(x+y)+\tfrac y2)"
    )
    hessian_formula = (
        r"f_{xx}=2500e^{\sin50x}(\cos^250x-\sin50x)-70\sin x\cos(70\sin x)"
        r"-4900\cos^2x\sin(70\sin x)+f_{xy}+\tfrac12,\;f_{xy}=100\sin10(x+y),\;"
        r"f_{yy}=60e^y\cos(60e^y)-3600e^{2y}\sin(60e^y)-6400\sin80y\cos\sin80y"
        r"-6400\cos^280y\sin\sin80y+f_{xy}+\tfrac12"
    )
    domain = ((-0.5, 0.5), (-0.5, 0.5))
    minimisers = ((-0.024403079694375173, 0.21061242715535577),)
    start = (0.3, -0.3)
    landscape = "138 minima, 273 saddles, 135 maxima in the domain"
    stationary_points = (
        StationaryPoint("minimum", (-0.3945257921487216, -0.09320015012103924)),
        StationaryPoint("minimum", (-0.023167759456743195, -0.49421287868262503)),
        StationaryPoint("minimum", (0.3449298934363997, 0.368019203646805)),
        StationaryPoint("minimum", (0.34368742184156603, 0.44070963048256784)),
        StationaryPoint("minimum", (0.24280684251490403, -0.09332387169579145)),
        StationaryPoint("minimum", (-0.29483528977876533, -0.09449169991932911)),
        StationaryPoint("minimum", (0.3421787907236393, -0.09457539589809243)),
        StationaryPoint("minimum", (-0.2922420927384322, 0.3680739609419171)),
        StationaryPoint("minimum", (-0.2933768126793459, 0.44077635534797754)),
        StationaryPoint("minimum", (-0.02308616852857247, 0.12850506027885328)),
        StationaryPoint("minimum", (0.44909445947393306, 0.2914429522539311)),
        StationaryPoint("minimum", (-0.025418757713803884, 0.2901752668435907)),
    )
    lesson = (
        "Needles, 138 minima in a unit square: gradient methods only polish, sampling finds. Of "
        "1000 random starts gradient descent leads 0.7 % to the deepest needle."
    )
    show = (
        "gradient descent ends 0.92 above the minimum from the start, and 0.099 above it from the "
        "best of 200 random starts"
    )
    claims = (
        Claim("138 minima", "minima", "138"),
        Claim("273 saddles", "saddles", "273"),
        Claim("135 maxima", "maxima", "135"),
        Claim(
            "Of 1000 random starts gradient descent leads 0.7 % to the deepest needle",
            "gap",
            "0.7%",
            Run("sgd", steps=1000, start=Random(1000)),
            over="share",
            when="<1e-9",
        ),
        Claim("ends 0.92 above the minimum", "gap", "0.92", Run("sgd")),
        Claim(
            "0.099 above it from the best of 200 random starts",
            "gap",
            "0.099",
            Run("sgd", start=Random(200)),
            over="min",
        ),
    )
    learning_rates = {
        "gd": 3.2e-05,
        "hb": 1.8e-05,
        "adagrad": 0.00046,
        "rms": 0.00022,
        "adam": 0.00032,
    }
    source = "Trefethen 2002, SIAM 100-digit challenge, problem 4; SciPy Trefethen"

    def value(self, point: Array) -> Array:
        x, y = point
        return (
            np.exp(np.sin(50.0 * x))
            + np.sin(60.0 * np.exp(y))
            + np.sin(70.0 * np.sin(x))
            + np.sin(np.sin(80.0 * y))
            - np.sin(10.0 * (x + y))
            + 0.25 * (x * x + y * y)
        )

    def gradient(self, point: Array) -> Array:
        x, y = point
        growth, wave = 60.0 * np.exp(y), 10.0 * np.cos(10.0 * (x + y))
        return np.array(
            [
                50.0 * np.cos(50.0 * x) * np.exp(np.sin(50.0 * x))
                + 70.0 * np.cos(x) * np.cos(70.0 * np.sin(x))
                - wave
                + 0.5 * x,
                growth * np.cos(growth)
                + 80.0 * np.cos(80.0 * y) * np.cos(np.sin(80.0 * y))
                - wave
                + 0.5 * y,
            ]
        )

    def hessian(self, point: Array) -> Array:
        x, y = point
        growth, mixed = 60.0 * np.exp(y), 100.0 * np.sin(10.0 * (x + y))
        a, b = np.sin(50.0 * x), np.cos(50.0 * x)
        c, d = 70.0 * np.sin(x), 70.0 * np.cos(x)
        s, t = np.sin(80.0 * y), np.cos(80.0 * y)
        xx = 2500.0 * np.exp(a) * (b * b - a) - c * np.cos(c) - d * d * np.sin(c)
        yy = (
            growth * np.cos(growth)
            - growth * growth * np.sin(growth)
            - 6400.0 * (s * np.cos(s) + t * t * np.sin(s))
        )
        return np.array([[xx + mixed + 0.5, mixed], [mixed, yy + mixed + 0.5]])
