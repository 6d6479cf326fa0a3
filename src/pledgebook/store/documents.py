"""Documents as the book holds them: where each was met, what its newest reading says of it, and its text."""

from __future__ import annotations

import collections
from collections.abc import Iterable

import msgspec
import sqlalchemy as sa

from pledgebook.model.ledger import Sighting
from pledgebook.model.text import RawDocument
from pledgebook.store import schema
from pledgebook.store.facets import DOCUMENT
from pledgebook.store.read import newest
from pledgebook.store.readings import Masthead, leading

AT_ONCE = 500
"""documents asked for in one query"""
_TEXTS = sa.select(schema.documents.c.id, schema.documents.c.text).where(schema.documents.c.id.in_(sa.bindparam("ids", expanding=True)))
_DIGITS = "0123456789abcdef"
FEW = 10
"""documents of one beginning that are looked at"""


class Listed(msgspec.Struct, frozen=True):
    """A document without its text; `relevant` is False where the gate kept it from the parser."""

    id: str
    sightings: tuple[Sighting, ...]
    head: Masthead
    relevant: bool


class Held(msgspec.Struct, frozen=True):
    """A document with its text, given as its newest reading was; `names` are those it was read under."""

    listed: Listed
    raw: RawDocument
    names: tuple[str, ...]


class _Outlet(msgspec.Struct, frozen=True):
    outlet: str | None = None


def catalogue(connection: sa.Connection, wanted: Iterable[str] | None = None) -> tuple[Listed, ...]:
    """The documents with these ids (None: all), in order of id."""
    if wanted is None:
        return _listed(connection, None)
    ids = sorted(set(wanted))
    return tuple(held for start in range(0, len(ids), AT_ONCE) for held in _listed(connection, ids[start : start + AT_ONCE]))


def outlet_counts(connection: sa.Connection) -> dict[str | None, int]:
    """How many documents were met in each outlet; one met in none under the outlet its text names, or None."""
    places = schema.sightings.c
    placed = places.source.is_not(None), places.source != ""
    met = sa.select(places.source, sa.func.count()).where(*placed).group_by(places.source)
    found: collections.Counter[str | None] = collections.Counter({row[0]: row[1] for row in connection.execute(met)})
    # a document met twice in one outlet is one; of a great book only those met twice are put in order
    twice = sa.select(places.document).group_by(places.document).having(sa.func.count() > 1)
    again = sa.select(places.source, sa.func.count()).where(*placed, places.document.in_(twice)).group_by(places.source, places.document)
    for source, number in connection.execute(again):
        found[source] -= number - 1
    for head in connection.execute(_placeless()):
        found[msgspec.json.decode(head.head, type=_Outlet).outlet or None] += 1
    return dict(found)


def of_outlet(connection: sa.Connection, name: str | None) -> tuple[tuple[str, str | None], ...]:
    """The documents that `outlet_counts` counts under a name, each with the last day it may have come out on, the latest first."""
    places, known = schema.sightings.c, schema.passages.c
    ids = set(connection.execute(sa.select(places.document).where(places.source == name).distinct()).scalars()) if name else set()
    ids |= {row.document for row in connection.execute(_placeless()) if (msgspec.json.decode(row.head, type=_Outlet).outlet or None) == name}
    days: dict[str, str | None] = {}
    wanted = sorted(ids)
    for start in range(0, len(wanted), AT_ONCE):
        query = sa.select(known.ref, known.day).where(known.kind == DOCUMENT, known.ref.in_(wanted[start : start + AT_ONCE]))
        days |= {row.ref: row.day for row in connection.execute(query)}
    # what was forgotten cannot be searched
    for held in catalogue(connection, ids - days.keys()):
        days[held.id] = held.head.published.window.last.isoformat() if held.head.published else None
    return tuple(sorted(days.items(), key=lambda pair: (pair[1] or "", pair[0]), reverse=True))


def like(connection: sa.Connection, prefix: str) -> tuple[Listed, ...]:
    """The first documents whose ids begin so; none where no digest can."""
    if not prefix or not set(prefix) <= set(_DIGITS):
        return ()
    ids = schema.documents.c.id
    # as a range, which an index finds; whatever the order of marks in a database, digits come before letters
    end = prefix[:-1] + (_DIGITS + "g")[_DIGITS.index(prefix[-1]) + 1]
    wanted = sa.select(ids).where(ids >= prefix, ids < end).order_by(ids).limit(FEW)
    return catalogue(connection, connection.execute(wanted).scalars())


def document(connection: sa.Connection, id_: str) -> Held | None:
    """One document by its id; None where the book holds none."""
    found = catalogue(connection, [id_])
    table, places = schema.documents.c, schema.sightings.c
    row = connection.execute(sa.select(table.text, table.encoding).where(table.id == id_)).one_or_none()
    if row is None or not found:
        return None
    names = tuple(connection.execute(sa.select(places.name).where(places.document == id_).order_by(places.number)).scalars())
    raw = RawDocument(names[0] if names else id_, id_, row.text, row.encoding, leading(found[0].sightings).given)
    return Held(found[0], raw, names)


def texts(connection: sa.Connection, ids: Iterable[str]) -> dict[str, str]:
    """The raw texts of documents, by id."""
    wanted = sorted(set(ids))
    found: dict[str, str] = {}
    for start in range(0, len(wanted), AT_ONCE):
        found |= {row.id: row.text for row in connection.execute(_TEXTS, {"ids": wanted[start : start + AT_ONCE]})}
    return found


def _listed(connection: sa.Connection, ids: list[str] | None) -> tuple[Listed, ...]:
    places, readings, recent = schema.sightings.c, schema.readings.c, newest(ids)
    sightings: dict[str, list[Sighting]] = collections.defaultdict(list)
    met = sa.select(places.document, places.id, places.source, places.url, places.date, places.title).order_by(places.number)
    for row in connection.execute(met if ids is None else met.where(places.document.in_(ids))):
        sightings[row.document].append(Sighting(*row))
    read = sa.select(readings.document, readings.head, readings.relevant).join(recent, readings.number == recent.c.number).order_by(readings.document)
    rows = connection.execute(read if ids is None else read.where(readings.document.in_(ids)))
    return tuple(Listed(row.document, tuple(sightings[row.document]), msgspec.json.decode(row.head, type=Masthead), bool(row.relevant)) for row in rows)


def _placeless() -> sa.Select[tuple[str, str]]:
    """The newest readings of documents that nobody said an outlet of."""
    readings, later, bare, named = schema.readings.c, schema.readings.alias(), schema.sightings.alias(), schema.sightings.alias()
    without = sa.select(bare.c.document).where(sa.func.coalesce(bare.c.source, "") == "")
    said = sa.select(named.c.number).where(named.c.document == readings.document, named.c.source != "")
    last = sa.select(sa.func.max(later.c.number)).where(later.c.document == readings.document).scalar_subquery()
    return sa.select(readings.document, readings.head).where(readings.document.in_(without), ~said.exists(), readings.number == last)
