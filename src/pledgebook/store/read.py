"""Reads facts, decisions and entries out of a book."""

from __future__ import annotations

import collections
from collections.abc import Iterator
from typing import Any

import msgspec
import sqlalchemy as sa

from pledgebook.model.claim import Claim, decode
from pledgebook.model.ledger import Correction, Entry, Judgement, Ledger, Reported, Sighting, Witness
from pledgebook.store import schema
from pledgebook.store.write import Head


class StoredDocument(msgspec.Struct, frozen=True):
    """A document as it is kept: raw text, its digest when it was added, and the encoding its bytes had."""

    id: str
    text: str
    text_sha256: str
    encoding: str


class StoredClaim(msgspec.Struct, frozen=True):
    """A claim as it is kept, with the words that stood at its spans when it was read."""

    document: str
    claim: Claim
    words: tuple[str, ...]
    content: tuple[str, ...]


class Counts(msgspec.Struct, frozen=True):
    """How much a book holds."""

    documents: int
    sightings: int
    readings: int
    claims: int
    judgements: int
    corrections: int


def newest() -> sa.Subquery:
    """The number of each document's newest reading; a reading is there complete or not at all."""
    table = schema.readings
    return sa.select(sa.func.max(table.c.number).label("number")).group_by(table.c.document).subquery()


def witnesses(connection: sa.Connection) -> list[Witness]:
    """Every document with its sightings and its newest reading."""
    sightings: dict[str, list[Sighting]] = collections.defaultdict(list)
    table = schema.sightings
    for row in connection.execute(sa.select(table.c.document, table.c.id, table.c.source, table.c.url, table.c.date, table.c.title)):
        sightings[row.document].append(Sighting(*row))
    reported: dict[int, list[Reported]] = collections.defaultdict(list)
    for held in connection.execute(_claim_query(schema.claims.c.reading)):
        reported[held.reading].append(Reported(decode(held.body), _texts(held.words), _texts(held.content)))
    found = []
    recent = newest()
    readings = schema.readings
    query = sa.select(readings.c.number, readings.c.document, readings.c.head).join(recent, readings.c.number == recent.c.number)
    for reading in connection.execute(query):
        head = msgspec.json.decode(reading.head, type=Head)
        found.append(
            Witness(
                id=reading.document,
                sightings=tuple(sorted(sightings[reading.document], key=lambda s: tuple(part or "" for part in msgspec.structs.astuple(s)))),
                title=head.title,
                outlet=head.outlet,
                author=head.author,
                published=head.published,
                language=head.language,
                sketch=head.sketch,
                reported=tuple(reported[reading.number]),
            )
        )
    return found


def judgements(connection: sa.Connection) -> list[Judgement]:
    table = schema.judgements
    rows = connection.execute(sa.select(table.c.number, table.c.body).order_by(table.c.number))
    return [msgspec.structs.replace(msgspec.json.decode(row.body, type=Judgement), number=row.number) for row in rows]


def corrections(connection: sa.Connection) -> list[Correction]:
    table = schema.corrections
    rows = connection.execute(sa.select(table.c.number, table.c.body).order_by(table.c.number))
    return [msgspec.structs.replace(msgspec.json.decode(row.body, type=Correction), number=row.number) for row in rows]


def stamp(connection: sa.Connection) -> str:
    """What facts the book holds, in short; it changes with every fact and decision."""
    tables = (schema.readings, schema.sightings, schema.judgements, schema.corrections)
    return " ".join(f"{table.name}:{connection.execute(sa.select(sa.func.max(table.c.number))).scalar() or 0}" for table in tables)


def saved_stamp(connection: sa.Connection) -> str | None:
    return connection.execute(sa.select(schema.fold.c.value).where(schema.fold.c.name == "stamp")).scalar()


def saved_ledger(connection: sa.Connection) -> Ledger | None:
    """The ledger as it was last folded; None where there is none."""
    head = connection.execute(sa.select(schema.fold.c.value).where(schema.fold.c.name == "head")).scalar()
    if head is None:
        return None
    bodies = connection.execute(sa.select(schema.entries.c.body).order_by(schema.entries.c.position)).scalars()
    entries: tuple[Entry, ...] = tuple(msgspec.json.decode(body, type=Entry) for body in bodies)
    return msgspec.structs.replace(msgspec.json.decode(head, type=Ledger), entries=entries)


def saved_rows(connection: sa.Connection) -> list[tuple[str, ...]]:
    """The rows of the entries and of their claims, as they stand, for comparing."""
    entries = connection.execute(sa.select(schema.entries.c.position, schema.entries.c.id, schema.entries.c.kind, schema.entries.c.body))
    links = connection.execute(sa.select(schema.entry_claims.c.claim, schema.entry_claims.c.entry))
    return sorted(tuple(map(str, row)) for row in [*entries, *links])


def documents(connection: sa.Connection) -> Iterator[StoredDocument]:
    table = schema.documents
    for row in connection.execute(sa.select(table.c.id, table.c.text, table.c.text_sha256, table.c.encoding).order_by(table.c.id)):
        yield StoredDocument(*row)


def claims_of(connection: sa.Connection, document: str, *, newest_only: bool = True) -> list[StoredClaim]:
    """The claims of a document's newest reading, or of all its readings."""
    query = _claim_query(schema.readings.c.document, newest_only=newest_only).where(schema.readings.c.document == document)
    return [StoredClaim(row.document, decode(row.body), _texts(row.words), _texts(row.content)) for row in connection.execute(query)]


def claims_like(connection: sa.Connection, prefix: str) -> list[StoredClaim]:
    """Claims of any reading whose id starts with `prefix`."""
    query = _claim_query(schema.readings.c.document, newest_only=False).where(schema.claims.c.id.startswith(prefix, autoescape=True))
    return [StoredClaim(row.document, decode(row.body), _texts(row.words), _texts(row.content)) for row in connection.execute(query)]


def names_of(connection: sa.Connection, document: str) -> list[str]:
    """The names a document was read under."""
    table = schema.sightings
    return list(connection.execute(sa.select(table.c.name).where(table.c.document == document).order_by(table.c.number)).scalars())


def text_of(connection: sa.Connection, document: str) -> str:
    """The raw text of a document; "" where there is none."""
    return connection.execute(sa.select(schema.documents.c.text).where(schema.documents.c.id == document)).scalar() or ""


def counts(connection: sa.Connection) -> Counts:
    tables = (schema.documents, schema.sightings, schema.readings, schema.claims, schema.judgements, schema.corrections)
    return Counts(*(connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one() for table in tables))


def _claim_query(column: sa.Column[Any], *, newest_only: bool = True) -> sa.Select[Any]:
    claims, readings = schema.claims, schema.readings
    query = sa.select(column, claims.c.body, claims.c.words, claims.c.content).join(readings, claims.c.reading == readings.c.number)
    if newest_only:
        recent = newest()
        query = query.join(recent, readings.c.number == recent.c.number)
    return query.order_by(claims.c.reading, claims.c.position)


def _texts(body: str) -> tuple[str, ...]:
    return msgspec.json.decode(body, type=tuple[str, ...])
