"""Reads documents into a book, in this process or through others; each is put into it whole, some at a time."""

from __future__ import annotations

import collections
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

import msgspec
import sqlalchemy as sa

from pledgebook.dossier.schema import Dossier
from pledgebook.errors import PledgebookError
from pledgebook.extract.evidence import evidence_fault
from pledgebook.model.claim import AidClaim, Claim
from pledgebook.model.ledger import Sighting
from pledgebook.model.run import Rejection
from pledgebook.model.text import Document, RawDocument
from pledgebook.resolve.identity import identified
from pledgebook.resolve.sketches import hashes, sketch
from pledgebook.store.adding import Additions, has_reading, sightings_among
from pledgebook.store.opening import looking, writing
from pledgebook.store.originals import as_held
from pledgebook.store.write import Head, NewReading, leading, sighting_key, sighting_of
from pledgebook.version import reading_version

if TYPE_CHECKING:
    from pledgebook.pipeline import Reading

AT_ONCE, CHARACTERS, SECONDS = 64, 2_000_000, 1.0
"""documents that are put into the book, or looked for in it, in one transaction: so many at most, of texts so long, and no longer after the first came"""


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
    wanted = _unread(engine, inputs, dossier)
    for answers in _bunches(readers(wanted) if readers else read_here(wanted, dossier)):
        for (item, _), found in zip(answers, _settled(engine, answers, dossier), strict=True):
            tally = noted(tally, found)
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


def read_here(wanted: Iterator[Wanted], dossier: Dossier) -> Iterator[Answer]:
    for item, lead in wanted:
        yield item, None if lead is None or isinstance(item, Rejection) else attempt_reading(item, lead, dossier)


def _bunches(answers: Iterator[Answer]) -> Iterator[list[Answer]]:
    """Answers that are put into the book together; what was read before an interruption is kept."""
    held: list[Answer] = []
    size, until = 0, 0.0
    try:
        for answer in answers:
            until = until if held else time.monotonic() + SECONDS
            held.append(answer)
            size += 0 if isinstance(answer[0], Rejection) else len(answer[0].text)
            if len(held) >= AT_ONCE or size >= CHARACTERS or time.monotonic() >= until:
                yield held
                held, size = [], 0
    except (Exception, KeyboardInterrupt):
        yield held
        raise
    yield held


def _unread(engine: sa.Engine, inputs: Iterable[RawDocument | Rejection], dossier: Dossier) -> Iterator[Wanted]:
    for bunch in _bunches((item, None) for item in inputs):
        with looking(engine) as connection:
            raws = [item if isinstance(item, Rejection) else as_held(connection, item) for item, _ in bunch]
            held = sightings_among(connection, [raw.sha256 for raw in raws if isinstance(raw, RawDocument)])
            wanted = [(raw, _sighting_to_read_by(connection, raw, held, dossier)) for raw in raws]
        yield from wanted


def _sighting_to_read_by(connection: sa.Connection, raw: RawDocument | Rejection, held: Mapping[str, Sequence[Sighting]], dossier: Dossier) -> Sighting | None:
    if isinstance(raw, Rejection):
        return None
    known, lead = _looked_up(connection, raw, held.get(raw.sha256, ()), dossier)
    return None if known else lead


def _looked_up(connection: sa.Connection, raw: RawDocument, held: Sequence[Sighting], dossier: Dossier) -> tuple[bool, Sighting]:
    """Whether a document the book holds by these sightings has been read, and the sighting to read it by."""
    lead = leading([*held, sighting_of(raw)])
    return bool(held) and has_reading(connection, raw.sha256, reading_version(), dossier.digest, sighting_key(lead)), lead


def _settled(engine: sa.Engine, answers: Sequence[Answer], dossier: Dossier) -> list[NewReading | Rejection | None]:
    """What was newly read of each; None where the book already had it. Errors of the book itself are raised."""
    settled: list[NewReading | Rejection | None] = []
    waiting = collections.deque(answers)
    while waiting:
        again = None
        with writing(engine) as connection:
            additions = Additions(connection, [item.sha256 for item, _ in waiting if isinstance(item, RawDocument)])
            while waiting and again is None:
                found = _entered(connection, additions, *waiting[0], dossier)
                if isinstance(found, tuple):
                    again = found
                else:
                    settled.append(found)
                    waiting.popleft()
            additions.put()
        if again:
            # reading takes longer than others should wait for the book
            raw, lead = again
            waiting[0] = raw, attempt_reading(raw, lead, dossier)
    return settled


def _entered(
    connection: sa.Connection, additions: Additions, item: RawDocument | Rejection, attempt: Attempt | None, dossier: Dossier
) -> NewReading | Rejection | tuple[RawDocument, Sighting] | None:
    """What was put into the book; a document and a sighting where it has to be read again by that, or was not read yet."""
    if isinstance(item, Rejection):
        return item
    additions.look(item)
    raw = as_held(connection, item)
    held = additions.sightings(raw.sha256)
    known, lead = _looked_up(connection, raw, held, dossier)
    if known:
        if sighting_of(raw) not in held:
            additions.add(raw, None)
        return None
    if attempt is None or attempt.lead != lead or raw.text != item.text:
        return raw, lead
    if not isinstance(attempt.found, Rejection):
        additions.add(raw, attempt.found)
    return attempt.found


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
