"""The one owner of ``st.session_state`` and ``st.query_params``.

The config is the truth, and widgets are views of it: every widget gets its value from the config
before it is made, and its callback builds the next config. So a widget that was hidden, or whose
range has changed, cannot lose or bend a value, and the address bar is always a copy of what is
shown.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import streamlit as st

import optimizers
from declarations import Declared, Real, close_names
from experiments import Entry, Scene
from experiments.scene import MOST_ENTRIES
from figures.stage import StageView
from figures.theme import Style, Theme, places, styles
from ui import cache
from ui.config import SECTIONS, Config
from ui.link import Params, decode, encode, ignored
from ui.neuron_link import Neuron, decode_neuron, encode_neuron
from ui.page_link import decode_pages, encode_pages, is_of_pages
from ui.quoting import distinct

if TYPE_CHECKING:
    from ui.own_data import Examples, Table

_KEY = "playground"
_NEURON = "neuron"
STAGE = "stage"
"""The key of the stage component."""
SCENES_MENU = "menu.Scenes"
SHARE_MENU = "menu.Share"

Page = TypeVar("Page", bound=Declared)


@dataclasses.dataclass(frozen=True)
class Hold:
    """A knob that a visitor has taken hold of: whose, and which."""

    uid: int
    name: str


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
    """The place in the palette of the entries of these numbers."""
    next_uid: int = 0
    opened: int | None = 0
    """Whose settings are unfolded at first: those of the first, then of the last that came."""
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
    remembered: dict[str, tuple[Any, Entry]] = dataclasses.field(default_factory=dict)
    """The last settings of optimizers that have left the race, and on which function that was."""
    table: tuple[str, Table] | None = None
    """The last table of the visitor's own, by what it was read from."""
    noted: tuple[Any, tuple[str, ...]] | None = None
    """What was left out of own data, or assumed, beside the features that came of it."""
    pages: dict[type[Declared], Declared] = dataclasses.field(default_factory=dict)
    """The settings of the other pages."""
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
    """Whether the link fixes a part of the sidebar; see `ui.config.SECTIONS`."""
    return section in config().lock


def is_fixed(section: str) -> bool:
    """Whether a part of the sidebar cannot be changed: it is locked or hidden.

    Who may not change the optimizers may not change their settings either.
    """
    present = config()
    parts = {section, "optimizers"} if section == "settings" else {section}
    return bool(parts & {*present.lock, *present.hide})


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
    """Start from a prepared scene."""
    own = state()
    own.uids = []
    own.messages = []
    own.choices += 1
    st.session_state[SCENES_MENU] = False
    set_scene(scene)
    set_view(view or StageView())


def open_config(opened: Config, messages: list[str]) -> None:
    """Start from what was read of a file."""
    own = state()
    own.config, own.messages, own.uids, own.marked = opened, messages, [], None
    own.choices += 1
    st.session_state[SHARE_MENU] = False
    values = dict(opened.scene.parameters)
    if values.get("features") is not None:
        cache.keep_table((values["features"], values["targets"]))
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


NAMES = ("column_names", "class_names")
OWN = ("features", "targets", *NAMES, "scaling")
"""The parameters that own data set."""


def use_data(found: Examples, said: Iterable[str]) -> None:
    """Train on other examples; ``said`` is what was left out or assumed."""
    values = {"scaling": "standard", **dict(config().scene.parameters)}
    values |= {"features": found.features, "targets": found.targets}
    for name in NAMES:
        values.pop(name, None)
        if getattr(found, name):
            values[name] = distinct(getattr(found, name))
    _change_data(values)
    state().noted = (found.features, tuple(said))
    cache.keep_table((found.features, found.targets))


def drop_data() -> None:
    """Back to the built-in examples."""
    _change_data({k: v for k, v in config().scene.parameters if k not in OWN})


def _change_data(values: dict[str, Any]) -> None:
    change_scene(
        parameters=tuple(values.items()),
        angle=0.0,
        scale=(1.0, 1.0),
        start=None,
        batch_size=None,
    )


def notes() -> tuple[str, ...]:
    """What was said of the own data that are in use."""
    features = dict(config().scene.parameters).get("features")
    noted = state().noted
    return noted[1] if noted is not None and noted[0] is features else ()


def table_of(key: str, read: Callable[[], Table]) -> Table:
    """The table that is read from what ``key`` stands for; read once."""
    own = state()
    if own.table is None or own.table[0] != key:
        own.table = (key, read())
    return own.table[1]


def change_entry(place: int, entry: Entry) -> None:
    """Change one optimizer of the race."""
    entries = list(config().scene.entries)
    entries[place] = entry
    change_scene(entries=tuple(entries))


def looks(theme: Theme) -> list[Style]:
    """Colour, dash and symbol of every entry of the race: its own for as long as it lives."""
    own = state()
    ids = [entry.optimizer for entry in own.config.scene.entries]
    chosen = places(ids, [own.palette.get(uid) for uid in own.uids])
    own.palette = dict(zip(own.uids, chosen, strict=True))
    return styles(ids, theme, chosen)


def entry_place(uid: Any) -> int:
    """Where the entry of a number stands. Raises ValueError when it has left the race."""
    uids = state().uids
    if isinstance(uid, bool) or uid not in uids:
        raise ValueError("This optimizer is no longer in the race.")
    return uids.index(uid)


def add_entry(optimizer: str) -> None:
    """Add an optimizer, with the settings that it had when it was last in the race.

    A learning rate is one for the landscape of that race, and goes along to no other.
    """
    own = state()
    entries = own.config.scene.entries
    known = [entry.optimizer for entry in entries]
    optimizer = optimizers.registry[optimizer].id
    entry = Entry(optimizer)
    if optimizer in own.remembered and optimizer not in known:
        function, entry = own.remembered[optimizer]
        if function != own.config.scene.function:
            entry = entry.without("learning_rate")
    _put_entry(len(entries), entry)


def _put_entry(place: int, entry: Entry) -> None:
    """A new entry, which is unfolded, before a place. Raises ValueError when there is no room."""
    own = state()
    entries = own.config.scene.entries
    if len(entries) >= MOST_ENTRIES:
        raise ValueError(f"A race has at most {MOST_ENTRIES} optimizers.")
    own.opened = own.next_uid
    own.uids.insert(place, own.next_uid)
    own.next_uid += 1
    change_scene(entries=(*entries[:place], entry, *entries[place:]))


def remove_entry(place: int) -> None:
    """Take an optimizer out of the race; its settings are remembered."""
    own = state()
    entries = list(own.config.scene.entries)
    gone = entries.pop(place)
    own.remembered[gone.optimizer] = (own.config.scene.function, gone)
    del own.uids[place]
    change_scene(entries=tuple(entries))


def copy_entry(place: int) -> None:
    """Put the same optimizer into the race a second time, below itself."""
    _put_entry(place + 1, config().scene.entries[place])


def move_entry(place: int, to: int) -> None:
    """Put an optimizer at another place of the race."""
    own = state()
    entries = list(own.config.scene.entries)
    to = max(0, min(to, len(entries) - 1))
    entries.insert(to, entries.pop(place))
    own.uids.insert(to, own.uids.pop(place))
    change_scene(entries=tuple(entries))


def hold(place: int, name: str) -> None:
    """A knob of the entry at a place is in hand: its positions are about to be looked at."""
    own = state()
    entry = own.config.scene.entries[place]
    if not isinstance(optimizers.registry[entry.optimizer].parameters.get(name), Real):
        raise ValueError("This knob has no positions.")
    own.held, own.asked = Hold(own.uids[place], name), True


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


# ---- the page of one neuron ----


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


# ---- the reference pages ----


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


# ---- widgets ----


def bind(key: str, value: Any, change: Callable[[Any], None]) -> dict[str, Any]:
    """The arguments that tie a widget to a value of the config.

    ``change`` is called with the widget's new value, before the page runs again.
    """
    if key not in st.session_state or st.session_state[key] != value:
        st.session_state[key] = value

    def changed() -> None:
        change(st.session_state[key])

    return {"key": key, "on_change": changed}


def keep_chosen(key: str, begin: Sequence[str], options: Sequence[str]) -> dict[str, Any]:
    """The key of a list of choices that holds what it held, as far as that is still offered.

    At first, and when nothing is left, it holds ``begin``.
    """
    held = [choice for choice in st.session_state.get(key, begin) if choice in options]
    st.session_state[key] = held or [choice for choice in begin if choice in options]
    return {"key": key}


def from_stage(name: str) -> Any:
    """What the stage component has reported under a name."""
    return (st.session_state.get(STAGE) or {}).get(name)
