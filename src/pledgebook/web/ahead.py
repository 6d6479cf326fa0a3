"""Asks a server's own first questions when it starts, so that its first readers find templates read and words at hand."""

from __future__ import annotations

import gc
import logging
import urllib.parse
from collections.abc import Iterable
from typing import Any

from litestar import Litestar
from litestar.types import Message

LOOKS = (5_000, 50, 1_000)
"""new objects, and looks at them, after which the collector looks at what is younger and older; at all of it next to never"""
PAGES = ("/", "/ledger", "/search?q=first", "/donors", "/statements", "/method")

log = logging.getLogger("pledgebook.web")


async def first_pages(app: Litestar, pages: Iterable[str]) -> None:
    """Makes pages as a reader without an account would be sent them.

    What is in memory by then stays: the collector of rubbish, whose looks at all of it stop every reader for a tenth of a
    second, is told to pass it over. What comes later it looks at when the book changed, and seldom else.
    """
    for page in pages:
        await _asked(app, page)
    gc.collect()
    gc.freeze()
    gc.set_threshold(*LOOKS)


async def _asked(app: Litestar, page: str) -> None:
    path, _, query = page.partition("?")
    scope: Any = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": urllib.parse.quote(path).encode(),
        "root_path": "",
        "query_string": query.encode(),
        "headers": [(b"host", b"localhost"), (b"accept", b"text/html"), (b"accept-encoding", b"gzip")],
        "client": None,
        "server": None,
        "state": {},
    }

    async def nothing() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def unread(message: Message) -> None:
        return None

    try:
        await app(scope, nothing, unread)
    except Exception:
        # a reader who asks for the page will be told what is wrong with it
        log.exception("%s could not be made ahead of its readers", page)
