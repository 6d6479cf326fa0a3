"""The pages people read, each a module of its own."""

from __future__ import annotations

from litestar import Router

from pledgebook.web.pages import overview

router = Router(path="/", route_handlers=[overview.overview], include_in_schema=False)

__all__ = ["router"]
