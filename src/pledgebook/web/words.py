"""How values of the book are told on a page."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pledgebook.analyse.totals import JOINT, NOBODY, Sum
from pledgebook.dossier.schema import Dossier
from pledgebook.model.claim import Amount, CountsAs, Stage
from pledgebook.model.text import DateRange
from pledgebook.resolve.amounts import figure, shown

RULES: Mapping[CountsAs, str] = {
    CountsAs.TOTAL: "counted",
    CountsAs.COMPONENT: "a part, not added",
    CountsAs.CONTAINER: "holds more than aid, not added",
    CountsAs.UMBRELLA: "running total, not added",
    CountsAs.VAGUE: "vague, not added",
    CountsAs.UNIT_PRICE: "price of one, not added",
}
GLOBALS: Mapping[str, Any] = {"STAGES": tuple(Stage), "RULES": RULES}
ROWS = {JOINT: "joint, not split", NOBODY: "donor unknown", "all": "all donors"}
"""names of rows that stand for no party"""


def filters(dossier: Dossier) -> dict[str, Callable[..., Any]]:
    """The filters of templates."""
    names = {party.code: party.name for party in dossier.parties} | ROWS
    schemes = {scheme.code: scheme.name for scheme in dossier.schemes}

    def parties(codes: Iterable[str]) -> str:
        return ", ".join(names.get(code, code) for code in codes) or "unknown"

    return {
        "party": lambda code: names.get(code, code),
        "parties": parties,
        "scheme": lambda code: schemes.get(code, code),
        "amount": amount,
        "sum": added,
        "figure": figure,
        "days": days,
        "day": day,
        "count": count,
    }


def amount(value: Amount | None) -> str:
    """An amount, or that it is unknown.

    >>> amount(Amount(5e8, 5e8, "EUR")), amount(None)
    ('EUR 500m', 'unknown')
    """
    return "unknown" if value is None else shown(value)


def added(value: Sum | None) -> str:
    """A sum, or that it is unknown.

    >>> added(Sum(5e8, None)), added(None)
    ('500m or more', 'unknown')
    """
    if value is None:
        return "unknown"
    if value.plain:
        return figure(value.low)
    return f"{figure(value.low)} or more" if value.high is None else f"{figure(value.low)}–{figure(value.high)}"


def day(value: datetime.date | None) -> str:
    """A day as people write it.

    >>> day(datetime.date(2025, 8, 4)), day(None)
    ('4 Aug 2025', 'unknown')
    """
    return "unknown" if value is None else f"{value.day} {value:%b %Y}"


def days(value: DateRange | None) -> str:
    """A range of days, as short as it can be told.

    >>> days(DateRange(datetime.date(2025, 8, 4), datetime.date(2025, 8, 6))), days(None)
    ('4–6 Aug 2025', 'unknown')
    """
    if value is None:
        return "unknown"
    first, last = value.first, value.last
    if first == last:
        return day(first)
    if (first.year, first.month) == (last.year, last.month):
        whole = first.day == 1 and (last + datetime.timedelta(days=1)).day == 1
        return f"{first:%B %Y}" if whole else f"{first.day}–{day(last)}"
    if first.year == last.year:
        return str(first.year) if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) else f"{first.day} {first:%b} – {day(last)}"
    return f"{day(first)} – {day(last)}"


def count(number: int, noun: str) -> str:
    """A number of things.

    >>> count(1, "entry"), count(3, "entry"), count(2, "report")
    ('1 entry', '3 entries', '2 reports')
    """
    plural = noun[:-1] + "ies" if noun.endswith("y") else noun + "s"
    return f"{number:,} {noun if number == 1 else plural}"
