"""COCOB: continuous coin betting (Orabona and Tommasi, 2017)."""

from __future__ import annotations

import numpy as np

from declarations import Number, real
from declarations.arrays import Array
from optimizers import vocabulary
from optimizers.cards.cocob import COCOBCard
from optimizers.iteration import Iteration
from optimizers.kept import START, Kept
from optimizers.optimizer import FirstOrder, State


class COCOB(COCOBCard, FirstOrder):
    r"""Every coordinate bets its winnings on the next gradient; the bet is the way from the start.

    .. math::
        R_t &= \max\left(R_{t-1} - g_t\,(x_{t-1}-x_0),\,0\right) \\
        x_t &= x_0 - \frac{\sum_{k\le t} g_k}{L_t\max(G_t+L_t,\,a L_t)}\,(L_t + R_t), \quad
            L_t = \max\left(\epsilon,\,\max_{k\le t}|g_k|\right), \; G_t = \sum_{k\le t}|g_k|

    What is kept of the sum is :math:`\theta_t = -\sum_{k \le t} g_k`. The form for neural networks
    (COCOB-Backprop). As in Optax the gradient is multiplied by the learning rate, which changes no
    bet: a constant one is felt only where gradients are smaller than epsilon, one that falls makes
    later gradients count less. Decoupled decay moves only the point at which the winnings are
    reckoned.

    Form: With a learning rate of 1, as in the paper, whose epsilon is 0; Optax multiplies the
    gradients by it.

    Source: Orabona and Tommasi 2017, arXiv:1705.07795; Optax ``contrib.cocob`` (L2 decay).
    """

    presets = {"optax": vocabulary.OPTAX}

    learning_rate: Number = vocabulary.learning_rate(
        default=1.0,
        slider=(1e-2, 10.0),
        help="A factor on every gradient, which the bets do not feel unless it changes.",
    )
    weight_decay_mode: str = vocabulary.weight_decay_mode(default="l2")
    alpha: Number = real(
        default=100.0,
        valid="(0, inf)",
        slider=(1.0, 1e4),
        log=True,
        symbol="a",
        help="The first step is 1 / a long, in every coordinate.",
    )
    epsilon: Number = vocabulary.epsilon(
        default=1e-8, valid="(0, inf)", help="The least that the largest gradient is taken for."
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
