"""What the operator sees of the memory that is kept on purpose: in ``/_stcore/metrics``."""

from __future__ import annotations

import functools
from collections.abc import Sequence

from streamlit import runtime
from streamlit.runtime.stats import GaugeStat

FAMILY = "kept_bytes"
HELP = "What results and tables of visitors take that are kept for the next who asks for them."


class _Kept:
    """Counts when it is asked."""

    stats_families = (FAMILY,)

    def get_stats(self, family_names: Sequence[str] | None = None) -> dict[str, list[GaugeStat]]:  # noqa: ARG002
        # Not before somebody asks: what computes need not be there for a page of words.
        from ui.server.cache import kept

        return {
            FAMILY: [
                GaugeStat(FAMILY, size, {"of": name}, "bytes", HELP)
                for name, size in kept().items()
            ]
        }


@functools.cache
def publish() -> None:
    """Tell Streamlit's metrics what is kept; once for a server."""
    if runtime.exists():
        runtime.get_instance().stats_mgr.register_provider(_Kept())
