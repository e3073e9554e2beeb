"""Gradient descent with Nesterov momentum (Nesterov, 1983)."""

from __future__ import annotations

from declarations import Number, amount
from optimizers import vocabulary
from optimizers.cards.nesterov import NesterovCard
from optimizers.rules.sgd import SGD


class Nesterov(NesterovCard, SGD):
    r"""Momentum that looks ahead. This is `SGD` with momentum 0.9 and ``nesterov=True``.

    Keras folds the learning rate into the velocity:

    .. math::
        v_t = \mu\, v_{t-1} - \alpha\, g_t, \quad x_t = x_{t-1} + \mu\, v_t - \alpha\, g_t

    PyTorch and Optax (``momentum_form="torch"``) keep it outside:

    .. math:: b_t = \mu b_{t-1} + (1 - d) g_t \;(b_1 = g_1),
        \quad x_t = x_{t-1} - \alpha (g_t + \mu b_t)

    Nesterov takes the gradient at the look-ahead point :math:`y + \mu v` and moves y. In the form
    of all three libraries the iterate x is that look-ahead point, so the gradient is taken at x.

    Form: Keras' form, which is the default. PyTorch and Optax leave the learning rate out of the
    velocity, which differs under a schedule only.

    Source: Nesterov 1983; Sutskever et al. 2013; Keras ``SGD``, PyTorch ``SGD`` and Optax ``sgd``
    with ``momentum=0.9, nesterov=True`` (PyTorch refuses it together with dampening).
    """

    momentum: Number = vocabulary.momentum(default=0.9)
    nesterov: bool = vocabulary.nesterov(
        default=True,
        help="Look ahead along the velocity; off is heavy-ball momentum.",
        needs=(amount("momentum"),),
    )
