"""How other libraries call a rule: the name, and which argument is which hyperparameter."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, Literal

Library = Literal["keras", "torch", "optax"]


@dataclasses.dataclass(frozen=True)
class Choice:
    """An argument that says in other words what a hyperparameter of ours says.

    Attributes:
        name: the hyperparameter.
        values: the library's word for each of our values; others it does not have.
        others: whether every other value is said as it is.
    """

    name: str
    values: Mapping[Any, Any]
    others: bool = False

    def has(self, value: Any) -> bool:
        """Whether the library has a word for it."""
        return self.others or value in self.values

    def said(self, value: Any) -> Any:
        """The library's word."""
        return self.values.get(value, value)


@dataclasses.dataclass(frozen=True)
class Fixed:
    """An argument that is always given as this."""

    value: Any


@dataclasses.dataclass(frozen=True)
class Named:
    """An argument that is a pair: a word of the library's, and a hyperparameter."""

    name: str
    word: str


Meaning = str | tuple[str, ...] | Choice | Fixed | Named
"""A hyperparameter, several in a tuple, or one in other words."""

RAW_MAXIMUM = Choice("amsgrad", {False: False, True: True, "raw": True})
"""Of Keras and PyTorch, which take the maximum before the bias correction."""
DECOUPLED = Choice("weight_decay_mode", {"l2": False, "decoupled": True})
OPTAX_MOMENTS = {"b1": "beta_1", "b2": "beta_2", "eps": "epsilon", "eps_root": "epsilon_root"}


@dataclasses.dataclass(frozen=True)
class Counterpart:
    """One optimizer of another library that follows the rule.

    A hyperparameter which no argument stands for has the value of the rule's preset for that
    library (`Optimizer.presets`): that is the library's form.

    Attributes:
        library: whose it is, as in the presets.
        name: how it is called, "torch.optim.Adam".
        arguments: the meaning of every argument.
        form: values of hyperparameters besides those of the preset, where a library has several
            optimizers for one rule.
        caveat: what the library does otherwise in every setting: a sentence, or nothing.
        tells_value: whether its update is told the value of the objective.
        asks_again: whether its step calls the objective itself.
        takes_schedule: whether its learning rate may change from step to step.
    """

    library: Library
    name: str
    arguments: Mapping[str, Meaning]
    form: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    caveat: str = ""
    tells_value: bool = False
    asks_again: bool = False
    takes_schedule: bool = True

    def given(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The arguments for these hyperparameters, as the library takes them."""
        return {name: _said(meaning, values) for name, meaning in self.arguments.items()}

    def is_fixed(self, argument: str) -> bool:
        """Whether an argument is given whatever the hyperparameters are."""
        return isinstance(self.arguments[argument], Fixed)

    def names(self, argument: str) -> set[str]:
        """The hyperparameters that an argument stands for."""
        meaning = self.arguments[argument]
        if isinstance(meaning, Fixed):
            return set()
        if isinstance(meaning, Choice | Named):
            return {meaning.name}
        return {meaning} if isinstance(meaning, str) else set(meaning)

    def settable(self, values: Mapping[str, Any]) -> set[str]:
        """The hyperparameters whose values here can be said to the library."""
        return {
            name
            for argument, meaning in self.arguments.items()
            for name in self.names(argument)
            if not isinstance(meaning, Choice) or meaning.has(values[name])
        }


def _said(meaning: Meaning, values: Mapping[str, Any]) -> Any:
    if isinstance(meaning, Fixed):
        return meaning.value
    if isinstance(meaning, Choice):
        return meaning.said(values[meaning.name])
    if isinstance(meaning, Named):
        return meaning.word, values[meaning.name]
    if isinstance(meaning, tuple):
        return tuple(values[name] for name in meaning)
    return values[meaning]


def keras(name: str, *names: str, **options: Any) -> Counterpart:
    """One of ``keras.optimizers``: our names are Keras' own."""
    own, rest = _apart(options)
    arguments = {same: same for same in ("learning_rate", *names)}
    return Counterpart(
        "keras", f"keras.optimizers.{name}", arguments | own | {"weight_decay": "weight_decay"},
        **rest,
    )  # fmt: skip


def torch(name: str, **options: Any) -> Counterpart:
    """One of ``torch.optim``; ``lr`` and ``weight_decay`` need not be said."""
    own, rest = _apart(options)
    arguments = {"lr": "learning_rate", **own}
    arguments.setdefault("weight_decay", "weight_decay")
    named = {argument: meaning for argument, meaning in arguments.items() if meaning is not None}
    return Counterpart("torch", f"torch.optim.{name}", named, **rest)


def optax(name: str, **options: Any) -> Counterpart:
    """One of ``optax``; ``learning_rate`` need not be said."""
    own, rest = _apart(options)
    arguments = {"learning_rate": "learning_rate", **own}
    named = {argument: meaning for argument, meaning in arguments.items() if meaning is not None}
    return Counterpart("optax", f"optax.{name}", named, **rest)


def keras_schedule(name: str, **arguments: Meaning) -> Counterpart:
    """One of ``keras.optimizers.schedules``; the learning rate need not be said."""
    own = {"initial_learning_rate": "learning_rate", **arguments}
    return Counterpart("keras", f"keras.optimizers.schedules.{name}", own)


def optax_schedule(name: str, **arguments: Meaning) -> Counterpart:
    """One of Optax' schedules; the learning rate need not be said."""
    return Counterpart("optax", f"optax.{name}", {"init_value": "learning_rate", **arguments})


def _apart(options: Mapping[str, Any]) -> tuple[dict[str, Meaning], dict[str, Any]]:
    """The arguments of the library, and the attributes of `Counterpart`."""
    attributes = ("form", "caveat", "tells_value", "asks_again", "takes_schedule")
    return (
        {name: value for name, value in options.items() if name not in attributes},
        {name: value for name, value in options.items() if name in attributes},
    )
