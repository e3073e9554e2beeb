"""Any staircase: one factor for every piece of the run."""

from __future__ import annotations

from declarations import MOST_BOUNDARIES, Needs, boundaries, vector
from optimizers.schedule import Schedule

DIFFER = Needs(lambda schedule: len(set(schedule.values)) > 1, "No effect while all values agree.")


class PiecewiseConstant(Schedule):
    r"""Between two boundaries the learning rate is multiplied with the value of that piece.

    .. math:: s_k = v_i \quad \text{where} \quad b_i \le k < b_{i+1}, \quad b_0 = 0

    There is one value more than there are boundaries. If there are fewer, the last one stays to the
    end; what there is more has no effect.

    As in Optax the step after b completed ones is the first that has the new value; Keras changes
    it one step later.

    Source: Optax ``piecewise_constant_schedule``, whose scales are the ratios
    :math:`v_i / v_{i-1}`; Keras ``PiecewiseConstantDecay`` with every boundary less by 1.
    """

    title = "Piecewise constant"
    rule = r"s_k = v_i \quad (b_i \le k < b_{i+1})"
    intuition = (
        "A plan made by hand: large while there is a way to go, small for the landing, and up "
        "again where one wants to get out."
    )
    source = "Optax piecewise_constant_schedule; Keras PiecewiseConstantDecay"

    boundaries: tuple[int, ...] = boundaries(
        default=(100, 150),
        symbol="b",
        help="After so many steps the next value begins; some numbers with commas between them.",
        needs=(DIFFER,),
    )
    values: tuple[float, ...] = vector(
        default=(1.0, 0.1, 0.01),
        valid="[0, 1]",
        lengths=(1, MOST_BOUNDARIES + 1),
        symbol="v",
        help="The share of the learning rate in each piece; the last one stays to the end.",
    )

    def after_warmup(self, completed: int, total: int) -> float:  # noqa: ARG002
        passed = sum(1 for boundary in self.boundaries if boundary <= completed)
        return self.values[min(passed, len(self.values) - 1)]
