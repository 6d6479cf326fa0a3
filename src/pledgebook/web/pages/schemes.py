"""Schemes: the programmes aid runs through."""

from __future__ import annotations

import collections
import datetime
from collections.abc import Iterable
from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from pledgebook.analyse.lag import lags, median_days
from pledgebook.analyse.rates import in_currency
from pledgebook.analyse.totals import add, totals, umbrellas
from pledgebook.dossier.schema import Scheme
from pledgebook.errors import PledgebookError
from pledgebook.model.claim import Amount, Stage
from pledgebook.model.ledger import AidEntry
from pledgebook.web.index import Index, first_day
from pledgebook.web.library import Library
from pledgebook.web.lists import by_name
from pledgebook.web.pages.donors import Month, by_class, months_of
from pledgebook.web.pages.overview import CURRENCIES, FUNNEL, Step, funnel, gap_of_all, known_currency
from pledgebook.web.rendering import page


@get("/schemes", sync_to_thread=True)
def schemes(request: Request[Any, Any, Any], library: NamedDependency[Library], index: NamedDependency[Index], into: FromQuery[str] = "USD") -> Response[str]:
    """Every scheme of the dossier, with what the book holds of it."""
    currency = known_currency(into)
    rows = index.made(("schemes", currency), lambda: rows_of(library.book.dossier.schemes, index.aid, currency))
    return page(request, "schemes.html", rows=rows, stages=FUNNEL, currency=currency, currencies=CURRENCIES)


def rows_of(known: Iterable[Scheme], entries: Iterable[AidEntry], currency: str) -> list[tuple[Scheme, int, tuple[Step, ...]]]:
    """Each scheme with the number of its entries and what they come to by stage, the one with most entries first."""
    held: dict[str | None, list[AidEntry]] = collections.defaultdict(list)
    for entry in entries:
        held[entry.scheme].append(entry)
    ordered = sorted(known, key=lambda scheme: (-len(held[scheme.code]), scheme.name))
    return [(scheme, len(held[scheme.code]), funnel(tuple(held[scheme.code]), currency)) for scheme in ordered]


@get("/schemes/{code:str}", sync_to_thread=True)
def scheme(
    request: Request[Any, Any, Any],
    library: NamedDependency[Library],
    index: NamedDependency[Index],
    code: FromPath[str],
    into: FromQuery[str] = "USD",
) -> Response[str]:
    """One scheme: from pledge to delivery, by donor, by month, and running totals beside the sum."""
    currency = known_currency(into)
    held = next((found for found in library.book.dossier.schemes if found.code == code.upper()), None)
    if held is None:
        raise PledgebookError("unknown_scheme", f"the dossier has no scheme '{code[:40]}'", "see the list of schemes")
    entries = tuple(entry for entry in index.aid if entry.scheme == held.code)
    own = {entry.id for entry in entries}
    names = {party.code: party.name for party in library.book.dossier.parties}
    cells: dict[str, dict[str, Any]] = collections.defaultdict(dict)
    for total in totals(in_currency(entries, currency)):
        if total.currency == currency and total.stage in FUNNEL:
            cells[total.donor][total.stage] = total.sum
    found = lags(entries)
    return page(
        request,
        "scheme.html",
        scheme=held,
        entries=entries,
        steps=funnel(entries, currency),
        gap=gap_of_all(in_currency(entries, currency), currency),
        cells=sorted(cells.items(), key=lambda cell: by_name(cell[0], lambda code: names.get(code, code))),
        elsewhere=index.parts_elsewhere(entries),
        stages=FUNNEL,
        months=whole_months(in_currency(entries, currency), currency),
        classes=by_class(entries, index),
        umbrellas=[total for total in index.made("umbrellas", lambda: umbrellas(index.aid)) if total.entry in own],
        median=median_days(found),
        lags=found,
        index=index.entries,
        currency=currency,
        currencies=CURRENCIES,
    )


def whole_months(entries: Iterable[AidEntry], currency: str) -> tuple[Month, ...]:
    """What all donors give in each month, a joint amount whole and in one month, whatever shares of it are told of later."""
    held: dict[tuple[str | None, Stage], list[Amount]] = collections.defaultdict(list)
    for entry in entries:
        if entry.counted and entry.amount and entry.amount.currency == currency:
            day = first_day(entry)
            held[None if day == datetime.date.max else f"{day:%Y-%m}", entry.stage].append(entry.amount)
    return months_of((month, stage, add(amounts)) for (month, stage), amounts in held.items())
