"""Method: how every number is made."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency

from pledgebook.analyse.topics import topics
from pledgebook.web.library import Library
from pledgebook.web.rendering import page


@get("/method", sync_to_thread=True)
def method(request: Request[Any, Any, Any], library: NamedDependency[Library]) -> Response[str]:
    """Stages, counting rules, limits, and what this book was made with."""
    dossier = library.book.dossier
    people = len({held.name for held in dossier.people})
    return page(request, "method.html", counts=library.book.counts(), topics=topics(dossier), people=people)
