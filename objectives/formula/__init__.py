"""Formulas that somebody types: read, checked, differentiated and computed.

Nothing that is typed is ever evaluated as Python. `parser` reads a text into a tree of what is
known (numbers, names, `functions`); `symbolic` gives it to SymPy, which differentiates it; and
`program` computes with NumPy what came out. SymPy is imported when the first formula needs it.
"""

from objectives.formula.errors import FormulaError
from objectives.formula.parser import LONGEST, Parsed, parse

__all__ = ["LONGEST", "FormulaError", "Parsed", "parse"]
