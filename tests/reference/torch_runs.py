"""PyTorch, in float64."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch

from declarations.arrays import Array
from tests.reference.cases import EVERYWHERE, OPEN, SHORT, Case, renamed
from tests.reference.problems import OBJECTIVES, Problem

# Without this NAdam and ASGD keep scalars of their state in float32, whatever the parameters are.
torch.set_default_dtype(torch.float64)

VERSION = torch.__version__


class TorchRun:
    """One parameter under one optimizer."""

    def __init__(self, case: Case, start: Sequence[float]) -> None:
        self.parameter = torch.nn.Parameter(torch.tensor(start))
        self.optimizer = getattr(torch.optim, case.optimizer)([self.parameter], **case.arguments)
        self.decays = case.rate_decay != 1.0
        self.clips = [limit for name, limit in case.before if name == "clip_grad_norm_"]

    def point(self) -> Array:
        return self.parameter.detach().numpy().copy()

    def move(self, point: Array) -> None:
        with torch.no_grad():
            self.parameter.copy_(torch.tensor(point))

    def evaluation_point(self) -> Array | None:
        average = self.optimizer.state[self.parameter].get("ax")
        return None if average is None else average.detach().numpy().copy()

    def step(self, gradient: Array, problem: Problem, rate: float) -> None:
        if self.decays:
            self.optimizer.param_groups[0]["lr"] = rate
        self.parameter.grad = torch.tensor(gradient)
        for limit in self.clips:
            torch.nn.utils.clip_grad_norm_([self.parameter], limit)
        # L-BFGS asks for the value, which without a line search only ends its inner iterations.
        self.optimizer.step(lambda: 0.0)


NAMES: dict[str, str | tuple[str, ...] | None] = {
    "lr": "learning_rate",
    "betas": ("beta_1", "beta_2"),
    "eps": "epsilon",
}
NAMES_OF: dict[str, dict[str, str | tuple[str, ...] | None]] = {
    "RMSprop": {"alpha": "rho"},
    "Adagrad": {"lr_decay": "learning_rate_decay"},
    "LBFGS": {"max_iter": None},
    "Rprop": {
        "etas": ("eta_minus", "eta_plus"),
        "step_sizes": ("min_step_size", "max_step_size"),
    },
    "Adafactor": {
        "beta2_decay": "beta_2_decay",
        "eps": ("epsilon_1", "epsilon_2"),
        "d": "clip_threshold",
    },
}


def case(
    id: str,
    optimizer: str,
    *,
    implied: tuple[str, ...] = (),
    clip_grad_norm_: float | None = None,
    rate_decay: float = 1.0,
    objectives: tuple[str, ...] = EVERYWHERE,
    **arguments: Any,
) -> Case:
    before, keywords = (), renamed(arguments, NAMES | NAMES_OF.get(optimizer, {}), implied)
    if clip_grad_norm_ is not None:
        before = (("clip_grad_norm_", clip_grad_norm_),)
        keywords["clipnorm"] = clip_grad_norm_
    if "decoupled_weight_decay" in keywords:
        decoupled = keywords.pop("decoupled_weight_decay")
        keywords["weight_decay_mode"] = "decoupled" if decoupled else "l2"
    return Case(
        optimizer=optimizer,
        arguments=arguments,
        before=before,
        id=id,
        preset="torch",
        keywords=keywords,
        rate_decay=rate_decay,
        objectives=objectives,
    )


CASES = [
    case("sgd", "SGD"),
    case("sgd", "SGD", lr=0.0003, momentum=0.9),
    case("sgd", "SGD", lr=0.0003, momentum=0.9, nesterov=True),
    case("sgd", "SGD", lr=0.0003, momentum=0.9, dampening=0.9),
    case("sgd", "SGD", lr=0.0003, momentum=0.9, dampening=0.5, weight_decay=0.1),
    case("sgd", "SGD", lr=0.01, clip_grad_norm_=1.0),
    case("sgd", "SGD", lr=0.01, momentum=0.9, rate_decay=0.9, objectives=OPEN),
    case("sgd", "SGD", lr=0.01, momentum=0.9, nesterov=True, rate_decay=0.9, objectives=OPEN),
    case("momentum", "SGD", momentum=0.9, implied=("momentum",), objectives=SHORT),
    case(
        "momentum",
        "SGD",
        lr=0.0003,
        momentum=0.5,
        dampening=0.2,
        weight_decay=0.1,
        clip_grad_norm_=1.0,
        objectives=SHORT,
    ),
    case(
        "nesterov",
        "SGD",
        momentum=0.9,
        nesterov=True,
        implied=("momentum", "nesterov"),
        objectives=SHORT,
    ),
    case(
        "nesterov",
        "SGD",
        lr=0.0003,
        momentum=0.5,
        nesterov=True,
        weight_decay=0.1,
        clip_grad_norm_=1.0,
        objectives=SHORT,
    ),
    case("rmsprop", "RMSprop"),
    case("rmsprop", "RMSprop", lr=0.03),
    case("rmsprop", "RMSprop", lr=0.004, alpha=0.9, momentum=0.9),
    case("rmsprop", "RMSprop", lr=0.02, alpha=0.9, centered=True),
    case(
        "rmsprop",
        "RMSprop",
        lr=0.01,
        alpha=0.9,
        centered=True,
        momentum=0.5,
        eps=0.01,
        weight_decay=0.01,
    ),
    case("rmsprop", "RMSprop", lr=0.01, momentum=0.9, rate_decay=0.9, objectives=OPEN),
    case("adam", "Adam"),
    case("adam", "Adam", lr=0.07),
    case("adam", "Adam", lr=0.1, amsgrad=True),
    case("adam", "Adam", lr=0.05, betas=(0.5, 0.9), eps=1e-3, weight_decay=0.1),
    case("adam", "Adam", lr=0.05, clip_grad_norm_=0.5),
    case(
        "adam",
        "Adam",
        lr=0.05,
        weight_decay=0.1,
        decoupled_weight_decay=True,
        objectives=SHORT,
    ),
    case("amsgrad", "Adam", amsgrad=True, implied=("amsgrad",), objectives=SHORT),
    case(
        "amsgrad",
        "Adam",
        lr=0.1,
        betas=(0.9, 0.95),
        amsgrad=True,
        weight_decay=0.02,
        implied=("amsgrad",),
        clip_grad_norm_=0.5,
        objectives=SHORT,
    ),
    case("adamw", "AdamW"),
    case("adamw", "AdamW", lr=0.05, weight_decay=0.1),
    case("adamw", "AdamW", lr=0.05, weight_decay=0.05, amsgrad=True),
    case("adadelta", "Adadelta"),
    case("adadelta", "Adadelta", lr=2.0, rho=0.95, eps=1e-3, weight_decay=0.01),
    case("adagrad", "Adagrad"),
    case("adagrad", "Adagrad", lr=0.4),
    case(
        "adagrad",
        "Adagrad",
        lr=0.4,
        lr_decay=0.01,
        initial_accumulator_value=0.1,
        eps=1e-4,
        weight_decay=0.01,
    ),
    case("adamax", "Adamax"),
    case("adamax", "Adamax", lr=0.05, betas=(0.5, 0.9), eps=0.01, weight_decay=0.01),
    case("nadam", "NAdam"),
    case("nadam", "NAdam", lr=0.05),
    case("nadam", "NAdam", lr=0.05, betas=(0.8, 0.95), weight_decay=0.01),
    case(
        "nadam",
        "NAdam",
        lr=0.05,
        momentum_decay=1.0,
        weight_decay=0.01,
        decoupled_weight_decay=True,
    ),
    case("radam", "RAdam"),
    case("radam", "RAdam", lr=0.0003),
    case("radam", "RAdam", lr=0.0003, betas=(0.9, 0.95), weight_decay=0.01),
    case(
        "radam",
        "RAdam",
        lr=0.0003,
        betas=(0.8, 0.9),
        eps=1e-4,
        weight_decay=0.1,
        decoupled_weight_decay=True,
    ),
    case("rprop", "Rprop"),
    case("rprop", "Rprop", lr=0.05, etas=(0.3, 1.5), step_sizes=(1e-4, 0.5)),
    case("asgd", "ASGD"),
    case("asgd", "ASGD", lr=0.0003, lambd=0.1, alpha=0.6, t0=20.0),
    case("asgd", "ASGD", lr=0.0003, lambd=0.01, t0=5.0, weight_decay=0.1),
    case("adafactor", "Adafactor"),
    case("adafactor", "Adafactor", lr=0.4, weight_decay=0.1),
    case(
        "adafactor",
        "Adafactor",
        lr=0.05,
        beta2_decay=-0.6,
        eps=(1e-6, 0.01),
        d=1.25,
    ),
    case("lbfgs", "LBFGS", max_iter=1, objectives=tuple(OBJECTIVES)),
    case("lbfgs", "LBFGS", max_iter=1, history_size=3, lr=0.5, objectives=tuple(OBJECTIVES)),
]

# Clipping is outside the optimizer, but its form belongs to our presets, as that of decay does.
CASES += [
    case(id, optimizer, lr=rate, weight_decay=0.02, clip_grad_norm_=0.5, objectives=OPEN)
    for id, optimizer, rate in (
        ("rmsprop", "RMSprop", 0.03),
        ("adamw", "AdamW", 0.05),
        ("adadelta", "Adadelta", 2.0),
        ("adagrad", "Adagrad", 0.4),
        ("adamax", "Adamax", 0.05),
        ("nadam", "NAdam", 0.05),
        ("radam", "RAdam", 0.05),
        ("asgd", "ASGD", 0.01),
        ("adafactor", "Adafactor", 0.1),
    )
]
