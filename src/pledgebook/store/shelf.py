"""Entries by choice and in order, a page at a time; counts by facet; and the outlines that sums are made of."""

from __future__ import annotations

import base64
import datetime
import enum
from collections.abc import Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from pledgebook.errors import BookError
from pledgebook.model.ledger import AidEntry, Entry, Ledger
from pledgebook.selection import Filter
from pledgebook.store import schema
from pledgebook.store.telling import whole

Condition = sa.ColumnElement[bool]

TABLE = schema.entries.c


class Sort(enum.StrEnum):
    """The order of a page; what is unknown comes last."""

    EARLIEST = "earliest"
    """by day of the event, as the ledger stands"""
    LATEST = "latest"
    """by day of the event, the last first"""
    REPORTED = "reported"
    """by day of the first report, the last first"""
    GREATEST = "greatest"
    """by amount in US dollars, the greatest first"""
    SOURCES = "sources"
    """by number of independent sources, the most first"""
    CONTESTED = "contested"
    """by number of conflicts, the most first"""
    STAGE = "stage"
    """by stage (of talks by status), then as the ledger stands"""
    DONOR = "donor"
    """by the donor's row (of statements by the party that speaks), then as the ledger stands"""


ORDERS: dict[Sort, tuple[tuple[sa.ColumnElement[Any], ...], bool]] = {
    Sort.EARLIEST: ((schema.EARLIEST_FIRST,), False),
    Sort.LATEST: ((schema.LATEST_FIRST,), True),
    Sort.REPORTED: ((schema.LAST_REPORTED,), True),
    Sort.GREATEST: ((schema.GREATEST,), True),
    Sort.SOURCES: ((TABLE.independent,), True),
    Sort.CONTESTED: ((TABLE.conflicts, schema.LAST_REPORTED), True),
    Sort.STAGE: ((TABLE.rank, schema.EARLIEST_FIRST), False),
    Sort.DONOR: ((TABLE.giver, schema.EARLIEST_FIRST), False),
}
"""the columns of each order, and whether it runs from great to small; each has an index"""


class Page(msgspec.Struct, frozen=True):
    """Entries in order, how many there are in all, and where the next page starts (None: this is the last)."""

    entries: tuple[Entry, ...]
    count: int
    next: str | None = None


class FacetCount(msgspec.Struct, frozen=True):
    """How many of the entries have a value; None stands for those of which it is unknown."""

    value: str | None
    count: int


def where(wanted: Filter, kind: str, without: str | None = None) -> list[Condition]:
    """What the rows of entries have to meet; `without` leaves one part of the selection out, to count what else there is."""
    chosen = wanted.selection
    stated: dict[str, Condition | None] = {
        "kind": TABLE.kind == kind,
        "since": None if chosen.since is None else TABLE["last"] >= chosen.since.isoformat(),
        "until": None if chosen.until is None else TABLE["first"] <= chosen.until.isoformat(),
        "basis": None if chosen.basis is None else TABLE.basis == chosen.basis,
        "conflicts": None if chosen.conflicts is None else (TABLE.conflicts > 0 if chosen.conflicts else TABLE.conflicts == 0),
        "independent": None if chosen.independent is None else TABLE.independent >= chosen.independent,
        "donor": _has("donor", wanted.donor),
        "source": _has("source", wanted.source),
    }
    if kind == "aid":
        plain = {name: getattr(chosen, name) for name in ("stage", "aid_type")}
        stated |= {"item_class": _has("class", wanted.item_class), "scheme": _has("scheme", wanted.scheme)}
    else:
        plain = {"status": chosen.status} if kind == "talks" else {"act": chosen.act}
        stated["speaker"] = _has("speaker", wanted.speaker) if kind == "statement" else None
    stated |= {name: None if value is None else TABLE[name] == value for name, value in plain.items()}
    return [condition for name, condition in stated.items() if condition is not None and name != without]


def page(connection: sa.Connection, conditions: Sequence[Condition], sort: Sort, after: str | None, limit: int) -> tuple[tuple[Entry, ...], str | None]:
    """Outlines of entries after a cursor, and the cursor of the page after them."""
    keys, falling = ORDERS[sort]
    columns = (*keys, TABLE.id)
    query = sa.select(TABLE.body, *columns).where(*conditions)
    if after is not None:
        last = sa.tuple_(*(sa.literal(part) for part in _opened(after, sort, len(columns))))
        query = query.where(sa.tuple_(*columns) < last if falling else sa.tuple_(*columns) > last)
    rows = connection.execute(query.order_by(*(column.desc() if falling else column for column in columns)).limit(limit + 1)).all()
    following = _sealed(sort, rows[limit - 1][1:]) if len(rows) > limit else None
    return tuple(_entry(row.body) for row in rows[:limit]), following


def entries(connection: sa.Connection, condition: Condition) -> tuple[Entry, ...]:
    """Outlines of all entries that meet a condition few can, by kind and as the ledger stands."""
    return listed(connection, sa.select(TABLE.body).where(condition).order_by(TABLE.kind, schema.EARLIEST_FIRST, TABLE.id))


def listed(connection: sa.Connection, query: sa.Select[Any]) -> tuple[Entry, ...]:
    """The outlines a query for bodies finds."""
    return tuple(_entry(body) for body in connection.execute(query).scalars())


def count(connection: sa.Connection, conditions: Sequence[Condition]) -> int:
    return connection.execute(sa.select(sa.func.count()).select_from(schema.entries).where(*conditions)).scalar_one()


def _holding() -> sa.Select[Any]:
    told, prefix = schema.testimonies.c, sa.bindparam("prefix", type_=sa.Text)
    # the index serves the range; the beginning tells capitals apart where the database's order does not
    begins = sa.func.substr(told.claim, 1, sa.bindparam("length", type_=sa.Integer)) == prefix
    inside = told.claim >= prefix, told.claim < sa.bindparam("after", type_=sa.Text)
    return sa.select(told.entry).where(*inside, begins).distinct().order_by(told.entry).limit(MANY)


def holding(connection: sa.Connection, prefix: str) -> list[str]:
    """The ids of the entries that hold a claim whose id begins so, in order; one alone where an entry or a claim has just that id."""
    for query in (_ENTRY_BY_ID, _ENTRY_BY_CLAIM):
        if (known := connection.execute(query, {"id": prefix}).scalar_one_or_none()) is not None:
            return [known]
    return list(connection.execute(_HOLDING, {"prefix": prefix, "length": len(prefix), "after": prefix + AFTER_HEX}).scalars())


def by_ids(connection: sa.Connection, ids: Sequence[str]) -> list[Entry]:
    """The entries of these ids, in the order asked for; those the book does not hold are left out."""
    return whole(connection, outlines_by_ids(connection, ids))


def outlines_by_ids(connection: sa.Connection, ids: Sequence[str]) -> list[Entry]:
    """The entries of these ids as `by_ids`, without testimonies and judgements, of which one may have thousands."""
    held = {row.id: row.body for row in connection.execute(_BY_IDS, {"ids": list(ids)})}
    return [_entry(held[id_]) for id_ in ids if id_ in held]


def outline_with_basis(connection: sa.Connection, id_: str) -> tuple[Entry, str, int, int] | None:
    """An entry of whole id without testimonies and judgements, what it rests on, and how many of each there are; None where there is none."""
    row = connection.execute(_OUTLINE, {"id": id_}).one_or_none()
    return None if row is None else (_entry(row.body), row.basis, row.reports, row.judged)


def holders(connection: sa.Connection, claims: Sequence[str]) -> dict[str, Entry]:
    """Outlines of the entries that hold each of the claims; those no entry holds are left out."""
    told = schema.testimonies.c
    query = sa.select(told.claim, TABLE.body).join(schema.entries, told.entry == TABLE.id).where(told.claim.in_(list(claims)))
    return {row.claim: _entry(row.body) for row in connection.execute(query)} if claims else {}


def outlines(connection: sa.Connection, conditions: Sequence[Condition]) -> tuple[AidEntry, ...]:
    """Aid entries without testimonies and judgements, as the ledger stands."""
    query = sa.select(TABLE.body).where(TABLE.kind == "aid", *conditions).order_by(schema.EARLIEST_FIRST, TABLE.id)
    return tuple(_OUTLINES.decode("[" + ",".join(connection.execute(query).scalars()) + "]"))


def aid_facets(connection: sa.Connection) -> tuple[tuple[str, str, str], ...]:
    """Donors, outlets and classes of goods of aid, each as (name, value, entry)."""
    held = schema.facets.c
    query = sa.select(held.name, held.value, held.entry).where(held.name.in_(("donor", "source", "class")))
    rows = connection.execute(query.where(held.entry.in_(sa.select(TABLE.id).where(TABLE.kind == "aid"))))
    return tuple((row.name, row.value, row.entry) for row in rows)


def bases(connection: sa.Connection) -> dict[str, str]:
    """What each aid entry rests on: a person's look, or the machine alone."""
    return {row.id: row.basis for row in connection.execute(sa.select(TABLE.id, TABLE.basis).where(TABLE.kind == "aid"))}


def counted_by(connection: sa.Connection, column: sa.ColumnElement[Any], conditions: Sequence[Condition]) -> tuple[FacetCount, ...]:
    """How many entries have each value of a column, the most first."""
    query = sa.select(column, sa.func.count()).where(*conditions).group_by(column)
    return _most_first(connection.execute(query).all())


def counted_by_facet(connection: sa.Connection, name: str, conditions: Sequence[Condition]) -> tuple[FacetCount, ...]:
    """How many entries have each value of a facet, the most first; an entry with several counts under each."""
    held = schema.facets.c
    # which entries count is found once, out of an index where it is their kind alone, and not by a look at each one's row
    among = sa.select(TABLE.id).where(*conditions)
    query = sa.select(held.value, sa.func.count()).where(held.name == name, held.entry.in_(among))
    return _most_first(connection.execute(query.group_by(held.value)).all())


def facets(connection: sa.Connection, wanted: Filter, kind: str) -> dict[str, tuple[FacetCount, ...]]:
    """The counts of every part of a selection, each among the entries its other parts leave."""
    columns: dict[str, sa.ColumnElement[Any]] = {"basis": TABLE.basis}
    several = {"donor": "donor", "source": "source"}
    if kind == "aid":
        columns |= {"stage": TABLE.stage, "scheme": TABLE.scheme, "aid_type": TABLE.aid_type}
        several["item_class"] = "class"
    elif kind == "talks":
        columns["status"] = TABLE.status
    else:
        columns |= {"speaker": TABLE.speaker, "act": TABLE.act}
    found = {name: counted_by(connection, column, where(wanted, kind, name)) for name, column in columns.items()}
    found |= {name: counted_by_facet(connection, facet, where(wanted, kind, name)) for name, facet in several.items()}
    months = counted_by(connection, sa.func.substr(TABLE.first, 1, 7), where(wanted, kind))
    return {**found, "month": tuple(sorted(months, key=lambda facet: (facet.value is None, facet.value or "")))}


def sources(connection: sa.Connection) -> int:
    """How many outlets report the entries."""
    held = schema.facets.c
    return connection.execute(sa.select(sa.func.count(held.value.distinct())).where(held.name == "source")).scalar_one()


def reported_days(connection: sa.Connection) -> dict[str, datetime.date | None]:
    """`first` and `last` day an entry was first reported on."""
    row = connection.execute(sa.select(sa.func.min(TABLE.published), sa.func.max(TABLE.published))).one()
    return {name: datetime.date.fromisoformat(day) if day else None for name, day in zip(("first", "last"), row, strict=True)}


def saved_outline(connection: sa.Connection) -> Ledger:
    """The saved ledger without its entries: dossier, numbers of documents, decisions that lost their place."""
    return msgspec.json.decode(connection.execute(sa.select(schema.fold.c.value).where(schema.fold.c.name == "head")).scalar_one(), type=Ledger)


AFTER_HEX = "g"
"""comes after every digit of an id"""
MANY = 50
"""entries that are told apart when the beginning of an id fits several"""
_HOLDING = _holding()
# links name entries by their whole ids; as text it costs a third of what the same query does in SQLAlchemy's own words
_ENTRY_BY_ID = sa.text("SELECT id FROM entries WHERE id = :id")
_ENTRY_BY_CLAIM = sa.text("SELECT entry FROM testimonies WHERE claim = :id")
_OUTLINE = sa.text("SELECT body, basis, reports, judged FROM entries WHERE id = :id")
_BY_IDS = sa.select(TABLE.id, TABLE.body).where(TABLE.id.in_(sa.bindparam("ids", expanding=True)))
_ENTRY = msgspec.json.Decoder(Entry)
_OUTLINES = msgspec.json.Decoder(tuple[AidEntry, ...])


def _entry(body: str) -> Entry:
    entry: Entry = _ENTRY.decode(body)
    return entry


def has(name: str, value: str) -> Condition:
    """Entries that have a value of a facet."""
    held = schema.facets.c
    return TABLE.id.in_(sa.select(held.entry).where(held.name == name, held.value == value))


def _has(name: str, value: str | None) -> Condition | None:
    return None if value is None else has(name, value)


def _most_first(rows: Sequence[Any]) -> tuple[FacetCount, ...]:
    found = [FacetCount(None if value is None else str(value), number) for value, number in rows]
    return tuple(sorted(found, key=lambda facet: (facet.value is None, -facet.count, facet.value or "")))


def _sealed(sort: Sort, keys: Sequence[Any]) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode([sort, *keys])).decode().rstrip("=")


def _opened(cursor: str, sort: Sort, length: int) -> list[Any]:
    try:
        named, *keys = msgspec.json.decode(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)), type=list[str | float])
    except (ValueError, msgspec.MsgspecError):
        named, keys = "", []
    if named != sort or len(keys) != length:
        reason = f"'{cursor[:40]}' is not where a page in the order '{sort}' starts"
        raise BookError("bad_cursor", reason, "take `next` of the page before, with the same order")
    return keys
