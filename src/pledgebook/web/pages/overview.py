"""The first page: what the book holds."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency

from pledgebook.ledgerview import LedgerView
from pledgebook.model.ledger import Ledger
from pledgebook.web.library import Library
from pledgebook.web.rendering import page


@get("/", sync_to_thread=True)
def overview(request: Request[Any, Any, Any], library: NamedDependency[Library], ledger: NamedDependency[Ledger]) -> Response[str]:
    """Totals, the newest entries, conflicts, and what the book rests on."""
    view = LedgerView(ledger, library.book.dossier)
    return page(request, "overview.html", view=view, ledger=ledger, counts=library.book.counts())
