"""Sums at the prices of one year, with the deflator they are brought there by."""

from __future__ import annotations

import csv
import functools
import pathlib
from collections.abc import Iterable

import msgspec

from pledgebook.analyse.rates import conversions, rate_day
from pledgebook.analyse.totals import Total, grand_totals, totals
from pledgebook.errors import PledgebookError
from pledgebook.model.ledger import AidEntry

TABLE = pathlib.Path(__file__).parent / "deflators.csv"


class Deflator(msgspec.Struct, frozen=True):
    """The price level of a currency's economy in a year, 100 in some other year; `basis` is what the figure was held against."""

    currency: str
    year: int
    index: float
    source: str
    basis: str


class AtPrices(msgspec.Struct, frozen=True):
    """Totals of counted amounts in `currency` at the prices of `year`.

    `left_out` are the entries whose counted amount is in no sum, having no rate, no day, or a day in a year without a deflator.
    """

    currency: str
    year: int
    source: str
    basis: str
    totals: tuple[Total, ...]
    grand_totals: tuple[Total, ...]
    left_out: tuple[str, ...]


@functools.cache
def deflators() -> dict[tuple[str, int], Deflator]:
    """The table by currency and year."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = [Deflator(row["currency"], int(row["year"]), float(row["index"]), row["source"], row["basis"]) for row in csv.DictReader(file)]
    return {(row.currency, row.year): row for row in rows}


def at_prices(entries: Iterable[AidEntry], currency: str, year: int) -> AtPrices:
    """The sums of a ledger in a currency at one year's prices.

    An amount is converted at the rate of its day first, and then by the deflator of that currency and the day's year: what so many dollars
    of 2022 bought costs in 2024 as many times more as the index of 2024 is above that of 2022. Raises `PledgebookError` where the table
    has no such currency or year.
    """
    table = deflators()
    base = table.get((currency, year))
    if base is None:
        years = sorted(known for held, known in table if held == currency)
        hint = f"use a year from {years[0]} to {years[-1]}" if years else f"use one of {', '.join(sorted({held for held, _ in table}))}"
        raise PledgebookError("no_deflator", f"there is no deflator of {currency} for {year}", hint)
    listed = list(entries)
    converted = conversions(listed, currency)
    days = {entry.id: rate_day(entry) for entry in listed}
    kept, left_out = [], []
    for entry in listed:
        held, day = converted.get(entry.id), days.get(entry.part_of or "", days[entry.id])
        own = table.get((currency, day.year)) if day else None
        if held is not None and held.amount is not None and own is not None:
            low, high = (None if end is None else round(end * base.index / own.index, 2) for end in (held.amount.min, held.amount.max))
            kept.append(msgspec.structs.replace(entry, amount=msgspec.structs.replace(held.amount, min=low, max=high)))
        elif entry.counted:
            left_out.append(entry.id)
    return AtPrices(currency, year, base.source, base.basis, totals(kept), grand_totals(kept), tuple(left_out))
