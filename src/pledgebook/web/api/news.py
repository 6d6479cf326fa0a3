"""What changed in the book, and its feeds."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Annotated, Any

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from pledgebook.analyse.changes import Change, Difference, Kind, Source
from pledgebook.export.atom import Feed, FeedItem, atom
from pledgebook.model.ledger import Correction, Entry, Judgement
from pledgebook.review.decisions import Decision
from pledgebook.web.api.answers import TAG, Asked, Page, answer, paged, plain
from pledgebook.web.api.parameters import DEFAULT_LIMIT, After, FormOf, Limit
from pledgebook.web.library import Library
from pledgebook.web.words import filters

FEED_DAYS = 30
"""a feed goes back so many days from the last dated report, so that it is the same whenever it is asked"""
FEED_LENGTH = 100

Since = Annotated[datetime.date, QueryParameter(name="since", description="After the end of this day.")]
Until = Annotated[datetime.date | None, QueryParameter(name="until", description="Up to the end of this day; by every dated report where it is left out.")]


class Decided(msgspec.Struct, frozen=True):
    """One decision: either a judgement on two claims or a correction of one; `stands` is false of what somebody took back."""

    id: str
    made_at: str
    by: str
    reason: str
    stands: bool
    undoes: str | None
    judgement: Judgement | None = None
    correction: Correction | None = None


class Changed(msgspec.Struct, frozen=True):
    """One thing that changed: `entry` holds the claims now (for `left`: held them), `before` the entries it came from."""

    kind: Kind
    entry: str
    entry_now: Entry | None
    before: tuple[str, ...]
    differences: tuple[Difference, ...]
    by: tuple[Source, ...]
    decision: Decided | None


class News(msgspec.Struct, frozen=True):
    """A page of changes after the end of `since` and up to the end of `until`; `documents` brought them, `undated` are in no book of a day."""

    since: datetime.date
    until: datetime.date | None
    documents: int
    undated: int
    items: tuple[Changed, ...]
    count: int
    next: str | None = None


@get("/changes", sync_to_thread=True)
def list_changes(
    request: Asked,
    library: NamedDependency[Library],
    since: Since,
    until: Until = None,
    after: After = None,
    limit: Limit = DEFAULT_LIMIT,
    form: FormOf = None,
) -> Response[News]:
    """What entered, moved on, was told otherwise, joined, confirmed or left, by which document, and what people decided.

    The books of both days are put together once and kept a while; where that takes more than 20 seconds, 503 says when to come back.
    """
    found = library.changes(since, until)
    page = paged(found.changes, _key, after, limit)
    stand = {held.id for held in library.book.decisions(undone=False)}
    items = tuple(_changed(change, stand) for change in page.items)
    news = News(since, until, found.documents, found.undated, items, page.count, page.next)
    return answer(request, news, lambda: [_row(change) for change in page.items], form)


@get("/changes.atom", sync_to_thread=True, media_type="application/atom+xml")
def atom_feed(request: Asked, library: NamedDependency[Library]) -> Response[bytes]:
    """The last changes as an Atom feed (RFC 4287)."""
    feed = _feed(request, library, "changes.atom")
    written = atom(feed, f"urn:pledgebook:{library.book.dossier.name}:changes")
    return Response(written, media_type="application/atom+xml; charset=utf-8", headers={"ETag": request.state[TAG]})


@get("/changes.json", sync_to_thread=True)
def json_feed(request: Asked, library: NamedDependency[Library]) -> Response[Feed]:
    """The last changes as a JSON Feed 1.1."""
    answered = plain(request, _feed(request, library, "changes.json"))
    answered.media_type = "application/feed+json"
    return answered


@get("/decisions", sync_to_thread=True)
def list_decisions(
    request: Asked,
    library: NamedDependency[Library],
    after: After = None,
    limit: Limit = DEFAULT_LIMIT,
    standing: Annotated[bool, QueryParameter(description="Only those nobody took back.")] = False,
) -> Response[Page[Decided]]:
    """What people decided, with reason, name and time, in the order it was taken."""
    taken = library.book.decisions()
    stand = {held.id for held in library.book.decisions(undone=False)}
    page = paged([held for held in taken if held.id in stand or not standing], lambda held: held.id, after, limit)
    return plain(request, Page(tuple(_decided(held, stand) for held in page.items), page.count, page.next))


def _changed(change: Change, stand: set[str]) -> Changed:
    decision = _decided(change.decision, stand) if change.decision else None
    return Changed(change.kind, change.entry, change.entry_now, change.before, change.differences, change.by, decision)


def _decided(decision: Decision, stand: set[str]) -> Decided:
    body = decision.body
    told = Decided(decision.id, decision.made_at, body.by, decision.reason, decision.id in stand, decision.undoes)
    if isinstance(body, Judgement):
        return msgspec.structs.replace(told, judgement=body)
    return msgspec.structs.replace(told, correction=body)


def _feed(request: Asked, library: Library, name: str) -> Feed:
    dossier = library.book.dossier
    last = library.book.overview().last
    found = library.changes(last - datetime.timedelta(days=FEED_DAYS), None).changes if last else ()
    head = filters(dossier)["headline"]
    home = str(request.base_url).rstrip("/")
    dated = [(day, change) for change in found if change.decision is None and (day := _day(change)) is not None]
    latest = sorted(dated, key=lambda pair: (pair[0], _key(pair[1])), reverse=True)[:FEED_LENGTH]
    items = tuple(_item(change, day, home, head) for day, change in latest)
    return Feed("https://jsonfeed.org/version/1.1", f"{dossier.title}: changes", f"{home}/", f"{home}/api/v1/{name}", items)


def _item(change: Change, day: datetime.date, home: str, head: Callable[[Entry], str]) -> FeedItem:
    title = f"{TITLES[change.kind]}: {head(change.entry_now)}" if change.entry_now else f"{TITLES[change.kind]}: entry {change.entry}"
    lines = [f"{held.field}: {held.before or 'unknown'} -> {held.after or 'unknown'}" for held in change.differences]
    lines += [f"{', '.join(source.sources) or 'unknown source'}: {source.words}" for source in change.by[:3]]
    key = f"urn:pledgebook:{change.kind}:{change.entry}:{day}"
    return FeedItem(key, f"{home}/entries/{change.entry}", title, "\n".join(lines) or title, f"{day}T00:00:00Z")


TITLES = {
    Kind.ENTERED: "New",
    Kind.MOVED: "Moved on",
    Kind.CHANGED: "Told otherwise",
    Kind.JOINED: "Found to be one",
    Kind.CONFIRMED: "Confirmed",
    Kind.LEFT: "No longer in the book",
    Kind.CORRECTED: "Decided",
}


def _day(change: Change) -> datetime.date | None:
    """The day a change became known, by the last document that brought it."""
    return max((source.published for source in change.by if source.published), default=None)


def _key(change: Change) -> str:
    return f"{change.kind} {change.entry} {change.decision.id if change.decision else ''}"


def _row(change: Change) -> dict[str, Any]:
    return {
        "kind": change.kind,
        "entry": change.entry,
        "before": ";".join(change.before),
        "change": "; ".join(f"{held.field}: {held.before or 'unknown'} -> {held.after or 'unknown'}" for held in change.differences),
        "documents": ";".join(source.document for source in change.by),
        "sources": ";".join(dict.fromkeys(name for source in change.by for name in source.sources)),
        "published": _day(change),
        "words": change.by[0].words if change.by else None,
        "decision": change.decision.id if change.decision else None,
    }


ROUTES = (list_changes, atom_feed, json_feed, list_decisions)
