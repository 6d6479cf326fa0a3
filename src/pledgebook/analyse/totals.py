"""Totals by donor and stage in each currency, and running totals checked against them.

Only amounts that count as a total are added, once an entry. A joint amount is never split: it stands in the row
`joint`, less the shares its documents state, which stand in their donors' rows.
"""

from __future__ import annotations

import collections
import math
from collections.abc import Iterable, Sequence

import msgspec

from pledgebook.model.claim import Amount, CountsAs, Stage
from pledgebook.model.ledger import AidEntry
from pledgebook.model.text import DateRange

JOINT = "joint"
"""the row of amounts that several donors, or a group, give together"""
NOBODY = "unknown"
"""the row of amounts whose donor no document names"""
_ORDER = {stage: number for number, stage in enumerate(Stage)}


class Sum(msgspec.Struct, frozen=True):
    """An added-up amount in whole currency units: at least `low`, at most `high` (None: open).

    Both ends are added exactly, so that no order of entries changes a digit.
    """

    low: float
    high: float | None

    @property
    def plain(self) -> bool:
        return self.low == self.high


class Total(msgspec.Struct, frozen=True):
    """One cell of the table: what `donor` (a code, `joint` or `unknown`) gives at `stage`, and the entries it comes from."""

    currency: str
    stage: Stage
    donor: str
    sum: Sum
    entries: tuple[str, ...]


class Contribution(msgspec.Struct, frozen=True):
    """What one entry adds to one cell."""

    entry: str
    stage: Stage
    donor: str
    amount: Amount


class Umbrella(msgspec.Struct, frozen=True):
    """A running total some document states, beside what the book adds up for the same donors and currency.

    `booked` is None where the book holds no counted amount to compare; `missing` is stated less booked, negative
    where the book holds more.
    """

    entry: str
    donors: tuple[str, ...]
    stated: Amount
    booked: Sum | None
    missing: float | None
    entries: tuple[str, ...]


def totals(entries: Iterable[AidEntry]) -> tuple[Total, ...]:
    """Every cell with something in it, by currency, stage and donor; `joint` and `unknown` come last."""
    return tuple(Total(*key, add(part.amount for part in held), tuple(sorted(part.entry for part in held))) for key, held in cells(entries).items())


def cells(entries: Iterable[AidEntry]) -> dict[tuple[str, Stage, str], list[Contribution]]:
    """What is added up in each cell, by currency, stage and donor, in the order of `totals`."""
    found: dict[tuple[str, Stage, str], list[Contribution]] = collections.defaultdict(list)
    for part in contributions(entries):
        found[part.amount.currency, part.stage, part.donor].append(part)
    return {key: found[key] for key in sorted(found, key=lambda key: (key[0], _ORDER[key[1]], key[2] in (JOINT, NOBODY), key[2]))}


def contributions(entries: Iterable[AidEntry]) -> tuple[Contribution, ...]:
    """What each entry adds to which cell: stated shares of joint amounts to their donors' rows, and the rest once."""
    listed = list(entries)
    found: list[Contribution] = []
    taken: dict[str, list[Amount]] = collections.defaultdict(list)
    parents = {entry.id: entry for entry in listed if entry.counted}
    for entry in listed:
        parent = parents.get(entry.part_of or "")
        if parent and is_share(entry, parent) and entry.amount:
            found.append(Contribution(entry.id, parent.stage, entry.donors[0], entry.amount))
            taken[parent.id].append(entry.amount)
    for entry in parents.values():
        if entry.amount:
            found.append(Contribution(entry.id, entry.stage, row(entry), _rest(entry.amount, taken[entry.id])))
    return tuple(found)


def grand_totals(entries: Iterable[AidEntry]) -> tuple[Total, ...]:
    """What all donors give at each stage in each currency; a joint amount counts once, whatever shares are stated."""
    cells: dict[tuple[str, Stage], list[AidEntry]] = collections.defaultdict(list)
    for entry in entries:
        if entry.counted and entry.amount:
            cells[entry.amount.currency, entry.stage].append(entry)
    made = [
        Total(currency, stage, "all", add(entry.amount for entry in held if entry.amount), tuple(sorted(entry.id for entry in held)))
        for (currency, stage), held in cells.items()
    ]
    return tuple(sorted(made, key=lambda t: (t.currency, _ORDER[t.stage])))


def umbrellas(entries: Sequence[AidEntry]) -> tuple[Umbrella, ...]:
    """Every stated running total beside the sum of the donor's counted amounts up to its day, one a lifecycle.

    What a group, or nobody named, has given to a scheme is compared with everything the book holds under the scheme.
    """
    return tuple(_umbrella(entry, entries) for entry in entries if entry.counts_as is CountsAs.UMBRELLA and entry.amount)


def is_share(entry: AidEntry, parent: AidEntry) -> bool:
    """Whether a component states what one of several donors of a joint amount gives."""
    same = entry.amount is not None and parent.amount is not None and entry.amount.currency == parent.amount.currency
    return same and len(entry.donors) == 1 and entry.donors != parent.donors and row(parent) == JOINT


def row(entry: AidEntry) -> str:
    """The donor's row an entry's amount stands in."""
    if not entry.donors:
        return NOBODY
    return entry.donors[0] if len(entry.donors) == 1 and not entry.joint else JOINT


def add(amounts: Iterable[Amount]) -> Sum:
    """The exact sum: "more than" leaves the upper end open, "up to" adds nothing to the lower.

    >>> add([Amount(5e8, 5e8, "USD"), Amount(1e9, None, "USD")])
    Sum(low=1500000000.0, high=None)
    """
    listed = list(amounts)
    low = math.fsum(amount.min or 0.0 for amount in listed)
    upper = [amount.max for amount in listed]
    return Sum(low, None if None in upper else math.fsum(value for value in upper if value is not None))


def one_per_lifecycle(entries: Iterable[AidEntry]) -> list[AidEntry]:
    """The counted entry that stands furthest in each lifecycle, so that a promise kept is not counted again.

    A contract or delivery for less than was promised carries out a part of it and leaves the promise standing.
    """
    furthest: dict[str, AidEntry] = {}
    for entry in sorted(entries, key=lambda e: (_ORDER[e.stage], e.id)):
        held = furthest.get(entry.lifecycle or entry.id)
        if entry.counted and not (held and _is_part(entry, held)):
            furthest[entry.lifecycle or entry.id] = entry
    return list(furthest.values())


def _is_part(entry: AidEntry, promise: AidEntry) -> bool:
    if entry.stage not in (Stage.CONTRACTED, Stage.DELIVERED) or entry.amount is None or promise.amount is None:
        return False
    high, low = entry.amount.max, promise.amount.min
    return promise.stage is not entry.stage and entry.amount.currency == promise.amount.currency and None not in (high, low) and (high or 0) < (low or 0)


def _rest(amount: Amount, shares: list[Amount]) -> Amount:
    """What of a joint amount no share is stated of; never below nothing (shares that exceed it are a conflict)."""
    if not shares:
        return amount
    stated = add(shares)
    low = max(0.0, (amount.min or 0.0) - (stated.high if stated.high is not None else amount.min or 0.0))
    high = None if amount.max is None else max(0.0, amount.max - stated.low)
    return msgspec.structs.replace(amount, min=low, max=high)


def _umbrella(entry: AidEntry, entries: Sequence[AidEntry]) -> Umbrella:
    assert entry.amount is not None
    stages = {Stage.DELIVERED} if entry.stage is Stage.DELIVERED else {Stage.PLEDGED, Stage.COMMITTED, Stage.CONTRACTED, Stage.DELIVERED}
    able = [
        other
        for other in entries
        if other.counted
        and other.stage in stages
        and (other.donors == entry.donors or _scheme_sum(entry, other))
        and other.recipient == entry.recipient
        and other.amount is not None
        and other.amount.currency == entry.amount.currency
        and _inside(other, entry)
    ]
    counted = one_per_lifecycle(able)
    if not counted:
        return Umbrella(entry.id, entry.donors, entry.amount, None, None, ())
    booked = add(other.amount for other in counted if other.amount)
    stated = entry.amount.min if entry.amount.min is not None else entry.amount.max or 0.0
    return Umbrella(entry.id, entry.donors, entry.amount, booked, stated - booked.low, tuple(sorted(other.id for other in counted)))


def _scheme_sum(umbrella: AidEntry, other: AidEntry) -> bool:
    """Whether an amount belongs to the scheme whose donors the running total adds up; states have codes of three letters."""
    spelled_out = umbrella.donors and all(len(code) == 3 for code in umbrella.donors)
    return umbrella.scheme is not None and umbrella.scheme == other.scheme and not spelled_out


def _inside(other: AidEntry, umbrella: AidEntry) -> bool:
    """Whether an entry falls into the time a running total speaks of; undated ones may."""
    day = other.date.first if other.date else other.first_published
    span: DateRange | None = umbrella.date
    until = span.last if span else umbrella.first_published
    since = span.first if span and span.first < span.last else None
    return day is None or ((until is None or day <= until) and (since is None or since <= day))
