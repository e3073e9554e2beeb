"""What the pages that have no race show, and their links."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from declarations import close_names
from ui.links.codec import ignored
from ui.links.neuron_link import Neuron, decode_neuron, encode_neuron

_NEURON = "neuron"


def neuron_state() -> tuple[Neuron, list[str]]:
    """What the page of one neuron shows, and what of its link was ignored."""
    if _NEURON not in st.session_state:
        params = {key: st.query_params.get_all(key) for key in st.query_params}
        st.session_state[_NEURON] = decode_neuron(params)
    found: tuple[Neuron, list[str]] = st.session_state[_NEURON]
    return found


def set_neuron(neuron: Neuron) -> None:
    """Show another neuron, or another step of it."""
    st.session_state[_NEURON] = (neuron, [])


def write_neuron_link() -> None:
    """Put the neuron into the address bar, when it says something else."""
    wanted = encode_neuron(neuron_state()[0])
    if wanted != {key: st.query_params.get_all(key) for key in st.query_params}:
        st.query_params.from_dict(wanted)


def card(known: Sequence[str], chosen: str | None, default: str) -> tuple[str, str]:
    """Whose card is shown: the chosen one, which goes into the link, else that of the link.

    Second, the sentence about a link that names none.
    """
    if chosen is not None:
        st.query_params["id"] = chosen
        return chosen, ""
    named = st.query_params.get("id", default)
    if named in known:
        return named, ""
    return default, ignored("id", named, close_names(named, known))
