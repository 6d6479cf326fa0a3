"""Talks: who met whom, when, where, and what came of it, as a line through time."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

import msgspec
from litestar import Request, Response, get
from litestar.di import NamedDependency

from pledgebook.model.claim import TalksStatus
from pledgebook.model.ledger import TalksEntry
from pledgebook.selection import Selection, party_code
from pledgebook.shelf import Sort
from pledgebook.web.asked import one_of
from pledgebook.web.index import Index, first_day
from pledgebook.web.library import Library, day
from pledgebook.web.rendering import page

PAGE_SIZE = 60


class Period(msgspec.Struct, frozen=True):
    """The talks of one month."""

    name: str
    talks: tuple[TalksEntry, ...]


@get("/talks", sync_to_thread=True)
def talks(request: Request[Any, Any, Any], library: NamedDependency[Library], index: NamedDependency[Index]) -> Response[str]:
    """The line of talks, the latest first."""
    given = {name: value.strip() for name, value in request.query_params.multi_items() if value.strip()}
    wanted = Selection(
        donor=party_code(given["actor"], library.book.dossier) if "actor" in given else None,
        status=one_of(given, "status", list(TalksStatus)),
        since=day(given.get("from"), "from"),
        until=day(given.get("to"), "to"),
    )
    found = library.book.outlined_page(wanted, kind="talks", sort=Sort.LATEST, after=given.get("after"), limit=PAGE_SIZE, as_of=index.as_of)
    return page(
        request,
        "talks.html",
        periods=by_month([entry for entry in found.entries if isinstance(entry, TalksEntry)]),
        found=found.count,
        after=given.get("after"),
        next=found.next,
        actor=wanted.donor,
        status=wanted.status,
        since=wanted.since,
        until=wanted.until,
        actors=library.book.facets(kind="talks", as_of=index.as_of)["donor"],
    )


def by_month(entries: Sequence[TalksEntry]) -> list[Period]:
    """The talks under their months, in the order given."""
    found: dict[str, list[TalksEntry]] = {}
    for entry in entries:
        when = first_day(entry)
        found.setdefault("No day known" if when == datetime.date.max else f"{when:%B %Y}", []).append(entry)
    return [Period(name, tuple(held)) for name, held in found.items()]
