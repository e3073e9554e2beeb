"""What the page's menu says of the app."""

from __future__ import annotations

from declarations import __version__

ABOUT = f"""
**Optimizer Playground {__version__}**

See how gradient-based optimizers behave: pick a landscape and some optimizers, turn the knobs, and
watch each of them walk.

Free software under the MIT License. The page asks no other host for anything, and the app counts no
visits.
"""
