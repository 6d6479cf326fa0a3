"""Adds what is read to a book: documents, where they were met, and readings, many at a time."""

from __future__ import annotations

import collections
import hashlib
from collections.abc import Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from pledgebook.model.claim import Claim, StatementClaim
from pledgebook.model.ledger import Sighting
from pledgebook.model.text import RawDocument
from pledgebook.resolve.identity import kind_of
from pledgebook.store import schema
from pledgebook.store.facets import document_passage
from pledgebook.store.originals import original_row
from pledgebook.store.readings import NewReading, sighting_key, sighting_of
from pledgebook.store.tombstones import check_remembered
from pledgebook.store.write import encoded, forget_passage, insert

# asked again and again, so put together once
_SIGHTINGS = (
    sa.select(*(schema.sightings.c[name] for name in ("document", "id", "source", "url", "date", "title")))
    .where(schema.sightings.c.document.in_(sa.bindparam("ids", expanding=True)))
    .order_by(schema.sightings.c.number)
)
_KEY = ("document", "code", "dossier", "sighting")
_READING = sa.select(schema.readings.c.number).where(*(schema.readings.c[name] == sa.bindparam(name) for name in _KEY))
_NUMBERED = schema.readings.insert().returning(schema.readings.c.number, *(schema.readings.c[name] for name in _KEY))


class Additions:
    """Documents on their way into a book, in a transaction that writes: `put` puts there together what was added so far.

    Nobody else can add any meanwhile, so what the book holds of the documents is asked once; `ids` are those that will be asked for.
    """

    def __init__(self, connection: sa.Connection, ids: Sequence[str] = ()) -> None:
        self._connection = connection
        self._held: dict[str, list[Sighting]] = {**{id_: [] for id_ in ids}, **sightings_among(connection, ids)}
        self._rows: dict[sa.Table, list[dict[str, Any]]] = collections.defaultdict(list)
        self._readings: list[tuple[RawDocument, NewReading]] = []
        self._waiting: set[str | None] = set()

    def look(self, raw: RawDocument) -> None:
        """Has the book hold what it is to be asked of this document."""
        if raw.sha256 in self._waiting or (raw.origin and raw.given.url in self._waiting):
            self.put()

    def sightings(self, document: str) -> list[Sighting]:
        """The sightings the book holds of a document, and those added to it."""
        if document not in self._held:
            self._held[document] = sightings_among(self._connection, [document]).get(document, [])
        return self._held[document]

    def add(self, raw: RawDocument, reading: NewReading | None) -> None:
        """Adds whatever is new of a document, its sighting and a reading the book lacks. Raises `DocumentError` for a text that was forgotten."""
        held, sighting = self.sightings(raw.sha256), sighting_of(raw)
        # a document is added with its first sighting, so one without any is new, and has neither readings nor a tombstone
        if held:
            check_remembered(self._connection, raw.sha256, raw.name)
        else:
            digest = hashlib.sha256(raw.text.encode()).hexdigest()
            self._rows[schema.documents].append({"id": raw.sha256, "text": raw.text, "text_sha256": digest, "encoding": raw.encoding})
            self._rows[schema.originals] += original_row(raw)
        if reading:
            if held:
                forget_passage(self._connection, raw.sha256)
            day = reading.head.published.window.last if reading.head.published else None
            self._rows[schema.passages].append(document_passage(raw.sha256, reading.head.title, day, raw.text))
            self._readings.append((raw, reading))
        if sighting not in held:
            self._rows[schema.sightings].append({**msgspec.structs.asdict(sighting), "key": sighting_key(sighting), "name": raw.name})
            self._held[raw.sha256] = [*held, sighting]
        self._waiting |= {raw.sha256, raw.given.url} - {None}

    def put(self) -> None:
        for table in (schema.documents, schema.originals, schema.sightings, schema.passages):
            insert(self._connection, table, self._rows[table])
        self._put_readings()
        self._rows.clear()
        self._readings.clear()
        self._waiting.clear()

    def _put_readings(self) -> None:
        if not self._readings:
            return
        rows = [_reading_row(raw, reading) for raw, reading in self._readings]
        number = {tuple(row[1:]): row.number for row in self._connection.execute(_NUMBERED, rows)}
        claims, refused = [], []
        for row, (raw, reading) in zip(rows, self._readings, strict=True):
            own = number[tuple(row[name] for name in _KEY)]
            claims += [_claim_row(own, k, claim, raw) for k, claim in enumerate(reading.claims)]
            refused += [{"reading": own, "position": k, "body": encoded(rejection)} for k, rejection in enumerate(reading.rejections)]
        insert(self._connection, schema.claims, claims)
        insert(self._connection, schema.rejections, refused)


def sightings_among(connection: sa.Connection, ids: Sequence[str]) -> dict[str, list[Sighting]]:
    """The sightings of those of the documents that the book holds; the text of one may have been forgotten."""
    found: dict[str, list[Sighting]] = collections.defaultdict(list)
    for row in connection.execute(_SIGHTINGS, {"ids": ids}) if ids else ():
        found[row.document].append(Sighting(*row))
    return dict(found)


def has_reading(connection: sa.Connection, document: str, code: str, dossier: str, sighting: str) -> bool:
    return connection.execute(_READING, dict(zip(_KEY, (document, code, dossier, sighting), strict=True))).first() is not None


def _reading_row(raw: RawDocument, reading: NewReading) -> dict[str, Any]:
    return {
        "document": raw.sha256,
        "code": reading.code,
        "dossier": reading.dossier,
        "sighting": reading.sighting,
        "relevant": reading.relevant,
        "head": encoded(reading.head),
    }


def _claim_row(reading: int, position: int, claim: Claim, raw: RawDocument) -> dict[str, Any]:
    content = claim.content if isinstance(claim, StatementClaim) else ()
    return {
        "reading": reading,
        "id": claim.id,
        "position": position,
        "kind": kind_of(claim),
        "body": encoded(msgspec.structs.replace(claim, doc=raw.sha256)),
        "words": encoded([span.of(raw.text) for span in claim.evidence]),
        "content": encoded([span.of(raw.text) for span in content]),
    }
