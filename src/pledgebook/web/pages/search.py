"""Search over reports, entries of aid, talks and statements."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get

from pledgebook.errors import PledgebookError
from pledgebook.store.search import ALL_KINDS
from pledgebook.web.rendering import opened, page
from pledgebook.web.security import may_read_texts

LIMIT = 20
LONGEST = 400
"""characters of a query"""
NAMES = {"document": "Reports", "aid": "Aid", "talks": "Talks", "statement": "Statements"}


@get("/search", sync_to_thread=False)
def search(request: Request[Any, Any, Any]) -> Response[str]:
    """What holds the words, best first."""
    library, index = opened(request)
    book, asked_day, asked = library.book, index.as_of, request.query_params
    q, kind, after = asked.get("q", ""), asked.get("kind", ""), asked.get("after")
    if kind and kind not in ALL_KINDS:
        raise PledgebookError("unknown_kind", f"there is no kind '{kind[:20]}'", f"use one of {', '.join(ALL_KINDS)}")
    words = q.strip()[:LONGEST]
    hits = book.search(words, kinds=[kind] if kind else None, after=after or None, limit=LIMIT, as_of=asked_day) if words else None
    every = hits if hits is None or not kind else book.search(words, limit=1, as_of=asked_day)
    entries = {entry.id: entry for entry in book.outlines_by_id([hit.ref for hit in hits.hits if hit.kind != "document"], as_of=asked_day)} if hits else {}
    return page(
        request,
        "search.html",
        words=words,
        kind=kind,
        hits=hits,
        counts=every.counts if every else {},
        entries=entries,
        names=NAMES,
        whole=may_read_texts(request),
    )
