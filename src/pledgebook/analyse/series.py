"""How aid moves: month by month, from promise to delivery, and how long it takes. What is unknown is counted apart."""

from __future__ import annotations

import collections
import datetime
import statistics
from collections.abc import Callable, Iterable, Sequence

import msgspec

from pledgebook.analyse.totals import JOINT, Contribution, Sum, add, contributions, row
from pledgebook.model.claim import Amount, CountsAs, Realis, Stage
from pledgebook.model.ledger import AidEntry

STEPS = (Stage.PLEDGED, Stage.COMMITTED, Stage.CONTRACTED, Stage.DELIVERED)
WAYS = ((Stage.PLEDGED, Stage.COMMITTED), (Stage.COMMITTED, Stage.CONTRACTED), (Stage.CONTRACTED, Stage.DELIVERED), (Stage.PLEDGED, Stage.DELIVERED))
"""the stretches of a lifecycle whose length is told"""
BROAD = 31
"""days up to which a range is a day for a lag; "in 2024" says nothing of days"""
ELSEWHERE = (CountsAs.COMPONENT, CountsAs.UMBRELLA, CountsAs.CONTAINER, CountsAs.UNIT_PRICE)
"""amounts that are no act of their own"""


class Month(msgspec.Struct, frozen=True):
    """What `donor` (a row of the totals) gives at a stage in a month, YYYY-MM; of undated entries `month` is None."""

    month: str | None
    currency: str
    stage: Stage
    donor: str
    sum: Sum
    entries: tuple[str, ...]


class Step(msgspec.Struct, frozen=True):
    """How much has come at least to a stage: `reached` lifecycles, of which `unvalued` have no counted amount there.

    `sum` is None where none has one; `joint` says that the amounts are given by several together.
    """

    stage: Stage
    joint: bool
    sum: Sum | None
    reached: int
    unvalued: int


class Stretch(msgspec.Struct, frozen=True):
    """Days from the first entry at one stage to the first at another, in each lifecycle that has both dated to a month.

    `median_days` is None without a case; `undated` lifecycles have both stages and no two days; `open` ones have the
    first stage and not (yet) the other.
    """

    start: Stage
    end: Stage
    median_days: float | None
    days: tuple[int, ...]
    undated: int
    open: int


class ClassCount(msgspec.Struct, frozen=True):
    """How many entries name goods of a class at a stage; of goods no class is known of, and of none named, `name` is None."""

    name: str | None
    stage: Stage
    entries: int


def monthly(entries: Iterable[AidEntry]) -> tuple[Month, ...]:
    """Counted amounts by month of the event (of its first day; of the first report where the event has no date).

    They add up to the totals: joint amounts stand in the row `joint`, less the shares that are stated.
    """
    listed = list(entries)
    days = {entry.id: entry.date.first if entry.date else entry.first_published for entry in listed}
    cells: dict[tuple[str, str, Stage, str], list[Contribution]] = collections.defaultdict(list)
    for part in contributions(listed):
        day = days[part.entry]
        cells[f"{day:%Y-%m}" if day else "", part.amount.currency, part.stage, part.donor].append(part)
    ordered = sorted(cells.items(), key=lambda cell: (cell[0][0] or "9999", cell[0][1], list(Stage).index(cell[0][2]), cell[0][3]))
    return tuple(
        Month(month or None, currency, stage, donor, add(part.amount for part in held), tuple(sorted(part.entry for part in held)))
        for (month, currency, stage, donor), held in ordered
    )


def funnel(entries: Iterable[AidEntry], currency: str) -> tuple[Step, ...]:
    """How far promises have come, first of single donors, then of several together; only amounts in the currency have a value.

    A lifecycle that came further has passed the stages before, whether or not a report said so: its amount there is that
    of the next stage told. Orders and deliveries that carry out a promise in parts are added up; of a promise told
    several times the greatest counts.
    """
    listed = [entry for entry in entries if entry.stage in STEPS and entry.realis is not Realis.NEGATED and entry.counts_as not in ELSEWHERE]
    steps = []
    for joint in (False, True):
        held = _lifecycles(entry for entry in listed if (row(entry) == JOINT) is joint)
        steps += [_step(stage, joint, held, currency) for stage in STEPS] if held else []
    return tuple(steps)


def stretches(entries: Iterable[AidEntry]) -> tuple[Stretch, ...]:
    """How long each stretch takes from promise to delivery."""
    held = _lifecycles(entry for entry in entries if entry.stage in STEPS and entry.realis is not Realis.NEGATED)
    return tuple(_stretch(start, end, held) for start, end in WAYS)


def by_class(entries: Iterable[AidEntry], classes: Callable[[AidEntry], tuple[str, ...]]) -> tuple[ClassCount, ...]:
    """How many entries name goods of each class, by stage; an entry that names several counts under each."""
    found: collections.Counter[tuple[str | None, Stage]] = collections.Counter()
    for entry in entries:
        if entry.realis is not Realis.NEGATED:
            found.update((name, entry.stage) for name in classes(entry) or (None,))
    ordered = sorted(found.items(), key=lambda item: (item[0][0] is None, item[0][0] or "", list(Stage).index(item[0][1])))
    return tuple(ClassCount(name, stage, number) for (name, stage), number in ordered)


def _lifecycles(entries: Iterable[AidEntry]) -> list[list[AidEntry]]:
    held: dict[str, list[AidEntry]] = collections.defaultdict(list)
    for entry in entries:
        held[entry.lifecycle or entry.id].append(entry)
    return list(held.values())


def _step(stage: Stage, joint: bool, lifecycles: Sequence[list[AidEntry]], currency: str) -> Step:
    reached = [held for held in lifecycles if max(STEPS.index(entry.stage) for entry in held) >= STEPS.index(stage)]
    amounts = [_at(held, stage, currency) for held in reached]
    valued = [amount for found in amounts for amount in found]
    return Step(stage, joint, add(valued) if valued else None, len(reached), sum(1 for found in amounts if not found))


def _at(held: Sequence[AidEntry], stage: Stage, currency: str) -> list[Amount]:
    """What a lifecycle is worth at a stage it has passed: by the reports of that stage, or of the next that has any."""
    for later in STEPS[STEPS.index(stage) :]:
        amounts = [entry.amount for entry in held if entry.stage is later and entry.counted and entry.amount and entry.amount.currency == currency]
        if amounts:
            return amounts if later in (Stage.CONTRACTED, Stage.DELIVERED) else [max(amounts, key=lambda amount: amount.min or amount.max or 0.0)]
        if any(entry.stage is later for entry in held):
            return []
    return []


def _stretch(start: Stage, end: Stage, lifecycles: Sequence[list[AidEntry]]) -> Stretch:
    days: list[int] = []
    undated = open_ = 0
    for held in lifecycles:
        begun, done = ([entry for entry in held if entry.stage is stage] for stage in (start, end))
        if begun and not done:
            open_ += 1
        elif begun:
            first, last = _first_day(begun), _first_day(done)
            if first is None or last is None:
                undated += 1
            else:
                days.append((last - first).days)
    return Stretch(start, end, float(statistics.median(days)) if days else None, tuple(sorted(days)), undated, open_)


def _first_day(entries: Sequence[AidEntry]) -> datetime.date | None:
    days = [entry.date.first for entry in entries if entry.date and (entry.date.last - entry.date.first).days <= BROAD]
    return min(days, default=None)
