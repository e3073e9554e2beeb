"""What people will try first: it works, or the sentence says what to do."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

import objectives
import optimizers
from optimizers import Adam

MATRIX = np.arange(12.0).reshape(3, 4) / 10
RULE = Adam(learning_rate=0.1)
START = (1.0, -2.0)


def bowl(point: Any) -> Any:
    return float((point * point).sum())


def slope(point: Any) -> Any:
    return 2.0 * point


def run(objective: Any, optimizer: Any = RULE, start: Any = START, steps: int = 5, **options: Any):  # type: ignore[no-untyped-def]
    return optimizers.minimize(objective, optimizer, start, steps, **options)


class Bowl:
    value, gradient = staticmethod(bowl), staticmethod(slope)


@pytest.mark.parametrize("pair", [(bowl, slope), [bowl, slope]])
@pytest.mark.parametrize("start", [START, [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]])
def test_a_pair_of_functions(pair: Any, start: Any) -> None:
    assert run(pair, start=start) == run(Bowl(), start=start)
    assert run(pair).landscape == "bowl"
    assert run(pair).objective.value is bowl
    nameless = (lambda point: bowl(point)), functools.partial(slope)
    assert run(nameless) == run(Bowl())
    assert run(nameless).landscape == "pair"


def test_ids_in_place_of_rules_and_schedules() -> None:
    sphere = objectives.get("sphere")
    assert run(sphere, "adam") == run(sphere, Adam())
    assert run(sphere, "AdamW") == run(sphere, optimizers.get("adamw"))
    cosine = optimizers.get_schedule("cosine")
    assert run(sphere, schedule="cosine") == run(sphere, schedule=cosine)
    assert run(sphere, schedule="cosine") != run(sphere)


def test_the_start_of_the_objective_and_a_thousand_steps() -> None:
    sphere = objectives.get("sphere")
    assert optimizers.minimize(sphere, "sgd") == run(sphere, "sgd", sphere.start, 1000)
    with pytest.raises(ValueError, match=r"^bowl: start must be numbers, got None$"):
        optimizers.minimize((bowl, slope), "sgd")


@pytest.mark.parametrize(
    ("name", "id"),
    [
        *(("AdamW", "adamw"), ("SGD", "sgd"), ("Adam", "adam"), ("ADAM", "adam")),
        *(
            ("L-BFGS", "lbfgs"),
            ("ScheduleFreeAdamW", "schedule_free_adamw"),
            ("RMSProp", "rmsprop"),
        ),
    ],
)
def test_names_of_classes(name: str, id: str) -> None:
    assert optimizers.get(name) == optimizers.get(id)


def test_every_class_is_found_by_its_name() -> None:
    for registry in (optimizers.registry, optimizers.wrappers, optimizers.schedules):
        for id in registry:
            for name in (registry[id].__name__, registry[id].__name__.lower(), id.upper()):
                assert registry.checked_id(name) == id
    for id in objectives.names():
        assert objectives.registry.checked_id(objectives.registry[id].__name__) == id
    assert objectives.get("Rosenbrock") == objectives.get("rosenbrock")
    assert optimizers.get("Lookahead", optimizer=RULE).optimizer == RULE  # type: ignore[attr-defined]
    assert optimizers.get_schedule("StepDecay") == optimizers.get_schedule("step_decay")


def test_links_know_ids_alone() -> None:
    assert "AdamW" not in optimizers.registry


def test_values_may_be_objects_and_switches() -> None:
    exact = (lambda point: Fraction(bowl(point)), lambda point: [Fraction(x) for x in slope(point)])
    assert run(exact) == run(Bowl())
    assert run((lambda point: bool(point[0] > 0), slope)).values.tolist()[:2] == [1.0, 1.0]


def refusals() -> dict[str, tuple[Callable[[], Any], str]]:
    def nothing(point: Any) -> None:
        return None

    def holes(point: Any) -> Any:
        return [None, 1.0]

    def of_a_matrix(weights: Any) -> Any:
        return float(((weights - MATRIX) ** 2).sum())

    class Value:
        value = staticmethod(bowl)

    class Many:
        vectorized = True
        value, gradient = staticmethod(lambda point: point), staticmethod(slope)

    batch = np.ones((2, 3))
    object_form = (
        "minimize: objective must be an object with value(point) and gradient(point), or a pair "
        "of such functions"
    )
    vector = "a matrix goes in as a vector"
    name = "no parameter is called 'lr'; did you mean 'learning_rate'?"
    return {
        "no gradient": (
            lambda: run(Value()),
            f"{object_form}, got <...>; objectives.numerical adds a gradient",
        ),
        "a function": (
            lambda: run(bowl),
            f"{object_form}, got <...>; objectives.numerical adds a gradient",
        ),
        "an id": (
            lambda: run("sphere"),
            f"{object_form}, got 'sphere'; objectives.get makes an objective of its id",
        ),
        "a class": (
            lambda: run(Bowl),
            f"{object_form}, got <...>",
        ),
        "lr": (lambda: Adam().replace(lr=0.1), f"Adam: {name}"),
        "lr of a new one": (lambda: Adam(lr=0.1), f"Adam: {name}"),  # type: ignore[call-arg]
        "lr by id": (lambda: optimizers.get("SGD", lr=0.1), f"SGD: {name}"),
        "betas": (
            lambda: Adam(betas=(0.9, 0.99)),  # type: ignore[call-arg]
            "Adam: no parameter is called 'betas'; did you mean 'beta_1'?",
        ),
        "no value": (
            lambda: run((nothing, slope)),
            "nothing: value must return a number, got None",
        ),
        "no values": (
            lambda: run((nothing, slope), start=batch),
            "nothing: value must return a number, got None",
        ),
        "a gradient with holes": (
            lambda: run((bowl, holes)),
            "bowl: gradient must return an array of numbers, got [None, 1.0]",
        ),
        "no gradient at all": (
            lambda: run((bowl, nothing)),
            "bowl: gradient must return an array of numbers, got None",
        ),
        "a text": (
            lambda: run((lambda point: "3", slope)),
            "pair: value must return a number, got '3'",
        ),
        "several values": (
            lambda: run((slope, slope)),
            "slope: value must return one number, got one of (2,); a matrix goes in as a vector",
        ),
        "values of a batch": (
            lambda: run(Many(), start=batch),
            f"Many: value must return an array of the shape (3,), got one of (2, 3); {vector}",
        ),
        "a number for a gradient": (
            lambda: run((bowl, bowl)),
            "bowl: gradient must return an array of the shape (2,), got a number",
        ),
        "a matrix": (
            lambda: run((of_a_matrix, lambda weights: 2 * (weights - MATRIX)), start=MATRIX),
            f"of_a_matrix: start must hold a point in every column, got (3, 4) and <...>; {vector}",
        ),
        "a square matrix": (
            lambda: run((bowl, lambda weights: weights - np.ones((3, 3))), start=np.eye(3)),
            f"bowl: gradient must return an array of the shape (3,), got one of (3, 3); {vector}",
        ),
    }


@pytest.mark.parametrize("what", refusals())
def test_refused_with_a_hint(what: str) -> None:
    call, sentence = refusals()[what]
    pattern = re.escape(sentence).replace(r"<\.\.\.>", ".+")
    with pytest.raises(ValueError, match=f"^{pattern}$"):
        call()


def test_a_matrix_is_a_batch_of_its_columns() -> None:
    runs = run((bowl, slope), start=MATRIX)
    assert runs.points.shape == (6, 3, 4)
    assert runs.run(1) == run((bowl, slope), start=MATRIX[:, 1])


def test_what_an_objective_raises_later_is_its_own() -> None:
    class Fragile:
        calls = 0
        value = staticmethod(bowl)

        def gradient(self, point: Any) -> Any:
            self.calls += 1
            if self.calls > 4:
                raise ValueError("enough")
            return slope(point)

    with pytest.raises(ValueError, match=r"^enough$"):
        run(Fragile(), start=np.ones((2, 3)))


def test_a_function_alone_gets_a_gradient() -> None:
    run_of_values = run(objectives.numerical(bowl, h=1e-4))
    assert np.allclose(run_of_values.points, run(Bowl()).points)
    assert run_of_values.landscape == "bowl"
    assert run_of_values.njev == 0
    assert objectives.numerical(lambda point: bowl(point)).id == "function"
