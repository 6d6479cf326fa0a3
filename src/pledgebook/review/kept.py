"""Decisions in the book's tables: read, and added all of a step or none."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

import msgspec
import sqlalchemy as sa

from pledgebook.model.ledger import Correction, Judgement
from pledgebook.review.decisions import Decision, decided, in_order
from pledgebook.store import schema

TABLES: tuple[tuple[sa.Table, type[Judgement] | type[Correction]], ...] = ((schema.judgements, Judgement), (schema.corrections, Correction))


def decisions(connection: sa.Connection) -> list[Decision]:
    """Every decision, in the order they were taken."""
    found = []
    for table, kind in TABLES:
        for row in connection.execute(sa.select(table.c.number, table.c.body, table.c.made_at)):
            body: Judgement | Correction = msgspec.json.decode(row.body, type=kind)
            found.append(decided(msgspec.structs.replace(body, number=row.number), utc(row.made_at)))
    return in_order(found)


def taken_by(decisions: Iterable[Decision], judgements: int, corrections: int) -> list[Decision]:
    """Those of the decisions that the book numbers up to these."""
    return [held for held in decisions if held.body.number <= (judgements if isinstance(held.body, Judgement) else corrections)]


def add_step(connection: sa.Connection, bodies: Iterable[Judgement | Correction], now: datetime.datetime) -> tuple[Decision, ...]:
    """Adds what was decided in one step, later than everything decided before even where the clock was set back."""
    latest = max((datetime.datetime.fromisoformat(held.made_at) for held in decisions(connection)), default=now)
    made_at = utc(max(now, latest + datetime.timedelta(microseconds=1)).isoformat()) if latest >= now else utc(now.isoformat())
    return tuple(add(connection, decided(body, made_at)) for body in bodies)


def add(connection: sa.Connection, decision: Decision) -> Decision:
    """Adds one decision as it is, and answers it with the number the book gave it."""
    table = schema.judgements if isinstance(decision.body, Judgement) else schema.corrections
    body = msgspec.structs.replace(decision.body, number=0)
    row = {"body": msgspec.json.encode(body, order="deterministic").decode(), "made_at": decision.made_at}
    number = int(connection.execute(table.insert().returning(table.c.number), row).scalar_one())
    return msgspec.structs.replace(decision, body=msgspec.structs.replace(decision.body, number=number))


def utc(moment: str) -> str:
    """ISO 8601 in UTC with microseconds, so that moments sort as words do.

    >>> utc("2026-03-01T12:00:00+02:00")
    '2026-03-01T10:00:00.000000+00:00'
    """
    given = datetime.datetime.fromisoformat(moment)
    aware = given if given.tzinfo else given.replace(tzinfo=datetime.UTC)
    return aware.astimezone(datetime.UTC).isoformat(timespec="microseconds")
