"""The sidebar on a phone, where it is a drawer over the whole page."""

from __future__ import annotations

from ui.stage.component import component
from ui.state import state

CLOSE = """
let closedFor = "";
export default function ({ data }) {
  if (data === closedFor) return;
  closedFor = data;
  if (!matchMedia("(max-width: 768px)").matches) return;
  const open = document.querySelector('[data-testid="stSidebar"][data-collapsed="false"]');
  // Who comes again begins above.
  open?.querySelector('[data-testid="stSidebarContent"]').scrollTo(0, 0);
  open?.querySelector('[data-testid="stSidebarCollapseButton"] button')?.click();
}
"""


def close_drawer() -> None:
    """Show the picture of the landscape or scene that has just been chosen."""
    own = state()
    if own.choices:
        component("drawer", "<span hidden></span>", "", CLOSE)(
            key="drawer", data=f"{own.session} {own.choices}"
        )
