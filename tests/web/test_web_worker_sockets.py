"""The socket that several workers listen on: the end of an answer is sent at once, not after the other side
has spoken.
"""

from __future__ import annotations

import asyncio
import socket

import uvicorn

from runner_intake.web.worker import answering_at_once


async def sends_at_once(listening: socket.socket) -> bool:
    """Whether a connection that the event loop accepts from a socket waits for nothing."""
    answer: asyncio.Future[bool] = asyncio.get_running_loop().create_future()

    def met(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        own: socket.socket = writer.get_extra_info("socket")
        answer.set_result(bool(own.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)))
        writer.close()

    async with await asyncio.start_server(met, sock=listening):
        _, writer = await asyncio.open_connection(*listening.getsockname()[:2])
        writer.close()
        return await answer


def test_a_connection_to_several_workers_sends_its_answers_at_once() -> None:
    listening = uvicorn.Config("app", host="127.0.0.1", port=0, log_level="critical").bind_socket()
    number, address, inherited = listening.fileno(), listening.getsockname(), listening.get_inheritable()
    ours = answering_at_once(listening)
    assert (ours.fileno(), ours.getsockname(), ours.get_inheritable()) == (number, address, inherited)
    assert listening.fileno() == -1
    assert asyncio.run(sends_at_once(ours))
