"""What is said of SM3."""

from __future__ import annotations

from optimizers.card import Card
from optimizers.counterpart import optax


class SM3Card(Card):
    """The card of SM3."""

    title = "SM3"
    keywords = ("square-root of minima of sums of maxima", "memory-efficient")
    group = "Adaptive"
    year = 2019
    paper = "Anil, Gupta, Koren and Singer: Memory-Efficient Adaptive Optimization"
    link = "https://arxiv.org/abs/1901.11150"
    intuition = (
        "Each coordinate has its own learning rate, which falls with all the slope it has seen. "
        "The steps are scaled first and averaged then, so an old steep place does not push on."
    )
    strengths = (
        "Its steps shrink by themselves, so a large learning rate is forgiven.",
        "On matrices it needs far less memory than AdaGrad or Adam, as a program may keep it.",
    )
    weaknesses = (
        "Never forgets: after a steep start it may crawl for the rest of the run.",
        "On a vector its memory is as large as AdaGrad's, and its momentum comes on top.",
    )
    counterparts = (optax("sm3", momentum="momentum", takes_schedule=False),)
    family = "adagrad"
