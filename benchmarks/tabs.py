"""Browsers that note for themselves how long their server was away, and what they show after it."""

from __future__ import annotations

import dataclasses
import re
import time
from typing import Any

from playwright.sync_api import Browser

from deploy.nginx import COOKIE
from tests.browser.conftest import Visitor

SOCKETS = """(() => {
  [window.losses, window.opened] = [[], []];
  const Plain = window.WebSocket;
  window.WebSocket = class extends Plain {
    constructor(...given) {
      super(...given);
      this.addEventListener("close", () => window.losses.push(Date.now()));
      this.addEventListener("open", () => window.opened.push(Date.now()));
    }
  };
})()"""
"""Note when a socket is lost, and when there is one again."""

WATCH = """(sentence) => {
  const desk = () => document.querySelector(".desk-host")?.desk;
  const stage = () => document.querySelector(".stage-host")?.stage;
  const rates = () => [...document.querySelectorAll("[data-name=learning_rate] .desk-exact")];
  const look = () => ({
    address: location.href,
    rates: rates().map((field) => field.value),
    path: [...stage().scene.runners[0].map.x].join(),
  });
  const settled = () => stage()?.scene && stage().told === stage().scene
    && document.querySelector('[data-test-script-state="notRunning"]');
  let session = desk().session;
  let seen = window.losses.length;
  let lost = 0, turns = 0;
  let outage = null, scene = null;
  window.outages = [];
  window.away = () => lost > 0 || window.losses.length > seen;
  window.before = look();
  setInterval(() => {
    if (window.losses.length > seen) {
      lost ||= window.losses[seen];
      seen = window.losses.length;
    }
    if (!lost || !desk() || desk().session === session || !settled()) return;
    if (!outage) {
      const connected = window.opened.at(-1) - lost;
      const said = document.body.innerText.includes(sentence);
      outage = { connected, shown: Date.now() - lost, look: look(), said };
      scene = stage().scene;
      rates()[0].value = String(0.01 + 0.001 * ++turns);
      rates()[0].dispatchEvent(new Event("change"));
    } else if (
      stage().scene !== scene && !desk().unheard.length
      && location.href.includes(`learning_rate-${rates()[0].value}`)
    ) {
      window.outages.push({ ...outage, answered: Date.now() - lost, after: look() });
      [session, lost, outage] = [desk().session, 0, null];
    }
  }, 20);
}"""
"""After every loss: look at what is shown, turn the first learning rate, wait for its answer.

The link may come after the picture."""

TABLE = "a,b,bought\n" + "\n".join(f"{i},{i % 9},{'yes' if i > 40 else 'no'}" for i in range(100))
"""More numbers than a link holds."""
LONG = "a long table"
SHORT = "a short table"
SCENES = {
    "a scene": "?f=sphere&n=80&o=sgd~learning_rate-0.05&o=adam~learning_rate-0.02",
    "another scene": "?f=himmelblau&n=120&x=1_1&o=momentum~learning_rate-0.003&o=rmsprop",
    SHORT: (
        "?f=linear_regression&n=50&p.features=20.0_40.0_60.0&p.targets=100.5_220.0_290.0"
        "&o=sgd~learning_rate-0.05"
    ),
    LONG: "?f=logistic_regression&n=50&o=sgd~learning_rate-0.05",
}
SAID = "names a table that this server does not have"


@dataclasses.dataclass
class Tab:
    """A browser with a scene, whose session is with a certain replica."""

    title: str
    visitor: Visitor

    @classmethod
    def opened(cls, browser: Browser, address: str, title: str, replica: int) -> Tab:
        """Somebody who has the cookie of a replica, in a browser of his own."""
        context = browser.new_context()
        context.add_init_script(SOCKETS)
        url = f"http://{address}"
        context.add_cookies([{"name": COOKIE, "value": str(replica), "url": url}])
        tab = cls(title, Visitor(context, url))
        tab.visitor.open(SCENES[title])
        if title == LONG:
            tab.upload()
        return tab

    def watch(self) -> Tab:
        """Note every outage from now on, and turn a knob after it."""
        self.visitor.page.evaluate(WATCH, SAID)
        return self

    @property
    def replica(self) -> int:
        """Who has its session, as its cookie says."""
        cookies = {each["name"]: each["value"] for each in self.visitor.context.cookies()}
        return int(cookies[COOKIE])

    @property
    def session(self) -> str:
        """The name of its session."""
        return str(self.visitor.page.evaluate("document.querySelector('.desk-host').desk.session"))

    def upload(self) -> None:
        """Train on the long table."""
        page = self.visitor.page
        if not page.get_by_text("At most 5 MB").is_visible():
            page.get_by_text("Your data", exact=True).click()
        file = {"name": "long.csv", "mimeType": "text/csv", "buffer": TABLE.encode()}
        page.locator('input[type="file"]').set_input_files(file)  # type: ignore[arg-type]
        button = page.get_by_role("button", name="Use these data")
        button.wait_for()
        self.visitor.changed(button.click)
        page.wait_for_url("**data=own.*")

    def download(self) -> str:
        """The file of the scene."""
        page = self.visitor.page
        page.get_by_role("button", name="Take home").click()
        button = page.get_by_role("button", name="Scene (JSON)")
        button.wait_for()
        # Streamlit forgets the file that a button makes while the page is still made.
        self.visitor.settled()
        with page.expect_download() as download:
            button.click()
        text = download.value.path().read_text()
        page.keyboard.press("Escape")
        return text

    @property
    def away(self) -> bool:
        """Whether it has lost a server and has no answer of another yet."""
        return bool(self.visitor.page.evaluate("window.away()"))

    def outages(self, count: int, within: float) -> list[dict[str, Any]]:
        """What the browser has noted, once it is back as often as is expected, or time is over."""
        end = time.monotonic() + within
        while True:
            away = self.away
            found: list[dict[str, Any]] = self.visitor.page.evaluate("window.outages")
            if (len(found) >= count and not away) or time.monotonic() > end:
                return found
            self.visitor.page.wait_for_timeout(50)

    def losses(self, found: list[dict[str, Any]]) -> list[str]:
        """What is not as it was before each outage."""
        before, wrong = self.visitor.page.evaluate("window.before"), []
        for outage in found:
            look = outage["look"]
            if self.title == LONG and "data=own." in before["address"]:
                if not outage["said"]:
                    wrong.append("it is not said that the table is lost")
                before = {
                    "address": re.sub(
                        "&data=own[^&]*|&p.(column|class)_names=[^&]*", "", before["address"]
                    ),
                    "rates": before["rates"],
                    "path": look["path"],
                }
            wrong += [
                f"{part} was {before[part]}, is {look[part]}"
                for part in before
                if before[part] != look[part]
            ]
            before = outage["after"]
        return [f"{self.title}: {each}" for each in wrong]
