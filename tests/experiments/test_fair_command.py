"""The fair race from the command line."""

from __future__ import annotations

import pytest

from experiments import Tuning, tune
from experiments.__main__ import main
from experiments.fair_command import text
from experiments.scene import Entry, Scene

ARGUMENTS = ["fair", "--objectives", "ellipse", "--optimizers", "sgd,adam,nelder_mead"]
FEW = ["--trials", "9", "--starts", "2", "--steps", "30"]


def test_what_is_printed_is_the_race(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*ARGUMENTS, *FEW, "--set", "kappa=25", "--schedule", "cosine"]) == 0
    printed = capsys.readouterr().out
    entries = tuple(Entry(name, schedule="cosine") for name in ("sgd", "adam", "nelder_mead"))
    scene = Scene("ellipse", (("kappa", 25.0),), steps=30, entries=entries)
    plan = Tuning(scene, trials=9, starts=2)
    tuned = tune(plan)
    assert printed == text(plan, tuned) + "\n\n"
    assert "(kappa 25): 30 steps, 9 learning rates from 1e-05 to 100, 2 starts" in printed
    assert "schedule cosine" in printed
    rows = [line.split() for line in printed.splitlines()[2:] if line]
    assert [row[0] for row in rows] == [
        ("SGD", "Adam", "Nelder-Mead")[standing.entry] for standing in tuned.board
    ]
    for row, standing in zip(rows, tuned.board, strict=True):
        entry = tuned.entries[standing.entry]
        gap = standing.median - tuned.floor
        median = "lost" if gap == float("inf") else f"{gap:.2g}"
        assert row[2] == median
        if entry.sensitivity is None:
            assert row[1] == row[-1] == "-"
        else:
            assert float(row[1]) == pytest.approx(dict(entry.entry.values)["learning_rate"], 0.05)
            assert row[-2:] == [f"{entry.sensitivity.width:.1f}", "decades"]


@pytest.mark.parametrize(
    ("argument", "said"),
    [
        (["--objectives", "nowhere"], "no objective is called 'nowhere'"),
        (["--optimizers", "moun"], "did you mean 'muon'"),
        (["--set", "kappa"], "NAME=NUMBER"),
        (["--set", "kappa=-1"], "kappa must be in"),
        (["--schedule", "mystery"], "no schedule is called 'mystery'"),
        (["--trials", "0"], "trials must be a whole number"),
    ],
)
def test_a_wrong_argument_is_said_in_a_sentence(
    argument: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        main([*ARGUMENTS, *argument])
    assert end.value.code == 2
    output = capsys.readouterr()
    assert said in output.err
    assert output.out == ""
    assert len(output.err.strip().splitlines()) == 1
