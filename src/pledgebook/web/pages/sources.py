"""Sources: who reports, first, alone or after others, and how their figures differ."""

from __future__ import annotations

import collections
import datetime
from collections.abc import Collection
from typing import Any

import msgspec
from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from pledgebook.analyse.outlets import Outlet
from pledgebook.errors import PledgebookError
from pledgebook.reporters import Family
from pledgebook.store.documents import Listed
from pledgebook.web.asked import placed
from pledgebook.web.index import Index
from pledgebook.web.library import Library
from pledgebook.web.rendering import page

NAMELESS = "unknown source"
PAGE_SIZE = 100
MEMBERS = 12
"""documents of a family that are named beside others"""


class Copies(msgspec.Struct, frozen=True):
    """A family of documents that copy one another, with some of them as (id, outlets)."""

    family: Family
    documents: tuple[tuple[str, str], ...]


@get("/sources", sync_to_thread=True)
def sources(request: Request[Any, Any, Any], library: NamedDependency[Library], index: NamedDependency[Index]) -> Response[str]:
    """Every outlet, and the families of reports that copy one another; `family` asks for all reports of one."""
    if asked := request.query_params.get("family"):
        return one_family(request, index, asked)
    rows = index.made("outlets", lambda: by_reports(library, index))
    families = index.book.families(as_of=index.as_of)
    number, pages = placed(request, max(len(rows), len(families)), PAGE_SIZE)
    here = slice((number - 1) * PAGE_SIZE, number * PAGE_SIZE)
    shown = {family: index.book.members(family.key, limit=MEMBERS, as_of=index.as_of) for family in families[here]}
    known = listed(index, {id_ for ids in shown.values() for id_ in ids})
    return page(
        request,
        "sources.html",
        rows=rows[here],
        families=[copies(family, ids, known) for family, ids in shown.items()],
        number=number,
        pages=pages,
        titles=titles(known),
    )


def one_family(request: Request[Any, Any, Any], index: Index, key: str) -> Response[str]:
    """All reports of a family, page by page."""
    family = next((held for held in index.book.families(as_of=index.as_of) if held.key == key), None)
    if family is None:
        raise PledgebookError("no_page", f"the book knows no family of reports '{key[:60]}'", "see the list of sources")
    number, pages = placed(request, family.number, PAGE_SIZE)
    ids = index.book.members(key, limit=PAGE_SIZE, offset=(number - 1) * PAGE_SIZE, as_of=index.as_of)
    known = listed(index, ids)
    return page(request, "family.html", held=copies(family, ids, known), number=number, pages=pages, titles=titles(known))


@get("/sources/{name:path}", sync_to_thread=True)
def source(request: Request[Any, Any, Any], library: NamedDependency[Library], index: NamedDependency[Index], name: FromPath[str]) -> Response[str]:
    """One outlet: its reports, what it had first or alone, and where its figures differ."""
    name = str(name).lstrip("/")
    documents = documents_of(library, name, index.as_of)
    share = index.made(("outlet", name), lambda: index.book.outlet_share(name, as_of=index.as_of))
    if not documents and not share.outlet.entries:
        raise PledgebookError("no_page", f"the book knows no outlet '{name[:60]}'", "see the list of sources")
    number, pages = placed(request, len(documents), PAGE_SIZE)
    shown = documents[(number - 1) * PAGE_SIZE :][:PAGE_SIZE]
    known = listed(index, shown)
    return page(
        request,
        "source.html",
        name=name,
        share=share,
        documents=[known[id_] for id_ in shown if id_ in known],
        count=len(documents),
        number=number,
        pages=pages,
        claims=collections.Counter(index.book.claims_in(shown, as_of=index.as_of)),
    )


def by_reports(library: Library, index: Index) -> list[tuple[str, int, Outlet]]:
    """Every outlet with the number of its documents, that of most first."""
    documents, told = counts_by_outlet(library, index.as_of), index.book.outlets(as_of=index.as_of)
    rows = [(name, documents.get(name, 0), told.get(name, Outlet(name))) for name in sorted({*documents, *told})]
    return sorted(rows, key=lambda row: (-row[1], row[0]))


def counts_by_outlet(library: Library, as_of: datetime.date | None) -> dict[str, int]:
    """How many documents were met in each outlet, or name it in their text; those after the day are left out."""
    if as_of is None:
        return {name or NAMELESS: number for name, number in library.book.outlet_counts().items()}
    return collections.Counter(name for held in library.catalogue() if _told_by(held, as_of) for name in _outlets(held))


def documents_of(library: Library, name: str, as_of: datetime.date | None) -> list[str]:
    """The ids of the documents that `counts_by_outlet` counts under a name, the latest first."""
    known = library.book.document_days(name)
    if name == NAMELESS:
        known = (*known, *library.book.document_days(None))
    return [id_ for id_, day in known if as_of is None or (day is not None and day <= as_of.isoformat())]


def listed(index: Index, ids: Collection[str]) -> dict[str, Listed]:
    """The documents of these ids, without their texts."""
    return {held.id: held for held in index.book.catalogue(ids)}


def titles(known: dict[str, Listed]) -> dict[str, str]:
    return {id_: held.head.title or "Untitled report" for id_, held in known.items()}


def copies(family: Family, ids: Collection[str], known: dict[str, Listed]) -> Copies:
    """A family with those of its documents that are shown."""
    return Copies(family, tuple((id_, ", ".join(sorted(_outlets(known[id_])))) for id_ in ids if id_ in known))


def _told_by(held: Listed, as_of: datetime.date) -> bool:
    published = held.head.published
    return published is not None and published.window.last <= as_of


def _outlets(held: Listed) -> set[str]:
    return {sighting.source for sighting in held.sightings if sighting.source} or {held.head.outlet or NAMELESS}
