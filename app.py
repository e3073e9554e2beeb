"""The Optimizer Playground: page settings and navigation."""

import streamlit as st

from ui.pages import PAGES, page, playground_page
from ui.pages.full import full
from ui.pages.reconnect import reconnect
from ui.pages.style import style
from ui.server.door import is_inside
from ui.server.setup import set_up
from ui.stage.component import preload
from ui.words.about import ABOUT

st.set_page_config(
    page_title="Optimizer Playground",
    page_icon="docs/pictures/icon.png",
    layout="wide",
    initial_sidebar_state=360,
    menu_items={"About": ABOUT},
)
set_up()
# Whatever shows nothing stands in one place: each would have a gap of its own in the page.
with st.container(key="unseen"):
    style()
    reconnect()
has_room = is_inside()
if has_room:
    preload()

chosen = st.navigation(
    [
        playground_page(),
        *(
            page(module, function, title=title, url_path=path, icon=icon)
            for module, function, title, path, icon in PAGES
        ),
    ],
    position="top",
)
if has_room:
    chosen.run()
else:
    full()
