"""The one owner of Streamlit's caches. Results are read-only, so they can be shared."""

from __future__ import annotations

import streamlit as st

from experiments import Entry, Race, Runner, Scene, run_entry, run_race


@st.cache_resource(max_entries=128, ttl="1h", show_spinner=False)
def runner(scene: Scene, entry: Entry) -> Runner:
    """One run, by what it was made from: the arrays of a trajectory cannot be written to."""
    return run_entry(scene, entry)


def race(scene: Scene) -> Race:
    """A race, of which only what has changed is run again."""
    return run_race(scene, runner)
