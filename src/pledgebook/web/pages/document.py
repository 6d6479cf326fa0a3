"""One document: its text as it came or as it was read, what was found in it, and where it is from."""

from __future__ import annotations

import functools
from typing import Any

import msgspec
from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from pledgebook.clean.layout import clean_document
from pledgebook.dossier.schema import Dossier
from pledgebook.errors import PledgebookError
from pledgebook.model.ledger import Entry, Testimony
from pledgebook.model.text import Document, RawDocument, Span
from pledgebook.resolve.identity import kind_of
from pledgebook.web.index import Index
from pledgebook.web.library import Library
from pledgebook.web.passages import Mark, Piece, passages, pieces
from pledgebook.web.rendering import page
from pledgebook.web.security import may_read_texts

PART = 40_000
"""code points of a text shown on one page"""
VIEWS = ("original", "cleaned")
CUT = "cut"


class Line(msgspec.Struct, frozen=True):
    """A paragraph of the text as a page shows it."""

    pieces: tuple[Piece, ...]
    title: bool = False


@get("/documents/{id_:str}", sync_to_thread=True)
def document(
    request: Request[Any, Any, Any],
    library: NamedDependency[Library],
    index: NamedDependency[Index],
    id_: FromPath[str],
    view: FromQuery[str] = "original",
    part: FromQuery[str] = "1",
) -> Response[str]:
    """A document by its id."""
    if view not in VIEWS:
        raise PledgebookError("unknown_view", f"there is no view '{view[:20]}'", f"use one of {', '.join(VIEWS)}")
    held = library.book.document(id_)
    found = claims_in(id_, index)
    whole = may_read_texts(request)
    cleaned = clean(held.raw, library.book.dossier)
    length = len(held.raw.text if view == "original" else cleaned.text)
    parts = max(1, -(-length // PART))
    number = min(int(part), parts) if part.isascii() and part.isdigit() and 0 < len(part) < 7 and int(part) else 1
    window = Span((number - 1) * PART, min(number * PART, length))
    lines: list[Line] = []
    if whole and length:
        lines = original(held.raw, cleaned, found, window) if view == "original" else as_read(cleaned, found, window)
    return page(
        request,
        "document.html",
        held=held,
        document=cleaned,
        found=found,
        lines=lines,
        whole=whole,
        grave=library.book.tombstones().get(id_),
        view=view,
        part=number,
        parts=parts,
        excerpts={t.claim.id: passages(held.raw.text, t.claim.evidence) for _, t in found},
        kinds=sorted({cut.kind for cut in cleaned.cuts}),
        part_of_claim={t.claim.id: _part(t, cleaned, view) for _, t in found},
    )


def claims_in(document: str, index: Index) -> list[tuple[Entry, Testimony]]:
    """What a document reports, in the order of its text, with outlines of the entries that hold it."""
    reports = index.book.reports_of([document], as_of=index.as_of)
    entries = {entry.id: entry for entry in index.book.outlines_by_id(sorted({report.entry for report in reports}), as_of=index.as_of)}
    return [(entries[report.entry], report.testimony) for report in reports if report.entry in entries]


@functools.lru_cache(maxsize=64)
def _cleaned(raw: RawDocument, digest: str, dossier: _Hashable) -> Document:
    return clean_document(raw, dossier.held)


class _Hashable:
    """A dossier as the key of a cache: two with one digest are one."""

    def __init__(self, held: Dossier) -> None:
        self.held = held

    def __hash__(self) -> int:
        return hash(self.held.digest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Hashable) and other.held.digest == self.held.digest


def clean(raw: RawDocument, dossier: Dossier) -> Document:
    """The document as it is read; the last few are kept."""
    return _cleaned(raw, raw.sha256, _Hashable(dossier))


def original(raw: RawDocument, cleaned: Document, found: list[tuple[Entry, Testimony]], window: Span) -> list[Line]:
    """The text as it came, what cleaning left out marked as such."""
    marks = [Mark(cut.span, CUT, cut.kind) for cut in cleaned.cuts]
    marks += [Mark(span, kind_of(t.claim), t.claim.id) for _, t in found for span in t.claim.evidence]
    return [Line(tuple(pieces(raw.text, marks, window)))]


def as_read(cleaned: Document, found: list[tuple[Entry, Testimony]], window: Span) -> list[Line]:
    """The text as it was read: furniture gone, lines joined."""
    marks = []
    for _, testimony in found:
        for span in testimony.claim.evidence:
            place = cleaned.offsets.clean(span)
            if place is not None:
                marks.append(Mark(place, kind_of(testimony.claim), testimony.claim.id))
    blocks = [block for block in cleaned.blocks if block.span.overlaps(window)]
    return [Line(tuple(pieces(cleaned.text, marks, block.span)), block.kind == "title") for block in blocks]


def _part(testimony: Testimony, cleaned: Document, view: str) -> int:
    """The part of the text a claim stands in."""
    span = testimony.claim.evidence[0]
    place = span if view == "original" else cleaned.offsets.clean(span) or span
    return place.start // PART + 1
