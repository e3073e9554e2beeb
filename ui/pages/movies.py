"""The race as a moving picture to take home."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from experiments import Race
from figures import stage as pictures
from figures.stage import StageView
from figures.theme import DARK, LIGHT, Style, Theme, styles
from ui.server.cache import turn
from ui.server.progress import progress
from ui.state import keep_file, kept_file
from ui.words.files import file_name

SIZES = {
    "640 × 360": (640, 360),
    "640 × 480": (640, 480),
    "960 × 540": (960, 540),
    "1280 × 720": (1280, 720),
}
COLORS = {"as shown": None, "light": LIGHT, "dark": DARK}
FONTS = Path(st.__file__).parent / "static" / "static" / "media"
FONT = "SourceSansVF-Upright*.woff2"
"""The font of the pages, which comes with Streamlit; without it Pillow's own has to do."""


def movies(race: Race, names: list[str], theme: Theme, view: StageView, looks: list[Style]) -> None:
    """How the race is filmed, and the button that does it.

    The file is made when it is asked for; its button is there until something else is chosen.
    """
    if not race.runners:
        return
    # Most visitors make none; Pillow would be loaded for every page.
    from figures.movie import Shot, gif
    from figures.raster import Letters

    st.markdown("**Moving picture**")
    with st.container(horizontal=True, gap="small"):
        size = st.selectbox("Size", SIZES, index=2, key="movie.size")
        color = st.selectbox("Colours", COLORS, key="movie.colors")
    seconds = st.slider("Seconds", 2, 10, 6, key="movie.seconds")
    with st.container(horizontal=True, gap="small"):
        curves = st.checkbox("with the curves", value=True, key="movie.curves")
        loop = st.checkbox("begins again", value=True, key="movie.loop")
    width, height = SIZES[size]
    shot = Shot(width, height, seconds, loop, curves)
    chosen = COLORS[color] or theme
    if chosen is not theme:
        looks = styles([runner.entry.optimizer for runner in race.runners], chosen)
    asked = (race.scene, view, chosen.name, tuple(looks), shot)
    if st.button("Make a GIF", key="movie.make", width="stretch"):
        # Cancel leaves all as it was.
        report = progress("The moving picture is drawn", on_cancel=lambda: None)
        with report as told, turn(True, told):
            film = pictures.build(race, names, chosen, view, looks=looks)
            steps = max(int(runner.trajectory.last_step) for runner in race.runners)
            letters = Letters(next(iter(sorted(FONTS.glob(FONT))), None))
            title = race.objective.title
            keep_file(asked, gif(film, title, max(steps, 1), chosen, shot, letters, told))
    made = kept_file(asked)
    if made is not None:
        st.download_button(
            f"Save the GIF ({len(made) / 1e6:.1f} MB)",
            made,
            file_name(race, "gif"),
            "image/gif",
            key="movie.save",
            type="primary",
            on_click="ignore",
            width="stretch",
        )
