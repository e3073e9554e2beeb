"""Fromage (Bernstein et al., 2020)."""

from __future__ import annotations

import numpy as np

from declarations import Number, real
from declarations.arrays import Array
from optimizers import vocabulary
from optimizers.cards.fromage import FromageCard
from optimizers.gradients import norms
from optimizers.iteration import Iteration
from optimizers.optimizer import FirstOrder, Heeded, State

TINY = 1e-3
"""Up to here the smallest norm is taken to be below that of any gradient, clipped or not."""


class Fromage(FromageCard, FirstOrder):
    r"""A step that is a share of the distance from the origin, and then a shrinking to match.

    .. math::
        x_t = \frac{1}{\sqrt{1+\alpha^2}}\left(x_{t-1}
            - \alpha\,\frac{\max(\|x_{t-1}\|,\,n)}{\max(\|g_t\|,\,n)}\,g_t\right)

    A step across leaves the distance from the origin as it was, thanks to the factor in front.
    Every block of the point is a layer with norms of its own; without blocks the point is one. The
    paper has no n. In Optax it serves for both norms, and a layer that starts at 0 hardly gets away
    from it: its first step has the length :math:`\alpha n`.

    Form: The form of Optax; the paper has no smallest norm n.

    Source: Bernstein, Vahdat, Yue and Liu 2020, arXiv:2002.03432; Optax ``fromage``.
    """

    presets = {"optax": vocabulary.OPTAX | {"weight_decay_mode": "l2"}}
    sees_blocks = True

    learning_rate: Number = vocabulary.learning_rate(
        default=0.01, help="The length of a step as a share of the distance from the origin."
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
