"""Weight decay (Krogh and Hertz, 1992; decoupled: Loshchilov and Hutter, 2019)."""

from __future__ import annotations

from typing import cast

import numpy as np

from declarations import Number, amount, choice, real
from declarations.arrays import Array, Mask
from optimizers.gradients import dot
from optimizers.iteration import Iteration, SeenThrough
from optimizers.optimizer import Heeded, State, Wrapper, is_on


class WeightDecay(Wrapper):
    r"""Pulls the point towards the origin in every step of the wrapped rule.

    .. math:: x_t &= x_{t-1} + \mathrm{step}(g) - \alpha \lambda x_{t-1}
            \quad \text{(decoupled)} \\
        x_t &= x_{t-1} + \mathrm{step}(g + \lambda x_{t-1}) \quad \text{(L2)}

    with alpha the present learning rate, 1 for a rule that has none. Decoupled decay takes both
    terms at the old point, as the paper and Optax do. Keras shrinks the point before the step:
    the same, unless the rule looks at the point itself, as LAMB does; for that form use the
    rule's own ``weight_decay``.

    L2 is the objective :math:`f(x) + \tfrac\lambda2 \|x\|^2`; a wrapped rule that evaluates, a
    line search for instance, is shown exactly that one. The trajectory shows f alone.

    Source: Krogh and Hertz 1992; Loshchilov and Hutter 2019, arXiv:1711.05101; Optax
    ``add_decayed_weights`` after the rule (decoupled) or before it (L2).
    """

    title = "Weight decay"
    group = "Regularisation"
    year = 2019
    paper = "Loshchilov and Hutter: Decoupled Weight Decay Regularization"
    link = "https://arxiv.org/abs/1711.05101"
    rule = r"x_t = x_{t-1} + \mathrm{step}(g) - \alpha\lambda\,x_{t-1}"
    rule_note = "Decoupled, which is the default; as L2, λ x is added to the gradient instead."
    intuition = (
        "A rubber band to the origin. Decoupled, it pulls in proportion to the distance alone; "
        "as L2 it is part of the gradient, so an adaptive rule scales the pull as well."
    )
    strengths = ("Keeps the point small where the objective does not care.",)
    weaknesses = ("Moves the minimum, unless that is the origin.",)

    weight_decay: Number = real(
        default=0.004,
        valid="[0, inf)",
        slider=(0.0, 0.5),
        symbol=r"\lambda",
        help="How strongly the point is pulled towards the origin; 0 is off.",
    )
    weight_decay_mode: str = choice(
        default="decoupled",
        options=("decoupled", "l2"),
        help="Decoupled: shrinks the point itself, as in AdamW. L2: adds to the gradient.",
        needs=(amount("weight_decay"),),
    )

    @property
    def heeds(self) -> Heeded:
        inner = self.optimizer.heeds
        adds = self.weight_decay_mode == "l2" and is_on(self.weight_decay)
        return "all" if adds and inner != "nothing" else inner

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:
        if not is_on(self.weight_decay):
            super().update(x, g, state, now)
        elif self.weight_decay_mode == "l2":
            penalised = cast(Iteration, _Penalised(now, self.weight_decay))
            super().update(x, g + x * self.weight_decay, state, penalised)
        else:
            decay = x * self.weight_decay * now.learning_rate
            super().update(x, g, state, now)
            x -= decay
            now.forget()


class _Penalised(SeenThrough):
    """The step as the wrapped rule sees it: the objective with the penalty added."""

    def __init__(self, now: Iteration, weight_decay: Number) -> None:
        super().__init__(now)
        self._weight_decay = weight_decay

    def value(self, point: Array, where: Mask | None = None) -> Array:
        return self._now.value(point, where) + self._penalty(point)

    def gradient(self, point: Array, where: Mask | None = None) -> Array:
        return self._now.gradient(point, where) + point * self._weight_decay

    def hessian(self, point: Array, where: Mask | None = None) -> Array:
        identity = np.eye(len(point)).reshape(len(point), len(point), *[1] * (point.ndim - 1))
        return self._now.hessian(point, where) + identity * self._weight_decay

    def value_here(self, x: Array) -> Array:
        return self._now.value_here(x) + self._penalty(x)

    def hand_over(self, **known: Array) -> None:
        """Nothing: what the wrapped rule knows are no values of the objective itself."""

    def _penalty(self, point: Array) -> Array:
        return 0.5 * self._weight_decay * dot(point, point)
