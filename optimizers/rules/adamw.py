"""AdamW (Loshchilov and Hutter, 2019)."""

from __future__ import annotations

from declarations import Number, real
from optimizers.counterpart import OPTAX_MOMENTS, RAW_MAXIMUM, keras, optax, torch
from optimizers.rules.adam import Adam


class AdamW(Adam):
    r"""Adam with decoupled weight decay. This is `Adam` with a ``weight_decay`` that is on.

    .. math::
        x'_{t-1} &= x_{t-1} - \alpha \lambda x_{t-1} \\
        m_t &= \beta_1 m_{t-1} + (1 - \beta_1) g_t, \quad
        v_t = \beta_2 v_{t-1} + (1 - \beta_2) g_t^2 \\
        x_t &= x'_{t-1} - \alpha \frac{\sqrt{1 - \beta_2^t}}{1 - \beta_1^t}
            \frac{m_t}{\sqrt{v_t} + \epsilon}

    The gradient is taken before the decay and knows nothing of it: an L2 term in the gradient
    would be divided by the root of v like everything else, and so hardly decay what is steep.
    This is the default, Keras' form; PyTorch and Optax add epsilon after the bias correction, see
    `Adam`.

    Source: Loshchilov and Hutter 2019, arXiv:1711.05101; Keras ``AdamW``, PyTorch ``AdamW``,
    Optax ``adamw``. In all of them the decay is multiplied by the learning rate, in the paper
    by its schedule alone.
    """

    title = "AdamW"
    keywords = ("decoupled weight decay",)
    group = "Adaptive"
    year = 2019
    paper = "Loshchilov and Hutter: Decoupled Weight Decay Regularization"
    link = "https://arxiv.org/abs/1711.05101"
    rule = (
        r"\begin{aligned} m_t &= \beta_1 m_{t-1} + (1-\beta_1)\, g_t, \quad"
        r" v_t = \beta_2 v_{t-1} + (1-\beta_2)\, g_t^2 \\"
        r" x_t &= x_{t-1} - \alpha\left(\frac{\sqrt{1-\beta_2^t}}{1-\beta_1^t}"
        r"\,\frac{m_t}{\sqrt{v_t}+\epsilon} + \lambda\, x_{t-1}\right) \end{aligned}"
    )
    rule_note = (
        "Keras' form, which is the default: epsilon is added before the bias correction of v, "
        "in PyTorch and Optax after it."
    )
    intuition = (
        "Adam, and besides every step shrinks the point by a fixed share. "
        "All coordinates are pulled to the origin equally, however steep the landscape is there."
    )
    strengths = (
        "The strength of the decay does not depend on the size of the gradients.",
        "The standard choice for training transformers.",
    )
    weaknesses = (
        "Converges to a point between the minimum and the origin.",
        "Otherwise those of Adam.",
    )
    presets = {
        "keras": {},
        "torch": {
            "weight_decay": 0.01,
            "epsilon": 1e-8,
            "epsilon_hat": False,
            "clip_form": "torch",
        },
        "optax": {
            "weight_decay": 1e-4,
            "epsilon": 1e-8,
            "epsilon_hat": False,
            "clip_form": "optax",
        },
    }
    counterparts = (
        keras("AdamW", "beta_1", "beta_2", "epsilon", amsgrad=RAW_MAXIMUM),
        torch("AdamW", betas=("beta_1", "beta_2"), eps="epsilon", amsgrad=RAW_MAXIMUM),
        optax("adamw", **OPTAX_MOMENTS, weight_decay="weight_decay"),
    )
    family = "adam"

    weight_decay: Number = real(
        default=0.004,
        valid="[0, inf)",
        slider=(0.0, 0.5),
        symbol=r"\lambda",
        help="Pulls the point towards the origin in every step; 0 is Adam.",
    )
