"""Recorded runs of rules that act on the arrays of which a point is made, in our words.

``blocks.json.gz`` has runs of Keras, PyTorch, Optax and pytorch_optimizer in float64 on the two
problems of ``blocks_problems.json``, each with the arguments as that library takes them, and for
how many steps rounding lets it be compared. Every library was given the same gradient.
"""

from __future__ import annotations

import functools
import gzip
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

import optimizers
from declarations.arrays import Array

FILE = Path(__file__).with_name("blocks.json.gz")
PROBLEMS = json.loads(Path(__file__).with_name("blocks_problems.json").read_text())["problems"]

AS_SHIPPED = {"shipped", "shipped_every_step"}
"""Settings in which a library goes by float32 on the way; all others are in float64."""

Keywords = dict[str, Any]


class _Blocks:
    """A problem made of arrays."""

    def __init__(self, name: str) -> None:
        stated = PROBLEMS[name]
        self.blocks = tuple((each["name"], tuple(each["shape"])) for each in stated["blocks"])
        self.data = {key: np.array(value) for key, value in stated["data"].items()}
        self.start = tuple(
            np.concatenate([np.ravel(stated["start"][key]) for key, _ in self.blocks]).tolist()
        )

    def arrays(self, point: Array) -> list[Array]:
        ends = np.cumsum([int(np.prod(shape)) for _, shape in self.blocks])
        parts = np.split(point, ends[:-1])
        return [part.reshape(shape) for part, (_, shape) in zip(parts, self.blocks, strict=True)]


class MatrixQuadratic(_Blocks):
    """|| P W Q - B ||^2 / 2."""

    def residual(self, point: Array) -> Array:
        (w,) = self.arrays(point)
        return self.data["P"] @ w @ self.data["Q"] - self.data["B"]

    def value(self, point: Array) -> float:
        return 0.5 * float((self.residual(point) ** 2).sum())

    def gradient(self, point: Array) -> Array:
        return (self.data["P"].T @ self.residual(point) @ self.data["Q"].T).ravel()


class TanhNetwork(_Blocks):
    """The mean of (tanh(x W1 + b1) W2 + b2 - y)^2."""

    def value(self, point: Array) -> float:
        return float((self.forward(point)[1] ** 2).mean())

    def forward(self, point: Array) -> tuple[Array, Array]:
        w1, b1, w2, b2 = self.arrays(point)
        hidden = np.tanh(self.data["X"] @ w1 + b1)
        return hidden, (hidden @ w2 + b2)[:, 0] - self.data["y"]

    def gradient(self, point: Array) -> Array:
        w2 = self.arrays(point)[2]
        hidden, residual = self.forward(point)
        error = 2.0 * residual / len(residual)
        back = error[:, np.newaxis] * w2[:, 0] * (1.0 - hidden * hidden)
        parts = [self.data["X"].T @ back, back.sum(axis=0), hidden.T @ error, error.sum()]
        return np.concatenate([np.ravel(part) for part in parts])


OF_BLOCKS = {
    "matrix_quadratic": MatrixQuadratic("matrix_quadratic"),
    "mlp": TanhNetwork("mlp"),
}


def renamed(hyper: Mapping[str, Any], **names: str) -> Keywords:
    """A library's arguments under our names."""
    return {names.get(name, name): value for name, value in hyper.items()}


def muon_of_keras(hyper: Mapping[str, Any]) -> Keywords:
    keywords = dict(hyper)
    if keywords.get("rms_rate", 0.2) is None:
        keywords |= {"scale": "none"}
        del keywords["rms_rate"]
    return keywords


def muon_of_torch(hyper: Mapping[str, Any]) -> Keywords:
    """Beside its AdamW, which takes what is no matrix."""
    keywords = renamed(hyper, lr="learning_rate", adamw_weight_decay="adam_weight_decay")
    keywords["adam_lr_ratio"] = keywords.pop("adamw_lr") / keywords["learning_rate"]
    if keywords.pop("adjust_lr_fn", "original") == "match_rms_adamw":
        keywords["scale"] = "rms"
    return keywords


def muon_of_optax(hyper: Mapping[str, Any]) -> Keywords:
    keywords = renamed(hyper, consistent_rms="rms_rate", beta="momentum")
    if "rms_rate" in keywords:
        keywords["scale"] = "rms"
    # Of what is no matrix it is 0 unless it is said.
    keywords.setdefault("adam_weight_decay", 0.0)
    coefficients = keywords.pop("ns_coeffs", "standard")
    if isinstance(coefficients, str):
        return keywords | {"ns_coeffs": coefficients}
    return keywords | dict(zip(("muon_a", "muon_b", "muon_c"), coefficients, strict=True))


def adafactor_of_torch(hyper: Mapping[str, Any]) -> Keywords:
    return renamed(hyper, lr="learning_rate")


def sgd_of_torch(hyper: Mapping[str, Any]) -> Keywords:
    return renamed(hyper, lr="learning_rate", max_norm="clipnorm")


def shampoo(hyper: Mapping[str, Any]) -> Keywords:
    return renamed(hyper, lr="learning_rate", matrix_eps="epsilon") | {"weight_decay_mode": "l2"}


def soap(hyper: Mapping[str, Any]) -> Keywords:
    keywords = renamed(hyper, lr="learning_rate", eps="epsilon")
    del keywords["qr_dtype"]
    return keywords


def of_optax(hyper: Mapping[str, Any]) -> Keywords:
    return renamed(hyper, l2="weight_decay", b1="beta_1", b2="beta_2", eps="epsilon")


def momo(hyper: Mapping[str, Any]) -> Keywords:
    return renamed(hyper, beta="momentum")


def around_sgd(hyper: Mapping[str, Any]) -> Keywords:
    """Arguments of a clipping beside those of the SGD behind it, which may decay in between."""
    own = renamed(hyper, decay_after_clip="weight_decay")
    names = ("learning_rate", "momentum", "nesterov", "weight_decay")
    inside = {name: own.pop(name) for name in names if name in own}
    rule = optimizers.get("sgd", "optax", weight_decay_mode="l2", **inside)
    return own | {"optimizer": rule}


def mechanize(hyper: Mapping[str, Any]) -> Keywords:
    """Around SGD, whose arguments begin with ``base_``."""
    own = {name: value for name, value in hyper.items() if not name.startswith("base_")}
    inside = {n.removeprefix("base_"): value for n, value in hyper.items() if n not in own}
    return own | {"optimizer": optimizers.get("sgd", "optax", **inside)}


IN_OUR_WORDS: dict[
    tuple[str, str], tuple[str, str | None, Callable[[Mapping[str, Any]], Keywords]]
] = {
    ("keras", "Adafactor"): ("adafactor", "keras", dict),
    ("torch", "Adafactor"): ("adafactor", "torch", adafactor_of_torch),
    ("keras", "Lamb"): ("lamb", "keras", dict),
    ("optax", "lamb"): ("lamb", "optax", dict),
    ("optax", "lars"): ("lars", "optax", dict),
    ("keras", "SGD_clipnorm"): ("sgd", "keras", dict),
    ("keras", "SGD_global_clipnorm"): ("sgd", "keras", dict),
    ("torch", "SGD_clip_grad_norm"): ("sgd", "torch", sgd_of_torch),
    ("keras", "Muon"): ("muon", "keras", muon_of_keras),
    ("torch", "Muon"): ("muon", "torch", muon_of_torch),
    ("optax", "muon"): ("muon", "optax", muon_of_optax),
    **{
        ("optax", name): (name, "optax", of_optax)
        for name in (
            *("sm3", "fromage", "momo_adam", "cocob", "acprop"),
            *("optimistic_gradient_descent", "simplified_ademamix"),
        )
    },
    ("optax", "momo"): ("momo", "optax", momo),
    ("optax", "optimistic_adam_v2"): ("optimistic_adam", "optax", of_optax),
    ("optax", "sgd_adaptive_grad_clip"): ("adaptive_gradient_clipping", None, around_sgd),
    ("optax", "sgd_clip_by_block_rms"): ("clip_by_block_rms", None, around_sgd),
    ("optax", "mechanize_sgd"): ("mechanic", None, mechanize),
    ("pytorch_optimizer", "Shampoo"): ("shampoo", None, shampoo),
    ("pytorch_optimizer", "SOAP"): ("soap", None, soap),
}
"""Our name of a rule, the preset, and what makes keywords of the library's arguments."""


def _is_wrong(run: Mapping[str, Any]) -> bool:
    """Whether the library does not follow the published algorithm.

    Shampoo of pytorch_optimizer feeds the finished direction back into its momentum.
    """
    return run["optimizer"] == "Shampoo" and "momentum" in run["hyper"]


@functools.cache
def recorded() -> list[dict[str, Any]]:
    """All runs as they were recorded."""
    found: list[dict[str, Any]] = json.loads(gzip.decompress(FILE.read_bytes()))["runs"]
    return found


def runs() -> Iterator[dict[str, Any]]:
    """What a `Record` is made of, for every run that there is a rule for."""
    for run in recorded():
        known = IN_OUR_WORDS.get((run["library"], run["optimizer"]))
        if known is None or run["setting"] in AS_SHIPPED or _is_wrong(run):
            continue
        id, preset, keywords_of = known
        # The first step of pytorch_optimizer's SOAP leads nowhere.
        late = int(id == "soap")
        yield {
            "library": run["library"],
            "version": run["version"],
            "optimizer": run["optimizer"],
            "arguments": run["hyper"],
            "before": [],
            "id": id,
            "preset": preset,
            "keywords": keywords_of(run["hyper"]),
            "rate_decay": 1.0,
            "objective": run["problem"],
            "start": run["start"],
            "steps": run["steps"] - late,
            "stable_steps": run["stable_steps"] - late,
            "points": np.array(run["trajectory"][late:]),
            "evaluation_points": None,
            "tolerance": run["tolerance"],
        }
