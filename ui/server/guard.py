"""How every page is made: in its turn, and whatever goes wrong with it ends in a sentence."""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable
from typing import ParamSpec

import streamlit as st

from ui.server.succession import PAGES
from ui.state import give_up
from ui.words.messages import failure

P = ParamSpec("P")

_log = logging.getLogger(__name__)


def guarded(page: Callable[P, None]) -> Callable[P, None]:
    """A page, or a part of one, that ends in no stack trace.

    The scene that could not be shown is put aside, and the page is made again with the default
    one; if that fails too, a sentence stands in its place. The operator finds the trace in the log.
    """

    @functools.wraps(page)
    def shown(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            with PAGES.turn():
                page(*args, **kwargs)
        except Exception as error:
            _log.exception("a page could not be made")
            reason = "there is not enough memory" if isinstance(error, MemoryError) else str(error)
            if give_up(reason or type(error).__name__):
                st.rerun()
            failure("This page cannot be shown. Please report what you did.")

    return shown
