"""Reads documents into a book, each in a transaction of its own, in this process or through others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias

import msgspec
import sqlalchemy as sa

from pledgebook.dossier.schema import Dossier
from pledgebook.errors import BookError, PledgebookError
from pledgebook.extract.evidence import evidence_fault
from pledgebook.model.claim import AidClaim, Claim
from pledgebook.model.ledger import Sighting
from pledgebook.model.run import Rejection
from pledgebook.model.text import Document, RawDocument
from pledgebook.pipeline import read_document
from pledgebook.resolve.copies import sketch
from pledgebook.resolve.identity import identified
from pledgebook.store.opening import looking
from pledgebook.store.originals import as_held
from pledgebook.store.write import Head, NewReading, add_document, has_reading, leading, sighting_key, sighting_of, sightings_of
from pledgebook.version import reading_version

ATTEMPTS = 20
"""readings of one document while other processes add earlier sightings of it"""


class Tally(msgspec.Struct, frozen=True):
    """How many inputs there were so far, by what became of them, and how many claims."""

    read: int = 0
    known: int = 0
    refused: int = 0
    elsewhere: int = 0
    claims: int = 0
    unproven: int = 0

    @property
    def inputs(self) -> int:
        return self.read + self.known + self.refused

    def plus(self, more: Tally) -> Tally:
        """The counts of both."""
        return Tally(*(a + b for a, b in zip(msgspec.structs.astuple(self), msgspec.structs.astuple(more), strict=True)))


class ReadReport(msgspec.Struct, frozen=True):
    """What became of every input: `inputs` = `read` + `known` + the number of `refused`.

    `elsewhere` of the documents read are about something else or in a language that is not read; `claims` counts what
    was found, `unproven` what was left out because its evidence does not carry it or the aid goes to others.
    """

    read: int = 0
    known: int = 0
    refused: tuple[Rejection, ...] = ()
    elsewhere: int = 0
    claims: int = 0
    unproven: tuple[Rejection, ...] = ()

    @property
    def inputs(self) -> int:
        return self.tally.inputs

    @property
    def tally(self) -> Tally:
        return Tally(self.read, self.known, len(self.refused), self.elsewhere, self.claims, len(self.unproven))

    @property
    def useful(self) -> bool:
        """Whether anything could be done, or nothing had to be."""
        return bool(self.read or self.known)


class Extraction(msgspec.Struct, frozen=True):
    """The claims of one document with their ids, and those refused for want of evidence."""

    document: Document
    claims: tuple[Claim, ...]
    rejections: tuple[Rejection, ...]
    relevant: bool


def extract_document(raw: RawDocument, dossier: Dossier, *, every_document: bool = False) -> Extraction:
    """Everything one document says, each claim under the id it has in every book."""
    reading = read_document(raw, dossier, every_document=every_document)
    kept: list[Claim] = []
    refused: list[Rejection] = []
    for claim in reading.claims:
        fault = evidence_fault(claim, raw.text, dossier)
        if fault is not None:
            refused.append(Rejection(raw.name, "evidence_missing", f"{raw.name}: a claim was left out: {fault}"))
        elif isinstance(claim, AidClaim) and claim.recipient not in (None, *dossier.beneficiaries):
            refused.append(Rejection(raw.name, "other_beneficiary", f"{raw.name}: a claim was left out: it is about aid to {claim.recipient}"))
        else:
            kept.append(claim)
    return Extraction(reading.document, identified(raw.sha256, kept), tuple(refused), reading.relevant)


def extract_each(
    inputs: Iterable[RawDocument | Rejection], dossier: Dossier, *, every_document: bool = False
) -> Iterable[tuple[RawDocument, Extraction] | Rejection]:
    """Every input's claims, or why it was refused; one document that cannot be read never stops the others."""
    for item in inputs:
        if isinstance(item, Rejection):
            yield item
            continue
        try:
            yield item, extract_document(item, dossier, every_document=every_document)
        except Exception as error:
            yield refusal(item, error)


Progress: TypeAlias = Callable[[str, Tally], None]
"""hears of each input that is done: where it was, and what became of all so far"""


class Attempt(msgspec.Struct, frozen=True):
    """What reading a document by a sighting gave."""

    lead: Sighting
    found: NewReading | Rejection


Wanted: TypeAlias = tuple[RawDocument | Rejection, Sighting | None]
"""an input, and the sighting to read it by; what has no sighting needs no reading"""
Readers: TypeAlias = Callable[[Iterator[Wanted]], Iterator[tuple[RawDocument | Rejection, Attempt | None]]]
"""reads each document by its sighting, in whatever processes, and answers in the order it was asked"""


def read_into(
    engine: sa.Engine,
    inputs: Iterable[RawDocument | Rejection],
    dossier: Dossier,
    progress: Progress | None = None,
    readers: Readers | None = None,
) -> ReadReport:
    """Adds every document to the book; what is there already is left as it is.

    `readers` does the reading, or this process where there are none; the book is the same whoever reads.
    """
    tally = Tally()
    refused: list[Rejection] = []
    unproven: list[Rejection] = []
    for item, attempt in readers(_unread(engine, inputs, dossier)) if readers else ((item, None) for item in inputs):
        found = item if isinstance(item, Rejection) else _settled(engine, item, attempt, dossier)
        tally = _noted(tally, found)
        if isinstance(found, Rejection):
            refused.append(found)
        elif found:
            unproven += found.rejections
        if progress:
            progress(item.place if isinstance(item, Rejection) else item.name, tally)
    return ReadReport(tally.read, tally.known, tuple(refused), tally.elsewhere, tally.claims, tuple(unproven))


def attempt_reading(raw: RawDocument, lead: Sighting, dossier: Dossier) -> Attempt:
    """Reads a document by a sighting; whatever goes wrong in it is a refusal."""
    try:
        return Attempt(lead, _reading(raw, lead, dossier))
    except Exception as error:
        return Attempt(lead, refusal(raw, error))


def _unread(engine: sa.Engine, inputs: Iterable[RawDocument | Rejection], dossier: Dossier) -> Iterator[Wanted]:
    for item in inputs:
        if isinstance(item, Rejection):
            yield item, None
            continue
        raw = _as_held(engine, item)
        _, known, lead = _looked_up(engine, raw, dossier)
        yield raw, None if known else lead


def _as_held(engine: sa.Engine, raw: RawDocument) -> RawDocument:
    if raw.origin is None:
        return raw
    with looking(engine) as connection:
        return as_held(connection, raw)


def _looked_up(engine: sa.Engine, raw: RawDocument, dossier: Dossier) -> tuple[list[Sighting], bool, Sighting]:
    """The sightings the book holds of a document, whether it has been read, and the sighting to read it by."""
    with looking(engine) as connection:
        held = sightings_of(connection, raw.sha256)
        lead = leading([*held, sighting_of(raw)])
        known = bool(held) and has_reading(connection, raw.sha256, reading_version(), dossier.digest, sighting_key(lead))
        return held, known, lead


def _settled(engine: sa.Engine, raw: RawDocument, attempt: Attempt | None, dossier: Dossier) -> NewReading | Rejection | None:
    """What was newly read; None where the book already had it. Errors of the book itself are raised."""
    asked, raw = raw, _as_held(engine, raw)
    if raw.text != asked.text:
        attempt = None
    for _ in range(ATTEMPTS):
        held, known, lead = _looked_up(engine, raw, dossier)
        if known:
            if sighting_of(raw) not in held:
                add_document(engine, raw, None)
            return None
        if attempt is None or attempt.lead != lead:
            attempt = attempt_reading(raw, lead, dossier)
        if isinstance(attempt.found, Rejection) or add_document(engine, raw, attempt.found):
            return attempt.found
        attempt = None
    raise BookError("book_busy", f"{raw.name}: other processes kept adding sightings of this document", "run the command again")


def _reading(raw: RawDocument, lead: Sighting, dossier: Dossier) -> NewReading:
    raw.text.encode()
    found = extract_document(msgspec.structs.replace(raw, given=lead.given), dossier)
    document = found.document
    return NewReading(
        code=reading_version(),
        dossier=dossier.digest,
        sighting=sighting_key(lead),
        relevant=found.relevant,
        head=Head(
            title=document.title,
            outlet=document.outlet,
            author=document.author,
            published=document.published,
            language=document.language,
            flags=document.flags,
            sketch=sketch(document.text),
        ),
        claims=found.claims,
        rejections=found.rejections,
    )


def _noted(tally: Tally, found: NewReading | Rejection | None) -> Tally:
    if found is None:
        return msgspec.structs.replace(tally, known=tally.known + 1)
    if isinstance(found, Rejection):
        return msgspec.structs.replace(tally, refused=tally.refused + 1)
    return msgspec.structs.replace(
        tally,
        read=tally.read + 1,
        elsewhere=tally.elsewhere + (not found.relevant),
        claims=tally.claims + len(found.claims),
        unproven=tally.unproven + len(found.rejections),
    )


def refusal(raw: RawDocument, error: Exception) -> Rejection:
    """Why a document was refused; an error nobody foresaw names itself, so that it can be reported."""
    if isinstance(error, PledgebookError):
        return Rejection.of(raw.name, error)
    if isinstance(error, MemoryError):
        return Rejection(raw.name, "no_memory", f"{raw.name}: there was not enough memory to read it", "split it into its documents, or allow more memory")
    reason = f"{type(error).__name__}: {error}"
    return Rejection(raw.name, "reading_failed", f"{raw.name}: reading failed ({reason[:200]})", "a fault of pledgebook: please report it with the document")
