"""The animated race as one self-contained page that works offline."""

from __future__ import annotations

import base64
import html
import re
from typing import TYPE_CHECKING

from ui.stage.assets import MODULES, PLOTLY, WEB

if TYPE_CHECKING:
    from ui.stage.payload import Payload

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ margin: 0 auto; max-width: 1280px; padding: 16px; background: {background}; color: {ink};
  font-family: system-ui, sans-serif; --st-text-color: {ink}; --st-primary-color: #0072b2; }}
{css}
</style>
</head>
<body>
<main>
<h1>{title}</h1>
<p>{text}</p>
<div id="stage"></div>
</main>
<script>{plotly}</script>
<script type="module">
{modules}
const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
hang(bytes("{backdrop}"));
show(document.getElementById("stage"), bytes("{race}"));
</script>
</body>
</html>
"""


def page(content: Payload, title: str, text: str, background: str, ink: str) -> str:
    """A page with the stage, Plotly and the data of a race inside."""
    return PAGE.format(
        title=html.escape(title),
        text=html.escape(text),
        background=background,
        ink=ink,
        css=(WEB / "stage.css").read_text(),
        plotly=PLOTLY.read_text(encoding="utf-8"),
        modules="\n".join(_bare(name) for name in MODULES),
        backdrop=base64.b64encode(content.backdrop).decode(),
        race=base64.b64encode(content.race).decode(),
    )


def _bare(name: str) -> str:
    """A module without its imports and exports: on the page all modules are one."""
    source = (WEB / name).read_text()
    return re.sub(r"^export ", "", re.sub(r"^import .*\n", "", source, flags=re.M), flags=re.M)
