"""What users are let install is what has been tested."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

ROOT = Path(__file__).parent.parent


def requirements(name: str) -> Iterator[Requirement]:
    for line in (ROOT / name).read_text().splitlines():
        if line and not line.startswith("-r "):
            yield Requirement(line)


TESTED = {
    each.name: Version(str(each.specifier).removeprefix("=="))
    for each in requirements("constraints.txt")
}
ASKED = [
    requirement
    for name in ("requirements.txt", "requirements-cluster.txt", "requirements-dev.txt")
    for requirement in requirements(name)
]


@pytest.mark.parametrize("requirement", ASKED, ids=lambda requirement: requirement.name)
def test_every_version_that_is_tested_is_allowed(requirement: Requirement) -> None:
    assert TESTED[requirement.name] in requirement.specifier


def test_plotly_is_of_the_minor_version_that_is_tested() -> None:
    """The contract with its inside is held against that one: tests/browser/test_plotly.py."""
    (plotly,) = (each for each in requirements("requirements.txt") if each.name == "plotly")
    major, minor = TESTED["plotly"].release[:2]
    assert f"{major}.{minor}.99" in plotly.specifier
    assert f"{major}.{minor + 1}" not in plotly.specifier
    assert f"{major}.{minor - 1}.99" not in plotly.specifier
