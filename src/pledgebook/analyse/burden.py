"""What each donor gives, in one currency, as a share of its economy and per head of its people.

A promise and its delivery count once, at the furthest stage. A joint amount is never split: it stands in a row of its
own, which has no economy.
"""

from __future__ import annotations

import collections
from collections.abc import Iterable, Sequence

import msgspec

from pledgebook.analyse.economies import Economy, economy
from pledgebook.analyse.gap import PROMISED
from pledgebook.analyse.rates import in_currency
from pledgebook.analyse.totals import JOINT, NOBODY, Sum, one_per_lifecycle, totals
from pledgebook.model.claim import CountsAs, Stage
from pledgebook.model.ledger import AidEntry

GIVEN = (*PROMISED, Stage.DELIVERED)


class StageSum(msgspec.Struct, frozen=True):
    stage: Stage
    sum: Sum


class Burden(msgspec.Struct, frozen=True):
    """One donor's row (a code, `joint` or `unknown`).

    `given` counts each lifecycle once; `stages` are sums by stage, which do not add up to it. `share_of_gdp` is a fraction,
    `per_head` in `currency`; both are None without an economy, and outside US dollars the share is. `economy` names
    year and source. `no_rate` are entries that count and could not be converted; they are in no sum.
    """

    donor: str
    currency: str
    given: Sum | None
    stages: tuple[StageSum, ...]
    economy: Economy | None = None
    share_of_gdp: Sum | None = None
    per_head: Sum | None = None
    no_rate: tuple[str, ...] = ()


def burdens(entries: Sequence[AidEntry], economies: tuple[Economy, ...], currency: str = "USD") -> tuple[Burden, ...]:
    """A row for every donor with a counted amount promised or delivered, the greatest first, `joint` and `unknown` last."""
    promised = [entry for entry in in_currency(entries, currency) if entry.stage in GIVEN]
    dollars = [entry for entry in in_currency(entries, "USD") if entry.stage in GIVEN]
    sums, in_dollars = given_once(promised, currency), given_once(dollars, "USD")
    stages: dict[str, list[StageSum]] = collections.defaultdict(list)
    without: dict[str, set[str]] = collections.defaultdict(set)
    for cell in totals(promised):
        if cell.currency == currency:
            stages[cell.donor].append(StageSum(cell.stage, cell.sum))
        else:
            without[cell.donor].update(cell.entries)
    last = {donor: _last_year(promised, ids) for donor, (_, ids) in sums.items()}
    rows = []
    for donor in {*stages, *without}:
        held = economy(economies, donor, last[donor]) if donor in last else None
        given = sums[donor][0] if donor in sums else None
        share = _part(in_dollars[donor][0], held.gdp_usd) if held and donor in in_dollars else None
        each = _part(given, held.population) if held and given else None
        rows.append(Burden(donor, currency, given, tuple(stages[donor]), held, share, each, tuple(sorted(without[donor]))))
    return tuple(sorted(rows, key=lambda row: (row.donor in (JOINT, NOBODY), -(row.given.low if row.given else -1.0), row.donor)))


def given_once(entries: Iterable[AidEntry], currency: str) -> dict[str, tuple[Sum, tuple[str, ...]]]:
    """What each donor row gives in a currency, each lifecycle once at its furthest stage, with the entries it comes from."""
    listed = [entry for entry in entries if entry.stage in GIVEN]
    furthest = {entry.id for entry in one_per_lifecycle(listed)}
    chosen = [entry for entry in listed if entry.id in furthest or (entry.counts_as is CountsAs.COMPONENT and entry.part_of in furthest)]
    cells: dict[str, list[tuple[Sum, tuple[str, ...]]]] = collections.defaultdict(list)
    for cell in totals(chosen):
        if cell.currency == currency:
            cells[cell.donor].append((cell.sum, cell.entries))
    return {donor: (_added(sums for sums, _ in held), tuple(id_ for _, ids in held for id_ in ids)) for donor, held in cells.items()}


def _added(sums: Iterable[Sum]) -> Sum:
    listed = list(sums)
    highs = [held.high for held in listed]
    return Sum(sum(held.low for held in listed), None if None in highs else sum(high for high in highs if high is not None))


def _part(of: Sum, whole: float | None) -> Sum | None:
    if not whole:
        return None
    return Sum(of.low / whole, None if of.high is None else of.high / whole)


def _last_year(entries: Iterable[AidEntry], ids: tuple[str, ...]) -> int:
    """The year of the latest of the entries; of undated ones the latest year there is."""
    wanted = set(ids)
    days = [entry.date.last if entry.date else entry.first_published for entry in entries if entry.id in wanted]
    return max((day.year for day in days if day is not None), default=9999)
