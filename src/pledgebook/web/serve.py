"""Runs the application under uvicorn, in one process or several."""

from __future__ import annotations

import contextlib
import functools
import socket
import sys
import tempfile
from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from pledgebook.errors import PledgebookError
from pledgebook.web.app import create_app
from pledgebook.web.keeper import Keeper
from pledgebook.web.library import Library
from pledgebook.web.security import Gate
from pledgebook.web.settings import Settings

BACKLOG = 1024
LOOP = "pledgebook.web.loop:new_loop"
PLACES = 4
"""places of its own a process takes: what falls to the listener they share goes to whoever is awake"""
STARTS_S = 120
"""how long a process may take to answer its supervisor; on a busy machine it needs more than a few seconds to start"""


def serve(settings: Settings, announce: Callable[[str], None] = lambda line: None) -> None:
    """Serves the book until it is interrupted; port 0 takes any free one.

    With several processes each answers requests and this one folds what is new; sessions, throttling and limits are
    theirs together. Raises `PledgebookError` where the address cannot be listened on, and `BookError` where there is no book.
    """
    import uvicorn
    from uvicorn.supervisors import Multiprocess

    from pledgebook.web.protocol import Answering

    if settings.processes == 1:
        app = create_app(msgspec.structs.replace(settings, ahead=True))
        with _listening(settings, announce) as listener, contextlib.suppress(KeyboardInterrupt):
            # Ctrl-C is how one ends it
            uvicorn.Server(uvicorn.Config(app, http=Answering, loop=LOOP, log_level="warning", access_log=False, server_header=False)).run(sockets=[listener])
        return
    with _kept_up(settings), _listening(settings, announce) as listener, tempfile.TemporaryDirectory() as shared:
        factory = functools.partial(create_app, msgspec.structs.replace(settings, folds=False, ahead=True, shared=shared))
        config = uvicorn.Config(
            factory,
            factory=True,
            http=Answering,
            loop=LOOP,
            workers=settings.processes,
            timeout_worker_healthcheck=STARTS_S,
            log_level="warning",
            access_log=False,
            server_header=False,
        )
        Multiprocess(config, sockets=[listener, *_Own.beside(listener)]).run()


class _Own(socket.socket):
    """A place of a listener's address that each process which is handed it takes for itself.

    The kernel deals connections out to such places by lot; where processes wait at one listener, whoever happens to be
    awake takes most. What comes before they are there, or while one is started anew, waits at the listener they share.
    """

    address: tuple[Any, ...] = ()

    @classmethod
    def beside(cls, listener: socket.socket) -> list[_Own]:
        """Some for a listener, where the system has such places and deals them out."""
        if not sys.platform.startswith("linux"):
            return []
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        listener.listen(BACKLOG)
        found = [cls(listener.family, socket.SOCK_STREAM) for _ in range(PLACES)]
        for own in found:
            own.address = listener.getsockname()
        return found

    def __reduce__(self) -> tuple[Callable[..., socket.socket], tuple[Any, ...]]:
        return _taken, (self.family, self.address)


def _taken(family: socket.AddressFamily, address: tuple[Any, ...]) -> socket.socket:
    made = socket.socket(family, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    made.bind(address)
    return made


@contextlib.contextmanager
def _kept_up(settings: Settings) -> Iterator[None]:
    """A book that is watched and folded here for the processes that show it; what cannot be served is told at once."""
    Gate(settings)
    library = Library(settings)
    keeper = Keeper(library)
    keeper.start()
    try:
        yield
    finally:
        keeper.stop()
        library.close()


@contextlib.contextmanager
def _listening(settings: Settings, announce: Callable[[str], None]) -> Iterator[socket.socket]:
    host, port = settings.host, settings.port
    try:
        listener = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET, backlog=BACKLOG)
    except OSError as error:
        reason = error.strerror or str(error)
        raise PledgebookError("cannot_listen", f"{host}:{port}: {reason}", "give another --port, or --host 127.0.0.1") from error
    with listener:
        # head and body of an answer go out as they are written; else the second waits for the receipt of the first, up to 40 ms
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        host, port = listener.getsockname()[:2]
        announce(f"{settings.book} is open at http://{f'[{host}]' if ':' in host else host}:{port}/ (Ctrl-C closes it)")
        yield listener
