"""What documents testify of entries and why they are together, a row each: as it is kept, and as it is put together again."""

from __future__ import annotations

import collections
import datetime
import hashlib
from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa

from pledgebook.analyse.outlets import differs, parts
from pledgebook.model.ledger import Entry, Judgement, Testimony
from pledgebook.resolve.identity import kind_of
from pledgebook.resolve.testimonies import earliness
from pledgebook.store import schema

AT_ONCE = 500
"""entries asked for in one query"""
Row = dict[str, Any]


class Report(NamedTuple):
    """A testimony and the entry that holds it."""

    entry: str
    testimony: Testimony


def testimony_rows(entry: Entry) -> list[Row]:
    """A row for each testimony of an entry."""
    since: dict[str, str] = {}
    days = [last_day(testimony) for testimony in entry.testimonies]
    for testimony, day in zip(entry.testimonies, days, strict=True):
        family = family_of(testimony)
        since[family] = min(day, since.get(family, day))
    rows = []
    for testimony, day in zip(entry.testimonies, days, strict=True):
        claim, family, body = testimony.claim, family_of(testimony), _json(testimony)
        start = min((span.start for span in claim.evidence), default=0)
        row: Row = {"document": claim.doc, "kind": kind_of(claim), "start": start, "day": day, "family": family, "since": since[family]}
        row["differs"] = differs(entry, testimony)
        rows.append({"claim": claim.id, "entry": entry.id, **row, "body": body, "digest": digest([entry.id, row["since"], row["differs"], body])})
    return rows


def judgement_rows(entry: Entry) -> list[Row]:
    """A row for each judgement on an entry; ranks are such that one more changes few others."""
    rows: list[Row] = []
    rank, last = 0, ("", "")
    for judgement in entry.judgements:
        pair = judgement.left.claim or "", judgement.right.claim or ""
        if rank or pair <= last:
            rank += 1
        last, body = pair, _json(judgement)
        row = {"entry": entry.id, "rank": rank, "left": pair[0], "right": pair[1], "verdict": str(judgement.verdict)}
        rows.append({**row, "body": body, "digest": digest(body)})
    return rows


def reporting_rows(entry: Entry) -> list[Row]:
    """A row for each outlet that reports an entry."""
    return [{"outlet": part.name, "entry": entry.id, **{name: int(getattr(part, name)) for name in COUNTED}} for part in parts(entry)]


def whole(connection: sa.Connection, outlines: Iterable[Entry]) -> list[Entry]:
    """Entries with their testimonies and judgements, in the order given."""
    held = list(outlines)
    ids = sorted({entry.id for entry in held})
    told: dict[str, list[Testimony]] = collections.defaultdict(list)
    judged: dict[str, list[Judgement]] = collections.defaultdict(list)
    for start in range(0, len(ids), AT_ONCE):
        some = {"ids": ids[start : start + AT_ONCE]}
        rows = connection.execute(_TOLD, some).all()
        for (id_, _), testimony in zip(rows, decoded(body for _, body in rows), strict=True):
            told[id_].append(testimony)
        rows = connection.execute(_JUDGED, some).all()
        for (id_, _), judgement in zip(rows, judgements(body for _, body in rows), strict=True):
            judged[id_].append(judgement)
    return [msgspec.structs.replace(entry, testimonies=tuple(sorted(told[entry.id], key=earliness)), judgements=tuple(judged[entry.id])) for entry in held]


def reports_of(connection: sa.Connection, documents: Collection[str]) -> tuple[Report, ...]:
    """What documents testify, document by document in the order of the text."""
    ids = sorted(documents)
    query = sa.select(TABLE.claim, TABLE.entry, TABLE.body).where(TABLE.document.in_(_IDS)).order_by(*_TEXT_ORDER)
    rows = [row for start in range(0, len(ids), AT_ONCE) for row in connection.execute(query, {"ids": ids[start : start + AT_ONCE]})]
    return tuple(Report(row.entry, testimony) for row, testimony in zip(rows, decoded(row.body for row in rows), strict=True))


def of_claims(connection: sa.Connection, claims: Collection[str]) -> dict[str, Report]:
    """What each claim testifies; those no entry holds are left out."""
    ids, query = sorted(set(claims)), sa.select(TABLE.entry, TABLE.body).where(TABLE.claim.in_(_IDS))
    rows = [row for start in range(0, len(ids), AT_ONCE) for row in connection.execute(query, {"ids": ids[start : start + AT_ONCE]})]
    held = zip(rows, decoded(row.body for row in rows), strict=True)
    return {testimony.claim.id: Report(row.entry, testimony) for row, testimony in held}


def reports_where(connection: sa.Connection, *conditions: sa.ColumnElement[bool], order: Sequence[Any], limit: int | None = None) -> list[Report]:
    """The testimonies that meet the conditions, each with its entry."""
    rows = connection.execute(sa.select(TABLE.entry, TABLE.body).where(*conditions).order_by(*order).limit(limit)).all()
    return [Report(row.entry, testimony) for row, testimony in zip(rows, decoded(row.body for row in rows), strict=True)]


def claims_after(connection: sa.Connection, conditions: Sequence[sa.ColumnElement[bool]], last: str, place: int, limit: int) -> list[Report]:
    """Testimonies document by document in the order of the text, after the claim `last`; where that has gone, from a place on."""
    query = sa.select(TABLE.entry, TABLE.body).where(*conditions).order_by(*_TEXT_ORDER).limit(limit)
    mark = connection.execute(sa.select(*_TEXT_ORDER).where(TABLE.claim == last)).one_or_none() if last else None
    query = query.offset(place) if mark is None else query.where(sa.tuple_(*_TEXT_ORDER) > sa.tuple_(*(sa.literal(part) for part in mark)))
    rows = connection.execute(query).all()
    return [Report(row.entry, testimony) for row, testimony in zip(rows, decoded(row.body for row in rows), strict=True)]


def last_report(connection: sa.Connection) -> datetime.date | None:
    """The last day that is known of any report; of each entry the index is asked for its last."""
    known = sa.select(sa.func.max(TABLE.day)).where(TABLE.entry == schema.entries.c.id, TABLE.day < schema.LATEST)
    last = connection.execute(sa.select(sa.func.max(known.scalar_subquery())).select_from(schema.entries)).scalar()
    return datetime.date.fromisoformat(last) if last else None


def last_day(testimony: Testimony) -> str:
    """The last day a report may have come out on, as it is kept."""
    return testimony.published.last.isoformat() if testimony.published else schema.LATEST


def family_of(testimony: Testimony) -> str:
    """What a report shares with those that are one source with it; without any, its document."""
    return testimony.family or testimony.claim.doc


def judgements(bodies: Iterable[str]) -> list[Judgement]:
    """Judgements as they were kept."""
    return _JUDGEMENTS.decode("[" + ",".join(bodies) + "]")


def digest(value: Any) -> str:
    """Some content in short, for telling whether it is another."""
    return hashlib.blake2b((value if isinstance(value, str) else _json(value)).encode(), digest_size=16).hexdigest()


def decoded(bodies: Iterable[str]) -> list[Testimony]:
    """Testimonies as they were kept."""
    return _TESTIMONIES.decode("[" + ",".join(bodies) + "]")


def _json(value: Any) -> str:
    return msgspec.json.encode(value, order="deterministic").decode()


COUNTED = ("claims", "first", "alone", "figures", "differing", "official")
TABLE = schema.testimonies.c
_TEXT_ORDER = TABLE.document, TABLE.start, TABLE.claim
JUDGED = schema.entry_judgements.c
_IDS: sa.BindParameter[Any] = sa.bindparam("ids", expanding=True)
_TOLD = sa.select(TABLE.entry, TABLE.body).where(TABLE.entry.in_(_IDS))
_JUDGED = sa.select(JUDGED.entry, JUDGED.body).where(JUDGED.entry.in_(_IDS)).order_by(JUDGED.entry, JUDGED.rank, JUDGED.left, JUDGED.right)
_TESTIMONIES = msgspec.json.Decoder(list[Testimony])
_JUDGEMENTS = msgspec.json.Decoder(list[Judgement])
