"""Reads documents in this process: what each says, and what became of all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, TypeAlias

import msgspec

from pledgebook import version
from pledgebook.dossier.schema import Dossier
from pledgebook.errors import PledgebookError
from pledgebook.extract.evidence import evidence_fault
from pledgebook.model.claim import AidClaim, Claim
from pledgebook.model.ledger import Sighting
from pledgebook.model.run import Rejection
from pledgebook.model.text import Document, RawDocument
from pledgebook.resolve.identity import identified
from pledgebook.resolve.sketches import hashes, sketch
from pledgebook.store.readings import Head, NewReading, sighting_key

if TYPE_CHECKING:
    from pledgebook.pipeline import Reading


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


def read_document(raw: RawDocument, dossier: Dossier, *, every_document: bool = False) -> Reading:
    """All claims of one document, by the language pipeline, which takes most of a second to import: who has others read needs none."""
    from pledgebook.annotate.parser_alone import import_spacy

    import_spacy()
    from pledgebook import pipeline

    return pipeline.read_document(raw, dossier, every_document=every_document)


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
Answer: TypeAlias = tuple[RawDocument | Rejection, Attempt | None]
"""an input, and what reading it gave; None of what needed no reading"""
Readers: TypeAlias = Callable[[Iterator[Wanted]], Iterator[Answer]]
"""reads each document by its sighting, in whatever processes, and answers in the order it was asked"""


def attempt_reading(raw: RawDocument, lead: Sighting, dossier: Dossier) -> Attempt:
    """Reads a document by a sighting; whatever goes wrong in it is a refusal."""
    try:
        return Attempt(lead, _reading(raw, lead, dossier))
    except Exception as error:
        return Attempt(lead, refusal(raw, error))


def read_here(wanted: Iterator[Wanted], dossier: Dossier) -> Iterator[Answer]:
    for item, lead in wanted:
        yield item, None if lead is None or isinstance(item, Rejection) else attempt_reading(item, lead, dossier)


def _reading(raw: RawDocument, lead: Sighting, dossier: Dossier) -> NewReading:
    raw.text.encode()
    found = extract_document(msgspec.structs.replace(raw, given=lead.given), dossier)
    document = found.document
    return NewReading(
        code=version.reading_version(),
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
            sketch=hashes(sketch(document.text)),
        ),
        claims=found.claims,
        rejections=found.rejections,
    )


def noted(tally: Tally, found: NewReading | Rejection | None) -> Tally:
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
