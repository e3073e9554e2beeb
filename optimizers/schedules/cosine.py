"""Cosine decay (Loshchilov and Hutter, 2017)."""

from __future__ import annotations

import math

from declarations import real
from optimizers.counterpart import optax_schedule
from optimizers.schedule import Schedule


class Cosine(Schedule):
    r"""Half a cosine from the full learning rate down to a share of it.

    .. math:: s_k = \gamma + (1 - \gamma) \tfrac12 (1 + \cos(\pi k / T))

    Source: Loshchilov and Hutter 2017, arXiv:1608.03983; Keras ``CosineDecay`` with
    ``decay_steps`` T and ``alpha`` gamma.
    """

    title = "Cosine"
    rule = r"s_k = \gamma + (1-\gamma)\,\tfrac12\left(1+\cos\frac{\pi k}{T}\right)"
    intuition = "Large steps for most of the run, then a soft landing."
    source = "Loshchilov and Hutter 2017, arXiv:1608.03983; Keras CosineDecay"
    # Keras' CosineDecay has its numbers in float32.
    counterparts = (
        optax_schedule("cosine_decay_schedule", decay_steps="decay_steps", alpha="alpha"),
    )

    alpha: float = real(
        default=0.0,
        valid="[0, 1]",
        slider=(0.0, 0.5),
        symbol=r"\gamma",
        help="The share of the learning rate that is left at the end.",
    )

    def after_warmup(self, completed: int, total: int) -> float:
        progress = min(completed / max(total, 1), 1.0)
        return self.alpha + (1.0 - self.alpha) * 0.5 * (1.0 + math.cos(math.pi * progress))
