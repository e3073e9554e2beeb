"""Uploads stay in memory."""

from __future__ import annotations

import streamlit as st
from starlette.formparsers import MultiPartParser


def keep_in_memory() -> None:
    """Hold files of every size that may be uploaded in memory while they arrive.

    Starlette writes what is larger than 1 MB to a temporary file until it has come.
    """
    MultiPartParser.spool_max_size = 2**20 * int(st.get_option("server.maxUploadSize"))
