"""Donors: all in a table, one by one, and side by side."""

from __future__ import annotations

import collections
import datetime
from collections.abc import Sequence
from typing import Any

import msgspec
from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from pledgebook.analyse.burden import Burden
from pledgebook.analyse.gap import Gap, gaps
from pledgebook.analyse.lag import Lag, lags, median_days
from pledgebook.analyse.rates import in_currency
from pledgebook.analyse.totals import Sum, Umbrella, add, row, totals, umbrellas
from pledgebook.model.claim import Stage
from pledgebook.model.ledger import AidEntry
from pledgebook.web.index import Index, first_day, known_party
from pledgebook.web.library import Library
from pledgebook.web.pages.overview import CURRENCIES, FUNNEL, greatest, known_currency
from pledgebook.web.rendering import page

COMPARED = 6
"""donors side by side at most"""


class Step(msgspec.Struct, frozen=True):
    """A stage of one donor: what its amounts come to, None where none may be added."""

    stage: Stage
    sum: Sum | None
    entries: int


class Month(msgspec.Struct, frozen=True):
    """What was first promised and delivered in one month, in one currency; None for nothing with a value."""

    first: datetime.date
    promised: Sum | None
    delivered: Sum | None


class Profile(msgspec.Struct, frozen=True):
    """One donor: what it gives alone, and what it gives with others, which is never split."""

    code: str
    name: str
    steps: tuple[Step, ...]
    burden: Burden | None
    gap: Gap | None
    lags: tuple[Lag, ...]
    median: float | None
    months: tuple[Month, ...]
    classes: tuple[tuple[str, tuple[AidEntry, ...]], ...]
    own: tuple[AidEntry, ...]
    joint: tuple[AidEntry, ...]
    umbrellas: tuple[Umbrella, ...]


@get("/donors", sync_to_thread=True)
def donors(request: Request[Any, Any, Any], library: NamedDependency[Library], index: NamedDependency[Index], into: FromQuery[str] = "USD") -> Response[str]:
    """Every donor with an entry: what it promised and delivered, and what that is of its economy."""
    currency = known_currency(into)
    rows = index.burdens(currency)
    counted = collections.Counter(code for entry in index.aid for code in entry.donors)
    named = {held.donor for held in rows}
    return page(
        request,
        "donors.html",
        currency=currency,
        currencies=CURRENCIES,
        rows=[(held, {cell.stage: cell.sum for cell in held.stages}) for held in rows],
        stages=FUNNEL,
        counted=counted,
        most=greatest(rows),
        others=sorted((code, number) for code, number in counted.items() if code not in named),
    )


@get("/donors/{code:str}", sync_to_thread=True)
def donor(
    request: Request[Any, Any, Any],
    library: NamedDependency[Library],
    index: NamedDependency[Index],
    code: FromPath[str],
    into: FromQuery[str] = "USD",
) -> Response[str]:
    """One donor."""
    currency = known_currency(into)
    found = profile(code.upper(), index, library, currency)
    return page(request, "donor.html", profile=found, currency=currency, currencies=CURRENCIES, entries=index.entries, peak=peak(found.months))


@get("/compare", sync_to_thread=True)
def compare(request: Request[Any, Any, Any], library: NamedDependency[Library], index: NamedDependency[Index], into: FromQuery[str] = "USD") -> Response[str]:
    """Donors side by side."""
    currency = known_currency(into)
    given = [part for value in request.query_params.getall("donor", []) for part in value.split(",") if part.strip()]
    codes = list(dict.fromkeys(code.strip().upper() for code in given))[:COMPARED]
    names = {party.code: party.name for party in library.book.dossier.parties}
    options = sorted({code for entry in index.aid for code in entry.donors if code in names}, key=lambda code: names[code])
    profiles = [profile(code, index, library, currency) for code in codes]
    classes = sorted({name for held in profiles for name, _ in held.classes})
    return page(
        request,
        "compare.html",
        profiles=profiles,
        classes=classes,
        options=options,
        codes=codes,
        stages=FUNNEL,
        currency=currency,
        currencies=CURRENCIES,
        most=COMPARED,
    )


def profile(code: str, index: Index, library: Library, currency: str) -> Profile:
    """What the book knows of one donor; raises `PledgebookError` for a party the dossier lacks."""
    name = known_party(code, library.book.dossier)
    mine = index.of_party(code)
    own = tuple(entry for entry in mine if row(entry) == code)
    cells = index.made(("totals", currency), lambda: totals(index.converted(currency)))
    sums = {total.stage: total.sum for total in cells if total.donor == code and total.currency == currency}
    found = lags([entry for entry in index.aid if entry.lifecycle in {held.lifecycle for held in own}])
    return Profile(
        code=code,
        name=name,
        steps=tuple(Step(stage, sums.get(stage), sum(entry.stage is stage for entry in own)) for stage in FUNNEL),
        burden=next((held for held in index.burdens(currency) if held.donor == code), None),
        gap=next((held for held in gaps(in_currency(own, currency)) if held.donor == code and held.currency == currency), None),
        lags=found,
        median=median_days(found),
        months=months(own, currency),
        classes=by_class(mine, index),
        own=own,
        joint=tuple(entry for entry in mine if row(entry) != code),
        umbrellas=tuple(held for held in index.made("umbrellas", lambda: umbrellas(index.aid)) if held.donors == (code,)),
    )


def months(entries: Sequence[AidEntry], currency: str) -> tuple[Month, ...]:
    """Every month from the first to the last with a counted amount, those with nothing between them too."""
    held: dict[datetime.date, dict[bool, list[AidEntry]]] = collections.defaultdict(lambda: {True: [], False: []})
    for entry in in_currency(entries, currency):
        counts = entry.counted and entry.amount and entry.amount.currency == currency and entry.stage in FUNNEL
        if counts and first_day(entry) != datetime.date.max:
            held[first_day(entry).replace(day=1)][entry.stage is Stage.DELIVERED].append(entry)
    if not held:
        return ()
    found, month = [], min(held)
    while month <= max(held):
        sums = [add(entry.amount for entry in held[month][kind] if entry.amount) if held[month][kind] else None for kind in (False, True)]
        found.append(Month(month, sums[0], sums[1]))
        month = (month + datetime.timedelta(days=32)).replace(day=1)
    return tuple(found)


def peak(found: Sequence[Month]) -> float:
    """The greatest figure of the months, which a bar of full length stands for."""
    return max((value.high or value.low for month in found for value in (month.promised, month.delivered) if value), default=0.0)


def by_class(entries: Sequence[AidEntry], index: Index) -> tuple[tuple[str, tuple[AidEntry, ...]], ...]:
    """The entries that name goods, by class of goods."""
    found: dict[str, list[AidEntry]] = collections.defaultdict(list)
    for entry in entries:
        for name in index.classes.of(entry):
            found[name].append(entry)
    return tuple((name, tuple(held)) for name, held in sorted(found.items()))
