"""Exchange rates of the day: the European Central Bank's reference rates, as the package CurrencyConverter brings them.

The bank publishes a rate a working day for about thirty currencies; of days in between the last rate before counts. It
has none for the hryvnia and most currencies outside Europe, and such an amount stays as it is.
"""

from __future__ import annotations

import datetime
import functools
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import msgspec

from pledgebook.dossier.schema import Dossier
from pledgebook.model.claim import Amount
from pledgebook.model.ledger import AidEntry

if TYPE_CHECKING:
    from currency_converter import CurrencyConverter  # type: ignore[import-untyped]

SHOWN = ("USD", "EUR")
"""the currencies every amount can be shown in"""
STALE = 7
"""days up to which the last rate before a day stands for it: more than the bank ever paused"""
BROAD = 31
"""days up to which a range is told by its last day; of a longer one the day it was reported counts"""


class Rate(msgspec.Struct, frozen=True):
    """What a unit of `currency` was worth in `into` on `day`, the day of the rate."""

    currency: str
    into: str
    value: float
    day: datetime.date


class Converted(msgspec.Struct, frozen=True):
    """An entry's amount in another currency; without a rate `amount` is None and `why` says why."""

    entry: str
    into: str
    amount: Amount | None = None
    rate: Rate | None = None
    why: str | None = None


def rate(currency: str, into: str, day: datetime.date) -> Rate | None:
    """The rate of the day or the last before it; None where the bank has none.

    >>> rate("EUR", "USD", datetime.date(2025, 8, 3)).day
    datetime.date(2025, 8, 1)
    >>> rate("UAH", "USD", datetime.date(2025, 8, 4)) is None
    True
    """
    if currency == into:
        return Rate(currency, into, 1.0, day)
    for back in range(STALE + 1):
        found = _rate_on(currency, into, day - datetime.timedelta(days=back))
        if found is not None:
            return Rate(currency, into, found, day - datetime.timedelta(days=back))
    return None


def rate_day(entry: AidEntry) -> datetime.date | None:
    """The day whose rate counts: of the event, where it was past and is known to a month, else of the first report."""
    reported = entry.first_published
    if entry.date and (entry.date.last - entry.date.first).days <= BROAD and (reported is None or entry.date.last <= reported):
        return entry.date.last
    return reported


def converted(entry: AidEntry, into: str, day: datetime.date | None) -> Converted | None:
    """The entry's amount at the rate of a day; None where it has no amount."""
    amount = entry.amount
    if amount is None:
        return None
    if amount.currency == into:
        return Converted(entry.id, into, amount, None if day is None else Rate(into, into, 1.0, day))
    if day is None:
        return Converted(entry.id, into, why="no rate: neither the event nor a report is dated")
    found = rate(amount.currency, into, day)
    if found is None:
        lacking = into if rate(amount.currency, "EUR", day) else amount.currency
        return Converted(entry.id, into, why=f"no rate for {lacking} on {day}")
    return Converted(entry.id, into, _times(amount, found), found)


def conversions(entries: Iterable[AidEntry], into: str) -> dict[str, Converted]:
    """Every entry's amount in another currency, by entry; a part is converted at the rate of the whole it stands under."""
    listed = list(entries)
    days = {entry.id: rate_day(entry) for entry in listed}
    found = {entry.id: converted(entry, into, days.get(entry.part_of or "", days[entry.id])) for entry in listed}
    return {id_: held for id_, held in found.items() if held is not None}


def in_currency(entries: Iterable[AidEntry], into: str) -> tuple[AidEntry, ...]:
    """The entries with amounts converted; those without a rate keep their own currency, so that none is counted as nothing."""
    listed = list(entries)
    found = conversions(listed, into)
    return tuple(msgspec.structs.replace(e, amount=found[e.id].amount) if e.id in found and found[e.id].amount else e for e in listed)


def _times(amount: Amount, found: Rate) -> Amount:
    low, high = (None if value is None else round(value * found.value, 2) for value in (amount.min, amount.max))
    return msgspec.structs.replace(amount, min=low, max=high, currency=found.into)


@functools.lru_cache(maxsize=65536)
def _rate_on(currency: str, into: str, day: datetime.date) -> float | None:
    """The rate published that very day."""
    from currency_converter import RateNotFoundError

    table = _table()
    if currency not in table.currencies or into not in table.currencies:
        return None
    try:
        return float(table.convert(1.0, currency, into, date=day))
    except RateNotFoundError:
        return None


@functools.cache
def _table() -> CurrencyConverter:
    from currency_converter import CurrencyConverter

    return CurrencyConverter()


def rough_dollars(dossier: Dossier) -> Callable[[Amount], float]:
    """What an amount is worth in dollars, roughly: only to tell great from small."""
    rough = {code: float(value) for code, value in dossier.words.get("resolve", {}).get("rough_dollars", {}).items()}

    def worth(amount: Amount) -> float:
        return (amount.min or amount.max or 0.0) * rough.get(amount.currency, 1.0 if amount.currency == "USD" else 0.0)

    return worth
