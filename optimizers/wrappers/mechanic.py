"""Mechanic (Cutkosky, Defazio and Mehta, 2023)."""

from __future__ import annotations

from typing import Any

import numpy as np

from declarations import Number, integer, real
from declarations.arrays import Array
from optimizers import vocabulary
from optimizers.gradients import dot, norm, row_sum
from optimizers.iteration import Iteration
from optimizers.kept import START, Kept
from optimizers.optimizer import Heeded, State, Wrapper

SCALES = ("num_betas",)


class Mechanic(Wrapper):
    r"""Finds the learning rate: scales all that the wrapped rule has moved so far by one number.

    .. math::
        \Delta_{t-1} &= \frac{x_0 - x_{t-1}}{S_{t-1} + \epsilon}, \quad S = \sum_i s_i, \quad
            h = \left\langle g_t + \lambda S_{t-1} \frac{\|g_t\|}{\|x_{t-1}\| + \epsilon} x_{t-1},
            \, \Delta_{t-1} \right\rangle \\
        m_i &\leftarrow \max(\beta_i m_i, |h| + \epsilon), \quad
            v_i \leftarrow \beta_i^2 v_i + h^2, \quad
            r_i \leftarrow \beta_i r_i + s_i \min(\max(h, -m_i), m_i) \\
        s_i &\leftarrow \frac{s_0 m_i / n + \max(r_i, 0)}{\sqrt{v_i} + \epsilon}, \quad
            x_t = x_0 - S_t \left(\Delta_{t-1} - \mathrm{step}(g_t)\right)

    with :math:`\beta_i = 1 - 10^{-i}` for i from 1 to n; h is limited by the m of before, the s in
    r is the old one. The wrapped rule steps from x; of that step only how far it goes is used. h
    tells by how much f falls when S grows, and the s are bets on it, each with a memory of its
    own. Norms and products run over the whole point.

    What the wrapped rule itself would have judged by, an average for instance, is none of this
    path: x is judged. Optax names its 1e-8 ``eps``; the authors'
    code has 1e-10, and no limit on h.

    Source: Cutkosky, Defazio and Mehta 2023, arXiv:2306.00144; Optax ``contrib.mechanize``.
    """

    title = "Mechanic"
    keywords = ("mechanize", "learning rate tuner")
    group = "Parameter-free"
    year = 2023
    paper = "Cutkosky, Defazio and Mehta: Mechanic: A Learning Rate Tuner"
    link = "https://arxiv.org/abs/2306.00144"
    rule = (
        r"\begin{aligned} h &= \langle g_t,\, \Delta_{t-1} \rangle,\quad"
        r" s_i \leftarrow \frac{s_0 m_i / n + \max(r_i, 0)}{\sqrt{v_i} + \epsilon} \\"
        r" \Delta_t &= \Delta_{t-1} - \mathrm{step}(g_t),\quad"
        r" x_t = x_0 - \Big(\sum_i s_i\Big)\, \Delta_t \end{aligned}"
    )
    rule_note = (
        "Without its decay. m, v and r follow the largest |h|, the squares of h and the products "
        "of h and s, each with n memories of 10 steps, 100, 1000 and so on."
    )
    intuition = (
        "If the gradient still points along the way gone so far, going farther would have been "
        "better, and the whole way is made longer; else it is made shorter. So it bets on a scale "
        "for all the steps of the rule, and the learning rate need not be known."
    )
    strengths = (
        "A base rate that is far too large is scaled down before it does harm.",
        "Goes around any rule, with a schedule too: that then sets the shape, and this the scale.",
    )
    weaknesses = (
        "Starts with a millionth of a step and needs dozens of steps to get going.",
        "A new scale moves the whole way gone so far, and may lead out of a minimum again.",
    )

    weight_decay: Number = vocabulary.weight_decay(
        default=0.01,
        help="Makes the scale smaller where the way so far leads away from the origin.",
    )
    epsilon: Number = vocabulary.epsilon(
        default=1e-8, valid="(0, inf)", help="Keeps the divisions finite."
    )
    s_init: Number = real(
        default=1e-6,
        valid="(0, inf)",
        slider=(1e-8, 1.0),
        log=True,
        symbol="s_0",
        help="The scale of the first step.",
    )
    num_betas: int = integer(
        default=6,
        valid="[1, 15]",
        slider=(1, 10),
        symbol="n",
        help="How many memories there are: of 10 steps, 100, 1000 and so on.",
    )

    keeps = {
        "x0": START,
        "s": Kept("s_i", "The scales, one for each memory.", SCALES),
        "m": Kept("m_i", "The largest size of h of late.", SCALES),
        "v": Kept("v_i", "The decaying sum of the squares of h.", SCALES),
        "r": Kept("r_i", "What the bets have won: the decaying sum of the products.", SCALES),
    }

    @property
    def needs(self) -> tuple[str, ...]:  # type: ignore[override]
        return tuple(dict.fromkeys(("gradient", *self.optimizer.needs)))

    @property
    def heeds(self) -> Heeded:
        """How long a gradient is counts in h, whatever the wrapped rule makes of it."""
        return "all"

    def initial_state(self, x: Array) -> State:
        state = super().initial_state(x)
        state["s"] += self.s_init
        return state | {"x0": x.copy()}

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:
        x0, s, m, v, r = (state[name] for name in ("x0", "s", "m", "v", "r"))
        moved = x.copy()
        super().update(moved, g, state, now)
        now.forget()
        scale = row_sum(s)
        delta = (x0 - x) / (scale + self.epsilon)
        decay = self.weight_decay * scale * norm(g) / (norm(x) + self.epsilon)
        h = dot(g + decay * x, delta)
        beta = self._betas(x)
        r *= beta
        r += np.clip(h, -m, m) * s
        m *= beta
        np.maximum(m, np.abs(h) + self.epsilon, out=m)
        v *= beta * beta
        v += h * h
        wealth = self.s_init / self.num_betas * m + np.maximum(r, 0.0)
        np.copyto(s, wealth / (np.sqrt(v) + self.epsilon))
        delta -= moved - x
        x[...] = x0 - row_sum(s) * delta

    def _betas(self, x: Array) -> Array:
        betas = [1.0 - 0.1**index for index in range(1, self.num_betas + 1)]
        return np.reshape(betas, (-1, *(1 for _ in x.shape[1:])))

    def evaluation_point(self, x: Array, state: State) -> Array | None:  # noqa: ARG002
        return None

    def push(self, x: Array, state: State, t: Any) -> Array | None:
        push = super().push(x, state, t)
        return None if push is None else push * row_sum(state["s"])
