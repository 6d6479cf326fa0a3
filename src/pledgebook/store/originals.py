"""What texts were taken out of: saved pages and PDFs, kept in the book as they came."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator
from typing import Any

import msgspec
import sqlalchemy as sa

from pledgebook.model.text import Origin, RawDocument
from pledgebook.store import schema


def as_held(connection: sa.Connection, raw: RawDocument) -> RawDocument:
    """The document as the book holds it already, or as it came where the book holds none.

    Evidence points into the text that was kept, so a text is taken out of a page once and never again; and a page that
    comes anew from its address with the same text in it, but other adverts around it, is the document that is there.
    """
    if raw.origin is None:
        return raw
    documents, sightings = schema.documents.c, schema.sightings.c
    held = connection.execute(sa.select(documents.id, documents.text).where(documents.id == raw.sha256)).first()
    if held is None and raw.given.url:
        digest = hashlib.sha256(raw.text.encode()).hexdigest()
        query = sa.select(documents.id, documents.text).join(schema.sightings, sightings.document == documents.id)
        held = connection.execute(query.where(sightings.url == raw.given.url, documents.text_sha256 == digest).order_by(sightings.number)).first()
    return raw if held is None else msgspec.structs.replace(raw, sha256=held.id, text=held.text)


def original_row(raw: RawDocument) -> list[dict[str, Any]]:
    """The row that keeps what a new document's text was taken out of; none where the text came by itself."""
    if raw.origin is None:
        return []
    return [
        {
            "document": raw.sha256,
            "media_type": raw.origin.media_type,
            "size": len(raw.origin.data),
            "deflated": zlib.compress(raw.origin.data),
            "pages": msgspec.json.encode(raw.origin.pages).decode(),
        }
    ]


def original(connection: sa.Connection, document: str) -> Origin | None:
    """What a document's text was taken out of; None where the text came by itself."""
    table = schema.originals.c
    row = connection.execute(sa.select(table.media_type, table.deflated, table.pages).where(table.document == document)).first()
    return Origin(row.media_type, zlib.decompress(row.deflated), msgspec.json.decode(row.pages, type=tuple[int, ...])) if row else None


def pages_of(connection: sa.Connection, document: str) -> tuple[int, ...]:
    """Where in a document's text the pages of its PDF begin; none for other documents."""
    body = connection.execute(sa.select(schema.originals.c.pages).where(schema.originals.c.document == document)).scalar()
    return msgspec.json.decode(body, type=tuple[int, ...]) if body else ()


def altered(connection: sa.Connection) -> Iterator[tuple[str, str]]:
    """Documents whose kept original is not what came in, and in what way."""
    for document in held(connection):
        try:
            kept = original(connection, document)
        except zlib.error as error:
            yield document, f"its original cannot be unpacked: {error}"
            continue
        digest = hashlib.sha256(kept.data).hexdigest() if kept else ""
        if digest != document:
            yield document, f"its original has changed: SHA-256 {digest[:12]}"


def held(connection: sa.Connection) -> frozenset[str]:
    """The documents that have an original."""
    return frozenset(connection.execute(sa.select(schema.originals.c.document)).scalars())
