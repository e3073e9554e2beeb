"""Clipping every array of a point by its root mean square (Shazeer and Stern, 2018)."""

from __future__ import annotations

from declarations import Needs, Number, real
from declarations.arrays import Array
from optimizers.gradients import clipped_by_rms
from optimizers.iteration import Iteration
from optimizers.optimizer import State, Wrapper


def _counts(wrapper: Wrapper) -> bool:
    """Arrays that are shortened by themselves turn the gradient as a whole."""
    inner = wrapper.optimizer
    return inner.heeds == "all" or (inner.heeds == "direction" and not inner.sees_blocks)


SIZE_COUNTS = Needs(
    _counts, "No effect on a rule for which the size of the gradient of an array does not count."
)


class ClipByBlockRMS(Wrapper):
    r"""Shortens the gradient of every array to at most a given root mean square.

    .. math:: g_b \leftarrow \frac{g_b}{\max(1, \mathrm{rms}(g_b) / c)}, \quad
        \mathrm{rms}(g_b) = \frac{\|g_b\|}{\sqrt{n_b}}

    for every block b of the point, which has n numbers; without blocks the point is one.

    Source: Shazeer and Stern 2018, arXiv:1804.04235, section 6 (there of finished updates);
    Optax ``clip_by_block_rms``.
    """

    title = "Clip by block RMS"
    group = "Clipping"
    year = 2018
    paper = "Shazeer and Stern: Adafactor: Adaptive Learning Rates with Sublinear Memory Cost"
    link = "https://arxiv.org/abs/1804.04235"
    rule_note = "Of every block b, an array of n numbers; without blocks, of the whole point."
    intuition = (
        "The limit is on the size of a typical component, so that it means the same for a large "
        "layer and for a small one, and a layer that is wild does not slow the others down."
    )
    strengths = (
        "One limit fits arrays of every size.",
        "Survives cliffs that would throw the point out.",
    )
    weaknesses = (
        "Changes the direction of the gradient, where the point is made of several arrays.",
        "Hides the steepness: a limit that is too low turns everything into fixed steps.",
    )

    clips_blocks = True

    threshold: Number = real(
        default=1.0,
        valid="(0, inf)",
        slider=(1e-2, 1e2),
        log=True,
        symbol="c",
        help="The largest root mean square that the gradient of a block may have.",
        needs=(SIZE_COUNTS,),
    )

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:
        g = clipped_by_rms(g, self.threshold, now.variables(x))
        self.optimizer.advance(x, g, state["inner"], now)
