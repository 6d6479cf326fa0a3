"""Runs the application under uvicorn."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Callable

from pledgebook.errors import PledgebookError
from pledgebook.web.app import create_app
from pledgebook.web.settings import Settings


def serve(settings: Settings, announce: Callable[[str], None] = lambda line: None) -> None:
    """Serves the book until it is interrupted; port 0 takes any free one.

    Raises `PledgebookError` where the address cannot be listened on, and `BookError` where there is no book.
    """
    import uvicorn

    app = create_app(settings)
    with _listening(settings.host, settings.port) as listener:
        host, port = listener.getsockname()[:2]
        announce(f"{settings.book} is open at http://{f'[{host}]' if ':' in host else host}:{port}/ (Ctrl-C closes it)")
        config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False)
        # Ctrl-C is how one ends it
        with contextlib.suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[listener])


def _listening(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET, backlog=256)
    except OSError as error:
        reason = error.strerror or str(error)
        raise PledgebookError("cannot_listen", f"{host}:{port}: {reason}", "give another --port, or --host 127.0.0.1") from error
