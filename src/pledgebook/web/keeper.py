"""Keeps what is shown up with the book: folds apart from requests, and turns the page when everything is at hand."""

from __future__ import annotations

import contextlib
import contextvars
import gc
import logging
import threading
import time
from collections.abc import Callable, Iterator

from pledgebook.errors import PledgebookError
from pledgebook.web.library import Library

EVERY_S = 0.1
"""how often the book is asked whether anything is new"""
WRITER_S = 5.0
"""how long one who changed the book waits to see the change"""

ASIDE_S = 0.005
"""how long readers go first before a little more is made ready for others"""

log = logging.getLogger("pledgebook.web")
_LATER: contextvars.ContextVar[bool] = contextvars.ContextVar("later", default=False)


@contextlib.contextmanager
def shown_later() -> Iterator[None]:
    """What is decided here is kept at once and shown when it is folded; who decides goes on meanwhile."""
    token = _LATER.set(True)
    try:
        yield
    finally:
        _LATER.reset(token)


class Keeper:
    """Watches a book on a thread of its own; readers see the revision before until the next is folded, saved and warmed.

    Of several processes that serve one book one `folds`, and the others turn when they see what it saved.
    """

    def __init__(self, library: Library, *, folds: bool = True, then: Callable[[Callable[[], bool]], None] | None = None) -> None:
        """`then` is what may be done ahead of readers when all is shown, with a question whether there is other work to do."""
        self.library = library
        self.folds = folds
        self._then = then
        self._shown: str | None = None
        self._looking = threading.Lock()
        self._woken = threading.Event()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="keeper", daemon=True)

    def start(self) -> None:
        """Begins to watch; where the entries are up to date they are shown from the first request on."""
        if self.library.book.behind():
            self.library.show(False)
        else:
            self.look()
        self._thread.start()

    def stop(self) -> None:
        self._ended.set()
        self._woken.set()
        self._thread.join(WRITER_S)

    def look(self) -> None:
        """Folds what is new where that is this process's part, and shows what is saved."""
        book = self.library.book
        with self._looking:
            if self.folds and book.behind():
                book.catch_up()
            saved = book.saved()
            if saved is not None and saved != self._shown:
                with book.ahead(saved):
                    self.library.warm()
            if saved != self._shown:
                book.settle(saved, self.wait)
                self._shown = saved
                self.library.show(saved is not None)
                # what was held of the book before refers to itself, and would stay until the collector looks
                gc.collect()

    def wait(self) -> None:
        """Returns when what was just decided is shown, or after `WRITER_S`: then, and within `shown_later` at once, it is shown later."""
        until = time.monotonic() + WRITER_S
        while True:
            self._woken.set()
            if _LATER.get():
                return
            if not self.library.book.behind():
                self.look()
                return
            if time.monotonic() > until:
                return
            time.sleep(0.02)

    def _busy(self) -> bool:
        """Whether a change waits; readers go first meanwhile."""
        time.sleep(ASIDE_S)
        return self._ended.is_set() or self._woken.is_set() or self.library.book.saved() != self._shown

    def _watch(self) -> None:
        ahead: str | None = None
        while not self._ended.is_set():
            try:
                self.look()
                if self._then and self._shown and self._shown != ahead:
                    ahead = self._shown
                    self._then(self._busy)
            except PledgebookError as error:
                log.warning("the book could not be looked at: %s", error)
            except Exception:
                # the thread has to outlive whatever a fold may meet, or readers would see an old book for ever
                log.exception("the book could not be folded")
            self._woken.wait(EVERY_S)
            self._woken.clear()
