"""What the commands of the Makefile leave out, others run."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_ci_leaves_no_test_out() -> None:
    made = set(re.findall(r"^make (\w+)$", (ROOT / ".ci" / "run").read_text(), flags=re.M))
    assert made == {"test", "libraries", "exhaustive"}
    recipes = dict(
        re.findall(r"^(\w+):.*\n\t.*?pytest (.*)", (ROOT / "Makefile").read_text(), flags=re.M)
    )
    selections = [recipes[name].partition("-m ")[2] for name in ("test", "exhaustive")]
    assert selections == ['"not exhaustive"', "exhaustive"]
