"""From some columns of a table to the examples of a learning problem."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np

import objectives
from declarations.arrays import Array, Indices, Mask
from figures.data import LARGEST_TARGET
from objectives.examples import LARGEST
from ui.own_data.columns import Column
from ui.own_data.numbers import plain
from ui.own_data.table import Table
from ui.own_data.words import FALSE_TRUE

MOST_ROWS = 2000
"""Of a longer table so many rows are drawn at random."""
MOST_FEATURES = 8
"""A model of more is too long to be read."""
SMALLEST_SPREAD = 1e-15
"""The squared errors of targets that differ by less could not be drawn."""
STREAM = 40
"""The stream of the seed by which rows are drawn."""
MOST_QUOTED = 40
"""So many characters of a cell are quoted."""


@dataclasses.dataclass(frozen=True)
class Examples:
    """Plain values, as a scene holds them, and what has been left out or assumed."""

    features: tuple[tuple[float, ...], ...]
    targets: tuple[float, ...]
    sentences: tuple[str, ...] = ()
    column_names: tuple[str, ...] = dataclasses.field(default=(), compare=False)
    """What the features are called, with what they are counted in, and last the targets."""
    class_names: tuple[str, ...] = dataclasses.field(default=(), compare=False)
    """What 0, 1, ... stand for, where the targets are classes."""


def examples(
    table: Table,
    features: Sequence[str],
    target: str,
    *,
    labels: bool,
    most_classes: int = 2,
    seed: int = 0,
) -> Examples:
    """The examples of a learning problem, from some columns of a table.

    Args:
        table: what was read.
        features: the names of the columns that the model sees.
        target: the name of the column that it should answer.
        labels: whether the targets are classes rather than numbers.
        most_classes: of how many classes they may be.
        seed: by which the rows of a long table are drawn.

    Raises:
        ValueError: the columns cannot be used, with a sentence that says why.
    """
    if not features:
        raise ValueError("Choose a column for the feature.")
    if len(features) > MOST_FEATURES:
        raise ValueError(f"At most {MOST_FEATURES} features can be used, not {len(features):,}.")
    if target in features:
        raise ValueError(f"'{target}' cannot be both a feature and the target.")
    used = [*features, target]
    numeric = list(features) if labels else used
    columns = {name: table.numbers(name) for name in numeric}
    kept, sentences, refused = _usable(table, used, columns)
    inputs = np.column_stack([columns[name] for name in features])
    classes: tuple[str, ...] = ()
    if labels:
        answers, classes, said = _classes(table, target, kept, most_classes)
        sentences += said
    else:
        answers = columns[target]
    chosen = np.flatnonzero(kept)
    if len(chosen) < 2:
        rest = "No row is" if len(chosen) == 0 else "Only one row is"
        raise ValueError(" ".join([*sentences, f"{rest} left; at least 2 are needed.", *refused]))
    sentences += refused
    if len(chosen) > MOST_ROWS:
        sentences.append(
            f"{MOST_ROWS:,} of {len(chosen):,} rows are used, drawn at random with seed {seed}."
        )
        rng = np.random.default_rng([seed, STREAM])
        chosen = np.sort(rng.choice(chosen, MOST_ROWS, replace=False))
    inputs, answers = inputs[chosen], answers[chosen]
    if len(classes) > 2:
        answers, classes, said = _without_absent(answers, classes, target)
        sentences += said
    if classes:
        sentences.append(_meaning(classes, target))
    if not labels and 0.0 < np.ptp(answers) < SMALLEST_SPREAD:
        raise ValueError(
            f"The numbers in '{target}' differ by less than {SMALLEST_SPREAD:g}, too little for a "
            "picture; write them in a smaller unit."
        )
    sentences += [sentence for name in numeric for sentence in table.reading(name).sentences]
    for name, column in zip(used, [*inputs.T, answers], strict=True):
        if np.ptp(column) == 0.0:
            sentences.append(f"'{name}' is the same in all rows; there is nothing to learn from.")
    return Examples(
        tuple(map(tuple, inputs.tolist())),
        tuple(answers.tolist()),
        tuple(sentences),
        tuple(table.quantity(name) if name in columns else name for name in used),
        classes,
    )


def _usable(
    table: Table, used: Sequence[str], columns: dict[str, Array]
) -> tuple[Mask, list[str], list[str]]:
    """Which rows have all that is needed, why the others have not, and some of their cells."""
    missing = {name: table.nothing(name) for name in used}
    empty = np.logical_and.reduce(list(missing.values()))
    left: Mask = ~empty
    reasons = [(int(empty.sum()), "is empty", "are empty")]
    quoted = []
    for name in used:
        wrong = [(missing[name], f"nothing in '{name}'", "")]
        if name in columns:
            values = columns[name]
            kind = {"day": "no date", "time": "no time"}.get(table.column(name).kind, "no number")
            # -9999 is a number that was taken for nothing.
            # Features are scaled, the errors in the targets are squared.
            largest = LARGEST if name in used[:-1] else LARGEST_TARGET
            wrong += [
                (np.isnan(values), f"{kind} in '{name}'", kind),
                (~(np.abs(values) <= largest), f"too large a number in '{name}'", "too large"),
            ]
        for mask, words, verdict in wrong:
            found = left & mask
            count = int(found.sum())
            reasons.append((count, f"has {words}", f"have {words}"))
            if count and verdict:
                quoted.append(_quotation(table, name, int(np.argmax(found)), verdict))
            left = left & ~mask
    found_reasons = [f"{n:,} {one if n == 1 else many}" for n, one, many in reasons if n]
    if not found_reasons:
        return left, [], []
    out = len(left) - int(left.sum())
    verb = "was" if out == 1 else "were"
    said = f"{out:,} of {len(left):,} rows {verb} left out: {', '.join(found_reasons)}."
    return left, [said], [f"For example: {'; '.join(quoted)}."] if quoted else []


def _quotation(table: Table, name: str, row: int, verdict: str) -> str:
    """What a refused cell says, and where it stands in the file."""
    column = table.column(name)
    text = " ".join(column.texts[column.codes[row]].split())
    text = text if len(text) <= MOST_QUOTED else text[: MOST_QUOTED - 1] + "…"
    return f"'{text}' in row {table.rows[row]} of the file, column '{name}', is {verdict}"


def _classes(
    table: Table, target: str, kept: Mask, most: int
) -> tuple[Array, tuple[str, ...], list[str]]:
    """The labels 0, 1, ..., what they stand for, and what was said of that."""
    column = table.column(target)
    numbers = table.numbers(target) if column.kind == "number" else np.full(len(table), np.nan)
    if kept.any() and np.isfinite(numbers[kept]).all():
        distinct = np.unique(numbers[kept])
        names = [f"{value:g}" for value in distinct.tolist()]
        labels = np.searchsorted(distinct, numbers)
        said: list[str] = []
    else:
        names, labels, said = _words(column, kept, most)
    if len(names) == 1:
        raise ValueError(f"'{target}' is '{names[0]}' in all rows; two classes are needed.")
    if len(names) > most:
        some = ", ".join(f"'{value}'" for value in names[:3])
        some += ", …" if len(names) > 3 else ""
        apart = "two classes" if most == 2 else f"at most {most} classes"
        raise ValueError(
            f"'{target}' has {len(names):,} different values ({some}); "
            f"this model tells {apart} apart.{_others_for(len(names))}"
        )
    if not names:
        return np.zeros(len(kept)), (), []
    return labels.astype(np.float64), tuple(names), said


def _meaning(names: Sequence[str], target: str) -> str:
    """What the labels stand for, in a sentence."""
    if len(names) == 2:
        return f"1 stands for '{names[1]}' in '{target}', 0 for '{names[0]}'."
    first, *rest = names
    others = ", ".join(f"{label} for '{name}'" for label, name in enumerate(rest, start=1))
    return f"0 stands for '{first}' in '{target}', {others}."


def _others_for(classes: int) -> str:
    """Which landscapes can tell so many classes apart."""
    kinds = map(objectives.registry.__getitem__, objectives.names())
    titles = [
        cls.title
        for cls in kinds
        if issubclass(cls, objectives.LearningProblem)
        and cls.are_labels
        and cls.takes_own_data
        and cls.most_classes >= classes
    ]
    return f" Take the landscape {' or '.join(titles)} for so many." if titles else ""


def _without_absent(
    labels: Array, names: tuple[str, ...], target: str
) -> tuple[Array, tuple[str, ...], list[str]]:
    """Labels without gaps where some class is in none of the drawn rows, and what was said."""
    present, places = np.unique(labels, return_inverse=True)
    if len(present) == len(names):
        return labels, names, []
    left = tuple(names[int(label)] for label in present)
    absent = ", ".join(f"'{name}'" for name in names if name not in left)
    if len(left) == 1:
        raise ValueError(f"'{target}' is '{left[0]}' in all drawn rows; two classes are needed.")
    said = f"None of the drawn rows has {absent} in '{target}'."
    return places.astype(np.float64), left, [said]


def _words(column: Column, kept: Mask, most: int) -> tuple[list[str], Indices, list[str]]:
    """The classes of a column of words, in order; the label of every row; what was made one."""
    texts = {index: plain(column.texts[index]) for index in np.unique(column.codes[kept]).tolist()}
    names = sorted(set(texts.values()))
    said = []
    folded = {name.casefold() for name in names}
    if len(names) > len(folded) and len(names) > 2 and (len(folded) == 2 or most > 2):
        said.append(f"Small and capital letters are the same in '{column.name}'.")
        texts = {index: text.casefold() for index, text in texts.items()}
        names = sorted(folded)
    if len(names) == 2 and (names[1].casefold(), names[0].casefold()) in FALSE_TRUE:
        names.reverse()
    labels = np.zeros(len(column.texts), dtype=np.int64)
    for index, text in texts.items():
        labels[index] = names.index(text)
    return names, labels[column.codes], said
