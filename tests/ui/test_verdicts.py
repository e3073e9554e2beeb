"""Why runs ended as they did, on the page: what is asked for is checked before it is believed."""

from __future__ import annotations

from typing import Any

import pytest

from tests.ui.driver import assert_fine, opened, press, verdicts, words

LINK: dict[str, Any] = {"f": "linear_regression", "o": ["sgd~learning_rate-1.0", "adam"]}


def test_what_is_folded_is_not_sent() -> None:
    app = opened(**LINK)
    assert_fine(app)
    first, second = verdicts(app)["rows"]
    assert (first["title"], first["more"]) == ("Diverged", True)
    assert "stability limit 2 / L = 0.312" in first["reason"]
    assert first["evidence"] == first["cures"] == second["evidence"] == []
    press(app, do="open", uid=first["uid"])
    first, second = verdicts(app)["rows"]
    assert first["cures"]
    assert ["stability limit", "0.3122"] in [row[:2] for row in first["evidence"]]
    assert second["evidence"] == []
    press(app, do="close", uid=first["uid"])
    assert verdicts(app)["rows"][0]["evidence"] == []


def test_a_cure_is_applied_and_taken_back() -> None:
    app = opened(**LINK)
    press(app, do="open", uid=0)
    (cure,) = [c for c in verdicts(app)["rows"][0]["cures"] if c[0].startswith("Try learning rate")]
    press(app, do="cure", uid=0, cure=cure[0])
    assert_fine(app)
    assert app.query_params["o"] == ["sgd~learning_rate-0.22", "adam"]
    row = verdicts(app)["rows"][0]
    assert row["title"] == "Reached the minimum"
    assert cure[1] in row["sentence"].replace("came", "comes")
    assert verdicts(app)["undo"]
    press(app, do="undo")
    assert app.query_params["o"] == ["sgd~learning_rate-1.0", "adam"]
    assert not verdicts(app)["undo"]


@pytest.mark.parametrize(
    "asked",
    [
        {"do": "cure", "uid": 0, "cure": "Try learning rate 1e300"},
        {"do": "cure", "uid": 0, "cure": ["?"]},
        {"do": "cure", "uid": 7, "cure": ""},
        {"do": "open", "uid": True},
        {"do": "open", "uid": {}},
        {"do": "format", "uid": 0},
        {},
    ],
)
def test_what_is_not_offered_is_refused(asked: dict[str, Any]) -> None:
    app = opened(**LINK)
    press(app, **asked)
    assert_fine(app)
    assert words(app.toast)
    assert app.query_params["o"] == LINK["o"]


def test_a_cure_cannot_change_what_the_link_fixes() -> None:
    app = opened(**LINK, lock="settings")
    press(app, do="open", uid=0)
    cure = verdicts(app)["rows"][0]["cures"][-1][0]
    press(app, do="cure", uid=0, cure=cure)
    assert "fixes" in words(app.toast)
    assert verdicts(app)["rows"][0]["title"] == "Diverged"
