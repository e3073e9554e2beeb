"""Any polygon, or any chain of half cosines, through values at boundaries."""

from __future__ import annotations

import math

from declarations import MOST_BOUNDARIES, Needs, boundaries, choice, vector
from optimizers.schedule import Schedule

DIFFER = Needs(lambda schedule: len(set(schedule.values)) > 1, "No effect while all values agree.")


class PiecewiseInterpolate(Schedule):
    r"""Goes from value to value, along straight lines or half cosines, and is there at a boundary.

    .. math:: s_k = v_{i+1} + (v_i - v_{i+1})\, w\!\left(\frac{k - b_i}{b_{i+1} - b_i}\right)
        \quad \text{where} \quad b_i \le k < b_{i+1}, \quad b_0 = 0

    with :math:`w(p) = 1 - p`, or :math:`\tfrac12 (1 + \cos \pi p)`. It begins at the first value
    and stays at the last one; what there is more of boundaries or of values has no effect.

    Source: Optax ``piecewise_interpolate_schedule``, whose scales are the ratios
    :math:`v_i / v_{i-1}`. Its ``linear_onecycle_schedule`` is one of these.
    """

    title = "Piecewise interpolation"
    rule = (
        r"s_k = v_{i+1} + (v_i - v_{i+1})\,w\!\left(\tfrac{k-b_i}{b_{i+1}-b_i}\right)"
        r"\quad (b_i \le k < b_{i+1})"
    )
    intuition = (
        "A plan made by hand without sudden changes: a warm-up, a plateau and a decay are three "
        "pieces of it."
    )
    source = "Optax piecewise_interpolate_schedule"

    boundaries: tuple[int, ...] = boundaries(
        default=(20, 100, 200),
        symbol="b",
        help="After so many steps the next value is reached; some numbers with commas between "
        "them.",
        needs=(DIFFER,),
    )
    values: tuple[float, ...] = vector(
        default=(0.1, 1.0, 1.0, 0.0),
        valid="[0, 1]",
        lengths=(1, MOST_BOUNDARIES + 1),
        symbol="v",
        help="The share of the learning rate at the start and at each boundary.",
    )
    interpolation: str = choice(
        default="linear",
        options=("linear", "cosine"),
        symbol="w",
        help="The way from one value to the next: a straight line, or half a cosine.",
        needs=(DIFFER,),
    )

    def after_warmup(self, completed: int, total: int) -> float:  # noqa: ARG002
        begin, start = 0, self.values[0]
        for end, value in zip(self.boundaries, self.values[1:], strict=False):
            if completed < end:
                share = (completed - begin) / (end - begin)
                if self.interpolation == "cosine":
                    return value + (start - value) * 0.5 * (1.0 + math.cos(math.pi * share))
                return start + (value - start) * share
            begin, start = end, value
        return start
