"""The one owner of ``st.session_state`` and ``st.query_params``.

The config is the truth, and widgets are views of it: every widget gets its value from the config
before it is made, and its callback builds the next config. So a widget that was hidden, or whose
range has changed, cannot lose or bend a value, and the address bar is always a copy of what is
shown.
"""

from ui.state.entries import (
    add_entry,
    change_entry,
    copy_entry,
    entry_index,
    hold,
    looks,
    move_entry,
    remove_entry,
)
from ui.state.other_pages import card, neuron_state, set_neuron, write_neuron_link
from ui.state.own_data import drop_data, notes, table_of, use_data
from ui.state.theme import present_theme
from ui.state.visitor import (
    cancel,
    change_landscape,
    change_scene,
    change_settings,
    config,
    dismiss_messages,
    give_up,
    is_fixed,
    is_locked,
    link,
    mark,
    open_config,
    open_scene,
    pin,
    refusal,
    set_scene,
    set_view,
    settings,
    settle,
    shared,
    state,
    stop,
    write_link,
)
from ui.state.widgets import bind, from_stage, keep_chosen, keep_file, kept_file

__all__ = [
    "add_entry",
    "bind",
    "cancel",
    "card",
    "change_entry",
    "change_landscape",
    "change_scene",
    "change_settings",
    "config",
    "copy_entry",
    "dismiss_messages",
    "drop_data",
    "entry_index",
    "from_stage",
    "give_up",
    "hold",
    "is_fixed",
    "is_locked",
    "keep_chosen",
    "keep_file",
    "kept_file",
    "link",
    "looks",
    "mark",
    "move_entry",
    "neuron_state",
    "notes",
    "open_config",
    "open_scene",
    "pin",
    "present_theme",
    "refusal",
    "remove_entry",
    "set_neuron",
    "set_scene",
    "set_view",
    "settings",
    "settle",
    "shared",
    "state",
    "stop",
    "table_of",
    "use_data",
    "write_link",
    "write_neuron_link",
]
