"""The event loop of the server: every connection that waits is taken before any of those taken is answered again."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
from collections.abc import Callable
from typing import Any

AT_ONCE = 1024
"""connections taken in one turn"""
PAUSE_S = 1.0
"""rest where the system has no more handles for connections"""

log = logging.getLogger("pledgebook.web")


def new_loop() -> asyncio.AbstractEventLoop:
    """uvloop's loop where it is installed, else Python's own, which takes connections so by itself."""
    try:
        import uvloop
    except ImportError:
        return asyncio.new_event_loop()

    class Loop(uvloop.Loop):
        """uvloop, but that it takes one connection a turn: those that come last wait until the first were answered many times."""

        async def create_server(self, protocol_factory: Callable[..., Any], *args: Any, sock: socket.socket | None = None, **options: Any) -> Any:
            if sock is None or options.get("ssl") is not None:
                return await super().create_server(protocol_factory, *args, sock=sock, **options)
            sock.listen(options.get("backlog", AT_ONCE))
            return Accepting(self, protocol_factory, sock)

    return Loop()


class Accepting:
    """Takes the connections that wait at a listening socket; of asyncio's servers what uvicorn asks of one."""

    def __init__(self, loop: asyncio.AbstractEventLoop, protocol_factory: Callable[..., Any], listener: socket.socket) -> None:
        self._loop, self._factory, self._listener = loop, protocol_factory, listener
        self._taken: set[asyncio.Task[None]] = set()
        self._open = True
        listener.setblocking(False)
        self._listen()

    def _listen(self) -> None:
        if self._open:
            self._loop.add_reader(self._listener.fileno(), self._take)

    def _take(self) -> None:
        for _ in range(AT_ONCE):
            try:
                connection, _address = self._listener.accept()
            except (BlockingIOError, InterruptedError, ConnectionAbortedError):
                return
            except OSError as error:
                # no handles left: those who wait stay where they are
                log.warning("no connections can be taken for %g s: %s", PAUSE_S, error)
                self._loop.remove_reader(self._listener.fileno())
                self._loop.call_later(PAUSE_S, self._listen)
                return
            connection.setblocking(False)
            task = self._loop.create_task(self._serve(connection))
            self._taken.add(task)
            task.add_done_callback(self._taken.discard)

    async def _serve(self, connection: socket.socket) -> None:
        # who has gone by now is not answered
        with contextlib.suppress(OSError):
            await self._loop.connect_accepted_socket(self._factory, connection)

    def close(self) -> None:
        """Takes no more connections; those taken go on."""
        if self._open:
            self._open = False
            self._loop.remove_reader(self._listener.fileno())
            self._listener.close()

    async def wait_closed(self) -> None:
        """Nothing is left to wait for."""
