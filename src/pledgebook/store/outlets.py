"""Outlets and families of copies as pages show them: sums, the documents of one, what it had first or alone."""

from __future__ import annotations

import collections
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from pledgebook.analyse.outlets import Outlet
from pledgebook.model.ledger import Entry
from pledgebook.store import schema
from pledgebook.store.shelf import TABLE as ENTRIES
from pledgebook.store.shelf import listed
from pledgebook.store.telling import COUNTED, Report, reports_where

TOLD = schema.testimonies.c
HELD = schema.reporting.c


class Family(msgspec.Struct, frozen=True):
    """Documents that copy one another: what they share, and how many there are."""

    key: str
    number: int


def summed(connection: sa.Connection, only: str | None = None) -> dict[str, Outlet]:
    """What each outlet, or one of them, brings to the book, by name."""
    sums = [sa.func.sum(HELD[name]).label(name) for name in COUNTED[:-1]]
    query = sa.select(HELD.outlet, sa.func.count().label("entries"), *sums, sa.func.max(HELD.official).label("official")).group_by(HELD.outlet)
    rows = connection.execute(query.order_by(HELD.outlet) if only is None else query.where(HELD.outlet == only)).mappings()
    return {row["outlet"]: _outlet(row) for row in rows}


def outlets_of(connection: sa.Connection, entries: Collection[str]) -> dict[str, tuple[str, ...]]:
    """The outlets that report each of the entries, in order of name."""
    found = collections.defaultdict[str, list[str]](list)
    query = sa.select(HELD.entry, HELD.outlet).where(HELD.entry.in_(sorted(entries))).order_by(HELD.outlet)
    for row in connection.execute(query) if entries else ():
        found[row.entry].append(row.outlet)
    return {entry: tuple(names) for entry, names in found.items()}


def entries_by(connection: sa.Connection, outlet: str, column: str, limit: int) -> tuple[Entry, ...]:
    """The first entries, by kind and as the ledger stands, of which an outlet has something in a column of `reporting`; without testimonies."""
    query = sa.select(ENTRIES.body).join(schema.reporting, HELD.entry == ENTRIES.id).where(HELD.outlet == outlet, HELD[column] > 0)
    return listed(connection, query.order_by(ENTRIES.kind, schema.EARLIEST_FIRST, ENTRIES.id).limit(limit))


def number_by(connection: sa.Connection, outlet: str, column: str) -> int:
    """How many entries `entries_by` would find without a limit."""
    return connection.execute(sa.select(sa.func.count()).where(HELD.outlet == outlet, HELD[column] > 0)).scalar_one()


def differing(connection: sa.Connection, outlet: str, entries: Sequence[str]) -> list[Report]:
    """An outlet's reports of the entries whose amounts contradict the one the entry shows, the earliest first."""
    found = reports_where(connection, TOLD.entry.in_(entries), TOLD.differs.is_(True), order=(TOLD.entry, TOLD.day, TOLD.claim))
    return [report for report in found if outlet in report.testimony.sources]


def families(connection: sa.Connection) -> tuple[Family, ...]:
    """Every family of several documents, the greatest first; out of an index alone."""
    number = sa.func.count(TOLD.document.distinct())
    several = sa.func.min(TOLD.document) < sa.func.max(TOLD.document)
    query = sa.select(TOLD.family, number.label("number")).group_by(TOLD.family).having(several).order_by(number.desc(), TOLD.family)
    return tuple(Family(row.family, row.number) for row in connection.execute(query))


def members(connection: sa.Connection, family: str, limit: int, offset: int = 0) -> tuple[str, ...]:
    """Documents of a family, in order of id."""
    query = sa.select(TOLD.document).where(TOLD.family == family).distinct().order_by(TOLD.document).limit(limit).offset(offset)
    return tuple(connection.execute(query).scalars())


def claims_in(connection: sa.Connection, documents: Collection[str]) -> dict[str, int]:
    """How many claims of each document the ledger holds; those without any are left out."""
    query = sa.select(TOLD.document, sa.func.count()).where(TOLD.document.in_(sorted(documents))).group_by(TOLD.document)
    return {row[0]: row[1] for row in connection.execute(query)}


def _outlet(row: Mapping[Any, Any]) -> Outlet:
    return Outlet(row["outlet"], **{name: int(row[name]) for name in ("entries", *COUNTED[:-1])}, official=bool(row["official"]))
