"""Connections that come all at once are all taken before any is answered again and again."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from pledgebook.web.loop import new_loop

READERS = 30
ASKED = 8
WORK_S = 0.002


class Slow(asyncio.Protocol):
    """Answers after some work, in the loop as pages are made; notes whom."""

    def __init__(self, answered: list[int]) -> None:
        self.answered = answered

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        time.sleep(WORK_S)
        self.answered.append(id(self))
        self.transport.write(data)  # type: ignore[attr-defined]


@pytest.fixture
def server() -> Iterator[tuple[int, list[int], asyncio.AbstractEventLoop, Any]]:
    loop, answered = new_loop(), list[int]()
    listener = socket.create_server(("127.0.0.1", 0), backlog=128)
    port = listener.getsockname()[1]
    # in a thread of its own: a browser that another test left open has a loop running in this one
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    made = asyncio.run_coroutine_threadsafe(loop.create_server(lambda: Slow(answered), sock=listener), loop).result(10)
    yield port, answered, loop, made
    loop.call_soon_threadsafe(made.close)
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


def ask(connection: socket.socket, times: int) -> None:
    for _ in range(times):
        connection.sendall(b"x")
        assert connection.recv(1) == b"x"


def test_nobody_waits_while_others_are_answered_again_and_again(server: tuple[int, list[int], asyncio.AbstractEventLoop, Any]) -> None:
    port, answered, loop, _ = server
    with contextlib.ExitStack() as stack:
        loop.call_soon_threadsafe(time.sleep, 0.3)  # all come while it is busy
        readers = [stack.enter_context(socket.create_connection(("127.0.0.1", port))) for _ in range(READERS)]
        threads = [threading.Thread(target=ask, args=(reader, ASKED)) for reader in readers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(answered) == READERS * ASKED
    assert len(set(answered[: READERS * 2])) == READERS


def test_a_closed_server_takes_nobody_and_goes_on_with_whom_it_took(
    server: tuple[int, list[int], asyncio.AbstractEventLoop, Any],
) -> None:
    port, _, loop, made = server
    with socket.create_connection(("127.0.0.1", port)) as before:
        ask(before, 1)
        loop.call_soon_threadsafe(made.close)
        time.sleep(0.05)
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port))
        ask(before, 1)
