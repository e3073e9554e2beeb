"""What is wrong with a formula, and where."""

from __future__ import annotations


class FormulaError(ValueError):
    """A sentence on a formula that cannot be used.

    Attributes:
        sentence: what is wrong.
        at: the index of the character that is to blame; None where it is the whole.
    """

    def __init__(self, sentence: str, at: int | None = None) -> None:
        self.sentence = sentence
        self.at = at
        where = "" if at is None else f", character {at + 1}"
        super().__init__(f"formula{where}: {sentence}")
