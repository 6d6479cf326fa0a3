"""Donors: all in a table, one by one, and side by side."""

from __future__ import annotations

import collections
import datetime
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from pledgebook.analyse.burden import Burden
from pledgebook.analyse.gap import Gap, gaps
from pledgebook.analyse.lag import Lag, lags, median_days
from pledgebook.analyse.rates import in_currency
from pledgebook.analyse.totals import Sum, Umbrella, row, totals, umbrellas
from pledgebook.model.claim import Stage
from pledgebook.model.ledger import AidEntry
from pledgebook.web.index import Index, known_party
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
    """What one month adds to the total of each stage of the way from pledge to delivery; None where nothing is added."""

    first: datetime.date
    sums: tuple[Sum | None, ...]


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
    names = {party.code: party.name for party in library.book.dossier.parties}
    return page(
        request,
        "donors.html",
        currency=currency,
        currencies=CURRENCIES,
        rows=[(held, {cell.stage: cell.sum for cell in held.stages}) for held in rows],
        stages=FUNNEL,
        counted=counted,
        most=greatest(rows),
        others=sorted(((code, number) for code, number in counted.items() if code not in named), key=lambda held: names.get(held[0], held[0])),
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
    return page(request, "donor.html", profile=found, currency=currency, currencies=CURRENCIES, stages=FUNNEL, entries=index.entries)


@get("/compare", sync_to_thread=True)
def compare(request: Request[Any, Any, Any], library: NamedDependency[Library], index: NamedDependency[Index], into: FromQuery[str] = "USD") -> Response[str]:
    """Donors side by side."""
    currency = known_currency(into)
    given = [part for value in request.query_params.getall("donor", []) for part in value.split(",") if part.strip()]
    asked = list(dict.fromkeys(code.strip().upper() for code in given))
    codes = asked[:COMPARED]
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
        left_out=asked[COMPARED:],
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
        months=months_of((cell.month, cell.stage, cell.sum) for cell in index.monthly(currency) if (cell.donor, cell.currency) == (code, currency)),
        classes=by_class(mine, index),
        own=own,
        joint=tuple(entry for entry in mine if row(entry) != code),
        umbrellas=tuple(held for held in index.made("umbrellas", lambda: umbrellas(index.aid)) if held.donors == (code,)),
    )


def months_of(cells: Iterable[tuple[str | None, Stage, Sum]]) -> tuple[Month, ...]:
    """The months in which anything is added, the earliest first; stages are never added to one another."""
    held: dict[str, dict[Stage, Sum]] = collections.defaultdict(dict)
    for month, stage, sum_ in cells:
        if month and stage in FUNNEL:
            held[month][stage] = sum_
    return tuple(Month(datetime.date.fromisoformat(f"{month}-01"), tuple(map(held[month].get, FUNNEL))) for month in sorted(held))


def by_class(entries: Sequence[AidEntry], index: Index) -> tuple[tuple[str, tuple[AidEntry, ...]], ...]:
    """The entries that name goods, by class of goods."""
    found: dict[str, list[AidEntry]] = collections.defaultdict(list)
    for entry in entries:
        for name in index.classes.of(entry):
            found[name].append(entry)
    return tuple((name, tuple(held)) for name, held in sorted(found.items()))
