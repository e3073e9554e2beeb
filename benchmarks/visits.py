"""What visitors of different kinds do; see `benchmarks.soak`."""

from __future__ import annotations

import asyncio
import dataclasses
import math
import random
from collections.abc import Awaitable, Callable
from urllib.parse import urlencode

import objectives
from benchmarks.tab import BrokenError, Tab
from ui.links.config import Config
from ui.links.scene_link import encode
from ui.words.scenes import SCENES

RULES = ("sgd", "momentum", "nesterov", "rmsprop", "adagrad", "adam", "adamw", "nadam", "lion")
SURFACES = tuple(
    name
    for name in objectives.names()
    if (cls := objectives.registry[name]).group != "learning"
    and (made := objectives.get(name)).dims == 2
    and made.minimisers
    and not cls.parameters
)
"""Landscapes of two variables whose minimum is known."""
LARGEST = "&".join(["?f=himmelblau&n=20000", *(f"o={rule}" for rule in RULES)])
"""A race that takes 18 MB: after so many as `FILLING`, what is kept of races is full."""
FILLING = 8
LONG = "maps?maps.tab=sweep&f=mlp&p.hidden=20&n=1500&sweep.points=60&o=adam"
"""The work of minutes."""
PACE = 1.0
"""How long visitors look at things, as a multiple of what is said below."""
QUIET = (90.0, 240.0)
"""For so many seconds nothing is heard of a tab that nobody looks at."""


@dataclasses.dataclass(frozen=True)
class Visitor:
    """Somebody with a server in view.

    Args:
        address: of the server, without a slash at the end.
        chance: what is drawn comes from here.
        note: is called with the seconds that every answer took.
    """

    address: str
    chance: random.Random
    note: Callable[[float], None]

    def tab(self) -> Tab:
        """A new tab."""
        return Tab(self.address, self.note)

    async def look(self, low: float = 2.0, high: float = 6.0) -> None:
        """Look at what there is for some seconds."""
        await asyncio.sleep(PACE * self.chance.uniform(low, high))

    def about(self, low: float, high: float) -> float:
        """A number with three digits; as many are drawn between 1 and 10 as between 10 and 100."""
        return float(f"{math.exp(self.chance.uniform(math.log(low), math.log(high))):.3g}")

    def race_link(self, most_steps: float = 3000) -> str:
        """The query of a race that hardly anybody else has seen."""
        rules = self.chance.sample(RULES, self.chance.randint(2, 5))
        return "&".join(
            [
                f"f={self.chance.choice(SURFACES)}",
                f"n={self.about(100, most_steps):.0f}",
                *(f"o={rule}~learning_rate-{self.about(1e-3, 0.1)}" for rule in rules),
            ]
        )

    async def move(self, tab: Tab) -> None:
        """One of the things that are done with a race."""
        rows = tab.desk["rows"]
        rated = [row["uid"] for row in rows if "learning_rate" in row["values"]]
        kind = self.chance.random() if rated else 1.0
        if kind < 0.25:
            uid = self.chance.choice(rated)
            answer = await tab.turn(uid=uid, do="hold", name="learning_rate")
            # The desk says whether there are positions to be shown; of several starts, none are.
            if tab.desk["fan"] and not answer.has("fan"):
                raise BrokenError(f"{tab.name}: the positions of a knob have not come")
        elif kind < 0.8:
            uid, rate = self.chance.choice(rated), self.about(1e-4, 0.3)
            await tab.turn("stage", uid=uid, do="set", name="learning_rate", value=rate)
        elif kind < 0.87 and len(rows) < 8:
            await tab.turn("stage", do="add", optimizer=self.chance.choice(RULES))
        elif kind < 0.93 and len(rows) > 2:
            uid = self.chance.choice(rows)["uid"]
            await tab.turn("stage", uid=uid, do="remove")
        else:
            options = tab.widgets["landscape"].options
            await tab.set("landscape", "stage", string_value=self.chance.choice(options))

    async def moves(self, tab: Tab, least: int, most: int) -> None:
        """Some moves, with a look at each answer."""
        for _ in range(self.chance.randint(least, most)):
            await self.look()
            await self.move(tab)


async def race(visitor: Visitor) -> None:
    """The first page, or a race by its link; then moves, and a scene of the menu."""
    async with visitor.tab() as tab:
        await tab.open(visitor.chance.choice(["", f"?{visitor.race_link()}"]), "stage", "desk")
        await visitor.moves(tab, 6, 12)
    prepared = visitor.chance.choice(SCENES)
    async with visitor.tab() as tab:
        query = urlencode(encode(Config(prepared.scene, prepared.view)), doseq=True)
        await tab.open(f"?{query}", "stage", "desk")
        await visitor.moves(tab, 1, 4)


async def large_race(visitor: Visitor) -> None:
    """A race as large as they come."""
    async with visitor.tab() as tab:
        await tab.open(f"{LARGEST}~learning_rate-{visitor.about(1e-5, 1e-3)}", "stage")
        await visitor.look()


async def maps(visitor: Visitor) -> None:
    """A map of two hyperparameters, and basins."""
    async with visitor.tab() as tab:
        await tab.open(f"maps?{visitor.race_link(400)}&sweep.points=30", "chart")
        await visitor.look(5, 15)
        points = visitor.chance.randint(60, 150)
        link = f"maps?{visitor.race_link(400)}&maps.tab=basins&basins.points={points}"
    async with visitor.tab() as tab:
        await tab.open(link, "chart")
        await visitor.look(5, 15)


async def cancelled(visitor: Visitor) -> None:
    """Work of minutes that is cancelled."""
    async with visitor.tab() as tab:
        await tab.begin(LONG, "cancel")
        await visitor.look(1, 3)
        await tab.press("cancel", "alert")
        await visitor.look()


async def closed(visitor: Visitor) -> None:
    """Work of minutes whose tab is closed."""
    async with visitor.tab() as tab:
        await tab.begin(LONG, "cancel")
        await visitor.look(1, 3)


async def benchmark(visitor: Visitor) -> None:
    """The table of all landscapes of a group."""
    group = visitor.chance.choice(["valley", "quadratic", "saddle", "plateau"])
    async with visitor.tab() as tab:
        link = f"benchmark?table.landscapes={group}&table.seed={visitor.chance.randrange(10**6)}"
        await tab.open(f"{link}&{visitor.race_link()}", "chart", "dataframe")
        await visitor.look(10, 30)


async def fair_race(visitor: Visitor) -> None:
    """A race in which everybody has been tuned."""
    async with visitor.tab() as tab:
        link = f"fair-race?race.trials=32&{visitor.race_link(400)}"
        await tab.open(link, "chart", "dataframe")
        await visitor.look(10, 30)


async def own_data(visitor: Visitor) -> None:
    """A table of one's own: uploaded or pasted, learned, and opened again by the link."""
    chance = visitor.chance
    rows = [
        (x := chance.gauss(3, 2), chance.gauss(2 * x, 1)) for _ in range(chance.randint(9, 900))
    ]
    text = "\n".join(["x,y", *(f"{x:.4f},{y:.4f}" for x, y in rows)])
    async with visitor.tab() as tab:
        await tab.open("?f=linear_regression", "stage")
        await visitor.look()
        await tab.set("data", "file_uploader", bool_value=True)
        if chance.random() < 0.5:
            await tab.upload("data.file", "table.csv", text.encode(), "multiselect")
        else:
            await tab.set("data.text", "multiselect", string_value=text)
        await visitor.look()
        await tab.press("data.use", "stage")
        for _ in range(chance.randint(2, 6)):
            await visitor.look()
            uid = chance.choice(tab.desk["rows"])["uid"]
            rate = visitor.about(1e-3, 0.1)
            await tab.turn("stage", uid=uid, do="set", name="learning_rate", value=rate)
        link = tab.query
    async with visitor.tab() as tab:
        await tab.open(f"?{link}", "stage")
        await visitor.look()


async def forgotten(visitor: Visitor) -> None:
    """A tab that nobody looks at for minutes, and then somebody does."""
    async with visitor.tab() as tab:
        await tab.open(f"?{visitor.race_link()}", "stage")
        await visitor.moves(tab, 1, 3)
        await visitor.look(*QUIET)
        await visitor.move(tab)


async def dropped(visitor: Visitor) -> None:
    """A socket that ends without a close, in the middle of an answer."""
    async with visitor.tab() as tab:
        await tab.open(f"?{visitor.race_link()}", "stage")
        await visitor.moves(tab, 1, 3)
        await tab.begin(f"?{visitor.race_link()}", "landscape")
        tab.drop()


async def vanished(visitor: Visitor) -> None:
    """A socket that stays open, but nothing is read from it any more."""
    async with visitor.tab() as tab:
        await tab.open(f"?{visitor.race_link()}", "stage")
        await visitor.moves(tab, 1, 3)
        tab.vanish()
        await tab.ask(f"?{visitor.race_link()}")
        await visitor.look(*QUIET)
        tab.drop()


async def reload(visitor: Visitor) -> None:
    """The page is loaded again and again, and shows what it has shown."""
    link = visitor.race_link()
    for _ in range(visitor.chance.randint(2, 5)):
        async with visitor.tab() as tab:
            await tab.open(f"?{link}", "stage")
            await visitor.moves(tab, 1, 2)
            link = tab.query


KINDS: dict[Callable[[Visitor], Awaitable[None]], int] = {
    race: 38,
    large_race: 2,
    maps: 10,
    cancelled: 3,
    closed: 3,
    benchmark: 5,
    fair_race: 7,
    own_data: 10,
    forgotten: 7,
    dropped: 4,
    vanished: 4,
    reload: 7,
}
"""So many of a hundred visitors are of each kind."""


def drawn(chance: random.Random) -> Callable[[Visitor], Awaitable[None]]:
    """The kind of the next visitor."""
    return chance.choices(list(KINDS), list(KINDS.values()))[0]
