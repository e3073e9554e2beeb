"""Rprop (Riedmiller and Braun, 1993)."""

from __future__ import annotations

import numpy as np

from declarations import Number, real
from declarations.arrays import Array
from declarations.claim import Claim, Seen
from optimizers.counterpart import optax, torch
from optimizers.iteration import Iteration
from optimizers.kept import Kept
from optimizers.optimizer import FirstOrder, Heeded, State
from optimizers.show import Racer, Show


class Rprop(FirstOrder):
    r"""Steps by the sign of the gradient alone, with a step size of its own in every coordinate.

    .. math::
        d_t &= \mathrm{clip}(d_{t-1} \cdot \{\eta_+, \eta_-, 1\}, d_{\min}, d_{\max})
            \;\text{ for }\; g_t g_{t-1} \{> 0, < 0, = 0\} \\
        x_t &= x_{t-1} - d_t \, \mathrm{sign}(g_t), \;\text{ where } g_t \leftarrow 0
            \text{ after a change of sign}

    A coordinate that changed sign stays where it is for one step and then goes on with the
    shortened step size. This is the variant without backtracking ("iRprop-"), that of PyTorch
    and Optax. The learning rate is the step size of the first step only, so that a schedule
    changes nothing later. Optax 0.2.8 applies every update one step late; its preset gives its
    defaults with the rule as published.

    Source: Riedmiller and Braun 1993, doi:10.1109/ICNN.1993.298623; Igel and Hüsken 2000;
    PyTorch ``Rprop``.
    """

    title = "Rprop"
    keywords = ("resilient propagation",)
    group = "Sign"
    year = 1993
    paper = "Riedmiller and Braun: A Direct Adaptive Method for Faster Backpropagation Learning"
    link = "https://doi.org/10.1109/ICNN.1993.298623"
    rule = (
        r"x_t = x_{t-1} - d_t\,\mathrm{sign}(g_t),\quad d_t = d_{t-1}\begin{cases}"
        r" \eta_+ & g_t g_{t-1} > 0 \\ \eta_- & g_t g_{t-1} < 0"
        r" \quad(\text{then } g_t \leftarrow 0) \end{cases}"
    )
    intuition = (
        "As long as the slope keeps its sign the step grows; when the sign flips, the valley was "
        "overstepped and the step shrinks. How steep the slope is never matters."
    )
    strengths = (
        "Hardly depends on the learning rate, and not at all on the scale of the objective.",
        "Very fast without noise, in valleys along the axes above all.",
    )
    weaknesses = (
        "Noise on the gradient flips signs and makes the steps collapse.",
        "Blind to slanted valleys, as it treats every coordinate alone.",
    )
    shows = (
        Show(
            "strength",
            "Very fast without noise, in valleys along the axes above all.",
            "The bowl is 1000 times as steep along y as along x. Rprop stays within 0.001 of the "
            "minimum from step 39 on; SGD, whose learning rate the steep direction limits, is 6.9 "
            "above it after 100 steps.",
            (Racer("rprop", {"learning_rate": 0.01}), Racer("sgd", {"learning_rate": 0.0019})),
            "ellipse",
            {"kappa": 1000.0},
            steps=100,
            seen=(
                Seen(Claim("1000 times as steep", "condition", "1000")),
                Seen(
                    Claim(
                        "within 0.001 of the minimum from step 39 on",
                        "gap",
                        "39",
                        along="stays",
                        when="<0.001",
                    ),
                    (0,),
                ),
                Seen(Claim("is 6.9 above it", "gap", "6.9"), (1,)),
                Seen(Claim("after 100 steps", "last step", "100"), (1,)),
            ),
        ),
        Show(
            "weakness",
            "Noise on the gradient flips signs and makes the steps collapse.",
            "Every flip of a sign halves a step, and noise flips many: Rprop comes to a stop, its "
            "last step shorter than 1e-4, 0.53 above the minimum. SGD, with the same noise, gets "
            "as near as 0.04.",
            (Racer("rprop", {"learning_rate": 0.01}), Racer("sgd", {"learning_rate": 0.1})),
            "noisy_line",
            options={"noise": 0.5},
            seen=(
                Seen(Claim("last step shorter than 1e-4", "step", "<1e-4"), (0,)),
                Seen(Claim("0.53 above the minimum", "gap", "0.53"), (0,)),
                Seen(Claim("as near as 0.04", "gap", "0.04"), (1,)),
            ),
        ),
    )
    presets = {
        "torch": {"clip_form": "torch"},
        "optax": {"clip_form": "optax"},
    }
    counterparts = (
        torch(
            "Rprop",
            etas=("eta_minus", "eta_plus"),
            step_sizes=("min_step_size", "max_step_size"),
            weight_decay=None,
        ),
        optax(
            "rprop",
            eta_minus="eta_minus",
            eta_plus="eta_plus",
            min_step_size="min_step_size",
            max_step_size="max_step_size",
            caveat="Optax hands out the update of the step before (google-deepmind/optax#1725).",
        ),
    )

    learning_rate: Number = real(
        default=0.01,
        valid="(0, inf)",
        slider=(1e-5, 1.0),
        log=True,
        symbol="d_0",
        help="The step size of the first step, in every coordinate.",
    )
    eta_minus: Number = real(
        default=0.5,
        valid="(0, 1)",
        slider=(0.1, 0.9),
        symbol=r"\eta_-",
        help="What the step size is multiplied with when the slope changes its sign.",
    )
    eta_plus: Number = real(
        default=1.2,
        valid="(1, inf)",
        slider=(1.01, 2.0),
        symbol=r"\eta_+",
        help="What the step size is multiplied with while the slope keeps its sign.",
    )
    min_step_size: Number = real(
        default=1e-6,
        valid="[0, inf)",
        slider=(1e-10, 1e-2),
        log=True,
        symbol=r"d_{\min}",
        help="The step size never falls below this.",
    )
    max_step_size: Number = real(
        default=50.0,
        valid="(0, inf)",
        slider=(1e-2, 100.0),
        log=True,
        symbol=r"d_{\max}",
        help="The step size never grows beyond this.",
    )

    @property
    def heeds(self) -> Heeded:
        return "all" if self.adds_decay else "sign"

    keeps = {
        "step_size": Kept("d", "The size of the last step in every coordinate."),
        "sign": Kept(r"\mathrm{sign}(g_t)", "The signs of the last gradient, 0 after a change."),
    }

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:
        step_size = state["step_size"]
        if now.t == 1:
            step_size[...] = now.learning_rate
        sign = np.sign(g)
        agreement = sign * state["sign"]
        step_size *= np.where(
            agreement > 0.0, self.eta_plus, np.where(agreement < 0.0, self.eta_minus, 1.0)
        )
        np.clip(step_size, self.min_step_size, self.max_step_size, out=step_size)
        sign = np.where(agreement < 0.0, 0.0, sign)
        x -= sign * step_size
        state["sign"][...] = sign
