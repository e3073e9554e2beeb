"""What every update rule is: an immutable set of hyperparameters and two pure functions."""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, ClassVar, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from declarations import Declared, Needs, Number, choice, given, real, shown
from declarations.arrays import Array
from optimizers import vocabulary
from optimizers.card import Card
from optimizers.gradients import clipped_by_norm, clipped_by_value
from optimizers.iteration import Iteration
from optimizers.kept import Kept
from optimizers.problem import ObjectiveLike, Problem
from optimizers.variables import Variable

State = dict[str, Any]
"""What a rule remembers between steps: arrays whose last axis is the run, when there are runs."""


Heeded = Literal["all", "direction", "sign", "nothing"]
"""What of a gradient counts: all of it, its direction, the signs of its components, or nothing."""


class Optimizer(Card, Declared):
    """An update rule.

    A rule declares its hyperparameters, what it keeps from step to step and the texts of its card,
    and implements ``update``. It holds no state: the same object serves any number of runs.

    Points have the shape ``(dims,)`` or ``(dims, runs)``; written with element-wise operations,
    sums over axis 0 (`row_sum`) and ``np.where``, one formula serves both.
    """

    per_run = True
    id: ClassVar[str]
    """The name in `optimizers.get`; the name of the file."""
    needs: ClassVar[tuple[str, ...]] = ("gradient",)
    """What a step evaluates: of "value", "gradient", "hessian"."""
    rate_is_known: ClassVar[bool] = True
    """Whether the learning rate of a step follows from the rule and the schedule alone."""
    sees_blocks: ClassVar[bool] = False
    """Whether it treats the arrays of which a point is made one by one; to others it is one
    vector."""
    draws: ClassVar[bool] = False
    """Whether the rule itself draws random numbers."""
    keeps: ClassVar[Mapping[str, Kept]] = MappingProxyType({})
    """All that the rule may keep from one step to the next, by its name in the state."""

    @property
    def heeds(self) -> Heeded:
        """What of the gradient counts in the present setting; a limit on the rest does nothing."""
        return "all"

    @property
    def ascends(self) -> bool:
        """Whether it goes uphill, so that what is said of descent does not hold."""
        return False

    def stability_limit(self, curvature: float) -> Number | None:  # noqa: ARG002
        """The learning rate from which on the rule diverges on a quadratic of that curvature.

        None where there is no theory of it.
        """
        return None

    def init(self, point: ArrayLike, objective: ObjectiveLike | None = None) -> State:
        """The state before the first step from ``point``.

        Only a rule that keeps something for every block needs the objective, which has them.
        """
        x = np.array(point, dtype=np.float64)
        known = Problem(_Missing(self._owner()) if objective is None else objective)
        return self.state_of(x, known.variables(len(x)))

    def state_of(self, x: Array, variables: tuple[Variable, ...]) -> State:  # noqa: ARG002
        """What `init` returns, for a point as an array that is made of these variables."""
        return self.initial_state(x)

    def initial_state(self, x: Array) -> State:
        """The same for a point that is one vector; arrays keep their shape in a run.

        All that is kept starts at 0, unless the rule says otherwise.
        """
        return self.zeros(x)

    def zeros(self, x: Array, variables: tuple[Variable, ...] | None = None) -> State:
        """All that is kept, as 0; a point without ``variables`` is one vector."""
        return {name: entry.zeros(self, x, variables) for name, entry in self.kept.items()}

    @property
    def kept(self) -> dict[str, Kept]:
        """What of `keeps` there is in the present setting; what a wrapped rule keeps is its own."""
        return {name: entry for name, entry in self.keeps.items() if entry.kept_by(self)}

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:
        """One step, in place: writes to ``x`` and ``state`` and to nothing else."""
        raise NotImplementedError

    def step(
        self,
        point: ArrayLike,
        gradient: ArrayLike,
        state: State,
        objective: ObjectiveLike | None = None,
        *,
        learning_rate: Number | None = None,
        seed: int = 0,
    ) -> tuple[Array, State]:
        """One step without a loop: the new point and the new state; nothing given is changed.

        Args:
            point: where the gradient was taken, ``(dims,)`` or ``(dims, runs)``.
            gradient: in the shape of the point.
            state: made by `init` or by the step before.
            objective: for the rules that evaluate more than this gradient.
            learning_rate: instead of the rule's own, as a schedule would set it.
            seed: of the rules that draw random numbers.

        Raises:
            ValueError: the rule needs the objective, and none was given.

        Example:
            >>> import optimizers
            >>> rule = optimizers.get("sgd", learning_rate=0.5)
            >>> point, state = rule.step((1.0, 2.0), (1.0, 1.0), rule.init((1.0, 2.0)))
            >>> point.tolist()
            [0.5, 1.5]
        """
        x, g = np.array(point, dtype=np.float64), np.array(gradient, dtype=np.float64)
        state = copy.deepcopy(state)
        now = Iteration(
            Problem(_Missing(self._owner()) if objective is None else objective), seed=seed
        )
        now.t = state.pop("t", 0) + 1
        own = getattr(self, "learning_rate", None) if learning_rate is None else learning_rate
        now.learning_rate = 1.0 if own is None else own
        with np.errstate(all="ignore"):
            self.advance(x, g, state, now)
        return x, state | {"t": now.t}

    def advance(self, x: Array, g: Array, state: State, now: Iteration) -> None:
        """`update` with what surrounds it in this rule, such as clipping. In place."""
        self.update(x, g, state, now)

    @property
    def whole_step(self) -> Callable[[Array, Array, State, Iteration], None]:
        """`advance`, or what does the same with less ado: found out once for a whole run."""
        return self.advance

    def evaluation_point(self, x: Array, state: State) -> Array | None:  # noqa: ARG002
        """The point to be judged where it is not the iterate: an average, for instance."""
        return None

    def push(self, x: Array, state: State, t: Any) -> Array | None:  # noqa: ARG002
        """Where momentum pushes from ``x``, after ``t`` steps; None for a rule that has none.

        It is the direction, coordinate by coordinate, of the step that would be made if the next
        gradient were 0: what is remembered of the steps so far, turned the way it moves the point.
        Decay and noise are no momentum, nor is the jump of an average back to its middle. Like
        `update` it is written for ``(dims,)`` and ``(dims, runs)`` alike; ``t`` may be an array
        that goes with the runs. A rule that `sees_blocks` is asked only where there are none.
        """
        return None


class _Missing:
    """Stands where a rule that needs the objective was given none."""

    def __init__(self, owner: str) -> None:
        self.owner = owner

    def value(self, point: Array) -> Array:  # noqa: ARG002
        raise ValueError(f"{self.owner}: a step needs the objective, got None")

    gradient = hessian = value


def is_on(value: Number) -> bool:
    """Whether an amount that may be 0 is not; an array of amounts counts as on."""
    return not isinstance(value, float) or value != 0.0


HAS_RATE = Needs(
    lambda wrapper: wrapper.learning_rate is not None,
    "No effect on a rule without a learning rate.",
)
WITH_MOMENTUM = Needs(lambda rule: is_on(rule.momentum), "Kept with momentum only.")

CLIPPING_THE_NORM = ("clipnorm", "global_clipnorm", "clip_form")
CLIPPING = (*CLIPPING_THE_NORM, "clipvalue")


class FirstOrder(Optimizer):
    """A rule that takes one gradient a step, with the keywords that Keras gives to all of them."""

    learning_rate: Number = vocabulary.learning_rate(
        default=0.01, slider=(1e-5, 10.0), help="The step size."
    )
    weight_decay: Number = vocabulary.weight_decay(default=0.0)
    weight_decay_mode: str = vocabulary.weight_decay_mode(
        default="decoupled",
        help="Decoupled: shrinks the point itself, as in AdamW. L2: adds to the gradient.",
    )
    clipnorm: Number | None = real(
        default=None,
        valid="(0, inf)",
        slider=(1e-2, 1e2),
        log=True,
        help="Shortens every gradient to at most this norm; in Keras' form that of every block.",
    )
    global_clipnorm: Number | None = real(
        default=None,
        valid="(0, inf)",
        slider=(1e-2, 1e2),
        log=True,
        help="Limits the norm of all blocks together, in Keras' other order of operations.",
    )
    clipvalue: Number | None = real(
        default=None,
        valid="(0, inf)",
        slider=(1e-2, 1e2),
        log=True,
        help="Limits every component of the gradient to this size.",
    )
    clip_form: str = choice(
        default="keras",
        options=("keras", "torch", "optax"),
        help="Whose formula clipnorm follows; PyTorch adds 1e-6 to the norm.",
        needs=(given("clipnorm"),),
    )

    def advance(self, x: Array, g: Array, state: State, now: Iteration) -> None:
        if self.clipnorm is not None:
            g = self._clipped(g, self.clipnorm, now.variables(x))
        if self.global_clipnorm is not None:
            g = clipped_by_norm(g, self.global_clipnorm, "keras global")
        if self.clipvalue is not None:
            g = clipped_by_value(g, self.clipvalue)
        if self.decays:
            g = self.decay(x, g, now)
        self.update(x, g, state, now)

    def _clipped(self, g: Array, limit: Number, variables: tuple[Variable, ...]) -> Array:
        """The gradient after `clipnorm`: Keras shortens every variable by itself."""
        if not self.clips_blocks or len(variables) == 1:
            return clipped_by_norm(g, limit, self.clip_form)
        return np.concatenate([clipped_by_norm(g[each.at], limit) for each in variables])

    @property
    def clips_blocks(self) -> bool:
        """Whether the gradient of every block is shortened by itself."""
        return self.clipnorm is not None and self.clip_form == "keras"

    @property
    def whole_step(self) -> Callable[[Array, Array, State, Iteration], None]:
        limits = (self.clipnorm, self.global_clipnorm, self.clipvalue)
        surrounded = self.decays or any(limit is not None for limit in limits)
        return self.advance if surrounded else self.update

    @property
    def decays(self) -> bool:
        """Whether there is any weight decay."""
        return is_on(self.weight_decay)

    @property
    def adds_decay(self) -> bool:
        """Whether the weight decay is part of the gradient."""
        return self.weight_decay_mode == "l2" and is_on(self.weight_decay)

    def idle(self, steps: int | None = None, rises: bool = True) -> dict[str, str]:
        reasons = super().idle(steps, rises)
        if self.heeds in ("sign", "direction"):
            limits: tuple[str, ...] = CLIPPING if self.heeds == "sign" else CLIPPING_THE_NORM
            if self.heeds == "direction" and not self.sees_blocks and self.clip_form == "keras":
                # Blocks that are shortened by themselves turn the gradient.
                limits = ("global_clipnorm",)
            reason = f"No effect: only the {self.heeds} of the gradient counts."
            reasons |= dict.fromkeys(limits, reason)
        return reasons

    def decay(self, x: Array, g: Array, now: Iteration) -> Array:
        """Apply the weight decay; returns the gradient to go on with."""
        if self.weight_decay_mode == "l2":
            return g + self.weight_decay * x
        x -= x * self.weight_decay * now.learning_rate
        return g


class Wrapper(Optimizer):
    """A rule around another rule, which may be a wrapper itself."""

    optimizer: Optimizer = None  # type: ignore[assignment]  # refused with a sentence

    def __post_init__(self) -> None:
        super().__post_init__()
        if not isinstance(self.optimizer, Optimizer):
            raise ValueError(
                f"{self._owner()}: optimizer must be an optimizer, got {shown(self.optimizer)}"
            )

    @property
    def needs(self) -> tuple[str, ...]:  # type: ignore[override]
        return self.optimizer.needs

    @property
    def sees_blocks(self) -> bool:  # type: ignore[override]
        return self.optimizer.sees_blocks

    @property
    def rate_is_known(self) -> bool:  # type: ignore[override]
        return self.optimizer.rate_is_known

    @property
    def heeds(self) -> Heeded:
        return self.optimizer.heeds

    @property
    def ascends(self) -> bool:
        return self.optimizer.ascends

    @property
    def learning_rate(self) -> Number | None:
        return getattr(self.optimizer, "learning_rate", None)

    def initial_state(self, x: Array) -> State:
        return {"inner": self.optimizer.initial_state(x)} | super().initial_state(x)

    def state_of(self, x: Array, variables: tuple[Variable, ...]) -> State:
        return self.initial_state(x) | {"inner": self.optimizer.state_of(x, variables)}

    def update(self, x: Array, g: Array, state: State, now: Iteration) -> None:
        self.optimizer.advance(x, g, state["inner"], now)

    def evaluation_point(self, x: Array, state: State) -> Array | None:
        return self.optimizer.evaluation_point(x, state["inner"])

    def push(self, x: Array, state: State, t: Any) -> Array | None:
        return self.optimizer.push(x, state["inner"], t)

    def batch_sizes(self) -> set[int]:
        return super().batch_sizes() | self.optimizer.batch_sizes()

    def take(self, runs: NDArray[Any] | slice) -> Wrapper:
        inner = self.optimizer.take(runs)
        outer = super().take(runs)
        return outer if inner is self.optimizer else dataclasses.replace(outer, optimizer=inner)
