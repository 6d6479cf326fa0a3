"""The open book behind the pages, and what was worked out of it for the days that were asked for."""

from __future__ import annotations

import collections
import datetime
from collections.abc import Mapping

from pledgebook.analyse.economies import Economy, load_economies
from pledgebook.analyse.rates import rough_dollars
from pledgebook.book import Book, open_book
from pledgebook.errors import PledgebookError
from pledgebook.model.ledger import Entry, Ledger, Testimony
from pledgebook.recent import Recent
from pledgebook.review.queue import Question, queue
from pledgebook.store.documents import Listed
from pledgebook.web.index import Index
from pledgebook.web.settings import Settings

KEPT = 8
"""days whose book is held in memory"""


Report = tuple[Entry, Testimony]


class Library:
    """One book, opened once and shared by all requests.

    What is worked out of it is kept as long as the book's stamp is the same; when a fact, a decision or the dossier
    changes the next request works it out anew.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.book: Book = open_book(settings.book, dossier=settings.dossier, create=False, busy_timeout_s=settings.busy_timeout_s)
        self.economies: tuple[Economy, ...] = load_economies(settings.dossier)
        self._indexes: Recent[Index] = Recent(KEPT)
        self._ledgers: Recent[Ledger] = Recent(KEPT)
        self._reports: Recent[Mapping[str, list[Report]]] = Recent(KEPT)
        self._questions: Recent[tuple[Question, ...]] = Recent(1)
        self._catalogue: Recent[tuple[Listed, ...]] = Recent(1)

    def close(self) -> None:
        self.book.close()

    def index(self, as_of: datetime.date | None = None) -> Index:
        """The book as it stood at the end of a day (None: all there is)."""
        return self._indexes.get((self.book.stamp(), as_of), lambda: Index(self.book, as_of, self.economies))

    def ledger(self, as_of: datetime.date | None = None) -> Ledger:
        """All of the book's entries with their testimonies."""
        return self._ledgers.get((self.book.stamp(), as_of), lambda: self.book.folded(as_of))

    def reports(self, as_of: datetime.date | None = None) -> Mapping[str, list[Report]]:
        """What each document reports, in the order of its text."""
        return self._reports.get((self.book.stamp(), as_of), lambda: _by_document(self.ledger(as_of)))

    def questions(self) -> tuple[Question, ...]:
        """What is most worth a person's look, most valuable first."""
        return self._questions.get(self.book.stamp(), lambda: queue(self.ledger(), rough_dollars(self.book.dossier)))

    def catalogue(self) -> tuple[Listed, ...]:
        """Every document without its text."""
        return self._catalogue.get(self.book.stamp(), self.book.catalogue)


def _by_document(ledger: Ledger) -> Mapping[str, list[Report]]:
    found: dict[str, list[Report]] = collections.defaultdict(list)
    for entry in ledger.entries:
        for testimony in entry.testimonies:
            found[testimony.claim.doc].append((entry, testimony))
    for held in found.values():
        held.sort(key=lambda pair: min(span.start for span in pair[1].claim.evidence))
    return found


def day(text: str | None, name: str = "as_of") -> datetime.date | None:
    """A day as a form or an address gives it; None where it is empty.

    >>> day("2025-08-10"), day(""), day(None)
    (datetime.date(2025, 8, 10), None, None)

    Raises `PledgebookError` for anything else.
    """
    if not text or not text.strip():
        return None
    try:
        return datetime.date.fromisoformat(text.strip())
    except ValueError:
        raise PledgebookError("bad_day", f"{name}: '{text[:40]}' is no day", "write YYYY-MM-DD, such as 2025-08-10") from None
