"""Gradient clipping by value."""

from __future__ import annotations

from declarations import Needs, Number, real
from declarations.arrays import Array
from optimizers.gradients import clipped_by_value
from optimizers.iteration import Iteration
from optimizers.optimizer import State, Wrapper

SIZE_COUNTS = Needs(
    lambda wrapper: wrapper.optimizer.heeds in ("all", "direction"),
    "No effect on a rule for which the size of a component does not count.",
)


class ClipByValue(Wrapper):
    r"""Limits every component of the gradient that the wrapped rule sees.

    .. math:: g_i \leftarrow \min(\max(g_i, -c), c)

    Source: Mikolov's thesis 2012; Keras ``clipvalue``, PyTorch ``clip_grad_value_``, Optax
    ``clip``.
    """

    title = "Clip by value"
    group = "Clipping"
    year = 2012
    paper = "Mikolov: Statistical Language Models Based on Neural Networks"
    intuition = (
        "Every coordinate is limited by itself. "
        "On steep walls the direction turns towards the diagonal."
    )
    strengths = ("Simple, and one wild coordinate does not silence the others.",)
    weaknesses = ("Changes the direction of the gradient.",)

    clipvalue: Number = real(
        default=1.0,
        valid="(0, inf)",
        slider=(1e-2, 1e2),
        log=True,
        symbol="c",
        help="The largest size that a component of the gradient may have.",
        needs=(SIZE_COUNTS,),
    )

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:
        self.optimizer.advance(x, clipped_by_value(g, self.clipvalue), state["inner"], now)
