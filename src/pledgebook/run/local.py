"""Reads documents one after another in this process, each in a transaction of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec
import sqlalchemy as sa

from pledgebook.dossier.schema import Dossier
from pledgebook.errors import BookError, PledgebookError
from pledgebook.extract.evidence import evidence_fault
from pledgebook.model.claim import AidClaim, Claim
from pledgebook.model.ledger import Sighting
from pledgebook.model.run import Outcome, Rejection
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
        return self.read + self.known + len(self.refused)

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
            yield _refusal(item, error)


def read_into(
    engine: sa.Engine, inputs: Iterable[RawDocument | Rejection], dossier: Dossier, progress: Callable[[str], None] = lambda place: None
) -> ReadReport:
    """Adds every document to the book; what is there already is left as it is."""
    report = ReadReport()
    for item in inputs:
        progress(item.place if isinstance(item, Rejection) else item.name)
        report = _noted(report, item if isinstance(item, Rejection) else _read_one(engine, item, dossier))
    return report


def _read_one(engine: sa.Engine, raw: RawDocument, dossier: Dossier) -> Outcome[NewReading] | Rejection | None:
    """What was newly read; None where the book already had it. Errors of the book itself are raised."""
    with looking(engine) as connection:
        raw = as_held(connection, raw)
    sighting = sighting_of(raw)
    for _ in range(ATTEMPTS):
        with looking(engine) as connection:
            held = sightings_of(connection, raw.sha256)
            lead = leading([*held, sighting])
            known = has_reading(connection, raw.sha256, reading_version(), dossier.digest, sighting_key(lead))
        if known:
            if sighting not in held:
                add_document(engine, raw, None)
            return None
        try:
            reading = _reading(raw, lead, dossier)
        except Exception as error:
            return _refusal(raw, error)
        if add_document(engine, raw, reading):
            return Outcome((reading,), reading.rejections)
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


def _noted(report: ReadReport, found: Outcome[NewReading] | Rejection | None) -> ReadReport:
    if found is None:
        return msgspec.structs.replace(report, known=report.known + 1)
    if isinstance(found, Rejection):
        return msgspec.structs.replace(report, refused=(*report.refused, found))
    (reading,) = found.items
    return msgspec.structs.replace(
        report,
        read=report.read + 1,
        elsewhere=report.elsewhere + (not reading.relevant),
        claims=report.claims + len(reading.claims),
        unproven=(*report.unproven, *found.rejections),
    )


def _refusal(raw: RawDocument, error: Exception) -> Rejection:
    """Why a document was refused; an error nobody foresaw names itself, so that it can be reported."""
    if isinstance(error, PledgebookError):
        return Rejection.of(raw.name, error)
    reason = f"{type(error).__name__}: {error}"
    return Rejection(raw.name, "reading_failed", f"{raw.name}: reading failed ({reason[:200]})", "a fault of pledgebook: please report it with the document")
