"""What is said of an optimizer, and what others call it."""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, ClassVar

from declarations import Declared, Titled
from optimizers.counterpart import Counterpart
from optimizers.show import Show

EQUATION = re.compile(r"^\.\. math::(.*?)(?=^\S)", re.DOTALL | re.MULTILINE)
FORM = re.compile(r"^Form: (.*?)(?:\n\n|\Z)", re.DOTALL | re.MULTILINE)


class Card(Titled):
    """The card of an optimizer, without its rule.

    A rule that is in use has its card in a file of its own, beside what it does; a class that
    inherits none states the same attributes itself.
    """

    group: ClassVar[str]
    year: ClassVar[int]
    paper: ClassVar[str]
    link: ClassVar[str] = ""
    rule: ClassVar[str] = ""
    """The update rule in TeX, in the form that the defaults give: the first equation of the
    docstring, unless it is stated."""
    rule_note: ClassVar[str] = ""
    """Whose form that is, where the libraries or the variants differ, and how the others do: the
    paragraph of the docstring that begins with "Form:"."""
    intuition: ClassVar[str]
    strengths: ClassVar[tuple[str, ...]]
    weaknesses: ClassVar[tuple[str, ...]]
    shows: ClassVar[tuple[Show, ...]] = ()
    """Races that show a strength and a weakness of these; of the rule itself, never inherited."""
    presets: ClassVar[Mapping[str, Mapping[str, Any]]] = MappingProxyType({})
    """By library ("keras", "torch", "optax"): the values that give its defaults and its form."""
    counterparts: ClassVar[tuple[Counterpart, ...]] = ()
    """What other libraries call it; of several of one library the first is the usual one."""
    family: ClassVar[str | None] = None
    """Which suggested learning rate of a landscape fits: "gd", "hb", "adagrad", "rms", "adam"."""
    family_factor: ClassVar[float] = 1.0
    """This rule's learning rate over the suggested one of its family."""

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        text = inspect.cleandoc(cls.__doc__ or "") if "__doc__" in vars(cls) else ""
        equation, form = EQUATION.search(text), FORM.search(text)
        if equation is not None and "rule" not in vars(cls):
            cls.rule = _displayed(equation[1])
            if "rule_note" not in vars(cls):
                cls.rule_note = " ".join(form[1].split()) if form else ""

    @classmethod
    def own_shows(cls) -> tuple[Show, ...]:
        """The shows of this rule: those of a rule that it is a form of are not true of it."""
        return next((vars(each)["shows"] for each in _own(cls) if "shows" in vars(each)), ())


def _own(cls: type) -> list[type]:
    """The class and its card, without the rule that it is a form of."""
    return [cls, *(base for base in cls.__bases__ if not issubclass(base, Declared))]


def _displayed(equation: str) -> str:
    """TeX to be set by itself, of lines that are aligned if there are several."""
    text = " ".join(equation.split())
    aligned = re.search(r"&\s*(=|\\le|\\leftarrow)", text)
    return rf"\begin{{aligned}} {text} \end{{aligned}}" if aligned else text
