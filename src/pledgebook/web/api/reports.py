"""Documents, what they claim and where it stands in them, the outlets, and search."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Annotated, Any

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromQuery, QueryParameter

from pledgebook.analyse.outlets import Outlet
from pledgebook.book import Book
from pledgebook.errors import PledgebookError
from pledgebook.model.claim import Claim
from pledgebook.model.ledger import Sighting, Testimony
from pledgebook.model.text import Published, Span
from pledgebook.reporters import ClaimsAsked
from pledgebook.resolve.identity import kind_of
from pledgebook.selection import outlet
from pledgebook.store.documents import Listed
from pledgebook.store.search import Hits
from pledgebook.store.tombstones import Tombstone
from pledgebook.web.api.answers import All, Asked, Page, answer, opened, paged, plain, sealed
from pledgebook.web.api.parameters import DEFAULT_LIMIT, After, FormOf, Found, Id, Kind, Limit, Source
from pledgebook.web.api.parameters import Asked as AskedDay
from pledgebook.web.library import Library
from pledgebook.web.security import may_read_texts

WORDS = 400
"""characters of a query at most"""


class DocumentHead(msgspec.Struct, frozen=True):
    """A document without its text; `claims` counts those the ledger holds, `forgotten` says why the text is not there."""

    id: str
    title: str | None
    outlet: str | None
    author: str | None
    published: Published | None
    language: str
    flags: tuple[str, ...]
    relevant: bool
    sightings: tuple[Sighting, ...]
    claims: int
    forgotten: Tombstone | None = None


class DocumentText(msgspec.Struct, frozen=True):
    """A document's raw text, whose code points evidence counts."""

    id: str
    text: str


class Evidence(msgspec.Struct, frozen=True):
    """A place of a claim's evidence, in code points of the raw text, and the words there; null where the text was forgotten."""

    span: Span
    words: str | None


class ClaimReport(msgspec.Struct, frozen=True):
    """One claim with its evidence, the document that makes it and the entry that holds it."""

    claim: Claim
    evidence: tuple[Evidence, ...]
    entry: str
    sources: tuple[str, ...]
    published: datetime.date | None
    title: str | None
    url: str | None
    family: str
    corrected: tuple[str, ...]


@get("/documents", sync_to_thread=True)
def list_documents(
    request: Asked,
    library: NamedDependency[Library],
    asked_day: AskedDay,
    source: Source = None,
    after: After = None,
    limit: Limit = DEFAULT_LIMIT,
    form: FormOf = None,
) -> Response[Page[DocumentHead]]:
    """Documents without their texts, in order of publication; of a past day, those published by it."""
    wanted = [held for held in library.catalogue() if _known(held, asked_day) and (source is None or outlet(source) in _outlets(held))]
    wanted.sort(key=lambda held: (held.head.published.window.last if held.head.published else datetime.date.max, held.id))
    page = paged(wanted, lambda held: held.id, after, limit)
    heads = Page(tuple(_heads(library.book, page.items, asked_day)), page.count, page.next)
    return answer(request, heads, lambda: [_row(head) for head in heads.items], form)


@get("/documents/{id:str}", sync_to_thread=True)
def show_document(request: Asked, library: NamedDependency[Library], asked_day: AskedDay, id: Id) -> Response[DocumentHead]:
    """One document without its text, by the beginning of its id."""
    return plain(request, _heads(library.book, [_named(library, id)], asked_day)[0])


@get("/documents/{id:str}/text", sync_to_thread=True)
def show_text(request: Asked, library: NamedDependency[Library], id: Id) -> Response[DocumentText]:
    """A document's text. Where others can reach the server it is for reviewers only; the claims' sentences are for all."""
    held = _named(library, id)
    if not may_read_texts(request):
        raise PledgebookError("reviewers_only", "full texts are for reviewers on this server", "the sentences that carry claims are at /api/v1/claims")
    grave = library.book.tombstones().get(held.id)
    if grave is not None:
        raise PledgebookError("forgotten_text", f"document {held.id[:12]}: {grave.line}", "its claims are at /api/v1/claims")
    return plain(request, DocumentText(held.id, library.book.text(held.id)))


@get("/claims", sync_to_thread=True)
def list_claims(
    request: Asked,
    book: NamedDependency[Book],
    asked_day: AskedDay,
    document: Annotated[str | None, QueryParameter(description="The beginning of a document's id.", pattern="^[0-9a-f]+$", max_length=64)] = None,
    kind: FromQuery[Kind | None] = None,
    after: After = None,
    limit: Limit = DEFAULT_LIMIT,
    form: FormOf = None,
) -> Response[Page[ClaimReport]]:
    """Claims of the ledger with their sentences, document by document in the order of the text."""
    place, last = opened(after) if after else (0, "")
    asked = ClaimsAsked(document or None, kind and str(kind))
    found, count = book.claims(asked, last=last, place=place, limit=limit + 1, as_of=asked_day)
    shown = tuple(_report(*report) for report in found[:limit])
    claims = Page(shown, count, sealed(place + limit, shown[-1].claim.id) if len(found) > limit else None)
    return answer(request, claims, lambda: [_claim_row(report) for report in claims.items], form)


@get("/claims/{id:str}", sync_to_thread=True)
def show_claim(request: Asked, book: NamedDependency[Book], id: Id, asked_day: AskedDay) -> Response[ClaimReport]:
    """One claim of the ledger, by the beginning of its id."""
    return plain(request, _claim(book, id, asked_day))


@get("/claims/{id:str}/evidence", sync_to_thread=True)
def show_evidence(request: Asked, book: NamedDependency[Book], id: Id, asked_day: AskedDay) -> Response[All[Evidence]]:
    """The places in the document's raw text that carry a claim, the fullest first."""
    return plain(request, All(_claim(book, id, asked_day).evidence))


@get("/sources", sync_to_thread=True)
def list_sources(request: Asked, book: NamedDependency[Book], asked_day: AskedDay, form: FormOf = None) -> Response[All[Outlet]]:
    """What each outlet carries, what of it first or alone, and how its figures differ."""
    found = tuple(book.outlets(as_of=asked_day).values())
    return answer(request, All(found), lambda: [msgspec.structs.asdict(row) for row in found], form)


@get("/search", sync_to_thread=True)
def search(
    request: Asked,
    book: NamedDependency[Book],
    asked_day: AskedDay,
    q: Annotated[str, QueryParameter(description='Words, "phrases", -without, begin*; nothing else has a meaning.', max_length=WORDS)],
    kind: FromQuery[Found | None] = None,
    after: After = None,
    limit: Limit = 20,
) -> Response[Hits]:
    """Documents and entries that hold the words, best first."""
    found = book.search(q, kinds=(kind,) if kind else None, after=after, limit=limit, as_of=asked_day)
    if not may_read_texts(request):
        hits = tuple(msgspec.structs.replace(hit, snippet=()) if hit.kind == Found.DOCUMENT else hit for hit in found.hits)
        found = msgspec.structs.replace(found, hits=hits)
    return plain(request, found)


def _named(library: Library, prefix: str) -> Listed:
    found = library.book.documents_like(prefix)
    if not found:
        raise PledgebookError("no_document", f"no document begins with '{prefix[:64]}'", "/api/v1/documents lists them")
    if len(found) > 1:
        raise PledgebookError("ambiguous_id", f"{len(found)} documents begin with '{prefix[:64]}'", "give more of the id")
    return found[0]


def _heads(book: Book, listed: Sequence[Listed], day: datetime.date | None) -> list[DocumentHead]:
    graves, claims = book.tombstones(), book.claims_in([held.id for held in listed], as_of=day)
    return [_head(held, claims.get(held.id, 0), graves.get(held.id)) for held in listed]


def _head(held: Listed, claims: int, grave: Tombstone | None) -> DocumentHead:
    head = held.head
    return DocumentHead(
        id=held.id,
        title=head.title,
        outlet=head.outlet,
        author=head.author,
        published=head.published,
        language=head.language,
        flags=head.flags,
        relevant=held.relevant,
        sightings=held.sightings,
        claims=claims,
        forgotten=grave,
    )


def _known(held: Listed, day: datetime.date | None) -> bool:
    """Whether a document was published by the end of a day."""
    return day is None or (held.head.published is not None and held.head.published.window.last <= day)


def _outlets(held: Listed) -> set[str]:
    return {outlet(name) for name in (held.head.outlet, *(sighting.source for sighting in held.sightings)) if name}


def _claim(book: Book, prefix: str, day: datetime.date | None) -> ClaimReport:
    entry = book.entry(prefix, as_of=day)
    found = [testimony for testimony in entry.testimonies if testimony.claim.id.startswith(prefix)]
    exact = [testimony for testimony in found if testimony.claim.id == prefix]
    if len(found) > 1 and not exact:
        raise PledgebookError("ambiguous_id", f"{len(found)} claims of an entry begin with '{prefix[:64]}'", "give more of the id")
    # a claim of an older reading is answered by the first of the entry that holds what it said
    return _report(entry.id, (exact or found or list(entry.testimonies))[0])


def _report(entry: str, testimony: Testimony) -> ClaimReport:
    spans = testimony.claim.evidence
    words = testimony.words or (None,) * len(spans)
    return ClaimReport(
        claim=testimony.claim,
        evidence=tuple(Evidence(span, part) for span, part in zip(spans, words, strict=True)),
        entry=entry,
        sources=testimony.sources,
        published=testimony.published.last if testimony.published else None,
        title=testimony.title,
        url=testimony.url,
        family=testimony.family,
        corrected=testimony.corrected,
    )


def _row(head: DocumentHead) -> dict[str, Any]:
    published = head.published
    return {
        "id": head.id,
        "title": head.title,
        "outlet": head.outlet,
        "author": head.author,
        "published": published.window.last if published else None,
        "precision": published.precision if published else None,
        "language": head.language,
        "relevant": head.relevant,
        "sources": ";".join(sorted({sighting.source for sighting in head.sightings if sighting.source})),
        "claims": head.claims,
        "forgotten": head.forgotten is not None,
    }


def _claim_row(report: ClaimReport) -> dict[str, Any]:
    claim = report.claim
    words = [part.words for part in report.evidence if part.words]
    return {
        "id": claim.id,
        "kind": kind_of(claim),
        "entry": report.entry,
        "document": claim.doc,
        "sources": ";".join(report.sources),
        "published": report.published,
        "start": claim.evidence[0].start,
        "end": claim.evidence[0].end,
        "words": " ".join(words[0].split()) if words else None,
    }


ROUTES = (list_documents, show_document, show_text, list_claims, show_claim, show_evidence, list_sources, search)
