"""Discovery: one file is one entry, and a broken file is heard."""

from __future__ import annotations

import itertools
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from declarations import Declared, Registry, close_names, real

ENTRY = """
from declarations import real
from tests_of_the_registry import Thing

class {name}(Thing):
    size: float = real(default=1.0, valid="(0, inf)", slider=(0.5, 2.0), help="A size.")
"""


class Thing(Declared):
    """The base class of the entries."""


class Fixed(Thing):
    """An entry's relative that is defined elsewhere."""

    width: float = real(default=1.0, slider=(0.0, 1.0), help="A width.")


Packages = Callable[..., str]


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Packages]:
    """Write a package with the given modules; returns its name."""
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setitem(sys.modules, "tests_of_the_registry", sys.modules[__name__])
    numbers = itertools.count()

    def write(**modules: str) -> str:
        name = f"a_package_of_things_{next(numbers)}"
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("")
        for module, source in modules.items():
            (tmp_path / name / f"{module}.py").write_text(source)
        return name

    yield write
    for name in [name for name in sys.modules if name.startswith("a_package_of_things_")]:
        del sys.modules[name]


def entry(name: str) -> str:
    return ENTRY.format(name=name)


def test_every_file_is_an_entry(package: Packages) -> None:
    name = package(big_box=entry("BigBox"), ball=entry("Ball"))
    registry = Registry("thing", Thing, name)
    assert list(registry) == ["ball", "big_box"]
    assert len(registry) == 2
    assert "ball" in registry
    assert "Ball" not in registry
    assert registry["big_box"].__name__ == "BigBox"
    assert registry["big_box"].id == "big_box"  # type: ignore[attr-defined]


def test_several_packages(package: Packages) -> None:
    first, second = package(ball=entry("Ball")), package(box=entry("Box"))
    assert list(Registry("thing", Thing, first, second)) == ["ball", "box"]


def test_what_is_imported_or_private_is_no_entry(package: Packages) -> None:
    source = "from tests_of_the_registry import Fixed\n" + entry("Ball") + entry("_Helper")
    registry = Registry("thing", Thing, package(ball=source))
    assert registry["ball"].__name__ == "Ball"


@pytest.mark.parametrize(
    ("source", "error"),
    [
        ("import a_module_that_is_not_there", ModuleNotFoundError),
        ("def (", SyntaxError),
        ("1 / 0", ZeroDivisionError),
        ("raise RuntimeError('broken')", RuntimeError),
        ("from declarations import no_such_name", ImportError),
        (entry("Ball").replace("(0, inf)", "0 to inf"), ValueError),
    ],
)
def test_a_broken_file_is_heard(package: Packages, source: str, error: type[Exception]) -> None:
    name = package(good=entry("Good"), broken=source)
    with pytest.raises(error):
        Registry("thing", Thing, name)


@pytest.mark.parametrize(
    "source", ["", entry("Ball") + entry("Box"), entry("_Ball"), "class Ball:\n    pass\n"]
)
def test_a_file_must_hold_exactly_one_entry(package: Packages, source: str) -> None:
    name = package(ball=source)
    with pytest.raises(ImportError, match=rf"^{name}\.ball must define exactly one Thing$"):
        Registry("thing", Thing, name)


def test_an_id_may_be_there_once(package: Packages) -> None:
    first, second = package(ball=entry("Ball")), package(ball=entry("OtherBall"))
    with pytest.raises(ImportError, match=r"^two things share the id 'ball'$"):
        Registry("thing", Thing, first, second)


def test_a_package_must_exist() -> None:
    with pytest.raises(ModuleNotFoundError):
        Registry("thing", Thing, "a_package_of_things_that_is_not_there")


@pytest.fixture
def registry(package: Packages) -> Registry[Thing]:
    return Registry("thing", Thing, package(big_box=entry("BigBox"), ball=entry("Ball")))


def test_build(registry: Registry[Thing]) -> None:
    assert repr(registry.build("ball", {"size": 2})) == "Ball(size=2.0)"


@pytest.mark.parametrize(
    ("name", "values", "message"),
    [
        ("bal", {}, "no thing is called 'bal'; did you mean 'ball'?"),
        ("xyz", {}, "no thing is called 'xyz'; known are ball, big_box"),
        ("", {}, "no thing is called ''; known are ball, big_box"),
        (None, {}, "no thing is called None; known are ball, big_box"),
        (["ball"], {}, "no thing is called ['ball']; did you mean 'ball'?"),
        ("ball", {"sise": 1}, "Ball: no parameter is called 'sise'; did you mean 'size'?"),
        ("ball", {"xyz": 1}, "Ball: no parameter is called 'xyz'; known are size"),
        ("ball", {"size": 0}, "Ball: size must be in (0, inf), got 0"),
    ],
)
def test_what_cannot_be_built(
    registry: Registry[Thing], name: str, values: dict[str, float], message: str
) -> None:
    with pytest.raises(ValueError, match="^" + re.escape(message) + "$"):
        registry.build(name, values)


def test_by_class_name(registry: Registry[Thing]) -> None:
    assert registry.by_class_name("BigBox") is registry["big_box"]
    assert registry.by_class_name("big_box") is None


def test_close_names() -> None:
    assert close_names("adma", ["adam", "sgd"]) == "did you mean 'adam'?"
    assert close_names("adamx", ["adam", "adamax", "sgd"]) == "did you mean 'adamax' or 'adam'?"
    assert close_names("zzz", ["adam", "sgd"]) == "known are adam, sgd"
    assert close_names("adam", (name for name in ["adam"])) == "did you mean 'adam'?"
