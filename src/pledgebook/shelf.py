"""The part of a book that pages look at: entries by choice and in order, counts, totals and search, without reading it all."""

from __future__ import annotations

import contextlib
import contextvars
import datetime
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

import msgspec
import sqlalchemy as sa

from pledgebook.analyse.explained import Counting, counting
from pledgebook.analyse.totals import Total, grand_totals, totals
from pledgebook.dossier.schema import Dossier
from pledgebook.errors import PledgebookError
from pledgebook.model.ledger import AidEntry, Entry, Ledger
from pledgebook.recent import Recent
from pledgebook.selection import Filter, Selection
from pledgebook.store import memory, shelf, telling
from pledgebook.store import read as stored_facts
from pledgebook.store import search as index
from pledgebook.store.facets import DOCUMENT, KINDS
from pledgebook.store.opening import looking, translated
from pledgebook.store.search import Hits
from pledgebook.store.shelf import FacetCount, Page, Sort

Answer = TypeVar("Answer")
_AHEAD: contextvars.ContextVar[str | None] = contextvars.ContextVar("ahead", default=None)
Facets = dict[str, tuple[FacetCount, ...]]
"""for each part of a selection, how many entries it would leave if it alone were asked otherwise"""

ANSWERS = 512
"""counts, totals and overviews kept in memory, as long as the book stays the same"""
FOLDS = 4
"""days whose ledger is kept in memory"""
NEWEST = 10
LIMIT = 500
"""entries of a page at most"""


class Totals(msgspec.Struct, frozen=True):
    """What a selection adds up to: `cells` by currency, stage and donor, `grand` by currency and stage, and how it was counted.

    With `into` amounts are converted at the rate of the day; those without a rate stay in rows of their own currency.
    """

    into: str | None
    cells: tuple[Total, ...]
    grand: tuple[Total, ...]
    counting: Counting


class Outlined(msgspec.Struct, frozen=True):
    """All aid as it is looked through in memory: outlines in the ledger's order, `facets` as (name, value, entry), and the basis of each."""

    entries: tuple[AidEntry, ...]
    facets: tuple[tuple[str, str, str], ...]
    basis: dict[str, str]


class Overview(msgspec.Struct, frozen=True):
    """The book at a glance.

    `totals` are of all aid; `newest` and `contested` are entries of aid, the last reported and those whose reports
    contradict one another most; `documents` counts those the ledger is made of, `sources` the outlets that report its
    entries, `first` and `last` the days of the first and last reports. With `as_of`, `undated` and `later` count what is left out.
    """

    totals: Totals
    newest: tuple[Entry, ...]
    contested: tuple[Entry, ...]
    entries: dict[str, int]
    conflicts: int
    documents: int
    sources: int
    first: datetime.date | None
    last: datetime.date | None
    as_of: datetime.date | None = None
    undated: int = 0
    later: int = 0


class Shelf:
    """What `Book` offers to those who look: every method takes `as_of`, a day at whose end the book is to be looked at.

    The saved entries are asked where they are up to date. Of another day, or where they are not, the ledger is folded
    once, kept in a database in memory, and asked in the same way.
    """

    location: str
    dossier: Dossier
    _engine: sa.Engine

    _stays: str | None = None
    """of a book that is served: the stamp of the entries shown, however many newer facts wait to be folded"""

    @property
    def _settled(self) -> str | None:
        return _AHEAD.get() or self._stays

    @contextlib.contextmanager
    def ahead(self, stamp: str) -> Iterator[None]:
        """Here, and nowhere else yet, the entries shown are those of a stamp: so that answers are at hand when all turn to it."""
        token = _AHEAD.set(stamp)
        try:
            yield
        finally:
            _AHEAD.reset(token)

    def _keep(self) -> None:
        self._folds: Recent[memory.InMemory] = Recent(FOLDS, lambda held: held.close())
        self._answers: Recent[Any] = Recent(ANSWERS)

    def _stamp(self, connection: sa.Connection) -> str:
        raise NotImplementedError

    def folded(self, as_of: datetime.date | None = None) -> Ledger:
        raise NotImplementedError

    def shown(self, as_of: datetime.date) -> Ledger:
        """The whole ledger of a day out of what the other methods ask, which is folded once."""
        with self._looking(as_of) as connection:
            found = stored_facts.saved_ledger(connection)
        return found or self.folded(as_of)

    def page(
        self,
        selection: Selection = Selection(),
        *,
        kind: str = "aid",
        sort: Sort | str = Sort.EARLIEST,
        after: str | None = None,
        limit: int = 50,
        as_of: datetime.date | None = None,
    ) -> Page:
        """Entries of a kind (`aid`, `talks`, `statement`) in an order, after the `next` of the page before.

        Raises `PledgebookError` for words outside a closed set and for a cursor of another order.
        """
        found = self.outlined_page(selection, kind=kind, sort=sort, after=after, limit=limit, as_of=as_of)
        return msgspec.structs.replace(found, entries=self.entries_by_id([entry.id for entry in found.entries], as_of=as_of))

    def outlined_page(
        self,
        selection: Selection = Selection(),
        *,
        kind: str = "aid",
        sort: Sort | str = Sort.EARLIEST,
        after: str | None = None,
        limit: int = 50,
        as_of: datetime.date | None = None,
    ) -> Page:
        """As `page`, without testimonies and judgements, of which an entry may have thousands."""
        conditions = shelf.where(Filter(selection, self.dossier), _known("kind", kind, KINDS))
        order = Sort(_known("order", str(sort), tuple(Sort)))
        with self._looking(as_of) as connection:
            entries, following = shelf.page(connection, conditions, order, after, max(1, min(limit, LIMIT)))
        number = self._answer(("count", selection, kind), as_of, lambda connection: shelf.count(connection, conditions))
        return Page(entries, number, following)

    def entries_by_id(self, ids: Sequence[str], *, as_of: datetime.date | None = None) -> tuple[Entry, ...]:
        """The entries of whole ids, in the order asked for; those the book does not hold are left out."""
        with self._looking(as_of) as connection:
            return tuple(shelf.by_ids(connection, ids))

    def outlines_by_id(self, ids: Sequence[str], *, as_of: datetime.date | None = None) -> tuple[Entry, ...]:
        """The entries of whole ids as `entries_by_id`, without testimonies and judgements: quick where thousands report one."""
        with self._looking(as_of) as connection:
            return tuple(shelf.outlines_by_ids(connection, ids))

    def holders(self, claims: Sequence[str], *, as_of: datetime.date | None = None) -> dict[str, Entry]:
        """The entry that holds each claim of whole id, without testimonies and judgements; those no entry holds are left out."""
        with self._looking(as_of) as connection:
            return shelf.holders(connection, claims)

    def lifecycle(self, entry: AidEntry, *, as_of: datetime.date | None = None) -> tuple[AidEntry, ...]:
        """The entries that carry one promise forward with this one among them, from the first to the last."""
        return self._aid(shelf.TABLE.lifecycle == entry.lifecycle, as_of)

    def parts(self, entry: AidEntry, *, as_of: datetime.date | None = None) -> tuple[AidEntry, ...]:
        """The entries that stand under an entry's amount."""
        return self._aid(shelf.TABLE.part_of == entry.id, as_of)

    def entries_of(self, document: str, *, as_of: datetime.date | None = None) -> tuple[Entry, ...]:
        """The entries that hold a claim of a document, named by its whole id, without testimonies and judgements."""
        with self._looking(as_of) as connection:
            held = sa.select(telling.TABLE.entry).where(telling.TABLE.document == document)
            return shelf.entries(connection, shelf.TABLE.id.in_(held))

    def contested(self, *, as_of: datetime.date | None = None) -> tuple[Entry, ...]:
        """All entries whose reports contradict one another, in the ledger's order, without testimonies and judgements."""
        return self._answer(("contested",), as_of, lambda connection: shelf.entries(connection, shelf.TABLE.conflicts > 0))

    def facets(self, selection: Selection = Selection(), *, kind: str = "aid", as_of: datetime.date | None = None) -> Facets:
        """How many entries there are of each donor, stage, scheme, type, class, source, month and basis, the most first.

        Each is counted among the entries the rest of the selection leaves, so that a reader sees what else could be asked.
        """
        wanted = Filter(selection, self.dossier)
        _known("kind", kind, KINDS)
        return self._answer(("facets", selection, kind), as_of, lambda connection: shelf.facets(connection, wanted, kind))

    def outlines(self, selection: Selection = Selection(), *, as_of: datetime.date | None = None) -> tuple[AidEntry, ...]:
        """Aid entries without testimonies and judgements, in the ledger's order: all that sums, gaps and series need."""
        conditions = shelf.where(Filter(selection, self.dossier), "aid")
        return self._answer(("outlines", selection), as_of, lambda connection: shelf.outlines(connection, conditions))

    def outlined(self, *, as_of: datetime.date | None = None) -> Outlined:
        """All aid without testimonies, with what it is asked by, as of one moment."""
        with self._looking(as_of) as connection:
            return Outlined(shelf.outlines(connection, []), shelf.aid_facets(connection), shelf.bases(connection))

    def totals(self, selection: Selection = Selection(), *, into: str | None = None, as_of: datetime.date | None = None) -> Totals:
        """What the selection adds up to, by the rules of `pledgebook.analyse.totals`, with a line that says how it was counted."""
        entries = self.outlines(selection, as_of=as_of)
        return self._answer(("totals", selection, into), as_of, lambda _: _totals(entries, into))

    def overview(self, *, into: str | None = None, as_of: datetime.date | None = None) -> Overview:
        """The book at a glance."""
        added = self.totals(into=into, as_of=as_of)
        return self._answer(("overview", into), as_of, lambda connection: self._overview(connection, added))

    def search(self, text: str, *, kinds: Sequence[str] | None = None, after: str | None = None, limit: int = 20, as_of: datetime.date | None = None) -> Hits:
        """Documents and entries that hold the words, best first; see `pledgebook.store.search` for what may be typed."""
        chosen = tuple(_known("kind", kind, index.ALL_KINDS) for kind in kinds or index.ALL_KINDS)
        start, limit = index.opened(after), max(1, min(limit, LIMIT))
        wanted = index.Wanted(index.terms(text), chosen, as_of.isoformat() if as_of else None)
        if as_of is None and (self._settled or self._current()):
            with translated(self.location), looking(self._engine) as connection:
                found = index.find(connection, wanted, start, limit + 1)
            numbers = self._answer(("found", wanted), None, lambda connection: index.counts(connection, wanted))
        else:
            found, numbers = self._searched_apart(wanted, start + limit + 1, as_of)
            found = found[start:]
        return Hits(tuple(found[:limit]), numbers, index.sealed(start + limit) if len(found) > limit else None)

    def _searched_apart(self, wanted: index.Wanted, number: int, as_of: datetime.date | None) -> tuple[list[index.Hit], dict[str, int]]:
        """Documents from the book and entries from the fold of the day, which knows no later report."""
        documents = msgspec.structs.replace(wanted, kinds=tuple(kind for kind in wanted.kinds if kind == DOCUMENT))
        entries = msgspec.structs.replace(wanted, kinds=tuple(kind for kind in wanted.kinds if kind != DOCUMENT), until=None)
        with translated(self.location), looking(self._engine) as connection:
            found = index.find(connection, documents, 0, number)
            numbers = index.counts(connection, documents)
        with self._looking(as_of) as connection:
            found += index.find(connection, entries, 0, number)
            numbers |= index.counts(connection, entries)
        return sorted(found, key=lambda hit: -hit.score), numbers

    def _overview(self, connection: sa.Connection, added: Totals) -> Overview:
        ledger = shelf.saved_outline(connection)
        aid = [shelf.TABLE.kind == "aid"]
        contested = [*aid, shelf.TABLE.conflicts > 0]
        return Overview(
            totals=added,
            newest=tuple(telling.whole(connection, shelf.page(connection, aid, Sort.REPORTED, None, NEWEST)[0])),
            contested=tuple(telling.whole(connection, shelf.page(connection, contested, Sort.CONTESTED, None, NEWEST)[0])),
            entries={kind: shelf.count(connection, [shelf.TABLE.kind == kind]) for kind in KINDS},
            conflicts=shelf.count(connection, [shelf.TABLE.conflicts > 0]),
            documents=ledger.documents,
            sources=shelf.sources(connection),
            **shelf.reported_days(connection),
            as_of=ledger.as_of,
            undated=ledger.undated,
            later=ledger.later,
        )

    def _aid(self, condition: sa.ColumnElement[bool], as_of: datetime.date | None) -> tuple[AidEntry, ...]:
        with self._looking(as_of) as connection:
            return tuple(entry for entry in telling.whole(connection, shelf.entries(connection, condition)) if isinstance(entry, AidEntry))

    def _current(self) -> bool:
        with translated(self.location), looking(self._engine) as connection:
            return stored_facts.saved_stamp(connection) == self._stamp(connection)

    def _answer(self, key: tuple[Any, ...], as_of: datetime.date | None, ask: Callable[[sa.Connection], Answer]) -> Answer:
        """What was answered before where the book is the same, else what the book answers now."""
        stamp = self._settled
        if stamp is None:
            with translated(self.location), looking(self._engine) as connection:
                stamp = self._stamp(connection)

        def asked() -> Answer:
            with self._looking(as_of) as connection:
                return ask(connection)

        found: Answer = self._answers.get((stamp, as_of, *key), asked)
        return found

    @contextlib.contextmanager
    def _looking(self, as_of: datetime.date | None) -> Iterator[sa.Connection]:
        """Where the entries of the day are to be looked at."""
        with translated(self.location), looking(self._engine) as connection:
            stamp = self._settled or self._stamp(connection)
            if as_of is None and (self._settled or stored_facts.saved_stamp(connection) == stamp):
                yield connection
                return
        held = self._folds.get((stamp, as_of), lambda: memory.in_memory(self.folded(as_of), stamp, self.dossier))
        with translated(self.location), held.looking() as connection:
            yield connection


def _totals(entries: tuple[AidEntry, ...], into: str | None) -> Totals:
    counted = entries
    if into is not None:
        from pledgebook.analyse.rates import in_currency

        counted = in_currency(entries, into)
    return Totals(into, totals(counted), grand_totals(counted), counting(entries))


def _known(name: str, word: str, allowed: Sequence[str]) -> str:
    if word not in allowed:
        raise PledgebookError(f"unknown_{name}", f"there is no {name} '{word}'", f"use one of {', '.join(allowed)}")
    return word


__all__ = ["Facets", "Hits", "Outlined", "Overview", "Page", "Selection", "Shelf", "Sort", "Totals"]
