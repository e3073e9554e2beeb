"""Gradient descent with heavy-ball momentum (Polyak, 1964)."""

from __future__ import annotations

from declarations import Number
from optimizers import vocabulary
from optimizers.cards.momentum import MomentumCard
from optimizers.rules.sgd import SGD


class Momentum(MomentumCard, SGD):
    r"""A heavy ball: gradient descent with inertia. This is `SGD` with momentum 0.9.

    Keras folds the learning rate into the velocity:

    .. math::
        v_t = \mu\, v_{t-1} - \alpha\, g_t, \quad x_t = x_{t-1} + v_t

    PyTorch and Optax (``momentum_form="torch"``) keep it outside:

    .. math:: b_t = \mu b_{t-1} + (1 - d) g_t \;(b_1 = g_1), \quad x_t = x_{t-1} - \alpha b_t

    Both are Polyak's :math:`x_{t+1} = x_t - \alpha g_t + \mu (x_t - x_{t-1})` for a constant
    learning rate; under a schedule they differ.

    Form: Keras' form, which is the default. PyTorch and Optax leave the learning rate out of the
    velocity, which differs under a schedule only.

    Source: Polyak 1964; Keras ``SGD``, PyTorch ``SGD`` and Optax ``sgd`` with ``momentum=0.9``.
    """

    momentum: Number = vocabulary.momentum(default=0.9)
