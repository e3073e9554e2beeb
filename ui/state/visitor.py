"""What one visitor has in hand, and every change of it as a whole."""

from __future__ import annotations

import dataclasses
import secrets
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

import streamlit as st

import objectives
from declarations import Declared
from experiments import Entry, Scene
from experiments.scene import Values, put
from figures.stage import StageView
from objectives.formula import FormulaError
from ui.links import own_tables
from ui.links.codec import Params
from ui.links.config import SECTIONS, Config
from ui.links.page_link import decode_pages, encode_pages, is_of_pages
from ui.links.scene_link import decode, encode

if TYPE_CHECKING:
    from ui.own_data import Table

_KEY = "playground"
SCENES_MENU = "menu.Scenes"
SHARE_MENU = "menu.Share"

Page = TypeVar("Page", bound=Declared)


@dataclasses.dataclass(frozen=True)
class Hold:
    """A knob that a visitor has taken hold of: whose, and which."""

    uid: int
    name: str


@dataclasses.dataclass(frozen=True)
class Refused:
    """A text that is no formula: it stays in its field, and the last good one on the map."""

    instead_of: Values
    """The parameters of the landscape that is shown."""
    text: str
    error: FormulaError


@dataclasses.dataclass
class State:
    """What one visitor has in hand."""

    config: Config
    messages: list[str]
    settled: Config | None = None
    """The last config whose race was shown."""
    pinned: Scene | None = None
    uids: list[int] = dataclasses.field(default_factory=list)
    """A number for every entry, so that its widgets stay its own when others go."""
    palette: dict[int, int] = dataclasses.field(default_factory=dict)
    """The index in the palette of the entries of these numbers."""
    next_uid: int = 0
    opened: int | None = 0
    """Whose settings are unfolded at first: those of the first, then of the last that came."""
    session: str = dataclasses.field(default_factory=lambda: secrets.token_hex(4))
    """By which the desk knows that its patches are still counted."""
    heard: int = 0
    """The number of the last patch of the desk."""
    about: str = ""
    """The optimizer whose card is to be shown."""
    held: Hold | None = None
    """The knob that is in hand."""
    marked: tuple[tuple[str, ...], tuple[str, ...]] | None = None
    """What the link that is shared is to hide and to lock, if that was chosen."""
    choices: int = 0
    """How often a landscape or a scene has been chosen."""
    asked: bool = False
    """Whether the runs of its positions are still to be sent."""
    start_held: bool = False
    """Whether the start is being dragged on the map: it goes into no link."""
    remembered: dict[str, tuple[Any, Entry]] = dataclasses.field(default_factory=dict)
    """The last settings of optimizers that have left the race, and on which function that was."""
    table: tuple[str, Table] | None = None
    """The last table of the visitor's own, by what it was read from."""
    noted: tuple[Any, tuple[str, ...]] | None = None
    """What was left out of own data, or assumed, beside the features that came of it."""
    pages: dict[type[Declared], Declared] = dataclasses.field(default_factory=dict)
    """The settings of the other pages."""
    refused: Refused | None = None
    """The formula that was typed last, if it was none."""
    why: set[int] = dataclasses.field(default_factory=set)
    """The entries of these numbers have their verdict unfolded."""
    undo: tuple[Scene, Scene] | None = None
    """The scene before the last cure, and the one after it."""
    stopped: Hashable = None
    """The experiment that was cancelled."""

    def pages_changed(self) -> bool:
        """Whether a setting of the other pages is not its default."""
        return any(settings != page() for page, settings in self.pages.items())


def state() -> State:
    """The state of this visitor; made from the link on the first run."""
    if _KEY not in st.session_state:
        params = {key: st.query_params.get_all(key) for key in st.query_params}
        config, messages = decode({k: v for k, v in params.items() if not is_of_pages(k)})
        pages, more = decode_pages({k: v for k, v in params.items() if is_of_pages(k)})
        fresh = State(config, messages + more, pages={type(page): page for page in pages})
        _number(fresh)
        st.session_state[_KEY] = fresh
    found: State = st.session_state[_KEY]
    return found


def config() -> Config:
    """The present config."""
    return state().config


def settings(page: type[Page]) -> Page:
    """The present settings of a page."""
    found = state().pages[page]
    assert isinstance(found, page)
    return found


def link(*pages: type[Declared]) -> Params:
    """The query parameters of the config and of the settings of some pages."""
    return encode(config()) | encode_pages(settings(page) for page in pages)


def write_link(*pages: type[Declared]) -> None:
    """Put config and settings into the address bar, when it says something else."""
    wanted = link(*pages)
    present = {key: st.query_params.get_all(key) for key in st.query_params}
    if wanted != present:
        st.query_params.from_dict(wanted)


# ---- changes ----


def is_locked(section: str) -> bool:
    """Whether the link fixes a part of the sidebar; see `ui.links.config.SECTIONS`."""
    return section in config().lock


def is_fixed(section: str) -> bool:
    """Whether a part of the sidebar cannot be changed: it is locked or hidden.

    Who may not change the optimizers may not change their settings either.
    """
    present = config()
    parts = {section, "optimizers"} if section == "settings" else {section}
    return bool(parts & {*present.lock, *present.hide})


_OF_START = ("start", "starts", "seed")
_OF_LANDSCAPE = ("angle", "scale")
_OF_RUN = [name for name in Scene.options if name not in (*_OF_LANDSCAPE, *_OF_START, "steps")]

PARTS: Mapping[str, Callable[[Scene], Any]] = {
    "landscape": lambda scene: scene.function,
    "start": lambda scene: [getattr(scene, name) for name in _OF_START],
    "steps": lambda scene: scene.steps,
    "optimizers": lambda scene: [entry.optimizer for entry in scene.entries],
    # Of the same optimizers: whoever may choose others may choose them as they come.
    "settings": lambda scene: sorted(scene.entries, key=lambda entry: entry.optimizer),
    "run": lambda scene: [getattr(scene, name) for name in _OF_RUN],
}
"""What of a scene belongs to each part that a link can fix; see `ui.links.config.SECTIONS`."""


def refusal(scene: Scene) -> str:
    """Why the present scene may not become another one: what the link fixes; else nothing."""
    present = config().scene
    for part, of in PARTS.items():
        others = part == "settings" and PARTS["optimizers"](present) != PARTS["optimizers"](scene)
        if is_fixed(part) and not others and of(present) != of(scene):
            return f"The link that opened this app fixes {SECTIONS[part]}."
    return ""


def set_scene(scene: Scene) -> None:
    """Replace the scene."""
    own = state()
    own.config = dataclasses.replace(own.config, scene=scene)
    _number(own)


def change_scene(**changes: Any) -> None:
    """Change some fields of the scene."""
    set_scene(config().scene.replace(**changes))


def set_view(view: StageView) -> None:
    """Replace the view options."""
    own = state()
    own.config = dataclasses.replace(own.config, view=view)


def open_scene(scene: Scene, view: StageView | None = None) -> None:
    """Start from a prepared scene. Raises ValueError when the link fixes what it would change."""
    _allow(scene)
    own = state()
    own.uids = []
    own.messages = []
    own.choices += 1
    st.session_state[SCENES_MENU] = False
    set_scene(scene)
    set_view(view or StageView())


def _allow(scene: Scene) -> None:
    reason = refusal(scene)
    if reason:
        raise ValueError(reason)


def open_config(opened: Config, messages: list[str]) -> None:
    """Start from what was read of a file. Raises ValueError like `open_scene`.

    What the link fixes stays fixed.
    """
    _allow(opened.scene)
    own = state()
    if own.config.hide or own.config.lock:
        opened = dataclasses.replace(opened, hide=own.config.hide, lock=own.config.lock)
    own.config, own.messages, own.uids, own.marked = opened, messages, [], None
    own.choices += 1
    st.session_state[SHARE_MENU] = False
    values = dict(opened.scene.parameters)
    if values.get("features") is not None:
        own_tables.keep_table((values["features"], values["targets"]))
    _number(own)


def shared() -> Config:
    """The config as it is shared: with what its link is to hide and to lock."""
    own = state()
    hide, lock = own.marked or (own.config.hide, own.config.lock)
    return dataclasses.replace(own.config, hide=hide, lock=lock)


def mark(hide: Iterable[str], lock: Iterable[str]) -> None:
    """Let the shared link hide and lock some parts; the page itself stays as it is."""
    state().marked = (
        tuple(part for part in SECTIONS if part in hide),
        tuple(part for part in SECTIONS if part in lock),
    )


def change_settings(page: type[Declared], **changes: Any) -> None:
    """Change some settings of a page."""
    state().pages[page] = settings(page).replace(**changes)


def stop(experiment: Hashable) -> None:
    """Do not go on with an experiment, nor begin it anew."""
    state().stopped = experiment


def change_landscape(objective: str) -> None:
    """Go to another landscape: start, axes and learning rates are fitted to it.

    The optimizers stay, with all their settings but the learning rate.
    """
    state().choices += 1
    entries = tuple(entry.without("learning_rate") for entry in config().scene.entries)
    change_scene(
        objective=objective,
        parameters=(),
        angle=0.0,
        scale=(1.0, 1.0),
        start=None,
        batch_size=None,
        entries=entries,
    )
    set_view(dataclasses.replace(config().view, color="", plane=""))


def refuse_formula(text: str, error: FormulaError) -> None:
    """Keep what was typed and is no formula, until the landscape is another one."""
    state().refused = Refused(config().scene.parameters, text, error)


def refused_formula() -> Refused | None:
    """What was typed last in place of the formula that is shown, if it is none."""
    refused = state().refused
    scene = config().scene.parameters
    return refused if refused is not None and refused.instead_of == scene else None


def change_parameters(**values: Any) -> None:
    """Change some parameters of the landscape; the runs begin at its own start again.

    Raises:
        ValueError: the landscape does not take them.
    """
    scene = config().scene
    defaults = objectives.registry[scene.objective].parameters
    chosen = put(scene.parameters, *values.items())
    kept = tuple((name, value) for name, value in chosen if value != defaults[name].default)
    Scene(scene.objective, kept).landscape()
    state().refused = None
    change_scene(parameters=kept, start=None)


def pin(scene: Scene | None) -> None:
    """Keep a scene as the faint baseline, or let it go."""
    state().pinned = scene


def settle() -> None:
    """The race of the present config is shown."""
    own = state()
    own.settled = own.config


def give_up(reason: str) -> bool:
    """Go to the default scene, because the present one cannot be shown.

    Returns whether there is anything to go to: False when that was the default scene already.
    """
    own = state()
    default = Config(hide=own.config.hide, lock=own.config.lock)
    if own.config == default and not own.pages_changed():
        return False
    own.messages = [f"This scene could not be shown, here is the first one: {reason}"]
    own.config, own.pinned, own.held, own.uids = default, None, None, []
    own.pages = {page: page() for page in own.pages}
    _number(own)
    return True


def cancel() -> None:
    """Back to what was shown before the present race was asked for."""
    own = state()
    own.config = own.settled or Config(Scene())
    own.messages = ["The race was cancelled."]
    _number(own)


def dismiss_messages() -> None:
    """The sentences about the link have been read."""
    state().messages = []


def _number(own: State) -> None:
    """As many numbers as entries."""
    count = len(own.config.scene.entries)
    del own.uids[count:]
    while len(own.uids) < count:
        own.uids.append(own.next_uid)
        own.next_uid += 1
