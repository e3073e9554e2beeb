"""The Optimizer Playground: page settings and navigation."""

import streamlit as st

from ui.stage import preload
from ui.style import style

st.set_page_config(
    page_title="Optimizer Playground",
    page_icon="docs/pictures/icon.png",
    layout="wide",
    initial_sidebar_state=360,
)
style()
preload()

# On a cold server these imports take a second, in which the browser reads Plotly.
from ui.pages.benchmark import benchmark  # noqa: E402
from ui.pages.fair_race import fair_race  # noqa: E402
from ui.pages.maps import maps  # noqa: E402
from ui.pages.neuron import neuron  # noqa: E402
from ui.pages.playground import playground  # noqa: E402
from ui.pages.reference import landscapes_page, optimizers_page  # noqa: E402

st.navigation(
    [
        st.Page(playground, title="Playground", icon=":material/landscape_2:", default=True),
        st.Page(fair_race, title="Fair race", url_path="fair-race", icon=":material/flag:"),
        st.Page(maps, title="Maps", url_path="maps", icon=":material/grid_on:"),
        st.Page(benchmark, title="Benchmark", url_path="benchmark", icon=":material/leaderboard:"),
        st.Page(neuron, title="Neuron", url_path="neuron", icon=":material/neurology:"),
        st.Page(
            optimizers_page, title="Optimizers", url_path="optimizers", icon=":material/route:"
        ),
        st.Page(
            landscapes_page, title="Landscapes", url_path="landscapes", icon=":material/terrain:"
        ),
    ],
    position="top",
).run()
