"""The book as of one day, and what pages work out of it; kept as long as the book stays the same."""

from __future__ import annotations

import collections
import datetime
import functools
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from typing import Any, TypeVar

from pledgebook.analyse.burden import Burden, burdens
from pledgebook.analyse.economies import Economy
from pledgebook.analyse.rates import conversions, in_currency
from pledgebook.analyse.series import Month, monthly
from pledgebook.book import Book
from pledgebook.dossier.schema import Dossier
from pledgebook.errors import PledgebookError
from pledgebook.model.claim import Stage
from pledgebook.model.ledger import AidEntry, Entry, Judgement, StatementEntry, TalksEntry
from pledgebook.recent import Recent
from pledgebook.review.decisions import Decision, concerns, in_order
from pledgebook.selection import Classes, Selection
from pledgebook.shelf import LIMIT, Sort
from pledgebook.web.columns import Columns

Answer = TypeVar("Answer")
MADE = 256
"""answers kept in memory for each day"""
ORDER = {stage: number for number, stage in enumerate(Stage)}


class Index:
    """One book on one day; each answer is made when it is first asked for.

    `aid` and `talks` are without testimonies, which is all that sums and lists need.
    """

    def __init__(self, book: Book, as_of: datetime.date | None, economies: tuple[Economy, ...]) -> None:
        self.book = book
        self.dossier = book.dossier
        self.as_of = as_of
        self.economies = economies
        self._made: Recent[Any] = Recent(MADE)

    def made(self, key: Hashable, make: Callable[[], Answer]) -> Answer:
        """What was worked out before under this key, else what `make` answers now."""
        found: Answer = self._made.get(key, make)
        return found

    @functools.cached_property
    def columns(self) -> Columns:
        """All aid as it is asked for by the ledger page."""
        return Columns(self.book.outlined(as_of=self.as_of), lambda: self.worth("USD"), self.dossier)

    @functools.cached_property
    def aid(self) -> tuple[AidEntry, ...]:
        return self.columns.entries

    @functools.cached_property
    def last_day(self) -> datetime.date | None:
        """The last day any report was published, or the day the book is looked at; None where none is dated."""
        if self.as_of:
            return self.as_of
        return self.book.last_report()

    @functools.cached_property
    def steps(self) -> Mapping[str | None, tuple[AidEntry, ...]]:
        """The aid of each lifecycle, in the ledger's order."""
        return _by(self.aid, lambda entry: entry.lifecycle)

    @functools.cached_property
    def parts(self) -> Mapping[str | None, tuple[AidEntry, ...]]:
        """The aid that stands under the amount of each entry."""
        return _by(self.aid, lambda entry: entry.part_of)

    @functools.cached_property
    def decided(self) -> Mapping[str, tuple[Decision, ...]]:
        """What people decided on the claims of each entry, in the order they did."""
        on: dict[str, list[Decision]] = collections.defaultdict(list)
        for decision in self.book.decisions():
            body = decision.body
            targets = (body.left, body.right) if isinstance(body, Judgement) else (body.target,)
            for document in dict.fromkeys(target.document for target in targets):
                on[document].append(decision)
        found: dict[str, dict[str, Decision]] = collections.defaultdict(dict)
        for entry, testimony in self.book.reports_of(on.keys(), as_of=self.as_of):
            for decision in on[testimony.claim.doc]:
                if concerns(decision, testimony.claim):
                    found[entry][decision.id] = decision
        return {entry: tuple(in_order(held.values())) for entry, held in found.items()}

    @functools.cached_property
    def talks(self) -> tuple[TalksEntry, ...]:
        """All talks, without testimonies."""
        return tuple(entry for entry in self._all("talks", outlined=True) if isinstance(entry, TalksEntry))

    @functools.cached_property
    def statements(self) -> tuple[StatementEntry, ...]:
        return tuple(entry for entry in self._all("statement") if isinstance(entry, StatementEntry))

    @functools.cached_property
    def entries(self) -> Mapping[str, AidEntry]:
        return {entry.id: entry for entry in self.aid}

    @functools.cached_property
    def classes(self) -> Classes:
        """The classes of goods of entries."""
        return Classes(self.dossier)

    def worth(self, into: str) -> Mapping[str, float]:
        """What each amount comes to in a currency, its lower end; for putting entries in order."""
        return self.made(("worth", into), lambda: _worth(self.aid, into))

    def converted(self, into: str) -> tuple[AidEntry, ...]:
        """All aid with amounts in a currency; those without a rate keep their own."""
        return self.made(("converted", into), lambda: in_currency(self.aid, into))

    def burdens(self, into: str) -> tuple[Burden, ...]:
        """What each donor gives, the greatest first."""
        return self.made(("burdens", into), lambda: burdens(self.aid, self.economies, into))

    def monthly(self, into: str) -> tuple[Month, ...]:
        """What every donor gives at each stage in each month."""
        return self.made(("monthly", into), lambda: monthly(self.converted(into)))

    def parts_elsewhere(self, entries: Iterable[AidEntry], donor: str | None = None) -> tuple[AidEntry, ...]:
        """Parts of the entries' amounts that are not among the entries, as those whose reports do not name a scheme; of one donor alone where one is named."""
        own = {entry.id: entry for entry in entries}
        parts = (part for id_ in own for part in self.parts.get(id_, ()))
        return tuple(part for part in parts if part.id not in own and (donor is None or donor in part.donors))

    def of_party(self, code: str) -> tuple[AidEntry, ...]:
        """Aid this party gives, alone or with others."""
        return tuple(entry for entry in self.aid if code in entry.donors)

    def asked(self, selection: Selection, kind: str) -> tuple[Entry, ...]:
        """All entries of a kind that a selection of few asks for, the earliest first."""
        return tuple(self._all(kind, selection))

    def _all(self, kind: str, selection: Selection = Selection(), *, outlined: bool = False) -> Iterator[Entry]:
        ask, after = self.book.outlined_page if outlined else self.book.page, None
        while True:
            page = ask(selection, kind=kind, sort=Sort.EARLIEST, after=after, limit=LIMIT, as_of=self.as_of)
            yield from page.entries
            if page.next is None:
                return
            after = page.next


def _by(entries: Iterable[AidEntry], key: Callable[[AidEntry], str | None]) -> dict[str | None, tuple[AidEntry, ...]]:
    found: dict[str | None, list[AidEntry]] = collections.defaultdict(list)
    for entry in entries:
        found[key(entry)].append(entry)
    return {name: tuple(held) for name, held in found.items()}


def _worth(entries: tuple[AidEntry, ...], into: str) -> dict[str, float]:
    amounts = {id_: held.amount for id_, held in conversions(entries, into).items() if held.amount}
    return {id_: amount.min if amount.min is not None else amount.max or 0.0 for id_, amount in amounts.items()}


def first_day(entry: Entry) -> datetime.date:
    """The first day the event may have happened, for putting entries in order; undated ones come last."""
    return entry.date.first if entry.date else entry.first_published or datetime.date.max


def sides(entry: TalksEntry) -> tuple[str, ...]:
    """The parties at the table, by code, people by whom they act for."""
    found = (who if isinstance(who, str) else who.actor or who.name for who in entry.participants)
    return tuple(dict.fromkeys(found))


def known_party(code: str, dossier: Dossier) -> str:
    """The name of a party; raises `PledgebookError` for one the dossier lacks."""
    for party in dossier.parties:
        if party.code == code.upper():
            return party.name
    raise PledgebookError("unknown_party", f"the dossier has no party '{code[:40]}'", "see the list of donors")
