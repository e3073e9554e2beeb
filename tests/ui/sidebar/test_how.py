"""Noise, limits and stop rules, typed into the sidebar."""

from __future__ import annotations

import pytest

from tests.ui.driver import assert_fine, opened, shown, words


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("-0.1", "gradient noise must be in [0, inf), got -0.1"),
        ("inf", "gradient noise must be in [0, inf), got inf"),
        ("nan", "gradient noise must be in [0, inf), got nan"),
        ("loud", "gradient noise: 'loud' is not a number"),
    ],
)
def test_noise_that_is_none_is_refused_and_the_old_one_stays(text: str, sentence: str) -> None:
    app = opened(noise="0.5", n="20")
    app.session_state["run"] = True
    app.run()
    before = shown(app)["runners"][0]["map"]["x"].tobytes()
    app.text_input(key="noise").set_value(text).run()
    assert_fine(app)
    assert sentence in words(app.toast)
    assert app.text_input(key="noise").value == "0.5"
    assert app.query_params["noise"] == "0.5"
    assert shown(app)["runners"][0]["map"]["x"].tobytes() == before


def test_without_a_number_there_is_no_noise() -> None:
    app = opened(noise="0.5", n="20")
    app.session_state["run"] = True
    app.run()
    app.text_input(key="noise").set_value("0,25").run()
    assert app.query_params["noise"] == "0.25"
    app.text_input(key="noise").set_value(" ").run()
    assert_fine(app)
    assert "noise" not in app.query_params
