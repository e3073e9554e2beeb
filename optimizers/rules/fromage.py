"""Fromage (Bernstein et al., 2020)."""

from __future__ import annotations

import numpy as np

from declarations import Number, real
from declarations.arrays import Array
from optimizers.counterpart import optax
from optimizers.gradients import norms
from optimizers.iteration import Iteration
from optimizers.optimizer import FirstOrder, Heeded, State

TINY = 1e-3
"""Up to here the smallest norm is taken to be below that of any gradient, clipped or not."""


class Fromage(FirstOrder):
    r"""A step that is a share of the distance from the origin, and then a shrinking to match.

    .. math::
        x_t = \frac{1}{\sqrt{1 + \alpha^2}} \left(x_{t-1}
            - \alpha \max(\|x_{t-1}\|, n) \frac{g_t}{\max(\|g_t\|, n)}\right)

    A step across leaves the distance from the origin as it was, thanks to the factor in front.
    Every block of the point is a layer with norms of its own; without blocks the point is one. The
    paper has no n. In Optax it serves for both norms, and a layer that starts at 0 hardly gets away
    from it: its first step has the length :math:`\alpha n`.

    Source: Bernstein, Vahdat, Yue and Liu 2020, arXiv:2002.03432; Optax ``fromage``.
    """

    title = "Fromage"
    keywords = ("Frobenius matched gradient descent",)
    group = "Trust ratio"
    year = 2020
    paper = (
        "Bernstein, Vahdat, Yue and Liu: On the Distance between Two Neural Networks and the "
        "Stability of Learning"
    )
    link = "https://arxiv.org/abs/2002.03432"
    rule = (
        r"x_t = \frac{1}{\sqrt{1+\alpha^2}}\left(x_{t-1} - \alpha\,"
        r"\frac{\max(\|x_{t-1}\|,\,n)}{\max(\|g_t\|,\,n)}\,g_t\right)"
    )
    rule_note = "The form of Optax; the paper has no smallest norm n."
    intuition = (
        "Only the direction of the gradient counts; the step is a given share of the distance from "
        "the origin. A network changes by shares, so that one learning rate fits all its layers."
    )
    strengths = (
        "The same path on any scale of the objective.",
        "In networks one learning rate fits layers of any size.",
    )
    weaknesses = (
        "Never settles unless the learning rate decays.",
        "Goes nowhere near the origin, and the factor in front draws it there.",
    )
    presets = {
        "optax": {"weight_decay_mode": "l2", "clip_form": "optax"},
    }
    counterparts = (optax("fromage", min_norm="min_norm"),)
    family = "adam"
    sees_blocks = True
    family_factor = 0.15

    learning_rate: Number = real(
        default=0.01,
        valid="(0, inf)",
        slider=(1e-4, 1.0),
        log=True,
        symbol=r"\alpha",
        help="The length of a step as a share of the distance from the origin.",
    )
    min_norm: Number = real(
        default=1e-6,
        valid="(0, inf)",
        slider=(1e-8, 1.0),
        log=True,
        symbol="n",
        help="The least that a norm is taken for, of the point and of the gradient.",
    )

    @property
    def heeds(self) -> Heeded:
        size_counts = self.adds_decay or self.clipvalue is not None or np.any(self.min_norm > TINY)
        return "all" if size_counts else "direction"

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:  # noqa: ARG002
        rate, parts = now.learning_rate, now.variables(x)
        size, slope = norms(x, parts), norms(g, parts)
        ratio = np.maximum(size, self.min_norm) / np.maximum(slope, self.min_norm)
        x -= rate * ratio * g
        x /= np.sqrt(1.0 + rate * rate)
