"""How the API answers: JSON or CSV, pages with a cursor, and nothing at all to who has it already."""

from __future__ import annotations

import base64
import functools
import hashlib
import importlib.metadata
import urllib.parse
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

import anyio.to_thread
import msgspec
from litestar import Request, Response

from pledgebook.errors import PledgebookError
from pledgebook.export.tables import as_csv
from pledgebook.version import __version__
from pledgebook.web.api.openapi import taken
from pledgebook.web.api.parameters import Form
from pledgebook.web.library import Library
from pledgebook.web.security import may_read_texts

T = TypeVar("T")
Asked = Request[Any, Any, Any]
Rows = Callable[[], list[dict[str, Any]]]
JSON = "application/json"
CSV = "text/csv"
FARTHEST = 10**9
"""where a page may start at most"""
TAG = "etag"
"""what an answer will be known by, in the state of its request"""


class Page(msgspec.Struct, Generic[T], frozen=True):
    """Some of the items in order; `count` is how many there are in all, `next` where the next page starts (null: this is the last)."""

    items: tuple[T, ...]
    count: int
    next: str | None = None


class All(msgspec.Struct, Generic[T], frozen=True):
    """All items, in order."""

    items: tuple[T, ...]


async def unchanged(request: Asked) -> Response[Any] | None:
    """304 for who asks with the tag of what would be answered; found without looking at more than the book's stamp.

    Raises `PledgebookError` where something is asked that this address does not know, which would be answered as if it had not been.
    """
    check_parameters(request)
    library: Library = request.app.state.library
    stamp = await anyio.to_thread.run_sync(library.book.stamp)
    request.state[TAG] = tag = _tag(request, stamp)
    known = [part.strip().removeprefix("W/") for part in request.headers.get("if-none-match", "").split(",")]
    if tag in known or known == ["*"]:
        return Response(None, status_code=304, headers={"ETag": tag, "Cache-Control": "no-cache"})
    return None


def check_parameters(request: Asked) -> None:
    """Refuses a parameter that the address does not take, and one that is given twice."""
    given = [name for name, _ in request.query_params.multi_items()]
    if not given:
        return
    allowed = taken(request.app).get(request.scope["path_template"], ())
    told = f"it takes {', '.join(allowed)}" if allowed else "it takes none"
    for name in given:
        if name not in allowed:
            raise PledgebookError("unknown_parameter", f"{request.url.path} has no parameter '{name[:40]}'", told)
        if given.count(name) > 1:
            raise PledgebookError("repeated_parameter", f"the parameter '{name}' is given {given.count(name)} times", "give it once")


async def tagged(response: Response[Any]) -> Response[Any]:
    """Every answer says that it depends on what was accepted and who asks."""
    response.headers.setdefault("Vary", "Accept, Cookie")
    return response


def answer(request: Asked, content: Any, rows: Rows, form: Form | None) -> Response[Any]:
    """The content as JSON, or its rows as CSV where that is asked for."""
    headers = {"ETag": request.state[TAG]}
    if following := getattr(content, "next", None):
        headers["Link"] = f'<{request.url.path}?{_query(request, following)}>; rel="next"'
    if form is Form.CSV or (form is None and _prefers_csv(request)):
        return Response(as_csv(rows()).encode(), media_type=CSV, headers=headers)
    return Response(msgspec.json.encode(content), media_type=JSON, headers=headers)


def plain(request: Asked, content: Any) -> Response[Any]:
    """The content as JSON."""
    return Response(msgspec.json.encode(content), media_type=JSON, headers={"ETag": request.state[TAG]})


def paged(items: Sequence[T], key: Callable[[T], str], after: str | None, limit: int) -> Page[T]:
    """The items after the one a cursor names; where it has gone meanwhile, after the place it had."""
    start = 0
    if after is not None:
        place, last = opened(after)
        found = next((number for number, item in enumerate(items) if key(item) == last), None)
        start = place if found is None else found + 1
    shown = tuple(items[start : start + limit])
    following = start + limit < len(items)
    return Page(shown, len(items), sealed(start + limit, key(shown[-1])) if shown and following else None)


def sealed(place: int, key: str) -> str:
    """The cursor of a page that starts at a place, after the item of that key."""
    return base64.urlsafe_b64encode(msgspec.json.encode([place, key])).decode().rstrip("=")


def opened(cursor: str) -> tuple[int, str]:
    """The place and the key a cursor holds; raises `PledgebookError` for what is none."""
    try:
        place, key = msgspec.json.decode(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)), type=tuple[int, str])
    except (ValueError, msgspec.MsgspecError):
        place, key = -1, ""
    if not 0 <= place <= FARTHEST or "\0" in key:
        raise PledgebookError("bad_cursor", f"'{cursor[:40]}' is not where a page starts", "take `next` of the page before")
    return place, key


def _tag(request: Asked, stamp: str) -> str:
    parts = (stamp, __version__, _rates(), request.url.path, request.url.query, request.headers.get("accept", ""), str(may_read_texts(request)))
    return f'"{hashlib.sha256(msgspec.json.encode(parts)).hexdigest()[:32]}"'


@functools.cache
def _rates() -> str:
    """Which rates amounts are converted at."""
    return importlib.metadata.version("CurrencyConverter")


def _prefers_csv(request: Asked) -> bool:
    accepted = [part.split(";")[0].strip() for part in request.headers.get("accept", "").split(",")]
    return "text/csv" in accepted and JSON not in accepted


def _query(request: Asked, following: str) -> str:
    held = [(name, value) for name, value in request.query_params.multi_items() if name != "after"]
    return urllib.parse.urlencode([*held, ("after", following)])
