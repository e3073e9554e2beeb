"""What the page of one neuron shows, and its link."""

from __future__ import annotations

import dataclasses
import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ui.link import MOST_PIECES, shortened, text_of
from ui.quoting import plain

MOST_INPUTS = 3
MOST_STEPS = 500
LARGEST = 1e6
"""Larger numbers teach nothing here."""


@dataclasses.dataclass(frozen=True)
class Neuron:
    """Where the neuron starts, and how many steps it has gone. By default a classic example."""

    weights: tuple[float, ...] = (0.1, 0.2)
    bias: float = 0.0
    inputs: tuple[float, ...] = (1.0, 1.0)
    target: float = 1.0
    learning_rate: float = 1.0
    bias_learns: bool = False
    step: int = 1
    """Which step is shown, from 1."""


def encode_neuron(neuron: Neuron) -> dict[str, list[str]]:
    """The query parameters; what equals the default is left out."""
    defaults = _texts(Neuron())
    return {key: [text] for key, text in _texts(neuron).items() if text != defaults[key]}


def _texts(neuron: Neuron) -> dict[str, str]:
    return {
        "w": text_of(neuron.weights),
        "b": text_of(neuron.bias),
        "x": text_of(neuron.inputs),
        "y": text_of(neuron.target),
        "eta": text_of(neuron.learning_rate),
        "bias": text_of(neuron.bias_learns),
        "step": text_of(neuron.step),
    }


def decode_neuron(params: Mapping[str, Sequence[str]]) -> tuple[Neuron, list[str]]:
    """The neuron of some query parameters, and a sentence for everything that was ignored."""
    given = itertools.islice(params.items(), MOST_PIECES)
    texts = {**_texts(Neuron()), **{key: values[0] for key, values in given if values}}
    sentences = []
    neuron = Neuron()
    readers: dict[str, Callable[[str], dict[str, Any]]] = {
        "b": lambda text: {"bias": _number(text)},
        "y": lambda text: {"target": _number(text)},
        "eta": lambda text: {"learning_rate": _above_zero(text)},
        "bias": lambda text: {"bias_learns": {"0": False, "1": True}[text]},
        "step": lambda text: {"step": _count(text)},
    }
    for key, text in texts.items():
        if key in ("w", "x"):
            continue
        try:
            neuron = dataclasses.replace(neuron, **readers[key](text))
        except (KeyError, ValueError):
            sentences.append(f"The link's {plain(key + '=' + text, 40)} was ignored.")
    try:
        weights, inputs = (
            tuple(_number(part) for part in texts[key].split("~")) for key in ("w", "x")
        )
        if len(weights) != len(inputs) or len(inputs) > MOST_INPUTS:
            raise ValueError
        neuron = dataclasses.replace(neuron, weights=weights, inputs=inputs)
    except ValueError:
        sentences.append(
            f"The link's w={plain(texts['w'], 40)} and x={plain(texts['x'], 40)} were ignored: "
            f"they must be as many numbers, at most {MOST_INPUTS}."
        )
    return neuron, shortened(sentences)


def _number(text: str) -> float:
    value = float(text)
    if not math.isfinite(value) or abs(value) > LARGEST:
        raise ValueError
    return value


def _above_zero(text: str) -> float:
    value = _number(text)
    if value <= 0:
        raise ValueError
    return value


def _count(text: str) -> int:
    if len(text) > 4 or not text.isdecimal() or not 1 <= int(text) <= MOST_STEPS:
        raise ValueError
    return int(text)
