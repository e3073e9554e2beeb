"""The load benchmark: a real server, real moves, and moves that go wrong."""

from __future__ import annotations

import asyncio

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from benchmarks import visitors
from tests.aside import aside


def spoilt(move: BackMsg, wrong: str) -> BackMsg:
    """The same move with something else in place of the name of the knob."""
    copy = BackMsg.FromString(move.SerializeToString())
    for widget in copy.rerun_script.widget_states.widgets:
        if "learning_rate" in widget.json_trigger_value:
            widget.json_trigger_value = widget.json_trigger_value.replace("learning_rate", wrong)
    return copy


def test_an_answer_without_the_stage_is_a_failure() -> None:
    desk, stage, kept = ForwardMsg(), ForwardMsg(), ForwardMsg(ref_hash="of the desk")
    desk.delta.new_element.bidi_component.component_name = "optimizer_desk"
    stage.delta.new_element.bidi_component.component_name = "optimizer_stage"
    assert visitors.failure_of([desk, kept]) == "the stage has not come"
    assert visitors.failure_of([desk, stage]) == ""


@pytest.mark.browser
@pytest.mark.slow
def test_every_answer_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visitors, "SECONDS", 4.0)
    monkeypatch.setattr(visitors, "MOVES", 6)
    with visitors.served() as (address, _):
        moves = aside(visitors.recorded, address)
        assert not any(move.rerun_script.cached_message_hashes for move in moves)
        failures: list[str] = []
        waits = aside(asyncio.run, visitors.crowd(address, 2, moves, failures))
        assert len(waits) >= 2
        assert failures == []
        bad = [spoilt(move, "no_such_knob") for move in moves]
        assert bad != moves
        waits = aside(asyncio.run, visitors.crowd(address, 2, bad, failures))
        assert len(failures) == len(waits)
        assert "refused" in failures[0]
