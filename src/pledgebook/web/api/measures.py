"""What takes time and what prices make of sums."""

from __future__ import annotations

from typing import Annotated

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from pledgebook.analyse.prices import AtPrices
from pledgebook.analyse.waiting import Waiting
from pledgebook.ledgerview import LedgerView
from pledgebook.model.claim import Stage
from pledgebook.selection import Selection
from pledgebook.web.api.answers import Asked, answer
from pledgebook.web.api.parameters import Asked as AskedDay
from pledgebook.web.api.parameters import FormOf, Into
from pledgebook.web.library import Library

Year = Annotated[int, QueryParameter(ge=1, le=9999, description="The year whose prices are meant.")]
Start = Annotated[Stage, QueryParameter(description="The stage waits begin at: pledged, committed or contracted.")]
End = Annotated[Stage, QueryParameter(description="The stage waited for: committed, contracted or delivered.")]


@get("/totals/at-prices", sync_to_thread=True)
def show_totals_at_prices(
    request: Asked, library: NamedDependency[Library], aid: NamedDependency[Selection], asked_day: AskedDay, year: Year, into: Into = None, form: FormOf = None
) -> Response[AtPrices]:
    """Totals in one currency (US dollars unless asked otherwise) at the prices of a year, with the deflator, and what is in no sum."""
    found = LedgerView(library.ledger(asked_day), library.book.dossier, aid).at_prices((into or "USD").upper(), year)
    return answer(
        request,
        found,
        lambda: [
            {"currency": cell.currency, "prices_of": year, "stage": cell.stage, "donor": cell.donor, "min": cell.sum.low, "max": cell.sum.high}
            for cell in found.totals
        ],
        form,
    )


@get("/waits", sync_to_thread=True)
def show_waits(
    request: Asked,
    library: NamedDependency[Library],
    aid: NamedDependency[Selection],
    asked_day: AskedDay,
    start: Start = Stage.PLEDGED,
    end: End = Stage.DELIVERED,
    form: FormOf = None,
) -> Response[Waiting]:
    """How many days promises wait for a later stage, those still open included (Kaplan-Meier), and what has no days."""
    found = LedgerView(library.ledger(asked_day), library.book.dossier, aid).waiting(start, end)
    rows = [{"promise": wait.start, "ended_by": wait.end, "days": wait.days, "ended": wait.ended} for wait in found.waits]
    return answer(request, found, lambda: rows, form)


ROUTES = (show_totals_at_prices, show_waits)
