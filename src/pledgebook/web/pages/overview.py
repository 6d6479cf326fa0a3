"""The first page: what the book holds."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromQuery

from pledgebook.analyse.burden import Burden
from pledgebook.analyse.gap import Gap, gaps
from pledgebook.analyse.rates import in_currency
from pledgebook.analyse.totals import Total, grand_totals
from pledgebook.errors import PledgebookError
from pledgebook.model.claim import Stage
from pledgebook.model.ledger import AidEntry
from pledgebook.review.decisions import REVIEWED
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


@get("/", sync_to_thread=False)
def overview(request: Request[Any, Any, Any], library: NamedDependency[Library], index: NamedDependency[Index], into: FromQuery[str] = "USD") -> Response[str]:
    """Totals, the newest entries, conflicts, and what the book rests on."""
    currency = known_currency(into)
    rows = index.burdens(currency)
    found = library.book.overview(into=currency, as_of=index.as_of)
    whole = library.book.overview(into=currency) if index.as_of else found
    kinds = library.book.facets(as_of=index.as_of)
    return page(
        request,
        "overview.html",
        found=found,
        span=(whole.first, whole.last) if whole.first else (),
        currency=currency,
        currencies=CURRENCIES,
        funnel=index.made(("funnel", currency), lambda: funnel(index.aid, currency)),
        gap=index.made(("gap", currency), lambda: gap_of_all(index.converted(currency), currency)),
        donors=rows[:DONORS],
        more_donors=max(0, len(rows) - DONORS),
        most=greatest(rows),
        newest=found.newest[:NEWEST],
        contested=found.contested[:CONTESTED],
        counts=library.book.counts(),
        reviewed=sum(facet.count for facet in kinds["basis"] if facet.value == REVIEWED),
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


def gap_of_all(entries: tuple[AidEntry, ...], currency: str) -> Gap | None:
    """The gap of all donors together; None where nothing is promised or delivered in the currency."""
    return next((gap for gap in gaps(entries) if gap.donor == "all" and gap.currency == currency), None)


def greatest(rows: tuple[Burden, ...]) -> float:
    """The greatest figure of the rows, which a bar of full width stands for."""
    return max((row.given.high or row.given.low for row in rows if row.given), default=0.0)
