"""Who is inside: so many visitors at the same time, and no more."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable
from threading import Lock

import streamlit as st
from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from ui.limits import LIMITS
from ui.links import own_tables

RETURN = 10.0
"""Seconds for which a place is kept for the browser whose connection has ended.

A reload of the page is another session of Streamlit, a second or two after the first has ended.
"""


@dataclasses.dataclass
class _Place:
    browser: str
    """Who it is kept for after the connection has ended; nobody where this is empty."""
    seen: float
    """When its session was last known to be connected."""


class Door:
    """Those who are inside, by the session.

    A place is free again when its session is no longer connected. Streamlit asks every browser for
    a sign of life, so that one that has vanished without a word is gone after a minute.
    """

    def __init__(
        self,
        most: int,
        is_connected: Callable[[str], bool],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.most = most
        self._is_connected, self._clock = is_connected, clock
        self._lock = Lock()
        self._inside: dict[str, _Place] = {}

    def admits(self, session: str, browser: str = "") -> bool:
        """Whether somebody is inside; goes in where there is room.

        Who is not connected is let through and takes no place: nobody would see it become free. So
        Streamlit asks, at ``/_stcore/script-health-check``, whether the script runs.
        """
        with self._lock:
            if not self._is_connected(session):
                return True
            if session not in self._inside:
                self._look_who_has_left()
                self._return(browser)
                if len(self._inside) >= self.most:
                    return False
            self._inside[session] = _Place(browser, self._clock())
            return True

    def leaves(self, session: str) -> None:
        """The connection of a session ends now."""
        with self._lock:
            if session in self._inside:
                self._inside[session].seen = self._clock()

    def _look_who_has_left(self) -> None:
        now = self._clock()
        for session, place in list(self._inside.items()):
            if self._is_connected(session):
                place.seen = now
            elif not place.browser or now - place.seen >= RETURN:
                del self._inside[session]

    def _return(self, browser: str) -> None:
        """Free one place that is kept for a browser."""
        for session, place in self._inside.items():
            if browser and place.browser == browser and not self._is_connected(session):
                del self._inside[session]
                return


def _is_connected(session: str) -> bool:
    return runtime.exists() and runtime.get_instance().is_active_session(session)


DOOR = Door(LIMITS.visitors, _is_connected)


def is_inside() -> bool:
    """Whether the present visitor is inside; goes in where there is room."""
    context = get_script_run_ctx(suppress_warning=True)
    if context is None:
        return True
    _watched(context.session_id)
    return DOOR.admits(context.session_id, _browser())


# What belongs to a session is released by Streamlit when its connection ends, and only then: else
# the end would be known when the next one comes, an hour later perhaps.
@st.cache_resource(
    scope="session", show_spinner=False, on_release=lambda session: DOOR.leaves(session)
)
def _watched(session: str) -> str:
    return session


def _browser() -> str:
    """A name of the visitor's browser, the same after a reload, from which nothing can be learned.

    The app sets no cookie: two alike behind one address may take each other's place.
    """
    headers = st.context.headers
    address = headers.get("X-Forwarded-For") or st.context.ip_address or ""
    return own_tables.digest(f"{address} {headers.get('User-Agent', '')}".encode())
