"""Sharing a scene by its link, alone or in a frame, with parts hidden or locked; or as a file."""

from __future__ import annotations

import html
from collections.abc import Callable
from urllib.parse import urlencode

import streamlit as st

from ui.links.config import SECTIONS, Config
from ui.links.scene_file import MEGABYTES, read_scene, write_scene
from ui.links.scene_link import encode
from ui.state import bind, mark, open_config, shared
from ui.words import wording
from ui.words.messages import toast

FILE = "share.file"
FRAME = (
    '<iframe src="{}" title="{}" width="100%" height="600" style="border: 0" loading="lazy" '
    'allow="clipboard-write"></iframe>'
)


def share() -> None:
    """What is in the menu."""
    given = shared()
    _addresses(given)
    _for_a_class(given)
    st.markdown("**As a file**")
    st.download_button(
        "Save the scene",
        lambda: write_scene(given),
        "scene.json",
        "application/json",
        key="share.save",
        icon=":material/download:",
        on_click="ignore",
    )
    st.file_uploader(
        "Load a scene",
        type=["json"],
        max_upload_size=MEGABYTES,
        key=FILE,
        on_change=_load,
    )


def _addresses(given: Config) -> None:
    """The link, and the frame of a course page that shows what it opens."""
    params = encode(given)
    base = (st.context.url or "").split("?")[0]
    is_long = "data" in params
    st.markdown(
        "Your table is too long for an address. This one opens the scene while this server "
        "remembers the table; elsewhere, load the scene as a file."
        if is_long
        else "This address opens exactly this scene, on any machine."
    )
    st.code(f"{base}?{urlencode(params, doseq=True)}", language=None, wrap_lines=True)
    st.markdown(
        "**On a course page** this frame shows the scene while this server remembers the table; "
        "the animation under Take home needs no server."
        if is_long
        else "**On a course page** this frame shows the scene."
    )
    address = f"{base}?{urlencode(params | {'embed': ['true']}, doseq=True)}"
    scene = given.scene
    title = ": ".join(filter(None, [scene.landscape().title, ", ".join(wording.names(scene))]))
    frame = FRAME.format(html.escape(address), html.escape(title))
    st.code(frame, language=None, wrap_lines=True)


def _for_a_class(given: Config) -> None:
    """Which parts of the sidebar the link hides or locks, in a frame as well."""
    st.markdown("**For a class** link and frame can hide parts of the sidebar, or lock them.")
    columns = st.columns(2)
    marked = {"hide": given.hide, "lock": given.lock}
    for column, (act, parts) in zip(columns, marked.items(), strict=True):
        with column, st.container(gap="xxsmall"):
            for part, words in SECTIONS.items():
                # What is hidden cannot be changed anyway.
                st.checkbox(
                    f"{act} {words}",
                    disabled=act == "lock" and part in given.hide,
                    **bind(f"share.{act}.{part}", part in parts, _marker(marked, act, part)),
                )


def _marker(marked: dict[str, tuple[str, ...]], act: str, part: str) -> Callable[[bool], None]:
    """What a check box does: one part more or less to be hidden or locked."""

    def changed(on: bool) -> None:
        others = [other for other in marked[act] if other != part]
        mark(**{**marked, act: [*others, part] if on else others})

    return changed


def _load() -> None:
    """Open the scene of the file that has just been chosen."""
    file = st.session_state[FILE]
    if file is None:
        return
    try:
        open_config(*read_scene(file.getvalue()))
    except ValueError as error:
        toast(error)
