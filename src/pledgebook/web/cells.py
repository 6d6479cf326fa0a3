"""What stands behind a figure of the pages: its sum, and the entries a click on it leads to."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence

import msgspec

from pledgebook.analyse.burden import given_once
from pledgebook.analyse.gap import promises
from pledgebook.analyse.rates import in_currency
from pledgebook.analyse.series import monthly
from pledgebook.analyse.totals import Sum, Umbrella, add, grand_totals, row, totals
from pledgebook.model.ledger import AidEntry
from pledgebook.web.index import first_day

GIVEN, PROMISED, BOOKED = "given", "promised", "booked"
MEASURES = {GIVEN: "given or promised, each promise once", PROMISED: "promised, each promise once", BOOKED: "which the book holds beside"}
"""figures of no single stage: each promise once, deliveries among them or not; and what stands beside the running total of an entry, the row"""
ALL = "all"


class Figure(msgspec.Struct, frozen=True):
    """A sum and the ids of the entries it adds."""

    sum: Sum
    entries: frozenset[str]


def figure_of(cell: tuple[str, str, str], entries: Sequence[AidEntry], into: str | None = None, month: datetime.date | None = None) -> Figure | None:
    """The figure a cell `CURRENCY, STAGE or MEASURE, ROW` stands for, of one month where one is asked for; None where nothing is added in it."""
    currency, measure, donor = cell
    held = in_currency(entries, into) if into else tuple(entries)
    if measure == GIVEN:
        found = given_once(held, currency).get(donor)
        return Figure(found[0], frozenset(found[1])) if found else None
    if measure == PROMISED:
        return _added([entry for entry in promises(held, currency) if donor in (ALL, row(entry))])
    if month and donor == ALL:
        counted = (entry for entry in held if entry.counted and entry.amount and (entry.amount.currency, entry.stage) == (currency, measure))
        return _added([entry for entry in counted if first_day(entry).replace(day=1) == month])
    if month:
        in_month = (made for made in monthly(held) if made.month == f"{month:%Y-%m}")
        return next((Figure(made.sum, frozenset(made.entries)) for made in in_month if (made.currency, made.stage, made.donor) == cell), None)
    made = grand_totals(held) if donor == ALL else totals(held)
    return next((Figure(total.sum, frozenset(total.entries)) for total in made if (total.currency, total.stage, total.donor) == cell), None)


def beside(cell: tuple[str, str, str], stated: Iterable[Umbrella]) -> Figure | None:
    """What the book adds up beside the running total an entry states, whose id is the cell's row."""
    held = next((total for total in stated if total.entry == cell[2]), None)
    return Figure(held.booked, frozenset(held.entries)) if held and held.booked else None


def _added(entries: Sequence[AidEntry]) -> Figure | None:
    return Figure(add(entry.amount for entry in entries if entry.amount), frozenset(entry.id for entry in entries)) if entries else None
