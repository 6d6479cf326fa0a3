"""Answers leave in one piece, and none is held back."""

from __future__ import annotations

import asyncio
import concurrent.futures
import http.client
import socket
import threading
from collections.abc import Coroutine, Iterator
from typing import Any

import pytest
import uvicorn

from pledgebook.web.protocol import Answering, Whole


class Sent:
    """A transport that notes what it is given."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []
        self.closed = False

    def write(self, data: bytes) -> None:
        self.pieces.append(data)

    def close(self) -> None:
        self.closed = True

    def is_closing(self) -> bool:
        return self.closed


HEAD = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n"


def run(coroutine: Coroutine[Any, Any, None]) -> None:
    """In a thread of its own: a browser that another test left open has a loop running in this one."""
    with concurrent.futures.ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, coroutine).result()


@pytest.fixture
def sent() -> Sent:
    return Sent()


def test_a_head_waits_for_a_body_that_comes_at_once_and_nothing_else_waits(sent: Sent) -> None:
    async def answered() -> None:
        whole = Whole(sent)  # type: ignore[arg-type]
        whole.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        whole.write(HEAD)
        assert len(sent.pieces) == 1
        whole.write(b"ok")
        whole.write(b"more")
        await asyncio.sleep(0)

    run(answered())
    assert sent.pieces == [b"HTTP/1.1 100 Continue\r\n\r\n", HEAD + b"ok", b"more"]


def test_a_head_without_a_body_is_sent_soon_and_before_the_connection_ends(sent: Sent) -> None:
    async def answered() -> None:
        whole = Whole(sent)  # type: ignore[arg-type]
        whole.write(HEAD)
        await asyncio.sleep(0)
        assert sent.pieces == [HEAD]
        whole.write(HEAD)
        whole.close()
        assert whole.is_closing()
        await asyncio.sleep(0)

    run(answered())
    assert sent.pieces == [HEAD, HEAD]


async def app(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] != "http":
        return
    if scope["path"] == "/grows":
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"one ", "more_body": True})
        await send({"type": "http.response.body", "body": b"two"})
        return
    status = 304 if scope["path"] == "/same" else 200
    body = b"" if status == 304 else b"HTTP/1.1 is said in it\r\n\r\n"
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-length", b"%d" % len(body))]})
    await send({"type": "http.response.body", "body": body})


@pytest.fixture
def port() -> Iterator[int]:
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, http=Answering, lifespan="off", log_level="critical"))
    running = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    running.start()
    yield listener.getsockname()[1]
    server.should_exit = True
    running.join(10)
    listener.close()


def test_answers_of_every_kind_arrive_over_one_connection(port: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    for method, path, status, body in (
        ("GET", "/", 200, b"HTTP/1.1 is said in it\r\n\r\n"),
        ("HEAD", "/", 200, b""),
        ("GET", "/same", 304, b""),
        ("GET", "/grows", 200, b"one two"),
        ("GET", "/", 200, b"HTTP/1.1 is said in it\r\n\r\n"),
    ):
        connection.request(method, path)
        answer = connection.getresponse()
        assert (answer.status, answer.read()) == (status, body)
