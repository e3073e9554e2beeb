"""The page of the library's functions and classes, made from their docstrings."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import figures
import objectives
import optimizers

SECTIONS = ("Args", "Returns", "Raises", "Attributes", "Example")
WIDTH = 88


def page() -> str:
    """The whole page."""
    lines = [
        "# The library",
        "",
        (
            "Generated from the docstrings by `python -m docs.generate`. The update rules stand in "
            "[optimizers](optimizers.md), the landscapes in [objectives](objectives.md)."
        ),
        "",
    ]
    for module in (optimizers, objectives, figures):
        lines += [f"## {module.__name__}", "", *text(inspect.getdoc(module) or "")]
        for name in sorted(public(module), key=str.lower):
            lines += entry(module, name)
    return "\n".join(lines).rstrip() + "\n"


def public(module: ModuleType) -> Iterator[str]:
    """The functions and classes that a package offers."""
    for name in module.__all__:
        offered = getattr(module, name)
        if inspect.isclass(offered) or inspect.isfunction(offered):
            yield name


def entry(module: ModuleType, name: str) -> list[str]:
    """A function or a class with its methods."""
    offered = getattr(module, name)
    qualified = f"{module.__name__}.{name}"
    if inspect.isfunction(offered):
        head = ["```python", signature(qualified, offered), "```", ""]
        return [f"### {qualified}", "", *head, *text(inspect.getdoc(offered) or "")]
    lines = [f"### {qualified}", "", *text(inspect.getdoc(offered) or "")]
    for member, value in vars(offered).items():
        if member.startswith("_"):
            continue
        if isinstance(value, property) and value.__doc__:
            lines += [f"#### {name}.{member}", "", *text(inspect.cleandoc(value.__doc__))]
        elif inspect.isfunction(value) and value.__doc__:
            head = ["```python", signature(f"{name}.{member}", value), "```", ""]
            lines += [f"#### {name}.{member}", "", *head, *text(inspect.cleandoc(value.__doc__))]
    return lines


def signature(name: str, function: Any) -> str:
    """A function with its parameters, one a line where they are many."""
    found = inspect.signature(function)
    kept = [each for each in found.parameters.values() if each.name != "self"]
    found = found.replace(parameters=kept)
    whole = plain(f"{name}{found}")
    if len(whole) <= WIDTH:
        return whole
    lines, keywords = [f"{name}("], False
    for each in kept:
        if each.kind is each.KEYWORD_ONLY and not keywords:
            lines.append("    *,")
            keywords = True
        lines.append(f"    {plain(str(each))},")
    returned = found.return_annotation
    return "\n".join([*lines, ")" if returned is found.empty else f") -> {returned}"])


def plain(shown: str) -> str:
    """Annotations without the quotes in which they are kept."""
    return re.sub(r"""(: |-> )(['"])(.*?)\2""", r"\1\3", shown)


def text(docstring: str) -> list[str]:
    """A docstring as Markdown."""
    lines: list[str] = []
    blocks = re.split(rf"^({'|'.join(SECTIONS)}):\n", docstring, flags=re.M)
    lines += prose(blocks[0])
    for title, body in zip(blocks[1::2], blocks[2::2], strict=True):
        lines += [f"**{title}**", ""]
        body = inspect.cleandoc(body)
        lines += prose(body) if title in ("Example", "Returns") else items(body)
    return lines


def items(body: str) -> list[str]:
    """Entries such as ``start: where to begin.``, and the paragraphs around them."""
    lines: list[str] = []
    for entry in re.split(r"\n(?=\S)", body):
        name, colon, meaning = " ".join(entry.split()).partition(": ")
        named = colon and re.fullmatch(r"[\w, ]+", name)
        lines.append(f"- `{name}`: {meaning}" if named else f"- {' '.join(entry.split())}")
    return [*lines, ""]


def prose(body: str) -> list[str]:
    """Paragraphs, formulas and examples."""
    lines: list[str] = []
    for paragraph in re.split(r"\n\s*\n", body.strip()):
        if not paragraph.strip():
            continue
        if paragraph.lstrip().startswith(".. math::"):
            formula = " ".join(paragraph.replace(".. math::", "").split())
            lines += ["```math", formula, "```", ""]
        elif paragraph.lstrip().startswith(">>>"):
            lines += ["```python", inspect.cleandoc(paragraph), "```", ""]
        else:
            words = " ".join(paragraph.split())
            lines += [re.sub(r":math:`([^`]+)`", r"$`\1`$", words), ""]
    return lines
