"""What each outlet brings to a book: how much, how early, what alone, and how its figures differ from those the book shows."""

from __future__ import annotations

import collections
import datetime
from collections.abc import Iterable, Sequence

import msgspec

from pledgebook.model.claim import AidClaim
from pledgebook.model.ledger import AidEntry, Entry, Testimony
from pledgebook.resolve.amounts import contradict


class Outlet(msgspec.Struct, frozen=True):
    """One outlet's part in a book.

    `first` are entries no other outlet reported on an earlier or the same day, `alone` those no other outlet reports at
    all; `figures` counts its amounts that can be held against the amount shown, `differing` those that contradict it.
    """

    name: str
    entries: int = 0
    claims: int = 0
    first: int = 0
    alone: int = 0
    figures: int = 0
    differing: int = 0
    official: bool = False


class Reported(msgspec.Struct, frozen=True):
    """An entry as one outlet reports it; `differs` where its amount contradicts the one shown."""

    entry: str
    first: bool
    alone: bool
    differs: tuple[Testimony, ...]


def outlets(entries: Iterable[Entry]) -> tuple[Outlet, ...]:
    """Every outlet that reports an entry, in order of name."""
    held: dict[str, list[Reported]] = collections.defaultdict(list)
    claims: collections.Counter[str] = collections.Counter()
    figures: collections.Counter[str] = collections.Counter()
    official: set[str] = set()
    for entry in entries:
        for name in _names(entry):
            held[name].append(_reported(entry, name))
        for testimony in entry.testimonies:
            claims.update(testimony.sources)
            figures.update(testimony.sources if _figure(entry, testimony) else ())
            official.update(testimony.sources if testimony.official else ())
    return tuple(
        Outlet(
            name,
            entries=len(reports),
            claims=claims[name],
            first=sum(report.first for report in reports),
            alone=sum(report.alone for report in reports),
            figures=figures[name],
            differing=sum(len(report.differs) for report in reports),
            official=name in official,
        )
        for name, reports in sorted(held.items())
    )


def outlet_reports(entries: Sequence[Entry], name: str) -> tuple[Reported, ...]:
    """Every entry one outlet reports, in the order given."""
    return tuple(_reported(entry, name) for entry in entries if name in _names(entry))


def _reported(entry: Entry, name: str) -> Reported:
    own = [testimony for testimony in entry.testimonies if name in testimony.sources]
    others = [testimony for testimony in entry.testimonies if name not in testimony.sources]
    earliest, rivals = _earliest(own), _earliest(others)
    first = earliest is not None and (rivals is None or earliest < rivals) and all(testimony.published for testimony in others)
    differs = tuple(testimony for testimony in own if _differs(entry, testimony))
    return Reported(entry.id, first=first, alone=not others, differs=differs)


def _figure(entry: Entry, testimony: Testimony) -> bool:
    claim = testimony.claim
    return isinstance(entry, AidEntry) and isinstance(claim, AidClaim) and claim.amount is not None and entry.amount is not None


def _differs(entry: Entry, testimony: Testimony) -> bool:
    claim = testimony.claim
    if not (isinstance(entry, AidEntry) and isinstance(claim, AidClaim) and claim.amount and entry.amount):
        return False
    return contradict(entry.amount, claim.amount)


def _names(entry: Entry) -> set[str]:
    return {source for testimony in entry.testimonies for source in testimony.sources}


def _earliest(testimonies: Iterable[Testimony]) -> datetime.date | None:
    return min((testimony.published.last for testimony in testimonies if testimony.published), default=None)
