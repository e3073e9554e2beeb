"""Gradient accumulation: several gradients for one move (Ott et al., 2018)."""

from __future__ import annotations

from typing import Any, cast

import numpy as np

from declarations import integer
from declarations.arrays import Array
from optimizers.iteration import Iteration, SeenThrough
from optimizers.kept import Kept
from optimizers.optimizer import Heeded, State, Wrapper


class GradientAccumulation(Wrapper):
    r"""Gathers k gradients at one point; the wrapped rule then makes one move with their mean.

    .. math:: G_t &= G_{t-1} + g_t \\
        x_t &= x_{t-1} + \mathrm{step}(G_t / k), \quad G_t \leftarrow 0
            \qquad \text{when } t \bmod k = 0

    In between the point rests. A step of the run is one gradient, so that a fair race by
    evaluations stays one; the wrapped rule counts its moves, for bias corrections for instance.
    Its clipping and its decay act once for each move.

    A schedule counts gradients, as in Keras, where the rate of a move is that of its last
    gradient; in Optax ``MultiSteps`` it counts moves, and falls k times as slowly. In PyTorch it
    counts what the user counts. What a rule evaluates besides its gradient, in a line search for
    instance, is of the last mini-batch alone. A stop rule that waits for the loss to change looks
    at every k-th step (``Tolerance(every=k)``).

    Source: Ott, Edunov, Grangier and Auli 2018, arXiv:1806.00187; Keras
    ``gradient_accumulation_steps``, Optax ``MultiSteps``.
    """

    title = "Gradient accumulation"
    keywords = ("micro-batches", "MultiSteps", "large batch")
    group = "Averaging"
    year = 2018
    paper = "Ott, Edunov, Grangier and Auli: Scaling Neural Machine Translation"
    link = "https://arxiv.org/abs/1806.00187"
    rule = (
        r"G_t = G_{t-1} + g_t,\quad"
        r" x_t = x_{t-1} + \mathrm{step}\!\left(\frac{G_t}{k}\right) \quad (t \bmod k = 0)"
    )
    rule_note = "After a move G is 0 again."
    intuition = (
        "Asks k times before it moves once. If the gradients are of different mini-batches, that "
        "is one of a batch k times as large, for which there might not be room at once."
    )
    strengths = (
        "Noise is averaged before the rule sees it, which matters where that is not linear.",
        "The path is that of the large batch, with the memory of the small one.",
    )
    weaknesses = ("One move in k steps: without noise k - 1 of k gradients are wasted.",)

    gradient_accumulation_steps: int = integer(
        default=4,
        valid="[1, 1000000]",
        slider=(1, 20),
        symbol="k",
        help="How many gradients there are to a move; 1 is the wrapped rule itself.",
    )

    keeps = {"gathered": Kept("G", "The sum of the gradients since the last move.")}

    @property
    def heeds(self) -> Heeded:
        """In a sum the size of every gradient counts."""
        inner = self.optimizer.heeds
        return "all" if self.gradient_accumulation_steps > 1 and inner != "nothing" else inner

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:
        gathered, steps = state["gathered"], self.gradient_accumulation_steps
        gathered += g
        if now.t % steps == 0:
            moves = cast(Iteration, _Moves(now, now.t // steps))
            self.optimizer.advance(x, gathered / steps, state["inner"], moves)
            gathered[...] = 0.0

    def push(self, x: Array, state: State, t: Any) -> Array | None:
        """Nothing pushes while the point rests."""
        steps = self.gradient_accumulation_steps
        push = super().push(x, state, t // steps)
        return None if push is None else np.where((t + 1) % steps == 0, push, 0.0)


class _Moves(SeenThrough):
    """The step as the wrapped rule sees it: the number of its move."""

    def __init__(self, now: Iteration, t: int) -> None:
        super().__init__(now)
        self.t = t
