"""Exports for the other libraries, as far as they can be judged without them."""

from __future__ import annotations

import ast
import json

import numpy as np
import pytest

import objectives
import optimizers
from experiments import Entry, Scene
from explain.code import LIBRARIES, export, notebook
from explain.code.counterparts import path
from tests.explain.code.helpers import undefined

OTHERS = ("torch", "keras", "optax")
RULES = sorted(optimizers.names())
SOME = {
    "noise": Scene(noise=0.1, seed=3, clip_norm=1.0, clip_value=2.0, steps=5),
    "box": Scene(box="stop", steps=5),
    "project": Scene(box="project", steps=5, angle=10.0),
    "batches": Scene(objective="mlp", batch_size=8, steps=5),
    "asked": Scene(objective="reddi_1d", batch_size=1, steps=5),
    "difference": Scene(difference=1e-3, steps=5),
    "schedules": Scene(
        steps=5, entries=tuple(Entry("adam", schedule=s) for s in optimizers.schedule_names())
    ),
    "wrapped": Scene(
        steps=5, entries=tuple(Entry("sgd", wrappers=((w, ()),)) for w in optimizers.wrappers)
    ),
}


@pytest.mark.parametrize("library", OTHERS)
@pytest.mark.parametrize("rule", RULES)
def test_every_rule_is_whole(library: str, rule: str) -> None:
    entry = Entry(rule)
    scene = Scene(objective="beale", start=(1.25, 0.75), steps=5, entries=(entry,))
    made = export(scene, library)
    assert not undefined(made.text)
    assert "START = [1.25, 0.75]" in made.text
    rate = getattr(entry.rule(scene.landscape()), "learning_rate", None)
    assert rate is None or repr(rate) in made.text
    has_counterpart = any(c.library == library for c in optimizers.registry[rule].counterparts)
    assert ("optimizers.minimize(" in made.text) != has_counterpart
    assert has_counterpart or any("no counterpart" in note for note in made.notes)


@pytest.mark.parametrize("library", OTHERS)
@pytest.mark.parametrize("name", sorted(objectives.names()))
def test_every_landscape_is_whole(library: str, name: str) -> None:
    made = export(Scene(objective=name, steps=5, entries=(Entry("sgd"),)), library)
    assert not undefined(made.text)
    assert "objectives.get" not in made.text


@pytest.mark.parametrize("library", OTHERS)
@pytest.mark.parametrize("setting", SOME)
def test_every_setting_is_whole(library: str, setting: str) -> None:
    assert not undefined(export(SOME[setting], library).text)


def notes(library: str, entry: Entry, **options: object) -> tuple[str, ...]:
    scene = Scene(objective="beale", steps=20, entries=(entry,))
    return export(scene.replace(**options), library).notes


def test_another_form_is_said_with_what_it_does() -> None:
    (note,) = notes("torch", Entry("adam", values=(("epsilon", 0.01),)))
    assert "epsilon_hat is False there and True in the scene" in note
    scene = Scene(objective="beale", steps=20)
    ends = [
        path(scene, optimizers.get("adam", learning_rate=0.18, epsilon=0.01, **form), None)
        for form in ({}, {"epsilon_hat": False, "weight_decay_mode": "l2"})
    ]
    apart = float(np.linalg.norm(ends[0].points[-1] - ends[1].points[-1]))
    size = float(np.abs(ends[0].points[-1]).max())
    assert f"the last point is {apart / max(1.0, size):.2g} away" in note


def test_a_run_that_is_long_is_not_made_for_its_note() -> None:
    (note,) = notes("torch", Entry("rmsprop"), objective="mlp", start=None, steps=20_000)
    assert "epsilon_inside_sqrt is False there" in note
    assert "With it" not in note


def test_a_form_that_ends_in_another_step_is_said_to() -> None:
    entry = Entry("momentum", values=(("learning_rate", 0.03),), schedule="one_cycle")
    (note,) = notes("torch", entry, steps=50, box="stop")
    assert note.endswith("With it the run ends in another step than the scene's.")


@pytest.mark.parametrize(
    ("library", "entry"),
    [
        ("torch", Entry("adam", preset="torch")),
        ("torch", Entry("sgd")),
        ("torch", Entry("momentum")),
        ("keras", Entry("adam")),
        ("keras", Entry("adam", values=(("clipnorm", 1.0),))),
        ("optax", Entry("amsgrad")),
        ("torch", Entry("adam", preset="torch", values=(("weight_decay", 0.1),))),
        ("optax", Entry("sgd", values=(("weight_decay", 0.1), ("weight_decay_mode", "l2")))),
    ],
)
def test_the_same_form_is_not_spoken_of(library: str, entry: Entry) -> None:
    assert notes(library, entry) == ()


@pytest.mark.parametrize(
    ("library", "entry", "said"),
    [
        ("torch", Entry("momentum", schedule="cosine"), "momentum_form is"),
        ("torch", Entry("sgd", values=(("clipnorm", 0.1),)), "1e-6 is added to the norm"),
        ("torch", Entry("rmsprop"), "epsilon_inside_sqrt is False there"),
        ("keras", Entry("amsgrad", values=(("epsilon", 0.1),)), "epsilon_hat is True there"),
        ("optax", Entry("nadam"), 'momentum_decay is float("inf") there and 1.0 in the scene'),
        ("optax", Entry("rmsprop", values=(("weight_decay", 0.1),)), 'weight_decay_mode is "l2"'),
        ("torch", Entry("rprop", values=(("weight_decay", 0.1),)), "weight_decay is 0.0 there"),
        ("optax", Entry("rprop"), "the update of the step before"),
        ("keras", Entry("sgd", wrappers=(("sam", ()),)), "SAM is not written for Keras here"),
    ],
)
def test_what_differs_is_named(library: str, entry: Entry, said: str) -> None:
    assert said in " ".join(notes(library, entry))


def test_what_the_code_leaves_out_is_said() -> None:
    found = notes("optax", Entry("sgd"), starts=5, loss=0.1)
    assert [note.split(":")[0].split(";")[0] for note in found] == [
        "The scene has 5 random starts",
        "The stop rules of the scene are left out",
    ]


def test_the_optimizer_that_fits_best_is_taken() -> None:
    decaying = (("weight_decay", 0.1), ("epsilon_hat", False))
    assert "optax.adamw(" in export(Scene(entries=(Entry("adam", values=decaying),)), "optax").text
    l2 = (*decaying, ("weight_decay_mode", "l2"))
    text = export(Scene(entries=(Entry("adam", values=l2),)), "optax").text
    assert "optax.add_decayed_weights(0.1)" in text
    assert "optax.adam(" in text


@pytest.mark.parametrize(
    ("library", "schedule", "values", "said"),
    [
        ("optax", "cosine", (), "optax.cosine_decay_schedule("),
        ("optax", "cosine", (("warmup_steps", 3),), "learning_rate=scheduled("),
        ("keras", "exponential", (), "schedules.ExponentialDecay("),
        ("keras", "cosine", (), "schedule=cosine"),
        ("torch", "exponential", (), "schedule=exponential"),
    ],
)
def test_a_schedule_is_the_librarys_own_where_it_has_the_same(
    library: str, schedule: str, values: tuple[tuple[str, int], ...], said: str
) -> None:
    entry = Entry("sgd", schedule=schedule, schedule_values=values)
    assert said in export(Scene(entries=(entry,)), library).text


@pytest.mark.parametrize("rule", RULES)
def test_what_a_rule_says_of_libraries_fits_its_declarations(rule: str) -> None:
    cls = optimizers.registry[rule]
    for counterpart in cls.counterparts:
        for argument in counterpart.arguments:
            assert counterpart.names(argument) <= cls.parameters.keys()
        assert counterpart.form.keys() <= cls.parameters.keys()
    # Optax' Sophia estimates the diagonal of the Hessian by random signs of its own.
    missing = {"sophia": {"optax"}}.get(rule, set())
    assert {c.library for c in cls.counterparts} == cls.presets.keys() - missing


@pytest.mark.parametrize("library", ["torch", "keras", "optax"])
def test_a_rule_that_works_on_arrays_is_not_said_to_be_that_of_a_library(library: str) -> None:
    """The code for a library has one vector."""
    muon = (Entry("muon"),)
    on_arrays = export(Scene(objective="xor_mlp", entries=muon, steps=5), library)
    assert any("works on the arrays of the point" in note for note in on_arrays.notes)
    assert "optimizers.get(" in on_arrays.text
    clipped = (Entry("sgd", values=(("clipnorm", 0.5),)),)
    in_parts = export(Scene(objective="xor_mlp", entries=clipped, steps=5), library)
    assert any("every array of the point is clipped by itself" in note for note in in_parts.notes)
    on_a_vector = export(Scene(objective="rosenbrock", entries=muon, steps=5), library)
    assert not any("works on the arrays" in note for note in on_a_vector.notes)
    assert "optimizers.get(" not in on_a_vector.text


HOSTILE = ('"""\nimport os', "'; print(1) #", "\\", "x\r\ny")


@pytest.mark.parametrize("library", LIBRARIES)
def test_text_from_outside_stays_text(library: str) -> None:
    parameters = {
        "features": ((0.0, 1.0, 2.0), (1.0, 0.0, 1.0), (2.0, 2.0, 0.0)),
        "targets": (0.0, 1.0, 1.0),
        "column_names": HOSTILE,
        "class_names": ("'''", '"'),
    }
    scene = Scene(
        objective="logistic_regression",
        parameters=tuple(parameters.items()),
        entries=(Entry("sgd"),),
    )
    made = export(scene, library)
    tree = ast.parse(made.text)
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import)]
    modules = {alias.name for node in imports for alias in node.names}
    assert ("os" in modules) == (library == "keras")
    assert not any(name in made.data for name in HOSTILE)
    json.loads(notebook(scene, library))


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("name", ["beale", "mlp", "parabola_1d"])
def test_a_notebook_holds_the_code(library: str, name: str) -> None:
    scene = Scene(objective=name, steps=5)
    content = json.loads(notebook(scene, library))
    assert (content["nbformat"], content["nbformat_minor"]) == (4, 5)
    ids = [cell["id"] for cell in content["cells"]]
    assert len(set(ids)) == len(ids)
    cells = ["".join(c["source"]) for c in content["cells"] if c["cell_type"] == "code"]
    made = export(scene, library)
    whole = ast.dump(ast.parse(made.text.split('"""', 2)[2]))
    *writes, setting, runs, plot = cells
    assert ast.dump(ast.parse(f"{setting}\n{runs}")) == whole
    assert len(writes) == bool(made.data)
    assert not undefined("\n".join(cells))
    assert "plt.show()" in plot
    # It asks no other host for anything.
    assert "://" not in json.dumps(content) + made.text


def test_a_rule_whose_counterpart_takes_no_schedule_is_our_own_under_one() -> None:
    plain, falling = (
        export(Scene(steps=5, entries=(Entry("sm3", schedule=schedule),)), "optax")
        for schedule in ("", "cosine")
    )
    assert "optax.sm3(" in plain.text
    assert "optax.sm3(" not in falling.text
    assert "optimizers.minimize(" in falling.text
    assert any("optax.sm3 takes no schedule" in note for note in falling.notes)
