"""What is heard of a server: all of a run, and of the one that follows when it is broken off."""

from __future__ import annotations

import asyncio

import websockets
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from benchmarks.tab import Answer, Tab
from benchmarks.wire import answers, connected
from tests.aside import aside

EARLY = ForwardMsg(script_finished=ForwardMsg.FINISHED_EARLY_FOR_RERUN)
END = ForwardMsg(script_finished=ForwardMsg.FINISHED_SUCCESSFULLY)


def shown(text: str) -> ForwardMsg:
    message = ForwardMsg()
    message.delta.new_element.text.body = text
    return message


BEGIN = ForwardMsg()
BEGIN.new_session.name = "app"
SENT = [BEGIN, shown("half"), EARLY, BEGIN, shown("whole"), END, shown("later")]


async def heard() -> tuple[list[ForwardMsg], Answer]:
    """What is taken for the answer, by who wants all messages and by who wants what is shown."""

    async def send(connection: websockets.ServerConnection) -> None:
        for message in SENT:
            await connection.send(message.SerializeToString())
        await connection.wait_closed()

    protocols = [websockets.Subprotocol("streamlit")]
    async with websockets.serve(send, "127.0.0.1", 0, subprotocols=protocols) as server:
        host, port = next(iter(server.sockets)).getsockname()
        async with connected(f"{host}:{port}") as socket:
            found = [message async for message in answers(socket, 60)]
        async with Tab(f"http://{host}:{port}", lambda _: None) as tab:
            return found, await tab.open("")


def test_a_run_that_is_broken_off_is_not_the_answer() -> None:
    found, answer = aside(asyncio.run, heard())  # type: ignore[arg-type]
    assert found == SENT[:-1]
    assert [element.text.body for element in answer.elements] == ["whole"]
