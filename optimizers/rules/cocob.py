"""COCOB: continuous coin betting (Orabona and Tommasi, 2017)."""

from __future__ import annotations

import numpy as np

from declarations import Number, amount, choice, real
from declarations.arrays import Array
from optimizers.counterpart import optax
from optimizers.iteration import Iteration
from optimizers.kept import START, Kept
from optimizers.optimizer import FirstOrder, State


class COCOB(FirstOrder):
    r"""Every coordinate bets its winnings on the next gradient; the bet is the way from the start.

    .. math::
        L_t &= \max(L_{t-1}, |g_t|), \quad G_t = G_{t-1} + |g_t|, \quad
            \theta_t = \theta_{t-1} - g_t \\
        R_t &= \max(R_{t-1} - g_t (x_{t-1} - x_0), 0) \\
        x_t &= x_0 + \frac{\theta_t}{L_t \max(G_t + L_t, a L_t)} (L_t + R_t)

    with :math:`L_0 = \epsilon`, the form for neural networks (COCOB-Backprop). As in Optax the
    gradient is multiplied by the learning rate, which changes no bet: a constant one is felt only
    where gradients are smaller than epsilon, one that falls makes later gradients count less.
    Decoupled decay moves only the point at which the winnings are reckoned.

    Source: Orabona and Tommasi 2017, arXiv:1705.07795; Optax ``contrib.cocob`` (L2 decay).
    """

    title = "COCOB (coin betting)"
    keywords = ("continuous coin betting",)
    group = "Parameter-free"
    year = 2017
    paper = (
        "Orabona and Tommasi: Training Deep Networks without Learning Rates Through Coin Betting"
    )
    link = "https://arxiv.org/abs/1705.07795"
    rule = (
        r"\begin{aligned} R_t &= \max\left(R_{t-1} - g_t\,(x_{t-1}-x_0),\,0\right) \\"
        r" x_t &= x_0 - \frac{\sum_{k\le t} g_k}{L_t\max(G_t+L_t,\,a L_t)}\,(L_t + R_t),"
        r" \quad L_t = \max\left(\epsilon,\,\max_{k\le t}|g_k|\right),"
        r" \; G_t = \sum_{k\le t}|g_k| \end{aligned}"
    )
    rule_note = (
        "With a learning rate of 1, as in the paper, whose epsilon is 0; Optax multiplies the "
        "gradients by it."
    )
    intuition = (
        "A gambler bets a share of what he has won on where the slope will point next: the more "
        "one-sided it was so far, the larger the share. As long as he wins, his stake, the way "
        "from the start, grows exponentially."
    )
    strengths = (
        "No learning rate, and the same path on any scale of the objective.",
        "Stakes grow exponentially: a goal a thousand times as far costs a few steps more.",
    )
    weaknesses = (
        "A steep start weighs on every later bet: the largest gradient is never forgotten.",
        "The first step is 1 / a long, whatever the scale of the point.",
    )
    presets = {
        "optax": {"clip_form": "optax"},
    }
    counterparts = (
        optax("contrib.cocob", alpha="alpha", eps="epsilon", weight_decay="weight_decay"),
    )

    learning_rate: Number = real(
        default=1.0,
        valid="(0, inf)",
        slider=(1e-2, 10.0),
        log=True,
        symbol=r"\alpha",
        help="A factor on every gradient, which the bets do not feel unless it changes.",
    )
    weight_decay_mode: str = choice(
        default="l2",
        options=("decoupled", "l2"),
        help="L2: adds to the gradient. Decoupled: shrinks the point.",
        needs=(amount("weight_decay"),),
    )
    alpha: Number = real(
        default=100.0,
        valid="(0, inf)",
        slider=(1.0, 1e4),
        log=True,
        symbol="a",
        help="The first step is 1 / a long, in every coordinate.",
    )
    epsilon: Number = real(
        default=1e-8,
        valid="(0, inf)",
        slider=(1e-10, 1e-1),
        log=True,
        symbol=r"\epsilon",
        help="The least that the largest gradient is taken for.",
    )

    keeps = {
        "start": START,
        "largest": Kept("L", "The largest size of a gradient so far."),
        "total": Kept("G", "The sum of the sizes of the gradients."),
        "theta": Kept(r"\theta", "The sum of the gradients, downhill."),
        "reward": Kept("R", "What has been won so far."),
    }

    def initial_state(self, x: Array) -> State:
        largest = np.zeros_like(x) + self.epsilon
        return super().initial_state(x) | {"start": x.copy(), "largest": largest}

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:
        start, largest, total, theta, reward = (state[name] for name in self.keeps)
        bet = g * now.learning_rate
        size = np.abs(bet)
        np.maximum(largest, size, out=largest)
        total += size
        theta -= bet
        reward -= bet * (x - start)
        np.maximum(reward, 0.0, out=reward)
        share = theta / (largest * np.maximum(total + largest, self.alpha * largest))
        x[...] = start + share * (largest + reward)
