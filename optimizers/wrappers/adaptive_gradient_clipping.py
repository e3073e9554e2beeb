"""Adaptive gradient clipping (Brock, De, Smith and Simonyan, 2021)."""

from __future__ import annotations

from declarations import Number, choice, real
from declarations.arrays import Array
from optimizers.gradients import clipped_by_units
from optimizers.iteration import Iteration
from optimizers.optimizer import State, Wrapper
from optimizers.wrappers.clip_by_value import SIZE_COUNTS


class AdaptiveGradientClipping(Wrapper):
    r"""Shortens the gradient of every unit that is long beside the unit itself.

    .. math:: g_i \leftarrow \begin{cases}
            g_i\, \dfrac{c \max(\|x_i\|, \epsilon)}{\max(\|g_i\|, 10^{-6})}
                & \|g_i\| \ge c \max(\|x_i\|, \epsilon) \\
            g_i & \text{else}
        \end{cases}

    A unit i is a column of a matrix of the point or, with ``unit="row"``, a row; a vector is one
    unit, and so is all of a point that is not made of several arrays. In the paper a unit has
    the weights that lead to one neuron. Optax stores a layer as inputs times outputs, where that
    is a column; PyTorch, and the networks among our landscapes, as outputs times inputs, where
    it is a row. The paper leaves the last layer out; this, like Optax, does not.

    Source: Brock, De, Smith and Simonyan 2021, arXiv:2102.06171; Optax ``adaptive_grad_clip``.
    """

    title = "Adaptive gradient clipping"
    keywords = ("AGC", "NFNet")
    group = "Clipping"
    year = 2021
    paper = (
        "Brock, De, Smith and Simonyan: High-Performance Large-Scale Image Recognition Without "
        "Normalization"
    )
    link = "https://arxiv.org/abs/2102.06171"
    rule = (
        r"g_i \leftarrow g_i\,\min\left(1,\,"
        r" \frac{c\,\max(\|x_i\|, \epsilon)}{\|g_i\|}\right)"
    )
    rule_note = (
        "Of every unit i: a column or a row of a matrix, or all of a vector. Optax takes columns."
    )
    intuition = (
        "A step is rash if it changes the weights of a neuron by a large share, however long it "
        "is. So the limit is not a length but a share of the length of what is to be changed."
    )
    strengths = (
        "One limit for all layers, however large their weights are.",
        "Survives cliffs that would throw the point out.",
    )
    weaknesses = (
        "Near the origin the limit is small, so that the run is slow to leave it.",
        "Where the unit is the whole point, the limit depends on where the origin lies.",
    )

    clips_blocks = True

    clipping: Number = real(
        default=0.01,
        valid="(0, inf)",
        slider=(1e-3, 1e1),
        log=True,
        symbol="c",
        help="The largest share that a gradient may be of its unit.",
        needs=(SIZE_COUNTS,),
    )
    epsilon: Number = real(
        default=1e-3,
        valid="[0, inf)",
        slider=(1e-4, 1e1),
        log=True,
        symbol=r"\epsilon",
        help="A unit counts as no shorter than this, so that one that starts at 0 can move.",
        needs=(SIZE_COUNTS,),
    )
    unit: str = choice(
        default="column",
        options=("column", "row"),
        help="What of a matrix leads to one neuron: a column (Optax' layout) or a row (PyTorch's).",
        needs=(SIZE_COUNTS,),
    )

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:
        parts = now.variables(x)
        g = clipped_by_units(g, x, self.clipping, self.epsilon, parts, self.unit)
        self.optimizer.advance(x, g, state["inner"], now)
