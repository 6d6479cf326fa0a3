"""Forgets a document's text: its words go from every table, its hash stays, and a tombstone says who wanted it and why.

Figures, parties and days of the claims stay, for they are facts and no text; statements are nothing but words and leave
the ledger. Titles and addresses stay as a reference to where the text was.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable
from typing import Any

import msgspec
import sqlalchemy as sa

from pledgebook.errors import DocumentError
from pledgebook.model.claim import StatementClaim, decode
from pledgebook.model.ledger import Correction, Reported
from pledgebook.model.text import RawDocument, Span
from pledgebook.review.decisions import ADDED, Decision, added_claim, decided
from pledgebook.review.desk import Signed
from pledgebook.review.kept import decisions
from pledgebook.store import schema
from pledgebook.store.originals import original_row
from pledgebook.store.read import StoredDocument
from pledgebook.store.readings import Head
from pledgebook.store.tombstones import Tombstone, tombstones
from pledgebook.store.write import forget_passage, insert, put_passage

Words = Callable[[Span], str | None]
"""what is to stand for a span: its words, or None where they are to go"""


class Forgotten(msgspec.Struct, frozen=True):
    """What went: the words of `claims`, of which `statements` left the ledger, and of claims people added in `decisions`."""

    tombstone: Tombstone
    claims: int
    statements: int
    decisions: int


def forget(connection: sa.Connection, document: StoredDocument, signed: Signed, now: datetime.datetime) -> Forgotten:
    """Takes a text and every word of it out of the tables."""
    grave = Tombstone(document.id, document.text_sha256, signed.reason, signed.by, now.isoformat(timespec="seconds"))
    connection.execute(schema.tombstones.insert(), {**msgspec.structs.asdict(grave), "forgotten": True})
    claims, statements = _reword(connection, document.id, lambda span: None)
    decided_again = _redecide(connection, document.id, lambda span: None)
    readings = sa.select(schema.readings.c.number).where(schema.readings.c.document == document.id)
    connection.execute(schema.rejections.delete().where(schema.rejections.c.reading.in_(readings)))
    forget_passage(connection, document.id)
    connection.execute(schema.originals.delete().where(schema.originals.c.document == document.id))
    _set_text(connection, document.id, "")
    return Forgotten(grave, claims, statements, decided_again)


def restore(connection: sa.Connection, raw: RawDocument, now: datetime.datetime) -> bool:
    """Puts a text that was read again back in its place, with the words of its claims; False where it was not forgotten.

    The tombstone stays and counts no more.
    """
    grave = tombstones(connection, raw.sha256).get(raw.sha256)
    if grave is None:
        return False
    if digest(raw.text) != grave.text_sha256:
        raise DocumentError("other_text", f"{raw.name}: it reads otherwise than the text that was forgotten", "read it with the pledgebook that read it first")
    again = {**msgspec.structs.asdict(grave), "reason": "read again", "made_at": now.isoformat(timespec="seconds"), "forgotten": False}
    connection.execute(schema.tombstones.insert(), again)
    _set_text(connection, raw.sha256, raw.text)
    insert(connection, schema.originals, original_row(raw))
    latest = sa.select(schema.readings.c.head).where(schema.readings.c.document == raw.sha256).order_by(schema.readings.c.number.desc()).limit(1)
    if head := connection.execute(latest).scalar():
        put_passage(connection, raw.sha256, msgspec.json.decode(head, type=Head), raw.text)
    _reword(connection, raw.sha256, lambda span: span.of(raw.text))
    _redecide(connection, raw.sha256, lambda span: span.of(raw.text))
    return True


def digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def clear(engine: sa.Engine) -> None:
    """Overwrites what deleted rows left behind in the database's files."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if connection.dialect.name == "sqlite":
            raw: Any = connection.connection.driver_connection
            raw.execute("PRAGMA query_only = 0")
            # the index keeps the words of what was deleted until its parts are put together
            raw.execute("INSERT INTO passage_index(passage_index) VALUES ('optimize')")
            raw.execute("VACUUM")
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            for table in ("documents", "originals", "claims", "corrections", "rejections", "entries", "testimonies", "entry_judgements", "passages"):
                connection.exec_driver_sql(f"VACUUM FULL {table}")


def _reword(connection: sa.Connection, document: str, words: Words) -> tuple[int, int]:
    """Sets the words of every claim of a document, and counts the claims and the statements among them."""
    claims, readings = schema.claims.c, schema.readings.c
    query = sa.select(claims.reading, claims.id, claims.body).join(schema.readings, claims.reading == readings.number).where(readings.document == document)
    rows = [(row.reading, row.id, decode(row.body)) for row in connection.execute(query)]
    for reading, id_, claim in rows:
        content = claim.content if isinstance(claim, StatementClaim) else ()
        row = {"words": _json(_each(claim.evidence, words)), "content": _json(_each(content, words))}
        connection.execute(schema.claims.update().where(claims.reading == reading, claims.id == id_).values(row))
    return len({id_ for _, id_, _ in rows}), len({id_ for _, id_, claim in rows if isinstance(claim, StatementClaim)})


def _redecide(connection: sa.Connection, document: str, words: Words) -> int:
    """Sets the words in decisions that added claims; as a decision's id follows from what it says, those that undo it follow."""
    renamed: dict[str, str] = {}
    changed = 0
    for decision in decisions(connection):
        body = decision.body
        if not isinstance(body, Correction):
            continue
        value = body.value
        if body.field == ADDED and body.target.document == document:
            value = msgspec.to_builtins(_restated(added_claim(body), words))
        elif decision.undoes in renamed:
            value = renamed[str(decision.undoes)]
        if value != body.value:
            changed += body.field == ADDED
            renamed[decision.id] = _replace(connection, decision, msgspec.structs.replace(body, value=value))
    return changed


def _replace(connection: sa.Connection, decision: Decision, body: Correction) -> str:
    bare = msgspec.structs.replace(body, number=0)
    table = schema.corrections
    connection.execute(table.update().where(table.c.number == body.number).values(body=_json(bare)))
    return decided(bare, decision.made_at).id


def _restated(reported: Reported, words: Words) -> Reported:
    content = reported.claim.content if isinstance(reported.claim, StatementClaim) else ()
    return Reported(reported.claim, _each(reported.claim.evidence, words), _each(content, words))


def _each(spans: tuple[Span, ...], words: Words) -> tuple[str, ...]:
    found = (words(span) for span in spans)
    return tuple(held for held in found if held is not None)


def _set_text(connection: sa.Connection, document: str, text: str) -> None:
    connection.execute(schema.documents.update().where(schema.documents.c.id == document).values(text=text))


def _json(value: Any) -> str:
    return msgspec.json.encode(value, order="deterministic").decode()
