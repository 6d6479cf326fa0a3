"""Puts what is read into a book: each document whole, some at a time."""

from __future__ import annotations

import collections
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence

import sqlalchemy as sa

from pledgebook import version
from pledgebook.dossier.schema import Dossier
from pledgebook.model.ledger import Sighting
from pledgebook.model.run import Rejection
from pledgebook.model.text import RawDocument
from pledgebook.run.local import Answer, Attempt, Progress, Readers, ReadReport, Tally, Wanted, attempt_reading, noted, read_here
from pledgebook.store.adding import Additions, has_reading, sightings_among
from pledgebook.store.opening import looking, writing
from pledgebook.store.originals import as_held
from pledgebook.store.readings import NewReading, leading, sighting_key, sighting_of

AT_ONCE, CHARACTERS, SECONDS = 64, 2_000_000, 1.0
"""documents that are put into the book, or looked for in it, in one transaction: so many at most, of texts so long, and no longer after the first came"""


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
    return bool(held) and has_reading(connection, raw.sha256, version.reading_version(), dossier.digest, sighting_key(lead)), lead


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
