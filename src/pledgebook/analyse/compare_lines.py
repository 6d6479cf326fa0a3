"""A ledger as lines that another ledger can be held against: pledgebook's own, or somebody else's."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence

import msgspec

from pledgebook.analyse.gap import PROMISED
from pledgebook.analyse.rates import rate, rate_day
from pledgebook.analyse.totals import one_per_lifecycle
from pledgebook.model.claim import AidType, Amount, CountsAs, ItemCount, Stage
from pledgebook.model.ledger import AidEntry
from pledgebook.model.run import Rejection
from pledgebook.model.text import DateRange

GIVEN = (*PROMISED, Stage.DELIVERED)
"""stages at which aid is promised or given; what is asked for, floated, held back or refused is in no sum"""


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One row of a ledger.

    `counts` says that the amount is in the ledger's total, `why_not` why it is not; `day` is the day whose rate counts. `stated`
    is the amount as the ledger itself brought it to another currency. Lines of one `lifecycle` are one promise.
    """

    id: str
    donors: tuple[str, ...] = ()
    joint: bool = False
    stage: Stage | None = None
    aid_type: AidType | None = None
    date: DateRange | None = None
    day: datetime.date | None = None
    amount: Amount | None = None
    stated: Amount | None = None
    counts: bool = False
    why_not: str | None = None
    counts_as: CountsAs | None = None
    items: tuple[ItemCount, ...] = ()
    scheme: str | None = None
    recipient: str | None = None
    supplier: str | None = None
    part_of: str | None = None
    lifecycle: str = ""
    text: str | None = None
    sources: tuple[str, ...] = ()


class Tracker(msgspec.Struct, frozen=True):
    """A ledger read from elsewhere: its lines, what it says of itself, and the rows that could not be read."""

    name: str
    lines: tuple[Line, ...]
    about: dict[str, str] = {}
    refused: tuple[Rejection, ...] = ()
    notes: tuple[str, ...] = ()


def lines(entries: Sequence[AidEntry]) -> tuple[Line, ...]:
    """The lines of aid entries; each promise counts once, at the furthest stage."""
    counted = {entry.id for entry in one_per_lifecycle(entry for entry in entries if entry.stage in GIVEN)}
    furthest = {entry.lifecycle or entry.id: entry.id for entry in entries if entry.id in counted}
    return tuple(_line(entry, entry.id in counted, furthest.get(entry.lifecycle or entry.id)) for entry in entries)


def worth(line: Line, into: str) -> int | None:
    """What a line's amount is worth in whole units of a currency at the rate of its day, at least; None where nobody can say.

    "Up to" is worth nothing at least, as in every total. Without a rate the ledger's own conversion stands in.
    """
    own = at(line.amount, into, line.day)
    return at(line.stated, into, line.day) if own is None else own


def as_stated(line: Line, into: str) -> int | None:
    """The same, with the ledger's own conversion where it has one in that currency."""
    if line.stated is not None and line.stated.currency == into:
        return at(line.stated, into, line.day)
    return worth(line, into)


def at(amount: Amount | None, into: str, day: datetime.date | None) -> int | None:
    """The lower end of an amount in whole units of a currency at the rate of a day."""
    if amount is None:
        return None
    if amount.currency == into:
        return round(amount.min or 0.0)
    found = rate(amount.currency, into, day) if day else None
    return round((amount.min or 0.0) * found.value) if found else None


def _line(entry: AidEntry, counts: bool, furthest: str | None) -> Line:
    words = entry.testimonies[0].words if entry.testimonies else ()
    return Line(
        id=entry.id,
        donors=tuple(sorted(entry.donors)),
        joint=entry.joint,
        stage=entry.stage,
        aid_type=entry.aid_type,
        date=entry.date,
        day=rate_day(entry),
        amount=entry.amount,
        counts=counts,
        why_not=None if counts else why_not(entry, furthest),
        counts_as=entry.counts_as,
        items=entry.items,
        scheme=entry.scheme,
        recipient=entry.recipient,
        supplier=entry.supplier,
        part_of=entry.part_of,
        lifecycle=entry.lifecycle or entry.id,
        text=" ".join(words[0].split()) if words else None,
        sources=tuple(sorted({source for testimony in entry.testimonies for source in testimony.sources})),
    )


def why_not(entry: AidEntry, furthest: str | None) -> str:
    """Why an amount is in no total."""
    if entry.amount is None:
        return "no amount"
    if entry.counts_as is not CountsAs.TOTAL:
        return str(entry.counts_as) if entry.counts_as else "no counting rule"
    if entry.stage not in GIVEN:
        return str(entry.stage)
    if not entry.counted:
        return str(entry.realis)
    return f"counted once, as {furthest}" if furthest else "not counted"


def total(held: Iterable[Line], into: str) -> int:
    """The sum of everything that counts and can be brought to the currency."""
    return sum(as_stated(line, into) or 0 for line in held if line.counts)
