"""The open book behind the pages, and what was worked out of it for the days that were asked for."""

from __future__ import annotations

import concurrent.futures
import datetime
import logging
import threading
import time
from collections.abc import Collection

from pledgebook.analyse.changes import Changes, changes
from pledgebook.analyse.economies import Economy, load_economies
from pledgebook.analyse.rates import rough_dollars
from pledgebook.book import Book, open_book
from pledgebook.errors import PledgebookError
from pledgebook.model.ledger import Ledger
from pledgebook.recent import Recent
from pledgebook.resolve.why import Why
from pledgebook.review.queue import Question, queue
from pledgebook.shelf import FOLDS
from pledgebook.store.documents import Listed
from pledgebook.web.index import Index
from pledgebook.web.settings import Settings

KEPT = 8
"""days whose book is held in memory"""
PATIENCE_S = 2.0
"""how long a reader waits for a book that is being folded before a page says so"""
PROGRAM_S = 20.0
"""how long a program waits, which nobody looks at meanwhile"""

log = logging.getLogger("pledgebook.web")


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
        self._changes: Recent[Changes] = Recent(KEPT)
        self._questions: Recent[tuple[Question, ...]] = Recent(1)
        self._catalogue: Recent[tuple[Listed, ...]] = Recent(1)
        self._shown = threading.Event()
        self._shown.set()
        self._days: dict[tuple[str, datetime.date], threading.Event] = {}
        self._asking = threading.Lock()
        # one at a time, so that readers who ask at once do not all wait for the fold that tells
        self._telling = concurrent.futures.ThreadPoolExecutor(1, "why")

    def show(self, whether: bool) -> None:
        """Whether there are entries to be shown, or readers have to wait until they are folded."""
        if whether:
            self._shown.set()
        else:
            self._shown.clear()

    def at_hand(self, as_of: datetime.date | None) -> bool:
        """Whether the book of a day can be shown at once; if not, it is begun to be folded."""
        if not self._shown.is_set():
            return False
        return as_of is None or self._day(as_of).is_set()

    def await_hand(self, as_of: datetime.date | None, patience_s: float = PATIENCE_S) -> None:
        """Waits a moment until the book of a day can be shown; raises `PledgebookError` where that takes longer."""
        until = time.monotonic() + patience_s
        ready = self._shown.wait(patience_s) and (as_of is None or self._day(as_of).wait(max(0.0, until - time.monotonic())))
        if not ready:
            which = f"as it stood at the end of {as_of}" if as_of else "with what was added last"
            raise PledgebookError("preparing", f"The book {which} is being put together", "wait a moment: the page comes by itself")

    def await_hands(self, days: Collection[datetime.date], patience_s: float) -> None:
        """As `await_hand`, for several days, which are folded side by side."""
        until = time.monotonic() + patience_s
        for day in days:
            self.at_hand(day)
        for day in days:
            self.await_hand(day, max(0.0, until - time.monotonic()))

    def _day(self, as_of: datetime.date) -> threading.Event:
        key = self.book.stamp(), as_of
        with self._asking:
            if key in self._days:
                # the last asked for is the last to be let go, as its fold is
                self._days[key] = self._days.pop(key)
                return self._days[key]
            while len(self._days) >= FOLDS:
                del self._days[next(iter(self._days))]
            done = self._days[key] = threading.Event()
        threading.Thread(target=self._fold, args=(key, done), name=f"fold {as_of}", daemon=True).start()
        return done

    def _fold(self, key: tuple[str, datetime.date], done: threading.Event) -> None:
        try:
            self.index(key[1]).columns  # noqa: B018
        except Exception:
            # asked again in a request, which will tell what is wrong
            log.exception("the book of %s could not be folded", key[1])
        done.set()

    def why(self, left: str, right: str, patience_s: float = PATIENCE_S) -> Why:
        """Why two claims are one event or two; raises `PledgebookError` where the fold that tells takes longer to be taken up."""
        asked = self._telling.submit(self.book.why, left, right)
        try:
            return asked.result(patience_s)
        except concurrent.futures.TimeoutError:
            asked.cancel()
            raise PledgebookError("preparing", "What speaks for and against is being put together", "wait a moment: the page comes by itself") from None

    def warm(self) -> None:
        """Works out what every page needs, so that the first who asks does not wait for it."""
        index = self.index()
        index.columns.orders()
        index.burdens("USD")
        self.book.overview(into="USD")
        self.book.facets()

    def close(self) -> None:
        self._telling.shutdown(cancel_futures=True)
        self.book.close()

    def index(self, as_of: datetime.date | None = None) -> Index:
        """The book as it stood at the end of a day (None: all there is)."""
        return self._indexes.get((self.book.stamp(), as_of), lambda: Index(self.book, as_of, self.economies))

    def ledger(self, as_of: datetime.date | None = None) -> Ledger:
        """All of the book's entries with their testimonies; of a past day as they were put at hand, and not folded again."""
        return self._ledgers.get((self.book.stamp(), as_of), lambda: self.book.folded() if as_of is None else self.book.shown(as_of))

    def changes(self, since: datetime.date, until: datetime.date | None) -> Changes:
        """As `Book.changes`, from the books of both days; raises `PledgebookError` where putting these at hand takes long."""
        if until is not None and until < since:
            raise PledgebookError("bad_range", f"{until} is before {since}", "give an `until` that is not before `since`")
        days = since, until or datetime.date.max
        self.await_hands(days, PROGRAM_S)

        def compared() -> Changes:
            earlier, later = (self.ledger(day) for day in days)
            taken = [held for held in self.book.decisions() if since < datetime.datetime.fromisoformat(held.made_at).date() <= days[1]]
            return Changes(since, until, changes(earlier, later, taken), later.documents - earlier.documents, later.undated)

        return self._changes.get((self.book.stamp(), *days), compared)

    def questions(self) -> tuple[Question, ...]:
        """What is most worth a person's look, most valuable first."""
        return self._questions.get(self.book.stamp(), lambda: queue(self.ledger(), rough_dollars(self.book.dossier)))

    def catalogue(self) -> tuple[Listed, ...]:
        """Every document without its text."""
        return self._catalogue.get(self.book.stamp(), self.book.catalogue)


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
