"""How long promises take: days from the first promise of a lifecycle to its first delivery."""

from __future__ import annotations

import collections
import datetime
import statistics
from collections.abc import Iterable

import msgspec

from pledgebook.analyse.gap import PROMISED
from pledgebook.model.claim import Realis, Stage
from pledgebook.model.ledger import AidEntry


class Lag(msgspec.Struct, frozen=True):
    """One promise that was delivered, in full or in part: `days` from the one to the other, never below 0."""

    promise: str
    delivery: str
    days: int


def lags(entries: Iterable[AidEntry]) -> tuple[Lag, ...]:
    """A lag for each lifecycle with a dated promise and a dated delivery after it, the shortest first.

    The first day an event may have happened counts, or the day of its first report where nothing says when it was.
    """
    cycles: dict[str, list[AidEntry]] = collections.defaultdict(list)
    for entry in entries:
        if entry.realis is Realis.ACTUAL:
            cycles[entry.lifecycle or entry.id].append(entry)
    found = []
    for held in cycles.values():
        promised = sorted((day, entry.id) for entry in held if entry.stage in PROMISED and (day := _day(entry)))
        delivered = sorted((day, entry.id) for entry in held if entry.stage is Stage.DELIVERED and (day := _day(entry)))
        if promised and delivered and delivered[0][0] >= promised[0][0]:
            found.append(Lag(promised[0][1], delivered[0][1], (delivered[0][0] - promised[0][0]).days))
    return tuple(sorted(found, key=lambda lag: (lag.days, lag.promise)))


def median_days(found: Iterable[Lag]) -> float | None:
    """The middle lag; None where no promise was delivered.

    >>> median_days([Lag("a", "b", 10), Lag("c", "d", 30), Lag("e", "f", 80)]), median_days([])
    (30, None)
    """
    listed = [lag.days for lag in found]
    return statistics.median(listed) if listed else None


def _day(entry: AidEntry) -> datetime.date | None:
    return entry.date.first if entry.date else entry.first_published
