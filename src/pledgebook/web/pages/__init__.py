"""The pages people read, each a module of its own."""

from __future__ import annotations

from litestar import Router

from pledgebook.web.pages import api_reference, document, donors, entry, ledger, method, overview, schemes, search, sources, statements, talks, waits, why

HANDLERS = (
    overview.overview,
    ledger.ledger,
    ledger.export,
    entry.entry,
    document.document,
    donors.donors,
    donors.donor,
    donors.compare,
    schemes.schemes,
    schemes.scheme,
    statements.statements,
    statements.person,
    talks.talks,
    sources.sources,
    sources.source,
    method.method,
    api_reference.api_reference,
    search.search,
    waits.waits,
    why.why,
)

router = Router(path="/", route_handlers=HANDLERS, include_in_schema=False)

__all__ = ["router"]
