"""Pages that were made before, given out again while the book is the same."""

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Sequence
from typing import Any

import anyio.to_thread
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from pledgebook.errors import PledgebookError
from pledgebook.web.library import PATIENCE_S, PROGRAM_S, Library, day

BYTES = 48_000_000
"""of all pages held, each as it was sent; the oldest make room"""
ALWAYS = ("/static/", "/account", "/metrics", "/health", "/charts/vega.js")
"""what is answered whatever the book is like"""
OUTSIDE = ("/charts/", "/api/", "/review")
"""what is no page, or is another for everybody"""
_AS_OF = re.compile(rb"(?:^|&)as_of=(\d{4}-\d\d-\d\d)(?:&|$)")

Key = tuple[str, str, bytes, bytes, bytes]


class Kept(ASGIMiddleware):
    """Answers a page from memory where nobody is signed in and the book has not changed since it was made.

    `Server-Timing` tells how long an answer took to make in the server, the wait for a thread in it.
    """

    scopes = (ScopeType.HTTP,)

    def __init__(self, library: Library) -> None:
        self.library = library
        self._pages: dict[Key, tuple[Message, ...]] = {}
        self._bytes = 0
        self._stamp = ""

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        started = time.perf_counter()
        path: str = scope["path"]
        if path.startswith(ALWAYS):
            await next_app(scope, receive, send)
            return
        await self._at_hand(scope)
        if scope.get("method") != "GET" or scope.get("user") is not None or path.startswith(OUTSIDE):
            await next_app(scope, receive, send)
            return
        key = self._key(scope)
        held = self._pages.get(key)
        if held is not None:
            for message in held:
                await send(_timed(message, started))
            return
        said: list[Message] = []

        async def noted(message: Message) -> None:
            said.append(message)
            await send(_timed(message, started))

        await next_app(scope, receive, noted)
        if _may_be_kept(said):
            self._keep(key, tuple(said))

    async def _at_hand(self, scope: Scope) -> None:
        """Waits a moment for a book that is being folded, and says so where a moment is not enough."""
        asked = _AS_OF.search(scope["query_string"])
        as_of = None
        if asked:
            with contextlib.suppress(PledgebookError):
                as_of = day(asked[1].decode("ascii"))
        if not self.library.at_hand(as_of):
            patience_s = PROGRAM_S if scope["path"].startswith("/api/") else PATIENCE_S
            await anyio.to_thread.run_sync(self.library.await_hand, as_of, patience_s)

    def _key(self, scope: Scope) -> Key:
        stamp = self.library.book.stamp()
        if stamp != self._stamp:
            self._pages.clear()
            self._bytes = 0
            self._stamp = stamp
        headers = dict(scope["headers"])
        varies = headers.get(b"accept-encoding", b""), headers.get(b"accept", b"")
        return stamp, scope["path"], scope["query_string"], headers.get(b"cookie", b""), b"\0".join(varies)

    def _keep(self, key: Key, said: tuple[Message, ...]) -> None:
        if key[0] != self._stamp or key in self._pages:
            return
        self._pages[key] = said
        self._bytes += _size(said)
        while self._bytes > BYTES:
            self._bytes -= _size(self._pages.pop(next(iter(self._pages))))


def _size(said: Sequence[Message]) -> int:
    return sum(len(message["body"]) for message in said if message["type"] == "http.response.body")


def _may_be_kept(said: list[Message]) -> bool:
    if not said or said[0]["type"] != "http.response.start" or said[0]["status"] != 200:
        return False
    cookies = any(name.lower() == b"set-cookie" for name, _ in said[0]["headers"])
    whole = said[-1]["type"] == "http.response.body" and not said[-1].get("more_body", False)
    return whole and not cookies


def _timed(message: Message, started: float) -> Any:
    """The message, with the time it took to make; headers are copied, for those behind this add theirs to each answer."""
    if message["type"] != "http.response.start":
        return message
    took = f"app;dur={1000 * (time.perf_counter() - started):.1f}".encode()
    return {**message, "headers": [*message["headers"], (b"server-timing", took)]}
