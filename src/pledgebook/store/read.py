"""Reads facts, decisions and entries out of a book."""

from __future__ import annotations

import collections
import datetime
from collections.abc import Collection, Iterable, Iterator, Sequence

import msgspec
import sqlalchemy as sa

from pledgebook.model.claim import Claim, StatementClaim, decode
from pledgebook.model.ledger import Correction, Entry, Judgement, Ledger, Reported, Sighting, Witness
from pledgebook.resolve.sketches import packed
from pledgebook.store import schema
from pledgebook.store.facets import DOCUMENT
from pledgebook.store.readings import Head
from pledgebook.store.telling import whole
from pledgebook.store.tombstones import tombstones

PAGE = 200
"""documents held in memory at once while all are gone through"""


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
    newest: bool
    """whether it is of the document's newest reading"""


class Counts(msgspec.Struct, frozen=True):
    """How much a book holds."""

    documents: int
    sightings: int
    readings: int
    claims: int
    judgements: int
    corrections: int


class Numbers(msgspec.Struct, frozen=True):
    """The newest of each kind of fact; 0 where there is none."""

    readings: int = 0
    sightings: int = 0
    judgements: int = 0
    corrections: int = 0
    tombstones: int = 0

    @classmethod
    def of(cls, stamp: str) -> Numbers:
        """The numbers in a stamp; raises `ValueError` or `TypeError` where there are none.

        >>> Numbers.of("readings:3 sightings:4 dossier:a1").sightings
        4
        """
        pairs = (part.partition(":") for part in stamp.split())
        return cls(**{name: int(number) for name, _, number in pairs if name in cls.__struct_fields__})

    def decided_to(self, later: Numbers) -> bool:
        """Whether nothing but decisions came since."""
        bare = {"judgements": 0, "corrections": 0}
        same = msgspec.structs.replace(self, **bare) == msgspec.structs.replace(later, **bare)
        return same and self.judgements <= later.judgements and self.corrections <= later.corrections

    def grew_to(self, later: Numbers) -> bool:
        """Whether facts were only added since."""
        return self.tombstones == later.tombstones and self.readings <= later.readings and self.sightings <= later.sightings


def newest(documents: Sequence[str] | None = None) -> sa.Subquery:
    """The number of each document's newest reading; a reading is there complete or not at all."""
    table = schema.readings
    query = sa.select(sa.func.max(table.c.number).label("number")).group_by(table.c.document)
    return (query if documents is None else query.where(table.c.document.in_(documents))).subquery()


def telling(also: Collection[str] = ()) -> sa.Subquery:
    """The numbers of newest readings that hold claims, and those of the documents asked for besides."""
    table, later = schema.readings, schema.readings.alias()
    told = table.c.number.in_(sa.select(schema.claims.c.reading).distinct())
    last = sa.select(sa.func.max(later.c.number)).where(later.c.document == table.c.document).scalar_subquery()
    return sa.select(table.c.number).where(sa.or_(told, table.c.document.in_(sorted(also))) if also else told, table.c.number == last).subquery()


def witnesses(connection: sa.Connection, documents: Iterable[str] | None = None, also: Collection[str] = ()) -> list[Witness]:
    """The documents asked for with their sightings and newest readings; without any, all that hold claims and `also` others.

    A document without claims is none of the ledger's witnesses, so a book of a million others is folded as fast as one without.
    """
    if documents is None:
        return _witnesses(connection, telling(also))
    wanted = sorted(documents)
    return [witness for start in range(0, len(wanted), PAGE) for witness in _witnesses(connection, newest(wanted[start : start + PAGE]))]


def published_by(connection: sa.Connection, day: datetime.date | None) -> tuple[int, int, int]:
    """How many documents were published by the end of a day (None: are there), how many have no day, and how many came later."""
    total = connection.execute(sa.select(sa.func.count()).select_from(schema.documents)).scalar_one()
    if day is None:
        return total, 0, 0
    passages, limit = schema.passages.c, day.isoformat()
    ours = sa.select(sa.func.count()).select_from(schema.passages).where(passages.kind == DOCUMENT)
    undated = connection.execute(ours.where(passages.day.is_(None))).scalar_one()
    later = connection.execute(ours.where(passages.day > limit)).scalar_one()
    # what was forgotten cannot be searched
    for witness in witnesses(connection, tombstones(connection)):
        undated += witness.published is None
        later += witness.published is not None and witness.published.window.last > day
    return total - undated - later, undated, later


def documents_since(connection: sa.Connection, since: Numbers) -> set[str]:
    """The documents of which something was read or met since."""
    read = sa.select(schema.readings.c.document).where(schema.readings.c.number > since.readings)
    met = sa.select(schema.sightings.c.document).where(schema.sightings.c.number > since.sightings)
    return set(connection.execute(read.union(met)).scalars())


def _witnesses(connection: sa.Connection, recent: sa.Subquery) -> list[Witness]:
    sightings: dict[str, list[Sighting]] = collections.defaultdict(list)
    places = schema.sightings.c
    met = sa.select(places.document, places.id, places.source, places.url, places.date, places.title)
    theirs = sa.select(schema.readings.c.document).join(recent, schema.readings.c.number == recent.c.number)
    for row in connection.execute(met.where(places.document.in_(theirs))):
        sightings[row.document].append(Sighting(*row))
    reported: dict[int, list[Reported]] = collections.defaultdict(list)
    table = schema.claims
    query = sa.select(table.c.reading, table.c.body, table.c.words, table.c.content).join(recent, table.c.reading == recent.c.number)
    for held in connection.execute(query.order_by(table.c.reading, table.c.position)):
        said = Reported(decode(held.body), _texts(held.words), _texts(held.content))
        # what was said is its words, and these were forgotten
        if said.words or not isinstance(said.claim, StatementClaim):
            reported[held.reading].append(said)
    found = []
    readings = schema.readings
    for reading in connection.execute(sa.select(readings.c.number, readings.c.document, readings.c.head).join(recent, readings.c.number == recent.c.number)):
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
                sketch=packed(head.sketch),
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


def numbers(connection: sa.Connection) -> Numbers:
    """How far the book's facts and decisions are numbered."""
    tables = (schema.readings, schema.sightings, schema.judgements, schema.corrections, schema.tombstones)
    row = connection.execute(sa.select(*(sa.select(sa.func.max(table.c.number)).scalar_subquery() for table in tables))).one()
    return Numbers(*(number or 0 for number in row))


def stamp(connection: sa.Connection) -> str:
    """What facts the book holds, in short; it changes with every fact and decision."""
    return " ".join(f"{name}:{number}" for name, number in msgspec.structs.asdict(numbers(connection)).items())


def saved_stamp(connection: sa.Connection) -> str | None:
    return connection.execute(sa.select(schema.fold.c.value).where(schema.fold.c.name == "stamp")).scalar()


def saved_ledger(connection: sa.Connection) -> Ledger | None:
    """The ledger as it was last folded; None where there is none."""
    kept = saved_head(connection)
    if "head" not in kept or "order" not in kept:
        return None
    bodies = {row.id: row.body for row in connection.execute(sa.select(schema.entries.c.id, schema.entries.c.body))}
    order = [id_ for id_ in msgspec.json.decode(kept["order"], type=list[str]) if id_ in bodies]
    entries = whole(connection, [msgspec.json.decode(bodies[id_], type=Entry) for id_ in order])
    return msgspec.structs.replace(msgspec.json.decode(kept["head"], type=Ledger), entries=tuple(entries))


def saved_head(connection: sa.Connection) -> dict[str, str]:
    """What is kept of the last fold beside its entries: `stamp`, `head`, and `order`, the entries' ids."""
    return {row.name: row.value for row in connection.execute(sa.select(schema.fold.c.name, schema.fold.c.value))}


def saved_rows(connection: sa.Connection) -> list[tuple[str, ...]]:
    """The rows of the entries, of all that is kept of each, and of their order, as they stand, for comparing."""
    entries = connection.execute(sa.select(schema.entries.c.kind, schema.entries.c.id, schema.entries.c.body, schema.entries.c.digest))
    rows = [tuple(map(str, row)) for row in entries]
    for table in (schema.testimonies, schema.entry_judgements, schema.reporting, schema.facets):
        others = [column for column in table.c if column.name != "entry"]
        rows += [(table.name, *map(str, row)) for row in connection.execute(sa.select(table.c.entry, *others))]
    order = saved_head(connection).get("order", "[]")
    return sorted([*rows, (order,)])


def documents(connection: sa.Connection) -> Iterator[tuple[StoredDocument, list[StoredClaim]]]:
    """Every document with the claims of all its readings, some at a time."""
    table = schema.documents
    last = ""
    while True:
        page = sa.select(table.c.id, table.c.text, table.c.text_sha256, table.c.encoding).where(table.c.id > last).order_by(table.c.id).limit(PAGE)
        held = [StoredDocument(*row) for row in connection.execute(page)]
        if not held:
            return
        claims: dict[str, list[StoredClaim]] = collections.defaultdict(list)
        for stored in _stored(connection, schema.readings.c.document.in_([document.id for document in held])):
            claims[stored.document].append(stored)
        yield from ((document, claims[document.id]) for document in held)
        last = held[-1].id


def document_ids(connection: sa.Connection) -> list[str]:
    """The ids of all documents, in order."""
    return sorted(connection.execute(sa.select(schema.documents.c.id)).scalars())


def claims_like(connection: sa.Connection, prefix: str) -> list[StoredClaim]:
    """Claims of any reading whose id starts with `prefix`."""
    # LIKE would take capitals for small letters in one database and not in another
    return _stored(connection, sa.func.substr(schema.claims.c.id, 1, len(prefix)) == prefix)


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


def _stored(connection: sa.Connection, wanted: sa.ColumnElement[bool]) -> list[StoredClaim]:
    claims, readings, later = schema.claims, schema.readings, schema.readings.alias()
    newest = sa.select(sa.func.max(later.c.number)).where(later.c.document == readings.c.document).scalar_subquery()
    query = (
        sa.select(readings.c.document, claims.c.body, claims.c.words, claims.c.content, readings.c.number == newest)
        .join(readings, claims.c.reading == readings.c.number)
        .where(wanted)
        .order_by(claims.c.reading, claims.c.position)
    )
    rows = connection.execute(query)
    return [StoredClaim(document, decode(body), _texts(words), _texts(content), bool(last)) for document, body, words, content, last in rows]


def _texts(body: str) -> tuple[str, ...]:
    return msgspec.json.decode(body, type=tuple[str, ...])
