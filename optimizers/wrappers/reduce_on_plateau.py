"""A learning rate that falls whenever the loss has come to rest."""

from __future__ import annotations

from typing import cast

import numpy as np

from declarations import Needs, Number, integer, real
from declarations.arrays import Array
from optimizers.iteration import Iteration, SeenThrough
from optimizers.kept import SCALAR, Kept
from optimizers.optimizer import HAS_RATE, State, Wrapper


class ReduceOnPlateau(Wrapper):
    r"""Multiplies the learning rate by a factor when p values in a row have been no improvement.

    .. math::
        n &\leftarrow \begin{cases}
            0 & f < (1 - \delta) f_{\min} - \epsilon \ \text{or}\ r > 0 \\
            n + 1 & \text{else}
            \end{cases} \\
        s &\leftarrow \max(\gamma s, s_{\min}), \quad n \leftarrow 0, \quad r \leftarrow c
            \qquad \text{when } n = p \\
        \alpha_t &= s\, \alpha

    where :math:`f_{\min}` is the value of the last improvement, and r counts the c values down
    that do not matter after a reduction. f is the value where the step begins, on its mini-batch;
    with ``accumulation_size`` it is the mean :math:`\bar f` of so many, and only every so many
    steps is there one: the steps of an epoch give the loss of the epoch. Each step costs one value,
    unless the wrapped rule asks for it anyway. The new rate counts from the same step on.

    This is Optax' count. PyTorch reduces one value later, so its ``patience`` is p - 1. In Keras
    ``min_delta`` is epsilon (delta is 0), and of its ``cooldown`` the last value counts, so that
    one of 1 does nothing and c is one less. A best value below 0 makes the relative tolerance
    forgiving, as in Optax and PyTorch: what is a little worse counts as an improvement. PyTorch
    leaves out reductions by less than 1e-8. PyTorch and Keras have a lowest learning rate instead
    of a lowest share of it. They set the rate, as is done here; Optax scales the finished step,
    which differs where a momentum has learning rates in it.

    Source: Optax ``contrib.reduce_on_plateau``; PyTorch and Keras ``ReduceLROnPlateau``.
    """

    title = "Reduce on plateau"
    keywords = ("ReduceLROnPlateau", "learning rate schedule", "patience")
    group = "Learning rate"
    year = 2012
    paper = (
        "Krizhevsky, Sutskever and Hinton: ImageNet Classification with Deep Convolutional Neural "
        "Networks (there by hand)"
    )
    link = "https://papers.nips.cc/paper/4824"
    rule = (
        r"\begin{aligned} n &\leftarrow 0 \ \text{if}\ \bar f < (1-\delta) f_{\min} - \epsilon"
        r" \ \text{or}\ r > 0,\ \text{else}\ n + 1 \\"
        r" s &\leftarrow \max(\gamma s,\, s_{\min}),\quad n \leftarrow 0,\quad r \leftarrow c"
        r" \quad (n = p) \\ \alpha_t &= s\,\alpha \end{aligned}"
    )
    rule_note = (
        "Optax' form. PyTorch's patience is p - 1. Keras has an absolute tolerance only, and its "
        "cooldown is one value shorter."
    )
    intuition = (
        "As long as the loss falls, nothing is changed. When it only dances, the steps are too "
        "long for what is left, and become shorter."
    )
    strengths = (
        "No need to know beforehand how long the run will be, or when it will come to rest.",
        "Leaves a run that goes well as it is.",
    )
    weaknesses = (
        "One value a step, and of a mini-batch it says little: noise looks like a plateau.",
        "Cannot tell the bottom from a flat stretch on the way, where it makes things slower.",
    )
    presets = {
        "keras": {"rtol": 0.0, "atol": 1e-4},
        "torch": {"patience": 11},
        "optax": {},
    }

    factor: Number = real(
        default=0.1,
        valid="(0, 1)",
        slider=(0.01, 0.99),
        symbol=r"\gamma",
        help="What the learning rate is multiplied with.",
        needs=(HAS_RATE,),
    )
    patience: int = integer(
        default=10,
        valid="[1, 1000000]",
        slider=(1, 100),
        symbol="p",
        help="After so many values in a row that are no improvement.",
        needs=(HAS_RATE,),
    )
    rtol: Number = real(
        default=1e-4,
        valid="[0, 1)",
        slider=(0.0, 0.1),
        symbol=r"\delta",
        help="An improvement is better by more than this share of the best value.",
        needs=(HAS_RATE,),
    )
    atol: Number = real(
        default=0.0,
        valid="[0, inf)",
        slider=(0.0, 1.0),
        symbol=r"\epsilon",
        help="An improvement is better by more than this amount.",
        needs=(HAS_RATE,),
    )
    cooldown: int = integer(
        default=0,
        valid="[0, 1000000]",
        slider=(0, 100),
        symbol="c",
        help="After a reduction so many values do not count.",
        needs=(HAS_RATE,),
    )
    min_scale: Number = real(
        default=0.0,
        valid="[0, 1)",
        slider=(0.0, 0.5),
        symbol=r"s_{\min}",
        help="The share of the learning rate that is left in any case.",
        needs=(HAS_RATE,),
    )
    accumulation_size: int = integer(
        default=1,
        valid="[1, 1000000]",
        slider=(1, 100),
        symbol="m",
        help="The mean of so many values is looked at, such as those of an epoch.",
        needs=(HAS_RATE,),
    )

    keeps = {
        "scale": Kept("s", "What the learning rate is multiplied with.", SCALAR),
        "best": Kept(r"f_{\min}", "The value of the last improvement.", SCALAR),
        "waited": Kept("n", "The values in a row that were no improvement.", SCALAR),
        "rest": Kept("r", "The values that do not count yet.", SCALAR),
        "mean": Kept(
            r"\bar f",
            "The mean of the values so far.",
            SCALAR,
            Needs(lambda rule: rule.accumulation_size > 1, "Kept with accumulation only."),
        ),
    }

    @property
    def rate_is_known(self) -> bool:  # type: ignore[override]
        """It depends on the values that the run meets; ``scale`` in its state is the factor."""
        return False

    @property
    def needs(self) -> tuple[str, ...]:  # type: ignore[override]
        return tuple(dict.fromkeys((*self.optimizer.needs, "value")))

    def idle(self, steps: int | None = None, rises: bool = True) -> dict[str, str]:
        reasons = super().idle(steps, rises)
        if steps is None:
            return reasons
        reduced = self.accumulation_size * (1 + self.patience)
        if reduced > steps:
            reason = "No effect: the run ends before the learning rate can be reduced."
            others = ("factor", "rtol", "atol", "min_scale", "cooldown")
            reasons = dict.fromkeys(others, reason) | reasons
        elif reduced + self.accumulation_size * self.patience > steps:
            reasons.setdefault("cooldown", "No effect: the run ends before a second reduction.")
        return reasons

    def initial_state(self, x: Array) -> State:
        state = super().initial_state(x)
        return state | {"scale": np.ones_like(state["scale"])}

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:
        self._look(now.value_here(x), state, now.t)
        reduced = cast(Iteration, _Reduced(now, now.learning_rate * state["scale"]))
        self.optimizer.advance(x, g, state["inner"], reduced)

    def _look(self, value: Array, state: State, t: int) -> None:
        """Count a value, and reduce the scale when it is time."""
        if self.accumulation_size > 1:
            mean, before = state["mean"], (t - 1) % self.accumulation_size
            mean[...] = (before * mean + value) / (before + 1)
            if before + 1 < self.accumulation_size:
                return
            value = mean
        scale, best, waited, rest = (state[name] for name in ("scale", "best", "waited", "rest"))
        if t == self.accumulation_size:
            best[...] = value
            return
        better = value < (1.0 - self.rtol) * best - self.atol
        best[...] = np.where(better, value, best)
        waited[...] = np.where(better | (rest > 0), 0.0, waited + 1.0)
        rest[...] = np.maximum(rest - 1.0, 0.0)
        due = waited >= self.patience
        scale[...] = np.where(due, np.maximum(self.factor * scale, self.min_scale), scale)
        waited[...] = np.where(due, 0.0, waited)
        rest[...] = np.where(due, float(self.cooldown), rest)


class _Reduced(SeenThrough):
    """The step as the wrapped rule sees it: with a learning rate of its own."""

    def __init__(self, now: Iteration, learning_rate: Number) -> None:
        super().__init__(now)
        self.learning_rate = learning_rate
