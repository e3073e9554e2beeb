"""Adam (Kingma and Ba, 2015)."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from declarations import Needs, Number, boolean, choice, real, switched
from declarations.arrays import Array
from declarations.claim import Claim, Seen
from optimizers.counterpart import (
    DECOUPLED,
    OPTAX_MOMENTS,
    RAW_MAXIMUM,
    Counterpart,
    keras,
    optax,
    torch,
)
from optimizers.gradients import power, root
from optimizers.iteration import Iteration
from optimizers.kept import FIRST_MOMENT, SECOND_MOMENT, Kept
from optimizers.optimizer import FirstOrder, State, is_on
from optimizers.show import Racer, Show

CORRECTED = Needs(
    lambda rule: ((rule.epsilon != 0) & (rule.beta_2 != 0)) | (rule.epsilon_root != 0),
    "No effect while epsilon is 0, or beta 2: then nothing comes before the correction.",
)
AMSGRAD = Needs(lambda rule: bool(rule.amsgrad), "Kept with amsgrad only.")


class Adam(FirstOrder):
    r"""Momentum, divided coordinate by coordinate by the recent size of the gradient.

    .. math::
        m_t &= \beta_1 m_{t-1} + (1 - \beta_1) g_t \\
        v_t &= \beta_2 v_{t-1} + (1 - \beta_2) g_t^2 \\
        x_t &= x_{t-1} - \alpha \frac{\sqrt{1 - \beta_2^t}}{1 - \beta_1^t}
            \frac{m_t}{\sqrt{v_t} + \epsilon} \quad \text{(Keras, epsilon\_hat)} \\
        x_t &= x_{t-1} - \alpha \frac{\hat m_t}{\sqrt{\hat v_t + \epsilon_r} + \epsilon}
            \quad \text{(PyTorch, Optax)}

    with the bias-corrected moments of the paper. Epsilon is outside the root in both; Keras, whose
    form is the default, adds it to the uncorrected root (the paper's "epsilon hat"), where at
    first it weighs :math:`1 / \sqrt{1 - \beta_2}` times as much. ``amsgrad=True`` divides
    by the root of :math:`h_t = \max(h_{t-1}, v_t)` (Keras, PyTorch), "corrected" by that of the
    maximum of the bias-corrected v (Optax): two different algorithms.

    Source: Kingma and Ba 2015, arXiv:1412.6980; Keras ``Adam``, PyTorch ``Adam`` (L2 decay),
    Optax ``adam``.
    """

    title = "Adam"
    keywords = ("adaptive moment estimation",)
    group = "Adaptive"
    year = 2015
    paper = "Kingma and Ba: Adam: A Method for Stochastic Optimization"
    link = "https://arxiv.org/abs/1412.6980"
    rule = (
        r"\begin{aligned} m_t &= \beta_1 m_{t-1} + (1-\beta_1) g_t \\"
        r" v_t &= \beta_2 v_{t-1} + (1-\beta_2) g_t^2 \\"
        r" x_t &= x_{t-1} - \alpha\,\frac{\sqrt{1-\beta_2^t}}{1-\beta_1^t}"
        r"\,\frac{m_t}{\sqrt{v_t}+\epsilon} \end{aligned}"
    )
    rule_note = (
        "Keras' form, which is the default: epsilon is added before the bias correction of v. "
        "PyTorch and Optax correct m and v first and add epsilon then (epsilon hat off)."
    )
    intuition = (
        "Goes in the smoothed direction of the gradient, with a step of about the learning rate "
        "in every coordinate, however steep it is. The root of v measures how large the gradient "
        "has lately been."
    )
    strengths = (
        "Works with its default settings on very different problems.",
        "Insensitive to the scale of each coordinate, good with sparse gradients.",
    )
    weaknesses = (
        "Hovers at a distance of about the learning rate unless that decays.",
        "Depends on how the axes are turned; may forget rare large gradients (see AMSGrad).",
    )
    shows = (
        Show(
            "strength",
            "Insensitive to the scale of each coordinate",
            "The bowl is 1000 times as steep in y as in x, which to Adam is all the same: it comes "
            "as near to the minimum as in a bowl that is 10 times as steep. SGD, which has to keep "
            "its learning rate small for the sake of y, is 5.7 above the minimum after 150 steps, "
            "Adam less than 1e-4.",
            (Racer("adam", {"learning_rate": 0.3}), Racer("sgd", {"learning_rate": 0.0019})),
            "ellipse",
            {"kappa": 1000.0},
            steps=150,
            seen=(
                Seen(Claim("1000 times as steep", "condition", "1000")),
                Seen(
                    Claim("10 times as steep", "condition", "10.0"),
                    (),
                    {"parameters": (("kappa", 10.0),)},
                ),
                Seen(Claim("as near to the minimum", "distance", "0.0017"), (0,)),
                Seen(
                    Claim("as near to the minimum", "distance", "0.0017"),
                    (0,),
                    {"parameters": (("kappa", 10.0),)},
                ),
                Seen(Claim("is 5.7 above the minimum", "gap", "5.7"), (1,)),
                Seen(Claim("after 150 steps", "last step", "150"), (0, 1)),
                Seen(Claim("Adam less than 1e-4", "gap", "<1e-4"), (0,)),
            ),
        ),
        Show(
            "weakness",
            "Depends on how the axes are turned",
            "The same bowl as beside, lying askew: no lengths of steps in x and y fit it, and Adam "
            "is 6.9 above the minimum after 150 steps. Along the axes it would be less than 1e-4 "
            "above it. Newton's method, which knows how the bowl lies, is there in 1 step.",
            (Racer("adam", {"learning_rate": 0.3}), Racer("newton")),
            "ellipse",
            {"kappa": 1000.0},
            steps=150,
            options={"angle": 45.0},
            seen=(
                Seen(Claim("6.9 above the minimum", "gap", "6.9"), (0,)),
                Seen(Claim("after 150 steps", "last step", "150"), (0,)),
                Seen(Claim("it would be less than 1e-4", "gap", "<1e-4"), (0,), {"angle": 0.0}),
                Seen(Claim("is there in 1 step", "gap", "1", along="first", when="<1e-9"), (1,)),
            ),
        ),
    )
    presets = {
        "keras": {},
        "torch": {
            "epsilon": 1e-8,
            "epsilon_hat": False,
            "weight_decay_mode": "l2",
            "clip_form": "torch",
        },
        "optax": {"epsilon": 1e-8, "epsilon_hat": False, "clip_form": "optax"},
    }
    counterparts: ClassVar[tuple[Counterpart, ...]] = (
        keras("Adam", "beta_1", "beta_2", "epsilon", amsgrad=RAW_MAXIMUM),
        torch(
            "Adam",
            betas=("beta_1", "beta_2"),
            eps="epsilon",
            amsgrad=RAW_MAXIMUM,
            decoupled_weight_decay=DECOUPLED,
        ),
        optax("adam", **OPTAX_MOMENTS, form={"amsgrad": False}),
        optax("adamw", **OPTAX_MOMENTS, weight_decay="weight_decay", form={"amsgrad": False}),
        optax("amsgrad", **OPTAX_MOMENTS, form={"amsgrad": "corrected"}),
    )
    family = "adam"

    learning_rate: Number = real(
        default=0.001,
        valid="(0, inf)",
        slider=(1e-4, 1.0),
        log=True,
        symbol=r"\alpha",
        help="About the length of a step in every coordinate.",
    )
    beta_1: Number = real(
        default=0.9,
        valid="[0, 1)",
        slider=(0.0, 0.99),
        symbol=r"\beta_1",
        help="How long the direction is remembered.",
    )
    beta_2: Number = real(
        default=0.999,
        valid="[0, 1)",
        slider=(0.5, 0.9999),
        symbol=r"\beta_2",
        help="How long the size of the gradient is remembered.",
    )
    epsilon: Number = real(
        default=1e-7,
        valid="[0, inf)",
        slider=(1e-10, 1e-1),
        log=True,
        symbol=r"\epsilon",
        help="Keeps the division finite; a large value brings Adam closer to momentum.",
    )
    epsilon_root: Number = real(
        default=0.0,
        valid="[0, inf)",
        slider=(0.0, 1e-3),
        symbol=r"\epsilon_r",
        help="A second epsilon inside the root (Optax).",
        needs=(switched("epsilon_hat", on=False),),
    )
    epsilon_hat: bool = boolean(
        default=True,
        help="Add epsilon to the root before the bias correction (Keras) or after it.",
        needs=(CORRECTED,),
    )
    amsgrad: bool | str = choice(
        default=False,
        options=(False, True, "raw", "corrected"),
        help="Never let v shrink: its raw maximum (Keras, PyTorch) or the corrected one (Optax).",
    )

    keeps = {
        "m": FIRST_MOMENT,
        "v": SECOND_MOMENT,
        "v_max": Kept("h", "The largest v so far.", needs=AMSGRAD),
    }

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:
        m, v = state["m"], state["v"]
        step = g - m
        step *= 1.0 - self.beta_1
        m += step
        step = g * g
        step -= v
        step *= 1.0 - self.beta_2
        v += step
        correction_1 = 1.0 - power(self.beta_1, now.t)
        correction_2 = 1.0 - power(self.beta_2, now.t)
        if self.amsgrad == "corrected":
            v = np.maximum(state["v_max"], v / correction_2, out=state["v_max"]) * correction_2
        elif self.amsgrad:
            v = np.maximum(state["v_max"], v, out=state["v_max"])
        if self.epsilon_hat:
            rate = now.learning_rate * root(correction_2) / correction_1
            spread = np.sqrt(v)
            spread += self.epsilon
            step = m * rate
            step /= spread
            x -= step
        else:
            spread = np.sqrt(v / correction_2 + self.epsilon_root)
            x -= now.learning_rate * (m / correction_1) / (spread + self.epsilon)

    def push(self, x: Array, state: State, t: Any) -> Array | None:  # noqa: ARG002
        if not is_on(self.beta_1):
            return None
        v = state["v_max"] if self.amsgrad else state["v"]
        return -self.beta_1 * state["m"] / (np.sqrt(v) + self.epsilon)
