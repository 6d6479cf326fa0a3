"""Sources: who reports, first, alone or after others, and how their figures differ."""

from __future__ import annotations

import collections
import datetime
from collections.abc import Iterator
from typing import Any

import msgspec
from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from pledgebook.analyse.outlets import Outlet, outlet_reports, outlets
from pledgebook.errors import PledgebookError
from pledgebook.model.ledger import Entry
from pledgebook.selection import Selection
from pledgebook.store.documents import Listed
from pledgebook.store.facets import KINDS
from pledgebook.web.asked import placed
from pledgebook.web.index import Index
from pledgebook.web.library import Library
from pledgebook.web.rendering import page

NAMELESS = "unknown source"
PAGE_SIZE = 100


class Told(msgspec.Struct, frozen=True):
    """What a look through the whole book tells of its outlets, and of documents that copy one another, the greatest family first."""

    outlets: dict[str, Outlet]
    families: tuple[tuple[tuple[str, str], ...], ...]


@get("/sources", sync_to_thread=True)
def sources(request: Request[Any, Any, Any], library: NamedDependency[Library], index: NamedDependency[Index]) -> Response[str]:
    """Every outlet, and the families of reports that copy one another."""
    documents = index.made("documents of outlets", lambda: counts_by_outlet(library, index.as_of))
    found = index.made("sources", lambda: told(index))
    rows = [(name, documents.get(name, 0), found.outlets.get(name, Outlet(name))) for name in sorted({*documents, *found.outlets})]
    number, pages = placed(request, len(found.families), PAGE_SIZE)
    families = found.families[(number - 1) * PAGE_SIZE :][:PAGE_SIZE]
    return page(
        request,
        "sources.html",
        rows=sorted(rows, key=lambda row: (-row[1], row[0])),
        families=families,
        number=number,
        pages=pages,
        titles={held.id: held.head.title or "Untitled report" for held in library.book.catalogue({document for family in families for document, _ in family})},
    )


@get("/sources/{name:path}", sync_to_thread=True)
def source(request: Request[Any, Any, Any], library: NamedDependency[Library], index: NamedDependency[Index], name: FromPath[str]) -> Response[str]:
    """One outlet: its reports, what it had first or alone, and where its figures differ."""
    name = str(name).lstrip("/")
    documents = sorted(documents_of(library, name, index.as_of), key=_published, reverse=True)
    entries = [entry for kind in KINDS for entry in index.asked(Selection(source=name), kind)]
    found = next((outlet for outlet in outlets(entries) if outlet.name == name), None)
    if not documents and found is None:
        raise PledgebookError("no_page", f"the book knows no outlet '{name[:60]}'", "see the list of sources")
    number, pages = placed(request, len(documents), PAGE_SIZE)
    return page(
        request,
        "source.html",
        name=name,
        outlet=found or Outlet(name),
        documents=documents[(number - 1) * PAGE_SIZE :][:PAGE_SIZE],
        count=len(documents),
        number=number,
        pages=pages,
        claims=collections.Counter(testimony.claim.doc for entry in entries for testimony in entry.testimonies),
        reports=outlet_reports(entries, name),
        entries={entry.id: entry for entry in entries},
    )


def told(index: Index) -> Told:
    """What each outlet brings, and who copies whom; it reads every entry, once for each state of the book."""
    copies: dict[str, set[tuple[str, tuple[str, ...]]]] = collections.defaultdict(set)

    def noted() -> Iterator[Entry]:
        for entry in index.scanned():
            for testimony in entry.testimonies:
                if testimony.family:
                    copies[testimony.family].add((testimony.claim.doc, testimony.sources))
            yield entry

    found = {outlet.name: outlet for outlet in outlets(noted())}
    families = [tuple(sorted((document, ", ".join(names) or NAMELESS) for document, names in held)) for held in copies.values() if len(held) > 1]
    return Told(found, tuple(sorted(families, key=lambda held: (-len(held), held))))


def counts_by_outlet(library: Library, as_of: datetime.date | None) -> dict[str, int]:
    """How many documents were met in each outlet, or name it in their text; those after the day are left out."""
    if as_of is None:
        counts = library.book.outlet_counts()
        return {name or NAMELESS: counts.get(name, 0) for name in counts}
    return collections.Counter(name for held in library.catalogue() if _told_by(held, as_of) for name in _outlets(held))


def documents_of(library: Library, name: str, as_of: datetime.date | None) -> list[Listed]:
    """The documents `counts_by_outlet` counts under a name."""
    known = library.book.documents_of(name)
    if name == NAMELESS:
        known = (*known, *library.book.documents_of(None))
    return [held for held in known if _told_by(held, as_of)]


def _told_by(held: Listed, as_of: datetime.date | None) -> bool:
    published = held.head.published
    return as_of is None or (published is not None and published.window.last <= as_of)


def _outlets(held: Listed) -> set[str]:
    return {sighting.source for sighting in held.sightings if sighting.source} or {held.head.outlet or NAMELESS}


def _published(held: Listed) -> datetime.date:
    return held.head.published.window.last if held.head.published else datetime.date.min
