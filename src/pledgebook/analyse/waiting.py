"""How long promises wait for the next stage, with those still open counted as open: the product-limit estimate of Kaplan and Meier."""

from __future__ import annotations

import collections
import datetime
import math
import statistics
from collections.abc import Iterable, Sequence

import msgspec

from pledgebook.errors import PledgebookError
from pledgebook.model.claim import Realis, Stage
from pledgebook.model.ledger import AidEntry, Ledger

STEPS = (Stage.PLEDGED, Stage.COMMITTED, Stage.CONTRACTED, Stage.DELIVERED)
BROAD = 31
"""days up to which a range is a day; "in 2024" says nothing of days"""
SURE = statistics.NormalDist().inv_cdf(0.975)
"""a band of 95 %"""


class Wait(msgspec.Struct, frozen=True):
    """One promise: days to the stage waited for (`ended`), or to the last day the book knows of or the refusal that ended it (not `ended`)."""

    start: str
    end: str | None
    days: int
    ended: bool


class Still(msgspec.Struct, frozen=True):
    """From `days` on, `share` of the promises still wait, with a band of 95 % from `low` to `high`; `waiting` were under observation."""

    days: int
    waiting: int
    ended: int
    share: float
    low: float
    high: float


class Waiting(msgspec.Struct, frozen=True):
    """Waits from one stage to another up to `until`, the last day any report of the ledger was published.

    `median_days` is the first day by which half no longer wait, None where more than half still do. What has no days stands apart: `undated`
    promises, `unknown` ones (the later stage came, nobody says when), and `before`, where the later stage is dated first.
    """

    start: Stage
    end: Stage
    until: datetime.date | None
    waits: tuple[Wait, ...]
    curve: tuple[Still, ...]
    median_days: int | None
    undated: int
    unknown: int
    before: int

    @property
    def ended(self) -> int:
        return sum(1 for wait in self.waits if wait.ended)

    @property
    def open(self) -> int:
        return len(self.waits) - self.ended


def waiting(entries: Iterable[AidEntry], until: datetime.date | None, start: Stage = Stage.PLEDGED, end: Stage = Stage.DELIVERED) -> Waiting:
    """The waits of each lifecycle from its first entry at `start` to its first at `end`, deliveries in part included.

    A lifecycle that never came to `start` by name begins at the first stage after it that is told, before `end`. Raises `PledgebookError`
    where `end` does not come after `start`.
    """
    if start not in STEPS or end not in STEPS or STEPS.index(start) >= STEPS.index(end):
        raise PledgebookError("bad_stages", f"there is no way from {start} to {end}", f"give two of {', '.join(STEPS)}, the earlier first")
    begins, ends = STEPS[STEPS.index(start) : STEPS.index(end)], STEPS[STEPS.index(end) :]
    cycles: dict[str, list[AidEntry]] = collections.defaultdict(list)
    for entry in entries:
        if entry.realis is Realis.ACTUAL:
            cycles[entry.lifecycle or entry.id].append(entry)
    waits: list[Wait] = []
    apart: collections.Counter[str] = collections.Counter()
    for held in cycles.values():
        first = [entry for entry in held if entry.stage in begins]
        if not first:
            continue
        found = _wait(first, [entry for entry in held if entry.stage in ends], [entry for entry in held if entry.stage is Stage.REFUSED], until)
        if isinstance(found, Wait):
            waits.append(found)
        else:
            apart[found] += 1
    waits.sort(key=lambda wait: (wait.days, not wait.ended, wait.start))
    curve = still_waiting([(wait.days, wait.ended) for wait in waits])
    median = next((step.days for step in curve if step.share <= 0.5), None)
    return Waiting(start, end, until, tuple(waits), curve, median, apart["undated"], apart["unknown"], apart["before"])


def still_waiting(waits: Sequence[tuple[int, bool]]) -> tuple[Still, ...]:
    """The product-limit estimate (Kaplan and Meier 1958) at each day on which a wait ended, with Greenwood's variance on the log-log scale.

    >>> [(step.days, step.waiting, round(step.share, 3)) for step in still_waiting([(5, True), (8, False), (12, True)])]
    [(5, 3, 0.667), (12, 1, 0.0)]
    """
    steps: list[Still] = []
    share, greenwood = 1.0, 0.0
    for day in sorted({days for days, ended in waits if ended}):
        at_risk = sum(1 for days, _ in waits if days >= day)
        ended = sum(1 for days, end in waits if end and days == day)
        share *= 1 - ended / at_risk
        low = high = share
        if share > 0:
            greenwood += ended / (at_risk * (at_risk - ended))
            width = SURE * math.sqrt(greenwood) / abs(math.log(share))
            low, high = share ** math.exp(width), share ** math.exp(-width)
        steps.append(Still(day, at_risk, ended, share, low, high))
    return tuple(steps)


def last_day(ledger: Ledger) -> datetime.date | None:
    """The last day any report of the ledger was published; None where none is dated."""
    return max((t.published.last for entry in ledger.entries for t in entry.testimonies if t.published), default=None)


def _wait(first: Sequence[AidEntry], ended: Sequence[AidEntry], refused: Sequence[AidEntry], until: datetime.date | None) -> Wait | str:
    begun = min(((day, entry.id) for entry in first if (day := _day(entry))), default=None)
    if begun is None:
        return "undated"
    done = min(((day, entry.id) for entry in ended if (day := _day(entry))), default=None)
    if done is not None:
        days = (done[0] - begun[0]).days
        return Wait(begun[1], done[1], days, True) if days >= 0 else "before"
    if ended:
        return "unknown"
    last = min((day for entry in refused if (day := _day(entry)) and day >= begun[0]), default=until)
    return Wait(begun[1], None, max(0, (last - begun[0]).days), False) if last else "undated"


def _day(entry: AidEntry) -> datetime.date | None:
    """The day of the event where it is known to a month, else of the first report where no day is told; None for a broad range."""
    if entry.date is None:
        return entry.first_published
    return entry.date.first if (entry.date.last - entry.date.first).days <= BROAD else None
