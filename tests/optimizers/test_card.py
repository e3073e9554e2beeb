"""A card's equation and note come from the docstring."""

from __future__ import annotations

import optimizers
from optimizers.card import Card


class OneLine(Card):
    r"""A step.

    .. math::
        x_t = x_{t-1}
            - \alpha\, g_t

    Form: With two
    lines.

    Source: nobody.
    """


class Aligned(Card):
    r"""Two.

    .. math::
        m_t &= g_t \\
        x_t &= x_{t-1} - m_t

    where

    .. math:: another = equation

    Source: nobody.
    """


class Noted(Card):
    r"""An equation and no word on forms.

    .. math:: x = y

    Source: nobody.
    """

    rule_note = "Stated."


class Silent(Aligned):
    """Nothing but words."""

    rule_note = "Its own."


class Stated(Card):
    """Words.

    .. math:: from = docstring

    Source: nobody.
    """

    rule = "stated"


def test_the_first_equation_and_the_form() -> None:
    assert OneLine.rule == r"x_t = x_{t-1} - \alpha\, g_t"
    assert OneLine.rule_note == "With two lines."
    assert Aligned.rule == r"\begin{aligned} m_t &= g_t \\ x_t &= x_{t-1} - m_t \end{aligned}"
    assert Aligned.rule_note == ""


def test_what_is_stated_or_inherited_stays() -> None:
    assert Stated.rule == "stated"
    assert (Noted.rule, Noted.rule_note) == ("x = y", "Stated.")
    assert (Silent.rule, Silent.rule_note) == (Aligned.rule, "Its own.")


def test_every_rule_has_an_equation() -> None:
    for name in optimizers.names():
        assert "=" in optimizers.registry[name].rule, name


def test_shows_are_not_inherited() -> None:
    assert optimizers.Adam.own_shows()

    class Form(optimizers.Adam):
        """A form of Adam."""

    assert Form.own_shows() == ()
    assert optimizers.AMSGrad.own_shows() not in ((), optimizers.Adam.own_shows())
