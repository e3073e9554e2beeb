"""The stage without Streamlit: races that come faster than they can be shown, and its modes."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page

from experiments import Entry, Scene, run_race
from experiments.positions import run_positions
from figures import stage as pictures
from figures.fan import fan
from figures.theme import LIGHT
from ui.stage.packing import pack, unpack
from ui.stage.payload import Payload, payload

pytestmark = pytest.mark.browser

VIEW = pictures.StageView()
LANDSCAPES = ("rosenbrock", "mlp", "double_well_1d", "noisy_line", "himmelblau", "sphere")
LAST = {"plane": "rosenbrock", "data": "mlp", "line": "double_well_1d"}

# The stage in a page of its own; Plotly counts how many of its figures are drawn at once.
SETTING = """
const { hang, show, close } = await import("http://bench.test/stage.js");
const { race, offer } = await import("http://bench.test/live.js");
const { unpack } = await import("http://bench.test/packing.js");
const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
const host = document.createElement("div");
document.body.replaceChildren(host);
Object.assign(window, {
  host, race, offer, unpack, bytes, close,
  hang: (each) => hang(bytes(each.backdrop)),
  show: (each) => show(host, bytes(each.race)),
  wait: (time) => new Promise((go) => setTimeout(go, time)),
  until: async (what) => { while (!what()) await wait(5); },
  // What is being drawn, and the most at once.
  drawing: new Set(), most: 0, faults: new Set(),
  settled: () => until(() => host.stage?.told === host.stage?.scene && host.stage?.told
    && !host.stage.behind.size && !drawing.size),
});
const { react } = Plotly;
Plotly.react = async (plot, ...rest) => {
  drawing.add(plot.parentElement.className);
  window.most = Math.max(most, drawing.size);
  await react(plot, ...rest);
  await wait(60);
  drawing.delete(plot.parentElement.className);
};
// In every frame map and curves are those of the present race, whoever shows them.
const look = () => {
  const { stage } = host;
  for (const name of stage?.scene ? ["map", "curves"] : []) {
    const cover = stage.picture.covers[name].canvas;
    const [own, plot] = [stage.picture.shown[name].scene, stage.plots[name]];
    if (!cover.hidden && own !== stage.scene) faults.add(`the cover of the ${name} is stale`);
    const present = plot.data === stage.scene[name].data;
    if (cover.hidden && !present) faults.add(`Plotly's ${name} is stale`);
  }
  requestAnimationFrame(look);
};
requestAnimationFrame(look);
"""

# What Plotly has drawn, where that is to be seen.
DRAWN = """() => Object.fromEntries(Object.entries(host.stage.plots)
  .filter(([, plot]) => host.stage.scene[plot.parentElement.className.replace("stage-", "")])
  .map(([name, plot]) => {
    const numbers = name === "surface" ? plot.data[0].z.map((row) => row[0])
      : plot.data.filter((trace) => trace.type === "scatter").flatMap((trace) => [...trace.x]);
    return [name, numbers];
  }))"""


def run(objective: str, rate: float = 0.01) -> Any:
    entry = Entry("adam", values=(("learning_rate", rate),))
    return run_race(Scene(objective=objective, entries=(entry, Entry("sgd")), steps=60))


def sent(race: Any) -> Payload:
    names = [runner.entry.optimizer for runner in race.runners]
    made = pictures.build(race, names, LIGHT, VIEW)
    return payload(made, race, VIEW, LIGHT, 60, clickable=True)


def text(content: Payload) -> dict[str, str]:
    return {
        "backdrop": base64.b64encode(content.backdrop).decode(),
        "race": base64.b64encode(content.race).decode(),
    }


def expected(content: Payload) -> dict[str, list[float]]:
    """The numbers that Plotly has to show of a race."""
    race, backdrop = unpack(content.race), unpack(content.backdrop)
    paths = [trace for of_runner in race["paths"] for trace in of_runner]
    plots = {
        "map": [backdrop["ground"], *race["faint"], *paths, *backdrop["stars"]],
        "curves": race["curves"]["data"],
    }
    if race["data"]:
        plots["data"] = race["data"]["data"]
    found = {
        name: [x for trace in traces if trace["type"] == "scatter" for x in trace["x"]]
        for name, traces in plots.items()
    }
    if backdrop["surface"]:
        found["surface"] = [row[0] for row in backdrop["surface"]["data"][0]["z"]]
    return found


def shows(page: Page, content: Payload) -> None:
    """The page shows this race and no other, figure by figure."""
    page.evaluate("() => settled()")
    drawn, wanted = page.evaluate(DRAWN), expected(content)
    assert drawn.keys() == wanted.keys()
    for name, numbers in wanted.items():
        np.testing.assert_array_equal(
            np.array(drawn[name], dtype=float), np.array(numbers, dtype=float), err_msg=name
        )
    assert page.evaluate("() => [...faults]") == []
    assert page.evaluate("() => most") == 1


@pytest.fixture
def page(bench: Page) -> Page:
    bench.evaluate(f"async () => {{ {SETTING} }}")
    return bench


@pytest.mark.parametrize("last", LAST.values(), ids=LAST)
@pytest.mark.parametrize("gap", [0, 25, 160])
def test_of_many_races_the_last_is_shown(page: Page, gap: int, last: str) -> None:
    """Landscapes come in their order or late, races before Plotly has drawn those before."""
    contents = [sent(run(objective)) for objective in (*LANDSCAPES, last)]
    page.evaluate(
        """async ([races, gap]) => {
            const late = races.filter((_, place) => place % 3 === 1 && place + 1 < races.length);
            for (const each of races) {
                if (!late.includes(each)) hang(each);
                show(each);
                if (gap) await wait(gap);
            }
            for (const each of late) hang(each);
        }""",
        [[text(each) for each in contents], gap],
    )
    shows(page, contents[-1])


@pytest.mark.parametrize("figure", ["map", "curves", "data", "surface"])
def test_a_race_may_come_while_plotly_draws_the_one_before(page: Page, figure: str) -> None:
    before, after = sent(run("mlp")), sent(run("noisy_line", 0.1))
    page.evaluate(
        """async ([before, after, figure]) => {
            hang(before);
            show(before);
            await until(() => drawing.has(`stage-${figure}`));
            hang(after);
            show(after);
        }""",
        [text(before), text(after), figure],
    )
    shows(page, after)


def test_a_stage_that_is_closed_shows_nothing_more(page: Page) -> None:
    """Neither what waits for its landscape, nor what Plotly draws; and it can be opened anew."""
    first, second = sent(run("rosenbrock")), sent(run("himmelblau"))
    kept = page.evaluate(
        """async ([first, second]) => {
            show(second);
            close(host);
            hang(second);
            await wait(50);
            const waited = host.stage === undefined;
            hang(first);
            show(first);
            await until(() => drawing.size);
            const { stage } = host;
            close(host);
            await until(() => !drawing.size);
            await wait(900);
            return [waited, stage.follower.state, drawing.size];
        }""",
        [text(first), text(second)],
    )
    assert kept == [True, "closed", 0]
    page.evaluate("each => show(each)", text(first))
    shows(page, first)


def test_it_is_in_one_mode_at_a_time(page: Page) -> None:
    race = run("rosenbrock")
    content = sent(race)
    page.evaluate("async each => { hang(each); show(each); await settled(); }", text(content))
    held = run_positions(race.scene, race.scene.entries[0], "learning_rate", [0.01, 0.02, 0.03])
    named = {"uid": 0, "name": "learning_rate", "key": "k", "words": ["", "", ""]}
    packed = base64.b64encode(pack(fan(race, VIEW, held) | named)).decode()
    seen = page.evaluate(
        """async ([packed, each]) => {
            const { stage } = host;
            const said = [];
            const say = (what) => said.push([what, stage.mode, stage.now, stage.isCovered("map")]);
            const knob = { uid: 0, name: "learning_rate", dragged: true };
            const turn = (position) =>
              race.dispatchEvent(new CustomEvent("turn", { detail: { ...knob, position } }));
            const point = { data: { name: stage.scene.runners[0].name }, pointNumber: 7 };
            say("at first");
            stage.plots.map.emit("plotly_hover", { points: [point] });
            say("a point");
            stage.clock.toggle();
            say("played from a point");
            stage.plots.map.emit("plotly_hover", { points: [point] });
            say("a point while it plays");
            stage.clock.pause();
            stage.clock.moveTo(20);
            say("held");
            race.turning = true;
            offer(unpack(bytes(packed)));
            turn(2);
            say("a knob");
            stage.plots.map.emit("plotly_hover", { points: [point] });
            say("a point while a knob is held");
            await until(() => stage.live.position === 2);
            await show(each);
            say("a race while a knob is held");
            race.turning = false;
            race.dispatchEvent(new Event("heard"));
            await wait(100);
            say("an answer before its race");
            await show(each);
            say("let go");
            stage.clock.moveTo(60);
            say("the end");
            await settled();
            say("drawn");
            return said;
        }""",
        [packed, text(content)],
    )
    assert [(what, mode, now) for what, mode, now, _ in seen] == [
        ("at first", "rest", 60),
        ("a point", "pointing", 7),
        ("played from a point", "playing", 0),
        ("a point while it plays", "playing", 0),
        ("held", "held", 20),
        ("a knob", "dragging", 20),
        ("a point while a knob is held", "dragging", 20),
        ("a race while a knob is held", "dragging", 20),
        ("an answer before its race", "dragging", 20),
        ("let go", "held", 20),
        ("the end", "rest", 60),
        ("drawn", "rest", 60),
    ]
    assert [what for what, *_, covered in seen if not covered] == ["at first", "a point", "drawn"]
