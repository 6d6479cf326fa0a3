"""The part of a book that tells who reports what: an entry a page at a time, documents, outlets, families of copies."""

from __future__ import annotations

import datetime
from collections.abc import Collection

import msgspec
import sqlalchemy as sa

from pledgebook.analyse.outlets import Outlet
from pledgebook.model.ledger import Entry
from pledgebook.shelf import Shelf
from pledgebook.store import outlets, schema, telling
from pledgebook.store.entry_page import EntryPage, Window, entry_page, page_of
from pledgebook.store.outlets import Family
from pledgebook.store.shelf import AFTER_HEX
from pledgebook.store.telling import Report


class Share(msgspec.Struct, frozen=True):
    """Entries an outlet has a part in: the first of them, without testimonies, and how many there are."""

    entries: tuple[Entry, ...]
    count: int


class OutletShare(msgspec.Struct, frozen=True):
    """An outlet's part in a book: its sums, what it had first and alone, and where its figures differ, with these reports by entry."""

    outlet: Outlet
    first: Share
    alone: Share
    differing: Share
    reports: dict[str, tuple[Report, ...]]


class ClaimsAsked(msgspec.Struct, frozen=True):
    """Which claims are asked for: of documents whose ids begin so, and of a kind; None asks for all."""

    document: str | None = None
    kind: str | None = None


class Reporters(Shelf):
    """What `Book` offers to those who look at reports; nothing here reads an entry with all who report it."""

    def reports_of(self, documents: Collection[str], *, as_of: datetime.date | None = None) -> tuple[Report, ...]:
        """What documents, named by their whole ids, testify, each with its entry's id, document by document in the order of the text."""
        with self._looking(as_of) as connection:
            return telling.reports_of(connection, documents)

    def claims(self, asked: ClaimsAsked, *, last: str = "", place: int = 0, limit: int = 50, as_of: datetime.date | None = None) -> tuple[list[Report], int]:
        """Claims with their entries' ids, document by document in the order of the text, after the claim `last`, and how many there are in all.

        Where `last` has gone meanwhile, those from the `place`-th on.
        """
        table = telling.TABLE
        conditions = [table.kind == asked.kind] if asked.kind else []
        if asked.document:
            conditions += [table.document >= asked.document, table.document < asked.document + AFTER_HEX]
        with self._looking(as_of) as connection:
            found = telling.claims_after(connection, conditions, last, place, limit)
        count = sa.select(sa.func.count()).select_from(schema.testimonies).where(*conditions)
        return found, self._answer(("claims", asked), as_of, lambda connection: int(connection.execute(count).scalar_one()))

    def testimonies(self, claims: Collection[str], *, as_of: datetime.date | None = None) -> dict[str, Report]:
        """What claims of whole ids testify; those no entry holds are left out."""
        with self._looking(as_of) as connection:
            return telling.of_claims(connection, claims)

    def claims_in(self, documents: Collection[str], *, as_of: datetime.date | None = None) -> dict[str, int]:
        """How many claims of each document, named by its whole id, the ledger holds; those without any are left out."""
        with self._looking(as_of) as connection:
            return outlets.claims_in(connection, documents)

    def last_report(self, *, as_of: datetime.date | None = None) -> datetime.date | None:
        """The last day a report of an entry came out; None where no day is known."""
        with self._looking(as_of) as connection:
            return telling.last_report(connection)

    def entry_page(self, id_: str, window: Window, *, as_of: datetime.date | None = None) -> EntryPage | None:
        """A page of the entry of a whole id; None where the book does not hold it."""
        with self._looking(as_of) as connection:
            return entry_page(connection, id_, window)

    def page_of(self, id_: str, claim: str, size: int, *, as_of: datetime.date | None = None) -> int:
        """The page of an entry, of so many reports each, that a claim stands on."""
        with self._looking(as_of) as connection:
            return page_of(connection, id_, claim, size)

    def outlets_of(self, entries: Collection[str], *, as_of: datetime.date | None = None) -> dict[str, tuple[str, ...]]:
        """The outlets that report each of the entries of whole ids, in order of name."""
        with self._looking(as_of) as connection:
            return outlets.outlets_of(connection, entries)

    def outlets(self, *, as_of: datetime.date | None = None) -> dict[str, Outlet]:
        """What each outlet brings to the book, by name."""
        return self._answer(("outlets",), as_of, outlets.summed)

    def outlet_share(self, name: str, *, limit: int = 40, as_of: datetime.date | None = None) -> OutletShare:
        """One outlet's part in the book; of each kind so many entries at most."""
        with self._looking(as_of) as connection:
            held = outlets.summed(connection, name).get(name, Outlet(name))
            first, alone, differing = (
                Share(outlets.entries_by(connection, name, column, limit), outlets.number_by(connection, name, column))
                for column in ("first", "alone", "differing")
            )
            reports: dict[str, tuple[Report, ...]] = {}
            for report in outlets.differing(connection, name, [entry.id for entry in differing.entries]):
                reports[report.entry] = (*reports.get(report.entry, ()), report)
        return OutletShare(held, first, alone, differing, reports)

    def families(self, *, as_of: datetime.date | None = None) -> tuple[Family, ...]:
        """Documents that copy one another, by family, the greatest first."""
        return self._answer(("families",), as_of, outlets.families)

    def members(self, family: str, *, limit: int, offset: int = 0, as_of: datetime.date | None = None) -> tuple[str, ...]:
        """The ids of a family's documents, in order."""
        with self._looking(as_of) as connection:
            return outlets.members(connection, family, limit, offset)


__all__ = ["ClaimsAsked", "Family", "OutletShare", "Report", "Reporters", "Share", "Window"]
