"""Numbers that remember how they were made: a rule's own code, run on them, tells its formula."""

from __future__ import annotations

import contextlib
import copy
import dataclasses
import itertools
import operator
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any, cast

import numpy as np

from declarations.arrays import Array
from optimizers.iteration import Iteration
from optimizers.optimizer import Optimizer
from optimizers.recorder import flat

GIVEN, LITERAL, EVALUATION = "given", "literal", "evaluation"

_SERIAL = itertools.count()


@dataclasses.dataclass(frozen=True, eq=False, slots=True)
class Node:
    """A number, or an array of them, and what it was made of.

    Attributes:
        kind: the operation; "given" for what the step starts with, "literal" for what stands in
            the code or was worked out aside, "evaluation" for an answer of the objective.
        value: what came out, untouched by later steps.
        parts: what went in.
        name: of what is given, of which function; of an index, which entries.
        source: the object of a literal, by which a variable that holds it is found.
        serial: later nodes have larger ones.
    """

    kind: str
    value: Any
    parts: tuple[Node, ...] = ()
    name: Any = ""
    source: Any = None
    serial: int = dataclasses.field(default_factory=_SERIAL.__next__)

    @property
    def key(self) -> int:
        """The same for all uses of one number that was worked out aside."""
        return id(self if self.source is None else self.source)


def node_of(value: Any) -> Node:
    """The node of a traced number; anything else stands for itself."""
    if isinstance(value, Traced | Scalar):
        return value.node
    if isinstance(value, np.ndarray | np.generic):
        return Node(LITERAL, np.array(value, dtype=float), source=value)
    return Node(LITERAL, value)


def plain(value: Any) -> Any:
    """The number itself, without its history."""
    if isinstance(value, Traced):
        return value.view(np.ndarray)[()]
    if isinstance(value, Scalar):
        return value.node.value
    if isinstance(value, tuple | list):
        return type(value)(plain(each) for each in value)
    return value


_TRUTHS = frozenset(
    {"greater", "greater_equal", "less", "less_equal", "equal", "not_equal", "isfinite"}
    | {"isnan", "isinf", "logical_and", "logical_or", "logical_not", "bitwise_and", "bitwise_or"}
    | {"bitwise_xor", "invert", "signbit"}
)
"""What decides between formulas is in none of them."""


def _applied(ufunc: np.ufunc, method: str, inputs: Any, out: Any = None, **options: Any) -> Any:
    """A universal function on traced numbers, for arrays and scalars alike."""
    numbers = plain(tuple(inputs))
    where = plain(options.get("where", True))
    target = out[0] if out else None
    if target is not None:
        options["out"] = np.asarray(target).view(np.ndarray)
    before = None if target is None or where is True else node_of(np.array(target))
    result = getattr(ufunc, method)(*numbers, **plain_options(options))
    if ufunc.__name__ in _TRUTHS:
        return result
    name = ufunc.__name__ if method == "__call__" else f"{method} {ufunc.__name__}"
    node = Node(name, np.array(result), tuple(node_of(each) for each in inputs))
    if before is not None:
        node = _chosen(where, node, before, result)
    if isinstance(target, Traced):
        target.node = node
        return target
    return traced(result, node)


def plain_options(options: Mapping[str, Any]) -> dict[str, Any]:
    """Keyword arguments without their histories."""
    return {name: plain(value) for name, value in options.items()}


def _chosen(mask: Any, yes: Node, no: Node, result: Any) -> Node:
    """What a decision has led to: one of two, or coordinate by coordinate one of them."""
    mask = np.asarray(mask)
    if mask.all() or not mask.any():
        return _spread(yes if mask.all() else no, result)
    return Node("choice", np.array(result), (yes, no), name=np.broadcast_to(mask, result.shape))


def _spread(node: Node, result: Any) -> Node:
    """The node itself, or the same spread over an array."""
    if np.shape(node.value) == np.shape(result):
        return node
    return Node("same", np.array(result), (node,))


class _Historied:
    """Something with a history. What NumPy does to it is done to its numbers, bit for bit."""

    node: Node

    def __array_ufunc__(
        self, ufunc: np.ufunc, method: str, *inputs: Any, out: Any = None, **options: Any
    ) -> Any:
        return _applied(ufunc, method, inputs, out, **options)

    def __array_function__(
        self, function: Callable[..., Any], types: Any, args: Any, options: Any
    ) -> Any:
        return _called(function, args, options)


class Traced(_Historied, np.ndarray[Any, Any]):
    """An array with a history."""

    def __getitem__(self, key: Any) -> Any:
        part = self.view(np.ndarray)[plain(key)]
        node = _last_written(self.node, key)
        if not isinstance(key, slice):
            return traced(part, Node("index", np.array(part), (node,), name=key))
        if node.kind == "replaced" and node.name == key:
            return traced(part, node.parts[1])
        # The same part of the same numbers is one node, however often it is read.
        reads = self.__dict__.setdefault("reads", {})
        at = (id(node), key.start, key.stop, key.step)
        if at not in reads:
            reads[at] = Node("index", np.array(part), (node,), name=key)
        return traced(part, reads[at])

    def __iter__(self) -> Iterator[Any]:
        return (self[i] for i in range(len(self)))

    def __setitem__(self, key: Any, value: Any) -> None:
        whole = key is Ellipsis
        self.view(np.ndarray)[plain(key)] = plain(value)
        after = np.array(self)
        new = node_of(value)
        if whole:
            self.node = _spread(new, after)
        else:
            self.node = Node("replaced", after, (self.node, new), name=key)

    def copy(self, order: Any = "C") -> Traced:
        return traced(self.view(np.ndarray).copy(order), self.node)


def _last_written(node: Node, key: Any) -> Node:
    """Of an array that was written part by part, the state that decides what is read of it."""
    while node.kind == "replaced" and _apart(node.name, key):
        node = node.parts[0]
    return node


def _apart(one: Any, other: Any) -> bool:
    """Whether two slices surely have nothing in common."""
    if not (isinstance(one, slice) and isinstance(other, slice)):
        return False
    ends = one.start, one.stop, other.start, other.stop
    if one.step or other.step or not all(isinstance(end, int) and end >= 0 for end in ends):
        return False
    return bool(one.stop <= other.start or other.stop <= one.start)


class Scalar(_Historied):
    """A hyperparameter, or the number of the step: a float or an int with a history."""


class TracedFloat(Scalar, float):
    """A float with a history."""


class TracedInt(Scalar, int):
    """A whole number with a history."""


def _arithmetic(name: str, kind: str) -> None:
    """Python's own arithmetic, which rounds as the rule's code does, with a history."""
    apply = getattr(operator, name)

    def forward(self: Scalar, other: Any) -> Any:
        if not isinstance(other, int | float) or isinstance(other, np.generic):
            return NotImplemented
        result = apply(self.node.value, plain(other))
        return scalar(result, Node(kind, result, (self.node, node_of(other))))

    def backward(self: Scalar, other: Any) -> Any:
        if not isinstance(other, int | float) or isinstance(other, np.generic):
            return NotImplemented
        result = apply(plain(other), self.node.value)
        return scalar(result, Node(kind, result, (node_of(other), self.node)))

    for cls in (TracedFloat, TracedInt):
        setattr(cls, f"__{name}__", forward)
        setattr(cls, f"__r{name}__", backward)


for _name, _kind in (
    ("add", "add"),
    ("sub", "subtract"),
    ("mul", "multiply"),
    ("truediv", "divide"),
    ("pow", "power"),
):
    _arithmetic(_name, _kind)


def _negative(self: Scalar) -> Any:
    return scalar(-self.node.value, Node("negative", -self.node.value, (self.node,)))


TracedFloat.__neg__ = TracedInt.__neg__ = _negative  # type: ignore[assignment, method-assign]


def scalar(value: Any, node: Node) -> Any:
    """A Python number with a history."""
    made: Any = (TracedInt if isinstance(value, int) else TracedFloat)(value)
    made.node = node
    return made


def traced(value: Any, node: Node) -> Traced:
    """An array with a history, which shares its memory with the one given."""
    array = np.asarray(value).view(Traced)
    array.node = node
    return array


def _called(function: Callable[..., Any], args: Any, options: Any) -> Any:
    """A function of NumPy that is no universal one; of what is not known here only the result."""
    known = _FUNCTIONS.get(function.__name__)
    if known is not None:
        return known(*args, **options)
    return function(*plain(args), **plain_options(options))


def _where(mask: Any, yes: Any, no: Any) -> Any:
    result = np.where(plain(mask), plain(yes), plain(no))
    return traced(result, _chosen(plain(mask), node_of(yes), node_of(no), result))


def _clip(a: Any, low: Any, high: Any, out: Any = None) -> Any:
    result = np.clip(plain(a), plain(low), plain(high))
    node = Node("clip", np.array(result), tuple(node_of(each) for each in (a, low, high)))
    if out is None:
        return traced(result, node)
    out.view(np.ndarray)[...] = result
    out.node = node
    return out


def _copyto(target: Any, value: Any) -> None:
    target[...] = value


def _same_shape(name: str) -> Callable[..., Any]:
    def make(a: Any, *args: Any, **options: Any) -> Any:
        return getattr(np, name)(plain(a), *args, **options)

    return make


def _swapaxes(a: Any, first: int, second: int) -> Any:
    result = np.swapaxes(plain(a), first, second)
    return traced(result, Node("transpose", np.array(result), (node_of(a),)))


_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "where": _where,
    "clip": _clip,
    "copyto": _copyto,
    "swapaxes": _swapaxes,
    **{name: _same_shape(name) for name in ("zeros_like", "ones_like", "full_like")},
}


# ---- a step of a rule ----


@dataclasses.dataclass(frozen=True)
class Hyperparameter:
    """Which hyperparameter of which rule something given is."""

    rule: Optimizer
    name: str


class _Now:
    """The step as the rule sees it, whose answers are traced."""

    def __init__(self, now: Iteration, t: Any, learning_rate: Any) -> None:
        self._now = now
        self.t, self.learning_rate = t, learning_rate
        self.evaluations: list[Node] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._now, name)

    def _answer(self, name: str, point: Any, found: Any) -> Any:
        node = Node(EVALUATION, np.array(found), (node_of(point),), name=name)
        self.evaluations.append(node)
        return traced(np.array(found), node)

    def value(self, point: Any, where: Any = None) -> Any:
        return self._answer("value", point, self._now.value(plain_array(point), where))

    def gradient(self, point: Any, where: Any = None) -> Any:
        return self._answer("gradient", point, self._now.gradient(plain_array(point), where))

    def hessian(self, point: Any, where: Any = None) -> Any:
        return self._answer("hessian", point, self._now.hessian(plain_array(point), where))

    def value_here(self, x: Any) -> Any:
        return self._answer("value", x, self._now.value_here(plain_array(x)))

    def normal(self, x: Any) -> Any:
        found = self._now.normal(plain_array(x))
        return traced(np.array(found), Node(GIVEN, np.array(found), name="normal"))

    def hand_over(self, **known: Any) -> None:
        arrays = {name: plain_array(value).copy() for name, value in known.items()}
        self._now.hand_over(**arrays)


def plain_array(value: Any) -> Array:
    """The array without its history."""
    return np.asarray(value).view(np.ndarray)


@dataclasses.dataclass(frozen=True)
class Trace:
    """One step of a rule, told by its own code.

    Attributes:
        rule: the rule that made the step.
        t: the number of the step, from 1.
        x: the point before and after it.
        g: the gradient with which it began.
        state: what the rule keeps, before and after it, by the names of a `Trajectory`.
        names: what the variables of the rule's code hold, by the nodes.
        evaluations: what was asked of the objective besides g, in order.
    """

    rule: Optimizer
    t: int
    x: tuple[Node, Node]
    g: Node
    state: Mapping[str, tuple[Node, Node]]
    names: Mapping[int, str]
    evaluations: tuple[Node, ...]


def trace(
    rule: Optimizer, x: Array, g: Array, state: dict[str, Any], now: Iteration
) -> tuple[Trace, Array, dict[str, Any]]:
    """Make a step as ``rule.advance`` does and keep how every number of it came about.

    Args:
        rule: with one number for every hyperparameter.
        x: the point ``(dims,)``; like ``g`` and ``state`` it is not changed.
        g: the gradient there.
        state: what the rule keeps.
        now: the step; what the rule hands over is handed over to it.

    Returns:
        The trace, the new point and the new state.
    """
    t = scalar(now.t, Node(GIVEN, now.t, name="t"))
    rate = float(now.learning_rate)
    learning_rate = scalar(rate, Node(GIVEN, rate, name="learning rate"))
    point = traced(x.copy(), Node(GIVEN, x.copy(), name="x"))
    gradient = traced(g.copy(), Node(GIVEN, g.copy(), name="g"))
    own = _traced_state(state, "")
    before = {name: array.node for name, array in _flat(own).items()}
    watched = _Now(now, t, learning_rate)
    start, slope = point.node, gradient.node
    with _variables(rule) as variables, np.errstate(all="ignore"):
        _traced_rule(rule).advance(point, gradient, own, cast(Iteration, watched))
    after = {name: node_of(array) for name, array in _flat(own).items()}
    made = Trace(
        rule,
        now.t,
        (start, point.node),
        slope,
        {name: (before[name], after[name]) for name in after},
        _names(variables),
        tuple(watched.evaluations),
    )
    return made, plain_array(point), own


def layers(rule: Optimizer) -> Iterator[Optimizer]:
    """The rule, and what it is around, from outside in."""
    yield rule
    inner = getattr(rule, "optimizer", None)
    if isinstance(inner, Optimizer):
        yield from layers(inner)


def _traced_state(state: Mapping[str, Any], prefix: str) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for name, value in state.items():
        if isinstance(value, Mapping):
            made[name] = _traced_state(value, f"{prefix}{name}.")
        elif np.asarray(value).dtype.kind == "b":
            made[name] = np.array(value)
        else:
            array = np.array(value)
            made[name] = traced(array, Node(GIVEN, array.copy(), name=f"state {prefix}{name}"))
    return made


def _flat(state: Mapping[str, Any]) -> dict[str, Any]:
    """The traced entries of a state by dotted names; flags are in no formula."""
    return {name: value for name, value in flat(state).items() if isinstance(value, Traced)}


def _traced_rule(rule: Optimizer) -> Optimizer:
    """The rule with traced hyperparameters; a wrapped one as well."""
    made = copy.copy(rule)
    for name in type(rule).parameters:
        value = getattr(rule, name)
        if type(value) in (float, int):
            node = Node(GIVEN, value, name=Hyperparameter(rule, name))
            object.__setattr__(made, name, scalar(value, node))
    inner = getattr(rule, "optimizer", None)
    if isinstance(inner, Optimizer):
        object.__setattr__(made, "optimizer", _traced_rule(inner))
    return made


def written_state(state: Mapping[str, Any], into: dict[str, Any]) -> None:
    """The numbers of a traced state, written to a plain one."""
    for name, value in state.items():
        if isinstance(value, Mapping):
            written_state(value, into[name])
        elif isinstance(into[name], np.ndarray):
            into[name][...] = plain_array(value)
        else:
            into[name] = plain(value)


# ---- the names of a rule's variables ----

_Variables = list[tuple[bool, int, str, Any]]


@contextlib.contextmanager
def _variables(rule: Optimizer) -> Iterator[_Variables]:
    """What the variables of the rule's methods hold when they return: its own names for things."""
    modules = {
        cls.__module__
        for layer in layers(rule)
        for cls in type(layer).__mro__
        if issubclass(cls, Optimizer)
    }
    found: _Variables = []
    depth = 0

    def look(frame: Any, event: str, argument: Any) -> None:  # noqa: ARG001
        nonlocal depth
        if event == "call":
            depth += 1
        elif event == "return":
            depth -= 1
            if frame.f_globals.get("__name__") in modules:
                code = frame.f_code
                given = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
                for name, value in frame.f_locals.items():
                    if isinstance(value, Traced | Scalar | np.ndarray | np.generic):
                        found.append((name in given, depth, name, value))

    before = sys.getprofile()
    sys.setprofile(look)
    try:
        yield found
    finally:
        sys.setprofile(before)


def _names(variables: _Variables) -> dict[int, str]:
    """A name for every node: rather that of a variable than of an argument, and an outer one."""
    names: dict[int, str] = {}
    for _, _, name, value in sorted(variables, key=lambda each: each[:2]):
        if isinstance(value, Traced | Scalar):
            names.setdefault(id(value.node), name)
        else:
            names.setdefault(id(value), name)
    return names
