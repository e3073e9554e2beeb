"""What a front end says to a server of the app, and what it hears, without a browser."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import websockets
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg


def connected(address: str, **more: Any) -> websockets.connect:
    """A socket of the app, to be awaited, or for a block.

    Args:
        address: of the server, with the port and without the scheme.
        more: options of `websockets.connect`, which hold before those here.
    """
    options: dict[str, Any] = {"max_size": None, "ping_timeout": None} | more
    protocols = [websockets.Subprotocol("streamlit")]
    return websockets.connect(f"ws://{address}/_stcore/stream", subprotocols=protocols, **options)


async def received(socket: websockets.ClientConnection, within: float | None = None) -> ForwardMsg:
    """The next message.

    Raises:
        TimeoutError: it has not come in so many seconds.
    """
    data = await asyncio.wait_for(socket.recv(), within)
    assert isinstance(data, bytes)
    return ForwardMsg.FromString(data)


def ends(message: ForwardMsg) -> bool:
    """Whether no more comes: a run that is broken off is followed by another."""
    return (
        message.WhichOneof("type") == "script_finished"
        and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN
    )


async def answers(
    socket: websockets.ClientConnection, within: float | None = None
) -> AsyncIterator[ForwardMsg]:
    """All that the script sends, to its end, as it comes.

    Raises:
        TimeoutError: a message has not come in so many seconds.
    """
    ended = False
    while not ended:
        message = await received(socket, within)
        ended = ends(message)
        yield message
