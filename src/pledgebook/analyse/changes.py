"""What a stretch of time brought to the book: what entered, what moved on, what reports put otherwise, what people corrected."""

from __future__ import annotations

import datetime
import enum
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from pledgebook.model.ledger import AidEntry, Entry, Ledger, StatementEntry, TalksEntry, Testimony
from pledgebook.review.decisions import Decision
from pledgebook.review.sides import told

FIELDS: Mapping[type[Any], tuple[str, ...]] = {
    AidEntry: ("stage", "amount", "counts_as", "donors", "recipient", "supplier", "scheme", "items", "date", "realis", "delivery_stage"),
    TalksEntry: ("status", "participants", "place", "topic", "date", "realis"),
    StatementEntry: ("speaker", "role", "act"),
}


class Kind(enum.StrEnum):
    ENTERED = "entered"
    MOVED = "moved"
    """a promise known before came to another stage, or talks to another status"""
    CHANGED = "changed"
    """the entry shows another value than before"""
    CONFIRMED = "confirmed"
    """further reports say what the book held"""
    JOINED = "joined"
    """entries that stood apart are one now"""
    LEFT = "left"
    """no entry holds its claims any more"""
    CORRECTED = "corrected"
    """a person decided on it"""


class Difference(msgspec.Struct, frozen=True):
    """A field's value before and after, for a reader; "" where there was none."""

    field: str
    before: str
    after: str


class Source(msgspec.Struct, frozen=True):
    """A document that brought a change, by one of its claims."""

    document: str
    claim: str
    sources: tuple[str, ...]
    published: datetime.date | None
    title: str | None = None
    url: str | None = None
    words: str = ""


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that changed. `entry` holds the claims now (for `left`: held them), `before` the entries it came from.

    `entry_now` is None where nothing holds them; `decision` is set for what a person decided.
    """

    kind: Kind
    entry: str
    entry_now: Entry | None = None
    before: tuple[str, ...] = ()
    differences: tuple[Difference, ...] = ()
    by: tuple[Source, ...] = ()
    decision: Decision | None = None


class Changes(msgspec.Struct, frozen=True):
    """Everything between the end of `since` and the end of `until` (None: all that is dated).

    `undated` documents are in neither book.
    """

    since: datetime.date
    until: datetime.date | None
    changes: tuple[Change, ...]
    documents: int
    undated: int


def changes(earlier: Ledger, later: Ledger, decisions: Iterable[Decision]) -> tuple[Change, ...]:
    """The changes from one book to a later one, and the decisions of people taken between."""
    was = {id_: entry for entry in earlier.entries for id_ in entry.claims}
    carried = {entry.id: entry for entry in later.aid}
    found = [change for entry in later.entries if (change := _change(entry, was, carried)) is not None]
    now = {id_: entry for entry in later.entries for id_ in entry.claims}
    gone = {entry.id: entry for entry in earlier.entries if not any(id_ in now for id_ in entry.claims)}
    found += [Change(kind=Kind.LEFT, entry=entry.id, before=(entry.id,)) for entry in gone.values()]
    found += _decided(decisions, now)
    order = list(Kind)
    return tuple(sorted(found, key=lambda c: (order.index(c.kind), _day(c), c.entry, c.decision.made_at if c.decision else "")))


def _change(entry: Entry, was: Mapping[str, Entry], carried: Mapping[str, AidEntry]) -> Change | None:
    held = {was[id_].id: was[id_] for id_ in entry.claims if id_ in was}
    fresh = tuple(_source(testimony) for testimony in entry.testimonies if testimony.claim.id not in was)
    if not held:
        before = _carried(entry, was, carried)
        if before is None:
            return Change(kind=Kind.ENTERED, entry=entry.id, entry_now=entry, by=fresh)
        stages = (Difference("stage", str(before.stage), told(getattr(entry, "stage", None))),)
        return Change(kind=Kind.MOVED, entry=entry.id, entry_now=entry, before=(before.id,), differences=stages, by=fresh)
    differences = tuple(_differences(next(iter(held.values())), entry))
    if len(held) > 1:
        return Change(kind=Kind.JOINED, entry=entry.id, entry_now=entry, before=tuple(sorted(held)), differences=differences, by=fresh)
    if any(difference.field in ("stage", "status") for difference in differences):
        return Change(kind=Kind.MOVED, entry=entry.id, entry_now=entry, before=tuple(held), differences=differences, by=fresh)
    if differences:
        return Change(kind=Kind.CHANGED, entry=entry.id, entry_now=entry, before=tuple(held), differences=differences, by=fresh)
    return Change(kind=Kind.CONFIRMED, entry=entry.id, entry_now=entry, before=tuple(held), by=fresh) if fresh else None


def _carried(entry: Entry, was: Mapping[str, Entry], carried: Mapping[str, AidEntry]) -> AidEntry | None:
    """The nearest entry known before of the promise this one carries forward."""
    while isinstance(entry, AidEntry) and entry.follows in carried:
        entry = carried[entry.follows or ""]
        known = next((was[id_] for id_ in entry.claims if id_ in was), None)
        if isinstance(known, AidEntry):
            return known
    return None


def _differences(before: Entry, after: Entry) -> Iterator[Difference]:
    for field in FIELDS[type(after)]:
        old, new = getattr(before, field, None), getattr(after, field)
        if old != new:
            yield Difference(field, told(old), told(new))


def _source(testimony: Testimony) -> Source:
    published = testimony.published.last if testimony.published else None
    words = " ".join(testimony.words[0].split()) if testimony.words else ""
    return Source(testimony.claim.doc, testimony.claim.id, testimony.sources, published, testimony.title, testimony.url, words)


def _decided(decisions: Iterable[Decision], now: Mapping[str, Entry]) -> Iterator[Change]:
    for decision in decisions:
        body = decision.body
        anchor = getattr(body, "target", None) or getattr(body, "left", None)
        entry = now.get(anchor.claim or "") if anchor else None
        yield Change(kind=Kind.CORRECTED, entry=entry.id if entry else "", entry_now=entry, decision=decision)


def _day(change: Change) -> datetime.date:
    return min((source.published for source in change.by if source.published), default=datetime.date.max)
