"""How long promises wait for a later stage, those still open counted as open."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get

from pledgebook.analyse.waiting import STEPS, waiting
from pledgebook.web.asked import asked, placed, stretch
from pledgebook.web.chart_data import waited_in_words
from pledgebook.web.pages.ledger import selection_of
from pledgebook.web.rendering import opened, page

PAGE_SIZE = 50
KEPT = ("donor", "stage", "scheme", "type", "class", "from", "to", "basis", "conflicts", "independent", "source", "start", "end")
"""what the API takes as well"""


@get("/waits", sync_to_thread=True)
def waits(request: Request[Any, Any, Any]) -> Response[str]:
    """The share of promises that still wait, by the day, and every promise with its wait; filters are the ledger's."""
    _, index = opened(request)
    wanted, (start, end) = asked(request.query_params), stretch(request.query_params)
    chosen = selection_of(wanted)
    key = ("waits", chosen, start, end)
    found = index.made(key, lambda: waiting(index.columns.chosen(chosen), index.last_day, start, end))
    number, pages = placed(request, len(found.waits), PAGE_SIZE)
    first = (number - 1) * PAGE_SIZE
    return page(
        request,
        "waits.html",
        found=found,
        told=waited_in_words(found),
        shown=found.waits[first : first + PAGE_SIZE],
        number=number,
        pages=pages,
        entries=index.entries,
        asked=wanted,
        choices=index.columns.facets(chosen),
        kept={name: held for name in KEPT if (held := request.query_params.get(name))},
        starts=STEPS[:-1],
        ends=STEPS[1:],
    )
