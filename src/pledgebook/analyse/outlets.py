"""What each outlet brings to a book: how much, how early, what alone, and how its figures differ from those the book shows."""

from __future__ import annotations

import collections
import datetime
from collections.abc import Iterable

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


class _Alike(msgspec.Struct):
    """Reports of one entry that the same outlets carry."""

    number: int = 0
    earliest: datetime.date | None = None
    dated: bool = True
    figures: int = 0
    differing: int = 0
    official: bool = False


def outlets(entries: Iterable[Entry]) -> tuple[Outlet, ...]:
    """Every outlet that reports an entry, in order of name."""
    found: dict[str, Outlet] = {}
    for entry in entries:
        for part in parts(entry):
            found[part.name] = together(found.get(part.name, Outlet(part.name)), part)
    return tuple(found[name] for name in sorted(found))


def together(one: Outlet, other: Outlet) -> Outlet:
    """What two parts of one outlet come to.

    >>> together(Outlet("a.example", entries=1, first=1), Outlet("a.example", entries=2)).entries
    3
    """
    numbers = {name: getattr(one, name) + getattr(other, name) for name in ("entries", "claims", "first", "alone", "figures", "differing")}
    return Outlet(one.name, **numbers, official=one.official or other.official)


def parts(entry: Entry) -> list[Outlet]:
    """What each outlet tells of one entry, in order of name."""
    groups: dict[tuple[str, ...], _Alike] = collections.defaultdict(_Alike)
    for testimony in entry.testimonies:
        held = groups[testimony.sources]
        held.number += 1
        held.figures += _figure(entry, testimony)
        held.differing += differs(entry, testimony)
        held.official |= testimony.official
        if testimony.published is None:
            held.dated = False
        elif held.earliest is None or testimony.published.last < held.earliest:
            held.earliest = testimony.published.last
    return [_part(name, groups) for name in sorted({name for names in groups for name in names})]


def differs(entry: Entry, testimony: Testimony) -> bool:
    """Whether a report's amount and the one the entry shows cannot both be true."""
    claim = testimony.claim
    if not (isinstance(entry, AidEntry) and isinstance(claim, AidClaim) and claim.amount and entry.amount):
        return False
    return contradict(entry.amount, claim.amount)


def _part(name: str, groups: dict[tuple[str, ...], _Alike]) -> Outlet:
    own = [held for names, held in groups.items() if name in names]
    others = [held for names, held in groups.items() if name not in names]
    earliest = min((held.earliest for held in own if held.earliest), default=None)
    rivals = min((held.earliest for held in others if held.earliest), default=None)
    return Outlet(
        name,
        entries=1,
        claims=sum(held.number for held in own),
        first=int(earliest is not None and (rivals is None or earliest < rivals) and all(held.dated for held in others)),
        alone=int(not others),
        figures=sum(held.figures for held in own),
        differing=sum(held.differing for held in own),
        official=any(held.official for held in own),
    )


def _figure(entry: Entry, testimony: Testimony) -> bool:
    claim = testimony.claim
    return isinstance(entry, AidEntry) and isinstance(claim, AidClaim) and claim.amount is not None and entry.amount is not None
