"""A tab of a browser without the browser: it says to the server what the front end would."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import re
import time
import urllib.request
from collections.abc import Callable, Collection
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Common_pb2 import FileUploaderState
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

from benchmarks.visitors import complaint_of
from benchmarks.wire import connected, ends, received
from ui.stage.packing import unpack

SLOWEST = 120.0
"""Seconds after which an answer counts as one that does not come."""
KEY = re.compile(r"\$\$ID-[0-9a-f]{32}-(.+)")
"""How Streamlit writes the key of a widget into its id."""
MOST_CACHED = 8
"""So many messages are kept, which the server then only refers to."""
BORDER = "between-the-parts-of-a-form"


class BrokenError(Exception):
    """An answer that no visitor should get."""


@dataclasses.dataclass(frozen=True)
class Answer:
    """What a run of the script has shown."""

    elements: list[Element] = dataclasses.field(default_factory=list)

    def has(self, what: str) -> bool:
        """Whether there is an element of a kind, or a component of ours of that name."""
        return any(
            element.WhichOneof("type") == what
            or element.bidi_component.component_name == f"optimizer_{what}"
            for element in self.elements
        )


class Tab:
    """One page of the app, as an asynchronous context manager.

    Every answer is looked at.

    Args:
        address: of the server, without a slash at the end.
        note: is called with the seconds that every answer took.

    Raises:
        BrokenError: by everything that is answered: an exception, a refusal, a warning, an error,
            or not what is ``wanted``: kinds of elements, or components of ours.
    """

    def __init__(self, address: str, note: Callable[[float], None]) -> None:
        self.address, self._note = address, note
        self.page, self.query = "", ""
        self.widgets: dict[str, Any] = {}
        """What there is to be turned, by the keys of the app."""
        self.desk: dict[str, Any] = {}
        """What the desk shows."""
        self._script, self._fragment, self._turns = "", "", 0
        self._states: dict[str, WidgetState] = {}
        self._cached: dict[str, ForwardMsg] = {}

    @property
    def name(self) -> str:
        """Where it is, for those who read of a failure."""
        return f"/{self.page}?{self.query}"

    async def __aenter__(self) -> Tab:
        address = self.address.removeprefix("http://")
        self.socket = await connected(address, open_timeout=SLOWEST)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.socket.close()

    # ---- what a visitor does ----

    async def open(self, link: str, *wanted: str) -> Answer:
        """Open a page by its link: the path without the first slash, and the query."""
        self.page, _, self.query = link.partition("?")
        return await self._run(self._message(page=True), wanted)

    async def turn(self, *wanted: str, **patch: Any) -> Answer:
        """Turn something on the desk."""
        self._turns += 1
        value = {"session": self.desk["session"], "patches": [{**patch, "number": self._turns}]}
        message = self._message(fragment=True)
        message.rerun_script.widget_states.widgets.add(
            id=f"$$STREAMLIT_INTERNAL_KEY_{self._id('desk')}__events",
            json_trigger_value=json.dumps([{"event": "turns", "value": value}]),
        )
        return await self._run(message, wanted)

    async def set(self, key: str, *wanted: str, **value: Any) -> Answer:
        """Give a widget a value, which it keeps."""
        self._states[key] = WidgetState(id=self._id(key), **value)
        return await self._run(self._message(), wanted)

    async def press(self, key: str, *wanted: str) -> Answer:
        """Click on a button."""
        message = self._message()
        message.rerun_script.widget_states.widgets.add(id=self._id(key), trigger_value=True)
        return await self._run(message, wanted)

    async def ask(self, link: str) -> None:
        """Open a page, and wait for nothing."""
        self.page, _, self.query = link.partition("?")
        await self.socket.send(self._message(page=True).SerializeToString())

    async def begin(self, link: str, until: str) -> None:
        """Open a page whose work is long, and wait only for a widget that it has meanwhile."""
        self.widgets.clear()
        await self.ask(link)
        while until not in self.widgets:
            message = await self._received()
            if ends(message):
                raise BrokenError(f"{self.name}: it has ended before there was a '{until}'")
            self._take(message, Answer())

    def vanish(self) -> None:
        """Go as a computer goes that loses its network: nothing is read any more, nor closed."""
        self.socket.transport.pause_reading()

    def drop(self) -> None:
        """Go without a word of farewell."""
        self.socket.transport.abort()

    async def upload(self, key: str, name: str, content: bytes, *wanted: str) -> Answer:
        """Put a file into an uploader."""
        request = BackMsg()
        request.file_urls_request.request_id = name
        request.file_urls_request.file_names.append(name)
        await self.socket.send(request.SerializeToString())
        while (message := await self._received()).WhichOneof("type") != "file_urls_response":
            pass
        urls = message.file_urls_response.file_urls[0]
        await asyncio.to_thread(self._put, urls.upload_url, name, content)
        files = FileUploaderState()
        files.uploaded_file_info.add(
            name=name, size=len(content), file_id=urls.file_id, file_urls=urls
        )
        return await self.set(key, *wanted, file_uploader_state_value=files)

    def _put(self, url: str, name: str, content: bytes) -> None:
        """Send a file, as the page does."""
        head = (
            f"--{BORDER}\r\n"
            f'Content-Disposition: form-data; name="{name}"; filename="{name}"\r\n'
            "Content-Type: text/csv\r\n\r\n"
        )
        request = urllib.request.Request(
            f"{self.address}{url}",
            data=b"".join([head.encode(), content, f"\r\n--{BORDER}--\r\n".encode()]),
            headers={"Content-Type": f"multipart/form-data; boundary={BORDER}"},
            method="PUT",
        )
        urllib.request.urlopen(request, timeout=SLOWEST).close()

    # ---- the wire ----

    def _id(self, key: str) -> str:
        if key not in self.widgets:
            raise BrokenError(f"{self.name}: there is no '{key}'")
        return str(self.widgets[key].id)

    def _message(self, page: bool = False, fragment: bool = False) -> BackMsg:
        message = BackMsg()
        run = message.rerun_script
        run.query_string = self.query
        run.context_info.url = f"{self.address}/{self.page}"
        run.context_info.timezone = "UTC"
        run.context_info.locale = "en-US"
        run.context_info.color_scheme = "light"
        run.cached_message_hashes.extend(self._cached)
        if page:
            run.page_name = self.page
        else:
            run.page_script_hash = self._script
            run.widget_states.widgets.extend(self._states.values())
        if fragment:
            run.fragment_id = self._fragment
        return message

    async def _run(self, message: BackMsg, wanted: Collection[str]) -> Answer:
        """Send a message, and look at what comes until its script has ended."""
        begin = time.perf_counter()
        await self.socket.send(message.SerializeToString())
        answer = await self._ended()
        self._note(time.perf_counter() - begin)
        if complaint := complaint_of(answer.elements):
            raise BrokenError(f"{self.name}: {complaint}")
        for what in wanted:
            if not answer.has(what):
                raise BrokenError(f"{self.name}: the {what} has not come")
        return answer

    async def _ended(self) -> Answer:
        answer = Answer()
        while not ends(message := await self._received()):
            if message.WhichOneof("type") == "new_session":  # The one before was broken off.
                answer = Answer()
            self._take(message, answer)
        return answer

    async def _received(self) -> ForwardMsg:
        try:
            return await received(self.socket, SLOWEST)
        except TimeoutError:
            raise BrokenError(f"{self.name}: no answer in {SLOWEST:g} s") from None

    def _take(self, message: ForwardMsg, answer: Answer) -> None:
        """Remember what a message shows."""
        kind = message.WhichOneof("type")
        if kind == "navigation":
            self._script = message.navigation.page_script_hash
        elif kind == "page_info_changed":
            self.query = message.page_info_changed.query_string
        elif kind == "ref_hash":
            self._take(self._cached.pop(message.ref_hash), answer)
        elif kind == "delta":
            if message.metadata.cacheable:
                self._cached[message.hash] = message
                while len(self._cached) > MOST_CACHED:
                    del self._cached[next(iter(self._cached))]
            delta = message.delta
            self._fragment = delta.fragment_id or self._fragment
            if delta.HasField("add_block"):
                self._name(delta.add_block.expandable)
            elif delta.HasField("new_element"):
                answer.elements.append(delta.new_element)
                self._name(getattr(delta.new_element, str(delta.new_element.WhichOneof("type"))))

    def _name(self, content: Any) -> None:
        """Keep a widget by the key that the app gives it."""
        found = KEY.fullmatch(getattr(content, "id", ""))
        if found is None:
            return
        self.widgets[found[1]] = content
        if found[1] == "stage":  # The page puts this link into the address bar.
            self.query = str(unpack(content.bytes)["link"]).removeprefix("?")
        elif found[1] == "desk":
            self.desk = json.loads(content.bytes)
