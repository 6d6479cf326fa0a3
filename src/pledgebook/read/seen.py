"""What was read before by one process that looks again and again, so that a look costs little where nothing is new."""

from __future__ import annotations

import os
import time

SETTLED_S = 2.0
"""a file changed less long ago may still be being written, and waits for the next look"""


class Seen:
    """Files as they were when they were read, pages that were fetched, and refusals that were told.

    It lives as long as its process: whoever begins anew reads everything once, and the book knows what it holds.
    """

    def __init__(self) -> None:
        self._files: dict[str, tuple[int, ...]] = {}
        self._pages: set[str] = set()
        self._told: set[tuple[str, str]] = set()

    def changed(self, path: str) -> bool:
        """Whether a file is new or another than when it was last asked for; one that may still be being written is neither."""
        found = os.stat(path)
        if 0 <= time.time() - found.st_mtime < SETTLED_S:
            return False
        now = found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns
        before, self._files[path] = self._files.get(path), now
        return before != now

    def fetched(self, url: str) -> bool:
        """Whether a linked page was had before."""
        return url in self._pages

    def fetch(self, url: str) -> None:
        """That a linked page was had."""
        self._pages.add(url)

    def told(self, place: str, message: str) -> bool:
        """Whether this was told before; from now on it was."""
        before = (place, message) in self._told
        self._told.add((place, message))
        return before

    def forget(self) -> None:
        """Files and pages are looked at as if for the first time."""
        self._files.clear()
        self._pages.clear()
