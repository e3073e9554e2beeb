"""What the page of one neuron shows, and its link."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from declarations import Declared, boolean, integer, real, vector
from ui.links.codec import Params, Reader, changed

MOST_INPUTS = 3
MOST_STEPS = 500
LARGEST = 1e6
"""Larger numbers teach nothing here."""
_ANY = f"[{-LARGEST:g}, {LARGEST:g}]"


class Neuron(Declared):
    """Where the neuron starts, and how many steps it has gone. By default a classic example."""

    weights: tuple[float, ...] = vector(
        default=(0.1, 0.2), valid=_ANY, lengths=(1, MOST_INPUTS), symbol="w", help="One an input."
    )
    bias: float = real(
        default=0.0, valid=_ANY, slider=(-5.0, 5.0), symbol="b", help="Added to the weighted sum."
    )
    inputs: tuple[float, ...] = vector(
        default=(1.0, 1.0), valid=_ANY, lengths=(1, MOST_INPUTS), symbol="x", help="The example."
    )
    target: float = real(
        default=1.0, valid=_ANY, slider=(0.0, 1.0), symbol="y", help="The right answer to it."
    )
    learning_rate: float = real(
        default=1.0,
        valid=f"(0, {LARGEST:g}]",
        slider=(0.01, 10.0),
        log=True,
        symbol=r"\alpha",
        help="How far a step goes.",
    )
    bias_learns: bool = boolean(default=False, help="Whether the bias learns as well.")
    step: int = integer(
        default=1,
        valid=f"[1, {MOST_STEPS}]",
        slider=(1, MOST_STEPS),
        help="Which step is shown, from 1.",
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        if len(self.weights) != len(self.inputs):
            raise ValueError("Neuron: there must be as many weights as inputs")


KEYS = {
    "w": "weights",
    "b": "bias",
    "x": "inputs",
    "y": "target",
    "eta": "learning_rate",
    "bias": "bias_learns",
    "step": "step",
}
"""What is called how in a link."""


def encode_neuron(neuron: Neuron) -> Params:
    """The query parameters; what equals the default is left out."""
    return changed(neuron, KEYS, Neuron())


def decode_neuron(params: Mapping[str, Sequence[str]]) -> tuple[Neuron, list[str]]:
    """The neuron of some query parameters, and a sentence for everything that was ignored."""
    reader = Reader(params)
    found = reader.declared("Neuron", Neuron.parameters, KEYS)
    reader.ignore_rest(KEYS)
    try:
        return Neuron(**found), reader.said()
    except ValueError:
        texts = (params.get(key, ["…"])[0] for key in ("w", "x"))
        reader.ignored("w and x", " and ".join(texts), "there must be as many weights as inputs")
        rest = {name: value for name, value in found.items() if name not in ("weights", "inputs")}
        return Neuron(**rest), reader.said()
