"""The race as a moving picture to take home."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from experiments import Race
from figures import stage as pictures
from figures.stage import StageView
from figures.theme import DARK, LIGHT, Style, Theme, styles
from ui.server.cache import turn
from ui.server.progress import progress
from ui.server.turns import BusyError
from ui.stage import video
from ui.state import keep_file, kept_file
from ui.words.files import file_name
from ui.words.messages import failure

if TYPE_CHECKING:
    from figures.movie import Shot

SIZES = {
    "640 × 360": (640, 360),
    "640 × 480": (640, 480),
    "960 × 540": (960, 540),
    "1280 × 720": (1280, 720),
}
GIF = "GIF"
KINDS = (GIF, "Video")
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
    from figures.movie import Shot

    st.markdown("**Moving picture**")
    kind = st.segmented_control("Format", KINDS, default=KINDS[0], required=True, key="movie.kind")
    with st.container(horizontal=True, gap="small"):
        size = st.selectbox("Size", SIZES, index=2, key="movie.size")
        color = st.selectbox("Colours", COLORS, key="movie.colors")
    seconds = st.slider("Seconds", 2, 10, 6, key="movie.seconds")
    with st.container(horizontal=True, gap="small"):
        curves = st.checkbox("with the curves", value=True, key="movie.curves")
        loop = kind == GIF and st.checkbox("begins again", value=True, key="movie.loop")
    width, height = SIZES[size]
    shot = Shot(width, height, seconds, loop, curves)
    chosen = COLORS[color] or theme
    if chosen is not theme:
        looks = styles([runner.entry.optimizer for runner in race.runners], chosen)
    if kind == GIF:
        _gif(race, names, chosen, view, looks, shot)
    else:
        film = pictures.build(race, names, chosen, view, looks=looks)
        video(
            film, race.objective.title, max(race.last_step, 1), chosen, shot, file_name(race, "mp4")
        )


def _gif(
    race: Race, names: list[str], theme: Theme, view: StageView, looks: list[Style], shot: Shot
) -> None:
    """The button that makes a GIF, and the one that saves it."""
    from figures.movie import gif
    from figures.raster import Letters

    asked = (race.scene, view, theme.name, tuple(looks), shot)
    if st.button("Make a GIF", key="movie.make", width="stretch"):
        # Cancel leaves all as it was.
        report = progress("The moving picture is drawn", on_cancel=lambda: None)
        try:
            with report as told, turn(True, told):
                film = pictures.build(race, names, theme, view, looks=looks)
                letters = Letters(next(iter(sorted(FONTS.glob(FONT))), None))
                steps, title = max(race.last_step, 1), race.objective.title
                keep_file(asked, gif(film, title, steps, theme, shot, letters, told))
        except BusyError as error:
            failure(error)
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
