"""What is said of Prodigy."""

from __future__ import annotations

from optimizers.card import Card
from optimizers.counterpart import optax


class ProdigyCard(Card):
    """The card of Prodigy."""

    title = "Prodigy"
    group = "Parameter-free"
    year = 2023
    paper = "Mishchenko and Defazio: Prodigy: An Expeditiously Adaptive Parameter-Free Learner"
    link = "https://arxiv.org/abs/2306.06101"
    intuition = (
        "As long as the gradients keep pointing away from the start, the solution must be further "
        "off than believed, and the estimate d grows. From a millionth it is up to size within a "
        "few dozen steps, and it is then the learning rate of Adam."
    )
    strengths = (
        "No learning rate to tune: 1 is right on any scale.",
        "As good as a well tuned Adam on many problems.",
    )
    weaknesses = (
        "The estimate never shrinks: one misleading stretch stays for good.",
        "Creeps at the beginning, until d has grown.",
    )
    counterparts = (
        optax(
            "contrib.prodigy",
            betas=("beta_1", "beta_2"),
            beta3="beta_3",
            eps="epsilon",
            estim_lr0="initial_d",
            estim_lr_coef="d_coef",
            weight_decay="weight_decay",
            safeguard_warmup="safeguard_warmup",
        ),
    )
