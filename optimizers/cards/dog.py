"""What is said of DoG: distance over gradients."""

from __future__ import annotations

from optimizers.card import Card
from optimizers.counterpart import Named, optax


class DoGCard(Card):
    """The card of DoG (distance over gradients)."""

    title = "DoG (distance over gradients)"
    keywords = ("distance over gradients",)
    group = "Parameter-free"
    year = 2023
    paper = (
        "Ivgi, Hinder and Carmon: DoG is SGD's Best Friend: A Parameter-Free Dynamic Step Size "
        "Schedule"
    )
    link = "https://arxiv.org/abs/2302.12022"
    intuition = (
        "The step is the greatest distance travelled so far over the length of all gradients so "
        "far. Starting with a tiny step, it grows until the gradients begin to disagree."
    )
    strengths = (
        "No learning rate, and the same path on any scale of the objective.",
        "Adapts to noise without being told of it.",
    )
    weaknesses = (
        "A steep start weighs on every later step, as the sum never forgets.",
        "Plain descent otherwise: it zig-zags across narrow valleys.",
    )
    counterparts = (
        optax(
            "contrib.dog",
            init_step=Named("initial_distance", "heuristic"),
            eps="epsilon",
            weight_decay="weight_decay",
        ),
    )
