"""What is said of Schedule-Free AdamW."""

from __future__ import annotations

from declarations.claim import Claim, Seen
from optimizers.card import Card
from optimizers.counterpart import keras, optax
from optimizers.show import Racer, Show


class ScheduleFreeAdamWCard(Card):
    """The card of Schedule-Free AdamW."""

    title = "Schedule-Free AdamW"
    group = "Averaging"
    year = 2024
    paper = "Defazio et al.: The Road Less Scheduled"
    link = "https://arxiv.org/abs/2405.15682"
    intuition = (
        "RMSprop hovers around the minimum unless its steps shrink; the average of its path does "
        "not. Taking the gradient near that average makes it fast as well as accurate."
    )
    strengths = (
        "As good as a tuned schedule, without knowing when the run ends.",
        "The answer settles although the steps never get smaller.",
    )
    weaknesses = (
        "The average forgets its start only slowly.",
        "The answer is not the point at which the gradient is taken.",
    )
    shows = (
        Show(
            "weakness",
            "The average forgets its start only slowly.",
            "Without noise there is nothing to average out: the answer is an average with the way "
            "there still in it, 0.006 above the minimum after 200 steps. Adam with the same "
            "learning rate is less than 1e-6 above it.",
            (
                Racer("schedule_free_adamw", {"learning_rate": 0.2}),
                Racer("adam", {"learning_rate": 0.2}),
            ),
            "shifted_parabola_1d",
            seen=(
                Seen(Claim("0.006 above the minimum", "gap", "0.006"), (0,)),
                Seen(Claim("after 200 steps", "last step", "200"), (0, 1)),
                Seen(Claim("less than 1e-6 above it", "gap", "<1e-6"), (1,)),
            ),
        ),
    )
    counterparts = (
        keras("ScheduleFreeAdamW", "beta_1", "beta_2", "epsilon", "warmup_steps"),
        optax(
            "contrib.schedule_free_adamw",
            b1="beta_1",
            b2="beta_2",
            eps="epsilon",
            weight_decay="weight_decay",
            weight_lr_power="weight_lr_power",
        ),
    )
    family = "adam"
    family_factor = 2.0
