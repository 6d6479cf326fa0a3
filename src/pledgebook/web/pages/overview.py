"""The first page: what the book holds."""

from __future__ import annotations

import datetime
from typing import Any

import msgspec
from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromQuery

from pledgebook.analyse.burden import Burden, burdens
from pledgebook.analyse.gap import gaps
from pledgebook.analyse.rates import in_currency
from pledgebook.analyse.totals import Total, grand_totals
from pledgebook.errors import PledgebookError
from pledgebook.model.claim import Stage
from pledgebook.model.ledger import AidEntry, Entry
from pledgebook.review.decisions import REVIEWED, basis
from pledgebook.web.index import Index
from pledgebook.web.library import Library
from pledgebook.web.rendering import page

CURRENCIES = ("USD", "EUR")
FUNNEL = (Stage.PLEDGED, Stage.COMMITTED, Stage.CONTRACTED, Stage.DELIVERED)
NEWEST, CONTESTED, DONORS = 8, 6, 10


class Step(msgspec.Struct, frozen=True):
    """One stage of the way from pledge to delivery; `total` is None where no entry at the stage has a counted amount."""

    stage: Stage
    total: Total | None
    entries: int
    valued: int
    others: tuple[Total, ...] = ()
    """sums in currencies that have no rate"""


@get("/", sync_to_thread=True)
def overview(request: Request[Any, Any, Any], library: NamedDependency[Library], index: NamedDependency[Index], into: FromQuery[str] = "USD") -> Response[str]:
    """Totals, the newest entries, conflicts, and what the book rests on."""
    currency = known_currency(into)
    aid = index.aid
    rows = burdens(aid, library.economies, currency)
    newest = sorted((*aid, *index.talks), key=lambda entry: (entry.first_published or datetime.date.min, entry.documents, entry.id), reverse=True)
    contested = sorted((entry for entry in aid if entry.conflicts), key=lambda entry: (-index.worth("USD").get(entry.id, 0.0), entry.id))
    return page(
        request,
        "overview.html",
        index=index,
        currency=currency,
        currencies=CURRENCIES,
        funnel=funnel(aid, currency),
        gap=next((gap for gap in gaps(in_currency(aid, currency)) if gap.donor == "all" and gap.currency == currency), None),
        donors=rows[:DONORS],
        more_donors=max(0, len(rows) - DONORS),
        most=greatest(rows),
        newest=newest[:NEWEST],
        contested=contested[:CONTESTED],
        contested_in_all=len(contested),
        counts=library.book.counts(),
        reviewed=sum(basis(entry) == REVIEWED for entry in index.ledger.entries),
        outlets=len(outlets(index.ledger.entries)),
        span=span_of(library),
    )


def known_currency(into: str) -> str:
    """A currency the pages can show; raises `PledgebookError` for any other."""
    if into.upper() not in CURRENCIES:
        raise PledgebookError("unknown_currency", f"the pages show no '{into[:10]}'", f"use one of {', '.join(CURRENCIES)}")
    return into.upper()


def funnel(entries: tuple[AidEntry, ...], currency: str) -> tuple[Step, ...]:
    """The stages from pledge to delivery, each counted on its own, in one currency at the rate of the day."""
    totals = grand_totals(in_currency(entries, currency))
    steps = []
    for stage in FUNNEL:
        held = [entry for entry in entries if entry.stage is stage]
        of_stage = [total for total in totals if total.stage is stage]
        main = next((total for total in of_stage if total.currency == currency), None)
        others = tuple(total for total in of_stage if total.currency != currency)
        steps.append(Step(stage, main, len(held), sum(entry.counted for entry in held), others))
    return tuple(steps)


def greatest(rows: tuple[Burden, ...]) -> float:
    """The greatest figure of the rows, which a bar of full width stands for."""
    return max((row.given.high or row.given.low for row in rows if row.given), default=0.0)


def outlets(entries: tuple[Entry, ...]) -> set[str]:
    return {source for entry in entries for testimony in entry.testimonies for source in testimony.sources}


def span_of(library: Library) -> tuple[datetime.date, ...]:
    """First and last day on which a report came out, whatever day is asked for; () where none is dated."""
    published = library.index().published
    return (published[0], published[-1]) if published else ()
