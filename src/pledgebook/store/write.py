"""Decisions and folds on their way into a book."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from pledgebook.dossier.schema import Dossier
from pledgebook.model.ledger import Correction, Judgement, Ledger
from pledgebook.store import schema
from pledgebook.store.facets import DOCUMENT, KINDS, Shelver, document_passage
from pledgebook.store.opening import writing
from pledgebook.store.readings import Head

BATCH = 500
"""rows in one INSERT"""


def add_judgement(engine: sa.Engine, judgement: Judgement, made_at: datetime.datetime) -> int:
    """The number of the judgement in the book."""
    return _add_decision(engine, schema.judgements, judgement, made_at)


def add_correction(engine: sa.Engine, correction: Correction, made_at: datetime.datetime) -> int:
    """The number of the correction in the book."""
    return _add_decision(engine, schema.corrections, correction, made_at)


def save_ledger(connection: sa.Connection, ledger: Ledger, stamp: str, dossier: Dossier, before: Ledger | None = None) -> None:
    """Puts a fold in the place of the one before, writing only rows that differ; `stamp` says which facts it was made of.

    Where the saved rows are those of `before`, entries that are the same object in both are not looked at.
    """
    entries = schema.entries
    only = None if before is None else _others(before, ledger)
    digests = sa.select(entries.c.id, entries.c.digest)
    held = {row.id: row.digest for query in _chosen(digests, entries.c.id, only) for row in connection.execute(query)}
    shelved = list(Shelver(dossier).rows(ledger, only))
    fresh = [item for item in shelved if held.get(item.row["id"]) != item.row["digest"]]
    gone = held.keys() - {item.row["id"] for item in shelved}
    known = [item for item in fresh if item.row["id"] in held]
    added = [item for item in fresh if item.row["id"] not in held]
    changed = sorted(gone | {item.row["id"] for item in known})
    _delete(connection, schema.facets.c.entry, changed)
    _delete(connection, schema.passages.c.ref, changed, schema.passages.c.kind.in_(KINDS))
    insert(connection, entries, [item.row for item in added])
    _update(connection, entries, [item.row for item in known])
    # a claim that moves from one entry to another changes both, so the rows of the changed entries are all that can differ
    for table, key, rows in (
        (schema.testimonies, (schema.testimonies.c.claim,), [row for item in fresh for row in item.testimonies]),
        (schema.entry_judgements, tuple(schema.entry_judgements.primary_key), [row for item in fresh for row in item.judgements]),
        (schema.reporting, tuple(schema.reporting.primary_key), [row for item in fresh for row in item.reporting]),
    ):
        _replace(connection, table, key, changed, rows)
    _delete(connection, entries.c.id, sorted(gone))
    insert(connection, schema.facets, [{"name": name, "value": value, "entry": item.row["id"]} for item in fresh for name, value in item.facets])
    insert(connection, schema.passages, [item.passage for item in fresh])
    connection.execute(schema.fold.delete())
    head = encoded(msgspec.structs.replace(ledger, entries=()))
    order = encoded([entry.id for entry in ledger.entries])
    insert(connection, schema.fold, [{"name": "stamp", "value": stamp}, {"name": "head", "value": head}, {"name": "order", "value": order}])


def _others(before: Ledger, after: Ledger) -> set[str]:
    """The ids of entries that one ledger has and the other has not, or has otherwise, with the parts of these: a part is converted as its whole."""
    was = {entry.id: entry for entry in before.entries}
    now = {entry.id: entry for entry in after.entries}
    others = {id_ for id_ in was.keys() | now.keys() if was.get(id_) is not now.get(id_)}
    return others | {entry.id for entry in after.aid if entry.part_of in others}


def _chosen(query: sa.Select[Any], key: sa.Column[str], only: set[str] | None) -> list[sa.Select[Any]]:
    """The query, or as many as it takes to ask for the rows of these keys alone."""
    wanted = sorted(only or ())
    return [query] if only is None else [query.where(key.in_(wanted[start : start + BATCH])) for start in range(0, len(wanted), BATCH)]


def drop_ledger(connection: sa.Connection) -> None:
    """Takes the saved fold away; the facts stay."""
    connection.execute(schema.passages.delete().where(schema.passages.c.kind.in_(KINDS)))
    for table in schema.DERIVED:
        connection.execute(table.delete())


def forget_passage(connection: sa.Connection, document: str) -> None:
    """Takes a document out of what can be searched."""
    passages = schema.passages.c
    connection.execute(schema.passages.delete().where(passages.kind == DOCUMENT, passages.ref == document))


def put_passage(connection: sa.Connection, document: str, head: Head, text: str) -> None:
    """Puts a document where it can be searched, in the place of what stood there."""
    forget_passage(connection, document)
    insert(connection, schema.passages, [document_passage(document, head.title, head.published.window.last if head.published else None, text)])


def _add_decision(engine: sa.Engine, table: sa.Table, decision: Judgement | Correction, made_at: datetime.datetime) -> int:
    with writing(engine) as connection:
        return _insert_one(connection, table, {"body": encoded(decision), "made_at": made_at.isoformat()})


def insert(connection: sa.Connection, table: sa.Table, rows: list[dict[str, Any]]) -> None:
    for start in range(0, len(rows), BATCH):
        connection.execute(table.insert(), rows[start : start + BATCH])


def _delete(connection: sa.Connection, key: sa.Column[str], values: list[str], *also: sa.ColumnElement[bool]) -> None:
    for start in range(0, len(values), BATCH):
        connection.execute(key.table.delete().where(key.in_(values[start : start + BATCH]), *also))


def _replace(connection: sa.Connection, table: sa.Table, key: Sequence[sa.Column[Any]], entries: list[str], rows: list[dict[str, Any]]) -> None:
    """Puts rows in the place of those the entries have, and touches only those that differ."""
    names = [column.name for column in key]
    told = [table.c.digest] if "digest" in table.c else [column for column in table.c if column.name not in names]
    held = {
        tuple(row[: len(key)]): tuple(row[len(key) :])
        for query in _chosen(sa.select(*key, *told), table.c.entry, set(entries))
        for row in connection.execute(query)
    }
    wanted = {tuple(row[name] for name in names): row for row in rows}
    differ = {id_: row for id_, row in wanted.items() if held.get(id_) != tuple(row[column.name] for column in told)}
    out = [id_ for id_ in held if id_ not in wanted or id_ in differ]
    if out:
        condition = sa.and_(*(column == sa.bindparam(f"old_{column.name}") for column in key))
        gone = [{f"old_{name}": value for name, value in zip(names, id_, strict=True)} for id_ in out]
        for start in range(0, len(gone), BATCH):
            connection.execute(table.delete().where(condition), gone[start : start + BATCH])
    insert(connection, table, list(differ.values()))


def _update(connection: sa.Connection, table: sa.Table, rows: list[dict[str, Any]]) -> None:
    """Sets all columns of rows that are there, each found by its id."""
    if rows:
        values: dict[str, Any] = {column.name: sa.bindparam(f"new_{column.name}") for column in table.c if column.name != "id"}
        statement = table.update().where(table.c.id == sa.bindparam("new_id")).values(values)
        connection.execute(statement, [{f"new_{name}": value for name, value in row.items()} for row in rows])


def _insert_one(connection: sa.Connection, table: sa.Table, row: dict[str, Any]) -> int:
    """The number the database gave the row."""
    return int(connection.execute(table.insert().returning(table.c.number), row).scalar_one())


def encoded(value: Any) -> str:
    return msgspec.json.encode(value, order="deterministic").decode()
