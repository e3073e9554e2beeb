"""What is installed: into an empty environment, with the pins of the repository."""

from __future__ import annotations

import doctest
import itertools
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

import declarations
import experiments
import explain
import figures
import objectives
import optimizers

ROOT = Path(__file__).parents[1]
PACKAGES = ("declarations", "optimizers", "objectives", "experiments", "explain", "figures")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
PATIENCE = 600

EVERY_MODULE = """
import importlib, pkgutil, sys
for name in sys.argv[1:]:
    package = importlib.import_module(name)
    for module in pkgutil.walk_packages(package.__path__, name + "."):
        importlib.import_module(module.name)
    assert package.__file__ and "site-packages" in package.__file__, package.__file__
"""

WITHOUT_EXTRAS = """
import figures, objectives, optimizers
run = optimizers.minimize(objectives.get("sphere"), "adam", steps=5)
typed = lambda: objectives.get("formula").value((1.0, 2.0))
drawn = lambda: figures.plot(run)
for call, extra in ((drawn, "plotly"), (run.to_frame, "pandas"), (typed, "sympy")):
    try:
        call()
    except ModuleNotFoundError as error:
        assert error.name == extra and "pip install" in str(error), error
    else:
        raise AssertionError(extra)
"""

WITH_EXTRAS = """
import figures, objectives, optimizers
from experiments.suggested import suggested
run = optimizers.minimize(objectives.get("sphere"), "adam", steps=5)
assert type(figures.plot(run)).__name__ == "Figure"
assert len(run.to_frame()) == 6
assert suggested()
assert objectives.get("formula", text="x^2 + y^2").value((1.0, 2.0)) == 5.0
"""


def test_there_is_one_version() -> None:
    version = declarations.__version__
    for package in (optimizers, objectives, experiments, explain, figures):
        assert package.__version__ == version
    assert PROJECT["dynamic"] == ["version"]
    assert f"\nversion: {version}\n" in (ROOT / "CITATION.cff").read_text()
    assert re.search(rf"^## {re.escape(version)} ", (ROOT / "CHANGELOG.md").read_text(), re.M)


def test_the_versions_that_are_tested_serve_the_library_and_the_app() -> None:
    pins = dict(line.split("==") for line in (ROOT / "constraints.txt").read_text().split())
    asked = [*PROJECT["dependencies"], *itertools.chain(*PROJECT["optional-dependencies"].values())]
    for file in ("requirements.txt", "requirements-cluster.txt"):
        asked += (ROOT / file).read_text().split()
    assert len(asked) > 6
    for requirement in map(Requirement, asked):
        assert requirement.specifier.contains(pins[requirement.name]), requirement


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a build needs to see, where it may leave things behind."""
    folder = tmp_path_factory.mktemp("source")
    leftovers = shutil.ignore_patterns("__pycache__")
    for package in PACKAGES:
        shutil.copytree(ROOT / package, folder / package, ignore=leftovers)
    # Others of the repository, which are not to be installed.
    for package in ("ui", "benchmarks", "tests"):
        (folder / package).mkdir()
        shutil.copy(ROOT / "benchmarks" / "__init__.py", folder / package)
    for file in ("pyproject.toml", "README.md", "LICENSE", "constraints.txt"):
        shutil.copy(ROOT / file, folder)
    return folder


class Environment:
    """A virtual environment in which there is nothing; the pip at hand installs into it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.interpreter = folder / "bin" / "python"
        bare = (sys.executable, "-m", "venv", "--without-pip")
        subprocess.run([*bare, folder], check=True, timeout=PATIENCE)

    def python(self, *arguments: str) -> str:
        """What its Python prints, elsewhere than in the repository."""
        return self.run(self.interpreter, *arguments)

    def pip(self, command: str, *arguments: str) -> str:
        """What pip prints that works on this environment."""
        here = (sys.executable, "-m", "pip", "--python", self.interpreter)
        return self.run(*here, command, "--disable-pip-version-check", *arguments)

    def run(self, *command: str | Path) -> str:
        kept = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        done = subprocess.run(
            command, cwd=self.folder, env=kept, capture_output=True, text=True, timeout=PATIENCE
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def install(self, *what: str) -> None:
        """Install with the pins of the repository."""
        pins = ("-c", str(ROOT / "constraints.txt"))
        self.pip("install", "--quiet", "--no-compile", *pins, *what)

    def installed(self) -> set[str]:
        """The names of all distributions."""
        listed = self.pip("list", "--format=freeze")
        return {line.partition("==")[0].lower() for line in listed.split()}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory, source: Path) -> Path:
    """What pip makes of the source, and then installs."""
    folder = tmp_path_factory.mktemp("wheel")
    Environment(folder / "builder").pip("wheel", "--no-deps", "-w", str(folder), str(source))
    (made,) = folder.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory, wheel: Path) -> Environment:
    made = Environment(tmp_path_factory.mktemp("environment"))
    made.install(str(wheel))
    return made


def readme(folder: Path, *, pictures: bool) -> str:
    """The README as a file of its own, with or without what needs an extra."""
    text = (ROOT / "README.md").read_text()
    before, heading, after = text.partition("### Pictures of runs\n")
    assert heading
    path = folder / "README.md"
    path.write_text(text if pictures else before + after.partition("\n## ")[2])
    return str(path)


@pytest.mark.exhaustive
def test_the_library_needs_numpy_alone(environment: Environment, tmp_path: Path) -> None:
    assert environment.installed() == {"numpy", "optimizer-playground"}
    environment.python("-c", EVERY_MODULE, *PACKAGES)
    environment.python("-c", WITHOUT_EXTRAS)
    file = readme(tmp_path, pictures=False)
    examples = environment.python("-m", "doctest", "-v", "-o", "ELLIPSIS", file)
    assert re.search(r"\n1\d passed", examples) or re.search(r"\n2\d passed", examples), examples


@pytest.mark.exhaustive
def test_what_is_installed(environment: Environment) -> None:
    (site,) = (environment.folder / "lib").glob("python*/site-packages")
    found = {path.name for path in site.iterdir()}
    assert set(PACKAGES) <= found
    assert not found & {"ui", "tests", "benchmarks", "docs", "app.py", "static"}
    for package in PACKAGES:
        assert (site / package / "py.typed").exists(), package
        there = {path.relative_to(site) for path in (site / package).rglob("*.*")}
        here = {path.relative_to(ROOT) for path in (ROOT / package).rglob("*.*")}
        assert {p for p in there if p.suffix != ".pyc"} == {p for p in here if p.suffix != ".pyc"}
    (about,) = site.glob("optimizer_playground-*.dist-info")
    assert about.name == f"optimizer_playground-{declarations.__version__}.dist-info"
    assert "MIT License" in (about / "licenses" / "LICENSE").read_text()
    assert "License-Expression: MIT" in (about / "METADATA").read_text()


@pytest.mark.exhaustive
def test_the_extras(tmp_path: Path, wheel: Path) -> None:
    environment = Environment(tmp_path / "environment")
    environment.install(f"{wheel}[figures,formula,frames,experiments]")
    assert {"plotly", "pandas", "pyarrow", "sympy"} <= environment.installed()
    assert "streamlit" not in environment.installed()
    environment.python("-c", EVERY_MODULE, *PACKAGES)
    environment.python("-c", WITH_EXTRAS)
    table = ("table", "--objectives", "sphere", "--optimizers", "sgd", "--starts", "2")
    out = tmp_path / "table.parquet"
    environment.python("-m", "experiments", *table, "--steps", "10", "--out", str(out))
    assert out.read_bytes()[:4] == b"PAR1"
    environment.python("-m", "doctest", "-o", "ELLIPSIS", readme(tmp_path, pictures=True))


@pytest.mark.exhaustive
def test_editable_and_from_a_git_address(tmp_path: Path, source: Path) -> None:
    environment = Environment(tmp_path / "environment")
    environment.install("--editable", str(source))
    where = ("-c", "import optimizers; print(optimizers.__file__)")
    assert environment.python(*where).startswith(str(source))

    repository = tmp_path / "repository"
    shutil.copytree(source, repository, ignore=shutil.ignore_patterns("build", "*.egg-info"))
    me = ("-c", "user.name=somebody", "-c", "user.email=somebody@example.org")
    for command in (["init", "--quiet"], ["add", "--all"], [*me, "commit", "--quiet", "-m", "all"]):
        subprocess.run(["git", *command], cwd=repository, check=True, timeout=PATIENCE)
    environment.install(f"git+file://{repository}")
    assert "site-packages" in environment.python(*where)


@pytest.mark.exhaustive
def test_pyright_passes_the_examples(tmp_path: Path, wheel: Path) -> None:
    """In the form of basedpyright, which brings all that it needs; Pyright's own would fetch it."""
    environment = Environment(tmp_path / "environment")
    environment.install(f"{wheel}[figures]", "basedpyright")
    examples = doctest.DocTestParser().get_examples((ROOT / "README.md").read_text())
    wrong = "optimizers.minimize(objective, optimizer, start='here', steps=optimizers.Adam())"
    for name, lines in (("right", ""), ("wrong", wrong)):
        (tmp_path / f"{name}.py").write_text("".join(each.source for each in examples) + lines)
    settings = {"typeCheckingMode": "standard", "reportUnusedExpression": False}
    (tmp_path / "pyrightconfig.json").write_text(json.dumps(settings))
    programs = environment.folder / "bin"
    done = subprocess.run(
        [programs / "basedpyright", "--outputjson", "-p", tmp_path, "right.py", "wrong.py"],
        cwd=tmp_path,
        env=os.environ | {"PATH": f"{programs}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    answer = json.loads(done.stdout)
    assert answer["summary"]["filesAnalyzed"] == 2
    said = answer["generalDiagnostics"]
    assert [each for each in said if not each["file"].endswith("wrong.py")] == []
    messages = " ".join(" ".join(each["message"] for each in said).split())
    assert 'type "Adam" cannot be assigned to parameter "steps"' in messages
