"""Talks: who met whom, when, where, and what came of it, as a line through time."""

from __future__ import annotations

import collections
import datetime
from collections.abc import Sequence
from typing import Any

import msgspec
from litestar import Request, Response, get
from litestar.di import NamedDependency

from pledgebook.model.claim import TalksStatus
from pledgebook.model.ledger import TalksEntry
from pledgebook.selection import party_code
from pledgebook.web.asked import one_of
from pledgebook.web.index import Index, first_day, sides
from pledgebook.web.library import Library, day
from pledgebook.web.rendering import page


class Period(msgspec.Struct, frozen=True):
    """The talks of one month."""

    name: str
    talks: tuple[TalksEntry, ...]


@get("/talks", sync_to_thread=True)
def talks(request: Request[Any, Any, Any], library: NamedDependency[Library], index: NamedDependency[Index]) -> Response[str]:
    """The line of talks, the latest first."""
    given = {name: value.strip() for name, value in request.query_params.multi_items() if value.strip()}
    actor = party_code(given["actor"], library.book.dossier) if "actor" in given else None
    status = one_of(given, "status", list(TalksStatus))
    since, until = day(given.get("from"), "from"), day(given.get("to"), "to")
    found = [entry for entry in index.talks if _fits(entry, actor, status, (since, until))]
    return page(
        request,
        "talks.html",
        periods=by_month(found),
        found=len(found),
        actor=actor,
        status=status,
        since=since,
        until=until,
        actors=collections.Counter(side for entry in index.talks for side in sides(entry)).most_common(),
    )


def _fits(entry: TalksEntry, actor: str | None, status: str | None, window: tuple[datetime.date | None, datetime.date | None]) -> bool:
    if actor and actor not in sides(entry):
        return False
    if status and entry.status != status:
        return False
    when, (since, until) = first_day(entry), window
    known = when != datetime.date.max
    return not (since and (not known or when < since)) and not (until and (not known or when > until))


def by_month(entries: Sequence[TalksEntry]) -> list[Period]:
    """The talks by month, the latest first; those of no known day come last."""
    found: dict[str, list[TalksEntry]] = {}
    for entry in sorted(entries, key=lambda entry: (first_day(entry) != datetime.date.max, first_day(entry), entry.id), reverse=True):
        when = first_day(entry)
        found.setdefault("No day known" if when == datetime.date.max else f"{when:%B %Y}", []).append(entry)
    return [Period(name, tuple(held)) for name, held in found.items()]
