"""Gradient descent with heavy-ball momentum (Polyak, 1964)."""

from __future__ import annotations

from declarations import Number, real
from optimizers.rules.sgd import SGD


class Momentum(SGD):
    r"""A heavy ball: gradient descent with inertia. This is `SGD` with momentum 0.9.

    Keras folds the learning rate into the velocity:

    .. math:: v_t = \mu v_{t-1} - \alpha g_t, \quad x_t = x_{t-1} + v_t

    PyTorch and Optax (``momentum_form="torch"``) keep it outside:

    .. math:: b_t = \mu b_{t-1} + (1 - d) g_t \;(b_1 = g_1), \quad x_t = x_{t-1} - \alpha b_t

    Both are Polyak's :math:`x_{t+1} = x_t - \alpha g_t + \mu (x_t - x_{t-1})` for a constant
    learning rate; under a schedule they differ.

    Source: Polyak 1964; Keras ``SGD``, PyTorch ``SGD`` and Optax ``sgd`` with ``momentum=0.9``.
    """

    title = "Momentum"
    keywords = ("heavy ball", "Polyak momentum", "SGD with momentum")
    group = "Momentum"
    year = 1964
    paper = "Polyak: Some methods of speeding up the convergence of iteration methods"
    link = "https://doi.org/10.1016/0041-5553(64)90137-5"
    rule = r"v_t = \mu\, v_{t-1} - \alpha\, g_t, \quad x_t = x_{t-1} + v_t"
    rule_note = (
        "Keras' form, which is the default. PyTorch and Optax leave the learning rate out of "
        "the velocity, which differs under a schedule only."
    )
    intuition = (
        "A ball that rolls with friction: where slopes agree it gains speed, up to 1/(1 - μ) "
        "times a plain step. Across a valley the pushes alternate and cancel."
    )
    strengths = (
        "Much faster than plain descent along narrow valleys.",
        "Rolls through small dips and flat stretches.",
    )
    weaknesses = (
        "Overshoots minima and swings back.",
        "One more number to choose, and it interacts with the learning rate.",
    )
    family = "hb"

    momentum: Number = real(
        default=0.9,
        valid="[0, 1)",
        slider=(0.0, 0.99),
        symbol=r"\mu",
        help="The share of the velocity that is kept from step to step; 0 is plain descent.",
    )
