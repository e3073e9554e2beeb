"""The cards: all that is declared and measured of an optimizer or a landscape, with a picture."""

from ui.cards.card import landscape_card, optimizer_card, show_landscape, show_optimizer

__all__ = ["landscape_card", "optimizer_card", "show_landscape", "show_optimizer"]
