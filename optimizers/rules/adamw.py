"""AdamW (Loshchilov and Hutter, 2019)."""

from __future__ import annotations

from declarations import Number
from optimizers import vocabulary
from optimizers.cards.adamw import AdamWCard
from optimizers.rules.adam import Adam


class AdamW(AdamWCard, Adam):
    r"""Adam with decoupled weight decay. This is `Adam` with a ``weight_decay`` that is on.

    .. math::
        m_t &= \beta_1 m_{t-1} + (1-\beta_1)\, g_t, \quad
            v_t = \beta_2 v_{t-1} + (1-\beta_2)\, g_t^2 \\
        x_t &= x_{t-1}
            - \alpha\left(\frac{\sqrt{1-\beta_2^t}}{1-\beta_1^t}\,\frac{m_t}{\sqrt{v_t}+\epsilon}
            + \lambda\, x_{t-1}\right)

    The gradient is taken before the decay and knows nothing of it: an L2 term in the gradient would
    be divided by the root of v like everything else, and so hardly decay what is steep.

    Form: Keras' form, which is the default: epsilon is added before the bias correction of v, in
    PyTorch and Optax after it.

    Source: Loshchilov and Hutter 2019, arXiv:1711.05101; Keras ``AdamW``, PyTorch ``AdamW``, Optax
    ``adamw``. In all of them the decay is multiplied by the learning rate, in the paper by its
    schedule alone.
    """

    presets = {
        "keras": {},
        "torch": {
            "weight_decay": 0.01,
            "epsilon": 1e-8,
            "epsilon_hat": False,
            "clip_form": "torch",
        },
        "optax": vocabulary.OPTAX | {"weight_decay": 1e-4, "epsilon": 1e-8, "epsilon_hat": False},
    }

    weight_decay: Number = vocabulary.weight_decay(
        default=0.004, help="Pulls the point towards the origin in every step; 0 is Adam."
    )
