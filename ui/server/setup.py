"""What Streamlit's server is told before it answers."""

from __future__ import annotations

from ui.server import forgetting
from ui.server.metrics import publish
from ui.server.origins import ask_nobody
from ui.server.uploads import keep_in_memory


def set_up() -> None:
    """Ask no other host, keep uploads off the disk, count what is kept, and let it go in time."""
    ask_nobody()
    keep_in_memory()
    publish()
    forgetting.begin()
