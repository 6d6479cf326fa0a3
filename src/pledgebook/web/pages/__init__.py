"""The pages people read, each a module of its own."""

from __future__ import annotations

from litestar import Router

from pledgebook.web.pages import document, entry, ledger, overview

router = Router(path="/", route_handlers=[overview.overview, ledger.ledger, ledger.export, entry.entry, document.document], include_in_schema=False)

__all__ = ["router"]
