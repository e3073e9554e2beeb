"""What optimizers, schedules and objectives share: parameters declared once, and discovery.

A parameter is written down in one place with its default, its valid interval, a comfortable
slider interval, its symbol and one sentence of help. Validation, the sidebar, the share link,
the reference pages and the tests for bad input are all made from that.
"""

from declarations.conditions import Needs, amount, chosen, given, switched
from declarations.parameters import (
    Boolean,
    Choice,
    Data,
    Declared,
    Integer,
    Interval,
    Named,
    Names,
    Number,
    Parameter,
    Real,
    Text,
    Titled,
    Vector,
    boolean,
    check,
    choice,
    data,
    declared,
    integer,
    line,
    named,
    names,
    numbers,
    real,
    vector,
)
from declarations.registry import Registry
from declarations.version import __version__
from declarations.wording import close_names, counted, shown

__all__ = [
    "Boolean",
    "Choice",
    "Data",
    "Declared",
    "Integer",
    "Interval",
    "Named",
    "Names",
    "Needs",
    "Number",
    "Parameter",
    "Real",
    "Registry",
    "Text",
    "Titled",
    "Vector",
    "__version__",
    "amount",
    "boolean",
    "check",
    "choice",
    "chosen",
    "close_names",
    "counted",
    "data",
    "declared",
    "given",
    "integer",
    "line",
    "named",
    "names",
    "numbers",
    "real",
    "shown",
    "switched",
    "vector",
]
