"""Whose pages may open a connection is decided without asking anybody."""

from __future__ import annotations

from streamlit import net_util


def ask_nobody() -> None:
    """Answer for Streamlit what the address of this machine is outside: no other than here.

    It would ask checkip.amazonaws.com whenever a page of another host opens a connection, and all
    visitors would wait for the answer, or for two seconds. Such a page is refused in any case,
    unless ``server.corsAllowedOrigins`` names it.
    """
    net_util._external_ip = "localhost"
