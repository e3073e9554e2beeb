"""AMSGrad (Reddi, Kale and Kumar, 2018)."""

from __future__ import annotations

import dataclasses

from declarations import Number, amount, choice
from optimizers import vocabulary
from optimizers.cards.amsgrad import AMSGradCard
from optimizers.rules.adam import Adam


class AMSGrad(AMSGradCard, Adam):
    r"""Adam whose measure of the gradient never shrinks. This is `Adam` with ``amsgrad`` on.

    .. math::
        m_t &= \beta_1 m_{t-1} + (1-\beta_1)\, g_t, \quad
            v_t = \beta_2 v_{t-1} + (1-\beta_2)\, g_t^2 \\
        h_t &= \max\left(h_{t-1},\, v_t/(1-\beta_2^t)\right) \\
        x_t &= x_{t-1} - \alpha\,\frac{m_t/(1-\beta_1^t)}{\sqrt{h_t}+\epsilon}

    with the m and v of Adam. "corrected" and "raw" are two different algorithms: the correction of
    early steps, up to :math:`1 / (1 - \beta_2)`, is inside the maximum or outside of it. The paper
    has no correction at all.

    Form: Optax' form, which is the default: the maximum of the corrected v. Keras and PyTorch take
    that of v itself and correct it afterwards; Keras adds epsilon before the correction.

    Source: Reddi, Kale and Kumar 2018, arXiv:1904.09237; Optax ``amsgrad``, Keras and PyTorch
    ``Adam(amsgrad=True)`` (PyTorch: L2 decay).
    """

    presets = {
        "keras": {"epsilon": 1e-7, "epsilon_hat": True, "amsgrad": True},
        "torch": vocabulary.TORCH | {"amsgrad": True},
        "optax": vocabulary.OPTAX,
    }

    epsilon: Number = vocabulary.epsilon(
        default=1e-8,
        help="Keeps the division finite; a large value brings AMSGrad closer to momentum.",
    )
    epsilon_hat: bool = vocabulary.epsilon_hat(default=False)
    amsgrad: bool | str = choice(
        default="corrected",
        options=(True, "raw", "corrected"),
        help="The maximum of the bias-corrected v (Optax), or of v itself (Keras, PyTorch).",
        needs=(amount("beta_2"),),
    )

    keeps = {**Adam.keeps, "v_max": dataclasses.replace(Adam.keeps["v_max"], needs=None)}
