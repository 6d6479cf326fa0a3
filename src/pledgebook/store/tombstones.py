"""Which documents' texts were forgotten, and why."""

from __future__ import annotations

import msgspec
import sqlalchemy as sa

from pledgebook.errors import DocumentError
from pledgebook.store import schema


class Tombstone(msgspec.Struct, frozen=True):
    """Why a document's text is not there: `made_at` is ISO 8601 in UTC."""

    document: str
    text_sha256: str
    reason: str
    by: str
    made_at: str

    @property
    def line(self) -> str:
        """In words, for who asks for the text."""
        return f"its text was forgotten on {self.made_at[:10]} by {self.by}: {self.reason}"


def tombstones(connection: sa.Connection, document: str | None = None) -> dict[str, Tombstone]:
    """The tombstone of every document that is forgotten now, or of one; of several words on a document the last counts."""
    table = schema.tombstones
    wanted = sa.true() if document is None else table.c.document == document
    columns = (table.c.document, table.c.text_sha256, table.c.reason, table.c.by, table.c.made_at, table.c.forgotten)
    rows = connection.execute(sa.select(*columns).where(wanted).order_by(table.c.number)).all()
    last = {row.document: row for row in rows}
    return {id_: Tombstone(*row[:-1]) for id_, row in last.items() if row.forgotten}


def forgotten(grave: Tombstone, name: str) -> DocumentError:
    """Why a document is not read."""
    return DocumentError("forgotten_document", f"{name}: {grave.line}", "leave it out, or read the same file all the same with --even-forgotten")


def check_remembered(connection: sa.Connection, document: str, name: str) -> None:
    """Raises `DocumentError` with the tombstone's reason for a document whose text is to stay forgotten."""
    if grave := tombstones(connection, document).get(document):
        raise forgotten(grave, name)
