"""Maps of many runs: two hyperparameters, basins of attraction, noise."""

from __future__ import annotations

import streamlit as st

from ui.links.settings import TABS, BasinSettings, MapsSettings, NoiseSettings, SweepSettings
from ui.pages.experiment import head
from ui.pages.maps.basins import basins_tab
from ui.pages.maps.noise import noise_tab
from ui.pages.maps.settings_widgets import changing
from ui.pages.maps.sweep import sweep_tab
from ui.state import bind, present_theme, settings, write_link


def maps() -> None:
    """The page."""
    scene = head("Maps", "Hundreds or thousands of runs in one picture.")
    theme = present_theme()
    tab = settings(MapsSettings).tab
    st.segmented_control(
        "Map",
        list(TABS),
        format_func=TABS.__getitem__,
        required=True,
        label_visibility="collapsed",
        **bind("maps.tab", tab, changing(MapsSettings, "tab")),
    )
    write_link(MapsSettings, SweepSettings, BasinSettings, NoiseSettings)
    if not scene.entries:
        st.info("No optimizer is in the race. Add one in the Playground.")
    elif tab == "sweep":
        sweep_tab(scene, theme)
    elif tab == "basins":
        basins_tab(scene, theme)
    else:
        noise_tab(scene, theme)
