"""The open book behind the pages, and its ledgers as of the days that were asked for."""

from __future__ import annotations

import collections
import datetime
import threading

from pledgebook.analyse.economies import Economy, load_economies
from pledgebook.book import Book, open_book
from pledgebook.errors import PledgebookError
from pledgebook.model.ledger import Ledger
from pledgebook.store.documents import Listed
from pledgebook.web.index import Index
from pledgebook.web.settings import Settings

KEPT = 8
"""ledgers held in memory, of as many days"""

Key = tuple[str, datetime.date | None]


class Library:
    """One book, opened once and shared by all requests.

    Ledgers are kept in memory as long as the book's stamp is the same; when a fact, a decision or the dossier changes
    the next request folds anew.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.book: Book = open_book(settings.book, dossier=settings.dossier, create=False, busy_timeout_s=settings.busy_timeout_s)
        self.economies: tuple[Economy, ...] = load_economies(settings.dossier)
        self._ledgers: collections.OrderedDict[Key, Index] = collections.OrderedDict()
        self._catalogue: tuple[str, tuple[Listed, ...]] = ("", ())
        self._lock = threading.Lock()

    def close(self) -> None:
        self.book.close()

    def ledger(self, as_of: datetime.date | None = None) -> Ledger:
        """The ledger as it stood at the end of a day (None: all there is)."""
        return self.index(as_of).ledger

    def index(self, as_of: datetime.date | None = None) -> Index:
        """The same ledger with the ways through it."""
        key = (self.book.stamp(), as_of)
        # one request folds, the others wait for what it makes
        with self._lock:
            if key not in self._ledgers:
                for stale in [held for held in self._ledgers if held[0] != key[0]]:
                    del self._ledgers[stale]
                self._ledgers[key] = Index(self.book.folded(as_of), self.book.dossier)
            self._ledgers.move_to_end(key)
            while len(self._ledgers) > KEPT:
                self._ledgers.popitem(last=False)
            return self._ledgers[key]

    def catalogue(self) -> tuple[Listed, ...]:
        """Every document without its text, kept as long as the book stays the same."""
        stamp = self.book.stamp()
        with self._lock:
            if self._catalogue[0] != stamp:
                self._catalogue = (stamp, self.book.catalogue())
            return self._catalogue[1]


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
