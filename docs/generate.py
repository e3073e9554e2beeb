"""Write the reference pages and the stubs of types from what the classes declare.

``python -m docs.generate``; a test fails when the committed pages are stale.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import objectives
import optimizers
from declarations import (
    Boolean,
    Choice,
    Data,
    Declared,
    Names,
    Parameter,
    Part,
    Real,
    Registry,
    Text,
    Vector,
)
from docs import api
from explain.conformance import LIBRARIES, Conformance, conformance

FOLDER = Path(__file__).parent
LONGEST_LINE = 100
LANDSCAPE = 'objectives.get("rosenbrock")'


def pages() -> dict[Path, str]:
    """The text of every generated page."""
    return {
        FOLDER / "optimizers.md": optimizers_page(),
        FOLDER / "objectives.md": objectives_page(),
        FOLDER / "api.md": api.page(),
        FOLDER.parent / "optimizers" / "_classes.pyi": stub(
            optimizers.registry, optimizers.wrappers, optimizers.schedules
        ),
        FOLDER.parent / "objectives" / "_classes.pyi": stub(objectives.registry),
    }


def stub(*registries: Registry[Any]) -> str:
    """The classes that a package finds by itself, for those who check types."""
    classes = [registry[name] for registry in registries for name in registry]
    lines = []
    for cls in sorted(classes, key=lambda cls: cls.__module__):
        name = f"{cls.__name__} as {cls.__name__}"
        line = f"from {cls.__module__} import {name}\n"
        broken = f"from {cls.__module__} import (\n    {name},\n)\n"
        lines.append(line if len(line) <= LONGEST_LINE + 1 else broken)
    return "".join(lines)


def optimizers_page() -> str:
    """All rules, wrappers and schedules."""
    rules = sorted(optimizers.registry, key=lambda name: (optimizers.registry[name].group, name))
    lines = [
        "# Optimizers",
        "",
        (
            "Generated from the declarations by `python -m docs.generate`. The agreement with a "
            "library is the worst deviation of one step (relative) and of an open loop of given "
            "gradients (absolute), measured on committed runs of the real libraries by "
            "`python -m tests.reference.agreement` and rounded up to a power of ten."
        ),
        "",
        *table(
            ("optimizer", "id", "group", "year", "idea"),
            (
                (cls.title, f"[`{name}`](#{name})", cls.group, str(cls.year), cls.intuition)
                for name, cls in ((name, optimizers.registry[name]) for name in rules)
            ),
        ),
    ]
    for name in rules:
        lines += rule_section(name, optimizers.registry[name], conformance(name))
    around = (
        "They go around any rule, and around each other. In a recorded state, the names of what "
        "the wrapped rule keeps begin with `inner.`"
    )
    lines += ["## Wrappers", "", around, ""]
    for name in optimizers.wrapper_names():
        lines += rule_section(name, optimizers.wrappers[name], conformance(name))
    lines += ["## Schedules", ""]
    for name in optimizers.schedule_names():
        schedule = optimizers.schedules[name]
        lines += [f"### {name}", "", f"**{schedule.title}.** {schedule.intuition}", ""]
        lines += [*formula(schedule.rule), *parameter_table(schedule, {}), ""]
        lines += example(f'run = optimizers.minimize({LANDSCAPE}, "adam", schedule="{name}")')
        lines += [f"Source: {schedule.source}.", ""]
    return inline("\n".join(lines))


def inline(page: str) -> str:
    """A page with its formulas within sentences quoted, so that GitHub leaves them alone."""
    return re.sub(r"\$([^$\n]+)\$", r"$`\1`$", page)


def rule_section(
    name: str, cls: type[optimizers.Optimizer], agreement: Sequence[Conformance]
) -> list[str]:
    """Everything that a rule declares."""
    source = f"[{cls.paper}]({cls.link})" if cls.link else cls.paper
    lines = [
        f"### {name}",
        "",
        f"**{cls.title}** ({cls.group}, {cls.year}). {cls.intuition}",
        "",
        *formula(cls.rule),
        *([cls.rule_note, ""] if cls.rule_note else []),
        "Strengths: " + " ".join(cls.strengths),
        "",
        "Weaknesses: " + " ".join(cls.weaknesses),
        "",
        *parameter_table(cls, cls.presets),
        "",
        *kept_table(cls),
        *example(
            f"rule = {made('optimizers', name, cls)}",
            f"run = optimizers.minimize({LANDSCAPE}, rule, steps=200)",
        ),
        f"Source: {source}.",
        "",
    ]
    lines += [
        f"- {measured.name}: one step {digits(measured.one_step)}, open loop "
        f"{digits(measured.open_loop)} ({measured.runs} runs in {measured.settings} settings)"
        for measured in agreement
    ]
    return [*lines, ""] if agreement else lines


def formula(tex: str) -> list[str]:
    """A displayed formula, as GitHub shows it; it knows no ``operatorname``."""
    known = re.sub(r"\\operatorname\{(\w+)\}", r"\\mathop{\\mathrm{\1}}", tex)
    return ["```math", known, "```", ""]


def example(*lines: str) -> list[str]:
    """Lines to take home."""
    return ["```python", *lines, "```", ""]


def made(package: str, name: str, cls: type[Declared]) -> str:
    """The call that makes an entry, with its first parameter that is a number written out."""
    values = [
        f"{key}={parameter.default!r}"
        for key, parameter in cls.parameters.items()
        if isinstance(parameter, Real) and parameter.default is not None
    ][:1]
    if issubclass(cls, optimizers.Wrapper):
        values = ['optimizer=optimizers.get("adam")', *values]
    return f"{package}.get({', '.join([repr(name).replace(chr(39), chr(34)), *values])})"


def digits(deviation: float | None) -> str:
    """A measured deviation in words."""
    if deviation is None:
        return "not compared"
    return "bit for bit" if deviation == 0 else f"within {deviation:.0e}"


def parameter_table(cls: type[Declared], presets: Any) -> list[str]:
    """The parameters with their defaults, beside those of the libraries."""
    libraries = list(presets)
    rows = []
    for name, parameter in cls.parameters.items():
        values = [presets[library].get(name, parameter.default) for library in libraries]
        rows.append(
            (
                f"`{name}`",
                shown(parameter.default),
                *(shown(value) for value in values),
                valid(parameter),
                parameter.meaning,
            )
        )
    heads = ("parameter", "default", *(LIBRARIES[name] for name in libraries), "valid", "meaning")
    return table(heads, rows) if rows else []


def kept_table(cls: type[optimizers.Optimizer]) -> list[str]:
    """What a rule keeps, under the names that it has in a recorded state."""
    if not cls.keeps:
        return ["It keeps nothing from one step to the next.", ""]
    rows = (
        (f"`{name}`", f"${kept.symbol}$" if kept.symbol else "", kept.kind, kept.meaning)
        for name, kept in cls.keeps.items()
    )
    return table(("it keeps", "symbol", "shape", "meaning"), rows)


def valid(parameter: Parameter) -> str:
    """Which values a parameter takes."""
    if isinstance(parameter, Boolean):
        return "True, False"
    if isinstance(parameter, Choice):
        return ", ".join(repr(option) for option in parameter.options)
    if isinstance(parameter, Vector):
        return parameter.each
    if isinstance(parameter, Part):
        return f"a {parameter.among().kind}, or the id of one"
    if isinstance(parameter, Names):
        return "different texts"
    if isinstance(parameter, Text):
        return f"a text of at most {parameter.longest} characters"
    return "numbers" if isinstance(parameter, Data) else str(getattr(parameter, "valid", ""))


def shown(value: Any) -> str:
    """A value in a table."""
    return f"{value:g}" if isinstance(value, float) else str(value)


def objectives_page() -> str:
    """All landscapes and learning problems."""
    registry = objectives.registry
    ids = sorted(registry, key=lambda name: (registry[name].group, name))
    lines = [
        "# Objectives",
        "",
        "Generated from the declarations by `python -m docs.generate`.",
        "",
        *table(
            ("objective", "id", "group", "variables", "what there is"),
            (
                (
                    registry[name].title,
                    f"[`{name}`](#{name})",
                    registry[name].group,
                    str(objectives.get(name).dims),
                    registry[name].landscape,
                )
                for name in ids
            ),
        ),
    ]
    for name in ids:
        lines += objective_section(name)
    return inline("\n".join(lines))


def objective_section(name: str) -> list[str]:
    """Everything that an objective declares."""
    cls, objective = objectives.registry[name], objectives.get(name)
    minimum = "not known" if objective.fmin is None else f"{objective.fmin:.10g}"
    points = "; ".join(
        "(" + ", ".join(f"{value:.8g}" for value in point) + ")"
        for point in objective.minimisers[:6]
    )
    more = len(objective.minimisers) - 6
    at = f" at {points}" + (f" and {more} more" if more > 0 else "") if points else ""
    lines = [
        f"### {name}",
        "",
        f"**{cls.title}** ({cls.group}).",
        "",
        *formula(f"f = {cls.formula}"),
        *formula(rf"\nabla f = {cls.gradient_formula}"),
        f"Minimum {minimum}{at}. {cls.minimisers_note}".rstrip(),
        "",
        f"Start ({', '.join(f'{value:g}' for value in objective.start)}).",
        "",
        f"{cls.lesson}",
        "",
        f"Try: {cls.show}." if cls.show else "",
        "",
        *parameter_table(cls, {}),
        "",
        *example(
            f"objective = {made('objectives', name, cls)}",
            'run = optimizers.minimize(objective, "adam", steps=200)',
        ),
        f"Source: {inspect.cleandoc(cls.source)}.",
        "",
    ]
    return [line for line, before in zip(lines, ["x", *lines], strict=False) if line or before]


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """A Markdown table."""
    body = ["| " + " | ".join(cell.replace("|", r"\|") for cell in row) + " |" for row in rows]
    return ["| " + " | ".join(heads) + " |", "|" + " --- |" * len(heads), *body, ""]


def main() -> None:
    """Write the pages."""
    for path, text in pages().items():
        path.write_text(text)


if __name__ == "__main__":
    main()
