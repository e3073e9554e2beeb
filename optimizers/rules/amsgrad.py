"""AMSGrad (Reddi, Kale and Kumar, 2018)."""

from __future__ import annotations

import dataclasses

from declarations import Number, amount, boolean, choice, real
from declarations.claim import Claim, Seen
from optimizers.counterpart import DECOUPLED, OPTAX_MOMENTS, RAW_MAXIMUM, keras, optax, torch
from optimizers.rules.adam import CORRECTED, Adam
from optimizers.show import Racer, Show


class AMSGrad(Adam):
    r"""Adam whose measure of the gradient never shrinks. This is `Adam` with ``amsgrad`` on.

    .. math::
        m_t &= \beta_1 m_{t-1} + (1 - \beta_1) g_t, \quad
        v_t = \beta_2 v_{t-1} + (1 - \beta_2) g_t^2 \\
        h_t &= \max(h_{t-1}, \hat v_t), \quad
        x_t = x_{t-1} - \alpha \hat m_t / (\sqrt{h_t} + \epsilon)
            \quad \text{(Optax, "corrected")} \\
        h_t &= \max(h_{t-1}, v_t), \quad
        x_t = x_{t-1} - \alpha \hat m_t / (\sqrt{h_t / (1 - \beta_2^t)} + \epsilon)
            \quad \text{(PyTorch, Keras, "raw")}

    with the bias-corrected :math:`\hat m, \hat v` of Adam. These are two different algorithms:
    the correction of early steps, up to :math:`1 / (1 - \beta_2)`, is inside the maximum or
    outside of it. The paper has no correction at all. Optax's form is the default here; Keras adds
    epsilon to the uncorrected root as in its Adam.

    Source: Reddi, Kale and Kumar 2018, arXiv:1904.09237; Optax ``amsgrad``, Keras and PyTorch
    ``Adam(amsgrad=True)`` (PyTorch: L2 decay).
    """

    title = "AMSGrad"
    keywords = ("Reddi",)
    group = "Adaptive"
    year = 2018
    paper = "Reddi, Kale and Kumar: On the Convergence of Adam and Beyond"
    link = "https://arxiv.org/abs/1904.09237"
    rule = (
        r"\begin{aligned} m_t &= \beta_1 m_{t-1} + (1-\beta_1)\, g_t, \quad"
        r" v_t = \beta_2 v_{t-1} + (1-\beta_2)\, g_t^2 \\"
        r" h_t &= \max\left(h_{t-1},\, v_t/(1-\beta_2^t)\right) \\"
        r" x_t &= x_{t-1} - \alpha\,\frac{m_t/(1-\beta_1^t)}{\sqrt{h_t}+\epsilon} \end{aligned}"
    )
    rule_note = (
        "Optax' form, which is the default: the maximum of the corrected v. Keras and PyTorch "
        "take that of v itself and correct it afterwards; Keras adds epsilon before the "
        "correction."
    )
    intuition = (
        "Adam divides by the recent size of the gradient and so forgets a rare, large one. "
        "AMSGrad divides by the largest size seen so far: the learning rate can only fall."
    )
    strengths = (
        "Converges on the examples on which Adam provably does not.",
        "Calmer near the minimum than Adam.",
    )
    weaknesses = (
        "One huge gradient at the start slows that coordinate down for ever.",
        "Seldom better than Adam in practice.",
    )
    shows = (
        Show(
            "strength",
            "Converges on the examples on which Adam provably does not.",
            "Of three gradients two are small and wrong, one is large and right. Adam with a short "
            "memory has walked to the worst point, x = 1, after 300 steps; AMSGrad remembers the "
            "large one and is at x = -0.97, near the best one.",
            (
                Racer("amsgrad", {"learning_rate": 0.05, "beta_1": 0.0, "beta_2": 0.1}),
                Racer("adam", {"learning_rate": 0.05, "beta_1": 0.0, "beta_2": 0.1}),
            ),
            "reddi_1d",
            steps=300,
            options={"batch_size": 1, "shuffle": False, "box": "project"},
            seen=(
                Seen(Claim("the worst point, x = 1", "x", "1.00"), (1,)),
                Seen(Claim("after 300 steps", "last step", "300"), (0, 1)),
                Seen(Claim("is at x = -0.97", "x", "-0.97"), (0,)),
                Seen(Claim("near the best one", "gap", "<0.02"), (0,)),
            ),
        ),
        Show(
            "weakness",
            "One huge gradient at the start slows that coordinate down for ever.",
            "The first gradient is huge, and AMSGrad divides by its size to the end: after 300 "
            "steps it is 3.2 above the minimum. Adam, with the same learning rate, forgets, and is "
            "0.13 above it.",
            (Racer("amsgrad", {"learning_rate": 0.2}), Racer("adam", {"learning_rate": 0.2})),
            "beale",
            steps=300,
            start=(4.0, -2.0),
            seen=(
                Seen(Claim("The first gradient is huge", "slope", ">1000", at=(4.0, -2.0))),
                Seen(Claim("after 300 steps", "last step", "300"), (0, 1)),
                Seen(Claim("3.2 above the minimum", "gap", "3.2"), (0,)),
                Seen(Claim("0.13 above it", "gap", "0.13"), (1,)),
            ),
        ),
    )
    presets = {
        "keras": {"epsilon": 1e-7, "epsilon_hat": True, "amsgrad": True},
        "torch": {"amsgrad": True, "weight_decay_mode": "l2", "clip_form": "torch"},
        "optax": {"clip_form": "optax"},
    }
    counterparts = (
        keras("Adam", "beta_1", "beta_2", "epsilon", amsgrad=RAW_MAXIMUM),
        torch(
            "Adam",
            betas=("beta_1", "beta_2"),
            eps="epsilon",
            amsgrad=RAW_MAXIMUM,
            decoupled_weight_decay=DECOUPLED,
        ),
        optax("amsgrad", **OPTAX_MOMENTS, form={"amsgrad": "corrected"}),
    )
    family = "adam"
    family_factor = 1.8

    epsilon: Number = real(
        default=1e-8,
        valid="[0, inf)",
        slider=(1e-10, 1e-1),
        log=True,
        symbol=r"\epsilon",
        help="Keeps the division finite; a large value brings AMSGrad closer to momentum.",
    )
    epsilon_hat: bool = boolean(
        default=False,
        help="Add epsilon to the root before the bias correction (Keras) or after it.",
        needs=(CORRECTED,),
    )
    amsgrad: bool | str = choice(
        default="corrected",
        options=(True, "raw", "corrected"),
        help="The maximum of the bias-corrected v (Optax), or of v itself (Keras, PyTorch).",
        needs=(amount("beta_2"),),
    )

    keeps = {**Adam.keeps, "v_max": dataclasses.replace(Adam.keeps["v_max"], needs=None)}
