"""One entry a page at a time: what it costs to look at an event grows with what is shown of it, not with all who report it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec
import sqlalchemy as sa

from pledgebook.model.ledger import Entry, Judgement, Testimony, Verdict
from pledgebook.store.shelf import outline_with_basis
from pledgebook.store.telling import JUDGED, TABLE, decoded, family_of, judgements, last_day


class EntryPage(msgspec.Struct, frozen=True):
    """An entry without its testimonies and judgements, and those of them a page shows.

    `testimonies` come by source family, in the order in which each was first heard of; `copies` are the families of these
    that several documents share. `joined` are reasons to be one entry, `near` doubtful neighbours. `told` are the
    testimonies of the page's part of the history, by day; before them come `before` others.
    """

    entry: Entry
    basis: str
    reports: int
    number: int
    pages: int
    testimonies: tuple[Testimony, ...]
    copies: frozenset[str]
    joined: tuple[Judgement, ...]
    near: tuple[Judgement, ...]
    told: tuple[Testimony, ...]
    before: int


class Window(msgspec.Struct, frozen=True):
    """Which page is asked for, of how many reports each; `moments` is how many things beside reports the history tells."""

    number: int
    size: int
    moments: int = 0


def entry_page(connection: sa.Connection, id_: str, window: Window) -> EntryPage | None:
    """A page of an entry of whole id, the last where there are fewer; None where the book does not hold it."""
    found = outline_with_basis(connection, id_)
    if found is None:
        return None
    entry, basis, reports, judged = found
    pages = max(1, -(-reports // window.size))
    number = min(window.number, pages)
    first, last = (number - 1) * window.size, number * window.size if number < pages else None
    before = max(0, first - window.moments)
    if pages == 1:
        held = decoded(connection.execute(_ALL, {"entry": id_}).scalars())
        shown, told = sorted(held, key=_by_family(held)), sorted(held, key=_by_day)
    else:
        shown = decoded(connection.execute(_BY_FAMILY, {"entry": id_, "skip": first, "most": window.size}).scalars())
        told = decoded(connection.execute(_BY_DAY, {"entry": id_, "skip": before, "most": (last or reports) - before}).scalars())
    return EntryPage(
        entry=entry,
        basis=basis,
        reports=reports,
        number=number,
        pages=pages,
        testimonies=tuple(shown),
        copies=_copies(connection, id_, shown, whole=pages == 1),
        joined=_joined(connection, id_, first, last) if judged else (),
        near=_judged(connection, id_, JUDGED.verdict == Verdict.UNSURE) if judged else (),
        told=tuple(told),
        before=before,
    )


def page_of(connection: sa.Connection, id_: str, claim: str, size: int) -> int:
    """The page of an entry a claim stands on; 1 where the entry does not hold it."""
    place = connection.execute(sa.select(*_FAMILY_ORDER).where(TABLE.claim == claim, TABLE.entry == id_)).one_or_none()
    if place is None:
        return 1
    earlier = sa.tuple_(*_FAMILY_ORDER) < sa.tuple_(*(sa.literal(part) for part in place))
    return 1 + connection.execute(sa.select(sa.func.count()).where(TABLE.entry == id_, earlier)).scalar_one() // size


def _by_family(held: Sequence[Testimony]) -> Callable[[Testimony], tuple[str, ...]]:
    since: dict[str, str] = {}
    for testimony in held:
        family, day = family_of(testimony), last_day(testimony)
        since[family] = min(day, since.get(family, day))
    return lambda testimony: (since[family_of(testimony)], family_of(testimony), last_day(testimony), testimony.claim.id)


def _by_day(testimony: Testimony) -> tuple[str, str]:
    return last_day(testimony), testimony.claim.id


def _copies(connection: sa.Connection, id_: str, shown: Sequence[Testimony], *, whole: bool) -> frozenset[str]:
    documents: dict[str, set[str]] = {}
    for testimony in shown:
        documents.setdefault(family_of(testimony), set()).add(testimony.claim.doc)
    found = {family for family, held in documents.items() if len(held) > 1}
    # of families that begin or end on another page the rest is asked for
    single = [] if whole else sorted(documents.keys() - found)
    if single:
        several = sa.func.min(TABLE.document) < sa.func.max(TABLE.document)
        query = sa.select(TABLE.family).where(TABLE.entry == id_, TABLE.family.in_(single)).group_by(TABLE.family).having(several)
        found.update(connection.execute(query).scalars())
    return frozenset(found)


def _joined(connection: sa.Connection, id_: str, first: int, last: int | None) -> tuple[Judgement, ...]:
    return _judged(connection, id_, JUDGED.verdict == Verdict.SAME, first, last)


def _judged(connection: sa.Connection, id_: str, condition: sa.ColumnElement[bool], first: int = 0, last: int | None = None) -> tuple[Judgement, ...]:
    query = sa.select(JUDGED.body).where(JUDGED.entry == id_, condition).order_by(JUDGED.rank, JUDGED.left, JUDGED.right)
    return tuple(judgements(connection.execute(query.offset(first).limit(None if last is None else last - first)).scalars()))


_FAMILY_ORDER = TABLE.since, TABLE.family, TABLE.day, TABLE.claim
_OF = TABLE.entry == sa.bindparam("entry")
_ALL = sa.text("SELECT body FROM testimonies WHERE entry = :entry")
_BY_FAMILY = sa.select(TABLE.body).where(_OF).order_by(*_FAMILY_ORDER).offset(sa.bindparam("skip")).limit(sa.bindparam("most"))
_BY_DAY = sa.select(TABLE.body).where(_OF).order_by(TABLE.day, TABLE.claim).offset(sa.bindparam("skip")).limit(sa.bindparam("most"))
