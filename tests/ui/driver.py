"""The app without a browser: opened by a link, turned by patches of the desk."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

from ui.stage.packing import unpack

APP = Path(__file__).parents[2] / "app.py"
EVENTS = "$$STREAMLIT_INTERNAL_KEY_{}__events"
"""Under which id the browser reports what a component has triggered."""


def opened(**params: Any) -> AppTest:
    """The app, opened by a link."""
    app = AppTest.from_file(APP, default_timeout=60)
    for key, value in params.items():
        app.query_params[key] = value
    return app.run()


def component(app: AppTest, key: str) -> Any:
    """What was sent to one of our components."""
    (found,) = [
        element.proto
        for element in app.get("bidi_component")
        if element.proto.id.endswith(f"-{key}")
    ]
    return found


def shown(app: AppTest) -> Any:
    """What the stage was given: the race, and the landscape that it names."""
    race = unpack(component(app, "stage").bytes)
    backdrop = unpack(component(app, "backdrop").bytes)
    assert race["backdrop"] == backdrop["key"]
    return backdrop | race


def desk(app: AppTest) -> Any:
    """What the desk was given."""
    return json.loads(component(app, "desk").bytes)


def verdicts(app: AppTest) -> Any:
    """What is said of the runs."""
    return json.loads(component(app, "verdicts").bytes)


def press(app: AppTest, **asked: Any) -> AppTest:
    """Press something in the verdicts, as the browser does."""
    return trigger(app, "verdicts", "asked", asked)


def turn(app: AppTest, **patch: Any) -> AppTest:
    """Send a patch of the desk, as the browser does."""
    known = desk(app)
    numbered = patch | {"number": known["heard"] + 1}
    return tell(app, {"session": known["session"], "patches": [numbered]})


def tell(app: AppTest, turns: Any) -> AppTest:
    """Send a message of the desk, as the browser does."""
    return trigger(app, "desk", "turns", turns)


def trigger(app: AppTest, key: str, event: str, value: Any) -> AppTest:
    """What one of our components triggers, as the browser does."""
    states = app._tree.get_widget_states()
    triggered = states.widgets.add()
    triggered.id = EVENTS.format(component(app, key).id)
    triggered.json_trigger_value = json.dumps([{"event": event, "value": value}])
    app._run(states)
    return app


def moved(app: AppTest, at: Any, held: bool = False) -> AppTest:
    """Move the start on the map, as the browser does."""
    states = app._tree.get_widget_states()
    state = states.widgets.add()
    state.id = component(app, "stage").id
    state.json_value = json.dumps({"start": {"at": at, "held": held}})
    app._run(states)
    return app


def typed(app: AppTest, key: str, text: str) -> AppTest:
    """Type something into a menu that is none of its options, and press Enter."""
    states = app._tree.get_widget_states()
    menu = app.selectbox(key=key)
    (state,) = [state for state in states.widgets if state.id == menu.id]
    state.string_value = text
    app._run(states)
    return app


def words(*elements: Any) -> str:
    """What is read in messages, whose text is escaped."""
    texts = (element.value for group in elements for element in group)
    return " ".join(texts).replace("\u2060", "").replace("\\", "")


def assert_fine(app: AppTest) -> None:
    assert not app.exception
    assert not app.error
