"""Sources: who reports, first, alone or after others, and how their figures differ."""

from __future__ import annotations

import collections
import datetime
from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from pledgebook.analyse.outlets import Outlet, outlet_reports, outlets
from pledgebook.errors import PledgebookError
from pledgebook.store.documents import Listed
from pledgebook.web.index import Index, by_family
from pledgebook.web.library import Library
from pledgebook.web.rendering import page

NAMELESS = "unknown source"


@get("/sources", sync_to_thread=True)
def sources(request: Request[Any, Any, Any], library: NamedDependency[Library], index: NamedDependency[Index]) -> Response[str]:
    """Every outlet, and the families of reports that copy one another."""
    documents = by_outlet(library, index.as_of)
    found = {outlet.name: outlet for outlet in outlets(index.every)}
    rows = [(name, len(documents.get(name, ())), found.get(name, Outlet(name))) for name in sorted({*documents, *found})]
    titles = {held.id: held.head.title or "Untitled report" for held in library.catalogue()}
    return page(
        request,
        "sources.html",
        rows=sorted(rows, key=lambda row: (-row[1], row[0])),
        families=families(index),
        titles=titles,
    )


@get("/sources/{name:path}", sync_to_thread=True)
def source(request: Request[Any, Any, Any], library: NamedDependency[Library], index: NamedDependency[Index], name: FromPath[str]) -> Response[str]:
    """One outlet: its reports, what it had first or alone, and where its figures differ."""
    name = str(name).lstrip("/")
    documents = by_outlet(library, index.as_of).get(name, [])
    found = next((outlet for outlet in outlets(index.every) if outlet.name == name), None)
    if not documents and found is None:
        raise PledgebookError("no_page", f"the book knows no outlet '{name[:60]}'", "see the list of sources")
    reports = outlet_reports(index.every, name)
    return page(
        request,
        "source.html",
        name=name,
        outlet=found or Outlet(name),
        documents=sorted(documents, key=_published, reverse=True),
        claims=collections.Counter(testimony.claim.doc for entry in index.every for testimony in entry.testimonies),
        reports=reports,
        entries={entry.id: entry for entry in index.every},
    )


def by_outlet(library: Library, as_of: datetime.date | None) -> dict[str, list[Listed]]:
    """Every document under the outlets it was met in, or under the one its text names; those after the day are left out."""
    found: dict[str, list[Listed]] = collections.defaultdict(list)
    for held in library.catalogue():
        published = held.head.published
        if as_of and (published is None or published.window.last > as_of):
            continue
        names = {sighting.source for sighting in held.sightings if sighting.source} or {held.head.outlet or NAMELESS}
        for name in names:
            found[name].append(held)
    return found


def families(index: Index) -> list[list[tuple[str, str]]]:
    """Documents that copy one another, with their outlets, the greatest family first."""
    found = [sorted((document, ", ".join(names) or NAMELESS) for document, names in held) for held in by_family(index.every).values()]
    return sorted(found, key=lambda held: (-len(held), held))


def _published(held: Listed) -> datetime.date:
    return held.head.published.window.last if held.head.published else datetime.date.min
