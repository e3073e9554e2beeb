"""What is said of Schedule-Free SGD."""

from __future__ import annotations

from declarations.claim import Claim, Seen
from optimizers.card import Card
from optimizers.counterpart import optax
from optimizers.show import Racer, Show


class ScheduleFreeSGDCard(Card):
    """The card of Schedule-Free SGD."""

    title = "Schedule-Free SGD"
    group = "Averaging"
    year = 2024
    paper = "Defazio et al.: The Road Less Scheduled"
    link = "https://arxiv.org/abs/2405.15682"
    intuition = (
        "An average of all iterates is accurate but late; so the gradient is taken close to the "
        "average, which keeps it honest. It replaces a learning rate that falls to zero by a "
        "moment known beforehand."
    )
    strengths = (
        "As good as a tuned schedule, without knowing when the run ends.",
        "Takes larger learning rates than plain descent.",
    )
    weaknesses = (
        "The average forgets its start only slowly.",
        "The answer is not the point at which the gradient is taken.",
    )
    shows = (
        Show(
            "strength",
            "As good as a tuned schedule, without knowing when the run ends.",
            "Noisy gradients and a learning rate of 0.5 for all. At a constant rate SGD ends 0.27 "
            "above the minimum; with a cosine schedule, which knows that there are 300 steps, 0.02 "
            "above it. Schedule-free SGD, which does not, ends 0.04 above it.",
            (
                Racer("schedule_free_sgd", {"learning_rate": 0.5}),
                Racer("sgd", {"learning_rate": 0.5}),
                Racer("sgd", {"learning_rate": 0.5}, "cosine"),
            ),
            "sphere",
            steps=300,
            options={"noise": 2.0},
            seen=(
                Seen(Claim("a learning rate of 0.5 for all", "gap", "<1"), (0, 1, 2)),
                Seen(Claim("SGD ends 0.27 above the minimum", "gap", "0.27"), (1,)),
                Seen(Claim("there are 300 steps", "last step", "300"), (0, 1, 2)),
                Seen(Claim("0.02 above it", "gap", "0.02"), (2,)),
                Seen(Claim("ends 0.04 above it", "gap", "0.04"), (0,)),
            ),
        ),
    )
    counterparts = (
        optax(
            "contrib.schedule_free_sgd",
            b1="beta_1",
            weight_decay="weight_decay",
            weight_lr_power="weight_lr_power",
        ),
    )
    family = "gd"
