"""Keras, on JAX in float64."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

os.environ["KERAS_BACKEND"] = "jax"
os.environ["JAX_ENABLE_X64"] = "1"

import jax.numpy as jnp
import keras
import numpy as np
from keras.src.backend.common import dtypes

from declarations.arrays import Array
from tests.reference.cases import EVERYWHERE, OPEN, SHORT, Case, renamed
from tests.reference.problems import Problem

# Keras turns float64 into float32 in `mean` on this backend (issues 23223 and 23704): Adafactor
# would be right to 8 digits only.
dtypes.BIT64_TO_BIT32_DTYPE["float64"] = "float64"
keras.config.set_floatx("float64")

VERSION = keras.__version__


class KerasRun:
    """One variable under one optimizer."""

    def __init__(self, case: Case, start: Sequence[float]) -> None:
        self.variable = keras.Variable(np.array(start), dtype="float64")
        self.optimizer = getattr(keras.optimizers, case.optimizer)(**case.arguments)
        self.optimizer.build([self.variable])
        self.decays = case.rate_decay != 1.0

    def point(self) -> Array:
        return np.array(self.variable.value)

    def move(self, point: Array) -> None:
        self.variable.assign(jnp.asarray(point))

    def evaluation_point(self) -> Array | None:
        return None

    def step(self, gradient: Array, problem: Problem, rate: float) -> None:
        if self.decays:
            self.optimizer.learning_rate = rate
        self.optimizer.apply([jnp.asarray(gradient)], [self.variable])


def case(
    id: str,
    optimizer: str,
    *,
    implied: tuple[str, ...] = (),
    rate_decay: float = 1.0,
    objectives: tuple[str, ...] = EVERYWHERE,
    **arguments: Any,
) -> Case:
    """Our names are those of Keras."""
    return Case(
        optimizer=optimizer,
        arguments=arguments,
        id=id,
        preset="keras",
        keywords=renamed(arguments, {}, implied),
        rate_decay=rate_decay,
        objectives=objectives,
    )


CASES = [
    case("sgd", "SGD"),
    case("sgd", "SGD", learning_rate=0.0003, momentum=0.9),
    case("sgd", "SGD", learning_rate=0.0003, momentum=0.9, nesterov=True),
    case("sgd", "SGD", learning_rate=0.001, momentum=0.5, nesterov=True, weight_decay=0.1),
    case("sgd", "SGD", momentum=0.9, clipnorm=1.0),
    case("sgd", "SGD", learning_rate=0.02, global_clipnorm=0.75),
    case("sgd", "SGD", momentum=0.9, clipvalue=0.5),
    case("sgd", "SGD", learning_rate=0.01, momentum=0.9, rate_decay=0.9, objectives=OPEN),
    case(
        "sgd",
        "SGD",
        learning_rate=0.01,
        momentum=0.9,
        nesterov=True,
        rate_decay=0.9,
        objectives=OPEN,
    ),
    case("momentum", "SGD", momentum=0.9, implied=("momentum",), objectives=SHORT),
    case("momentum", "SGD", learning_rate=0.0003, momentum=0.5, objectives=SHORT),
    case(
        "nesterov",
        "SGD",
        momentum=0.9,
        nesterov=True,
        implied=("momentum", "nesterov"),
        objectives=SHORT,
    ),
    case("nesterov", "SGD", learning_rate=0.0003, momentum=0.5, nesterov=True, objectives=SHORT),
    case("rmsprop", "RMSprop"),
    case("rmsprop", "RMSprop", learning_rate=0.03, rho=0.8),
    case("rmsprop", "RMSprop", learning_rate=0.004, rho=0.99, momentum=0.9),
    case("rmsprop", "RMSprop", learning_rate=0.02, centered=True),
    case(
        "rmsprop",
        "RMSprop",
        learning_rate=0.01,
        centered=True,
        momentum=0.5,
        epsilon=1e-3,
        weight_decay=0.01,
    ),
    case("rmsprop", "RMSprop", learning_rate=0.01, momentum=0.9, rate_decay=0.9, objectives=OPEN),
    case("adam", "Adam"),
    case("adam", "Adam", learning_rate=0.07),
    case("adam", "Adam", learning_rate=0.1, amsgrad=True),
    case("adam", "Adam", learning_rate=0.05, beta_1=0.5, beta_2=0.9, epsilon=1e-3),
    case("adam", "Adam", learning_rate=0.05, clipnorm=1.0, weight_decay=0.02),
    case("adam", "Adam", learning_rate=0.05, clipvalue=0.1),
    case("amsgrad", "Adam", amsgrad=True, implied=("amsgrad",), objectives=SHORT),
    case("amsgrad", "Adam", learning_rate=0.1, beta_2=0.9, amsgrad=True, objectives=SHORT),
    case("adamw", "AdamW"),
    case("adamw", "AdamW", learning_rate=0.05, weight_decay=0.1),
    case("adamw", "AdamW", learning_rate=0.05, weight_decay=0.05, amsgrad=True),
    case("adadelta", "Adadelta"),
    case("adadelta", "Adadelta", learning_rate=1.0),
    case("adadelta", "Adadelta", learning_rate=1.0, rho=0.9, epsilon=1e-3, weight_decay=0.01),
    case("adagrad", "Adagrad"),
    case("adagrad", "Adagrad", learning_rate=0.4),
    case("adagrad", "Adagrad", learning_rate=0.4, initial_accumulator_value=0.0, epsilon=1e-10),
    case("adagrad", "Adagrad", learning_rate=0.4, weight_decay=0.01),
    case("adamax", "Adamax"),
    case("adamax", "Adamax", learning_rate=0.05),
    case("adamax", "Adamax", learning_rate=0.05, beta_1=0.5, beta_2=0.9, epsilon=0.01),
    case("nadam", "Nadam"),
    case("nadam", "Nadam", learning_rate=0.05),
    case("nadam", "Nadam", learning_rate=0.05, beta_1=0.8, beta_2=0.95, weight_decay=0.01),
    case("ftrl", "Ftrl"),
    case("ftrl", "Ftrl", learning_rate=0.4),
    case(
        "ftrl",
        "Ftrl",
        learning_rate=0.4,
        l1_regularization_strength=0.05,
        l2_regularization_strength=0.01,
    ),
    case(
        "ftrl",
        "Ftrl",
        learning_rate=0.4,
        learning_rate_power=-0.7,
        beta=0.1,
        l2_shrinkage_regularization_strength=0.01,
        initial_accumulator_value=0.3,
    ),
    case("lion", "Lion"),
    case("lion", "Lion", learning_rate=0.01, beta_1=0.8, beta_2=0.95),
    case("lion", "Lion", learning_rate=0.01, weight_decay=0.1),
    case("lamb", "Lamb"),
    case("lamb", "Lamb", learning_rate=0.02, weight_decay=0.01),
    case("lamb", "Lamb", learning_rate=0.02, beta_1=0.7, beta_2=0.95, epsilon=1e-3),
    case("adafactor", "Adafactor"),
    case("adafactor", "Adafactor", learning_rate=0.4),
    case(
        "adafactor",
        "Adafactor",
        learning_rate=0.05,
        relative_step=False,
        beta_2_decay=-0.6,
        epsilon_2=0.01,
        clip_threshold=0.5,
        weight_decay=0.01,
    ),
    case("schedule_free_adamw", "ScheduleFreeAdamW"),
    case("schedule_free_adamw", "ScheduleFreeAdamW", learning_rate=0.1, warmup_steps=10),
    case(
        "schedule_free_adamw",
        "ScheduleFreeAdamW",
        learning_rate=0.1,
        beta_1=0.8,
        beta_2=0.95,
        weight_decay=0.05,
    ),
]
