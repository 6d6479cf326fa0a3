"""The last things made, kept to be given out again."""

from __future__ import annotations

import collections
import threading
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Thing = TypeVar("Thing")


class Recent(Generic[Thing]):
    """Things by key, the least recently asked for let go; of several who ask at once one makes it and the others wait.

    >>> recent = Recent[str](2)
    >>> recent.get("a", lambda: "made"), recent.get("a", lambda: "made again")
    ('made', 'made')
    """

    def __init__(self, size: int, let_go: Callable[[Thing], object] = lambda thing: None) -> None:
        self._size = size
        self._let_go = let_go
        self._held: collections.OrderedDict[Hashable, Thing] = collections.OrderedDict()
        self._making: dict[Hashable, threading.Lock] = {}
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], Thing]) -> Thing:
        """The thing of the key, made if it is not there; what `make` raises is raised, and nothing kept."""
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
                return self._held[key]
            making = self._making.setdefault(key, threading.Lock())
        with making:
            with self._lock:
                if key in self._held:
                    return self._held[key]
            try:
                thing = make()
            finally:
                with self._lock:
                    self._making.pop(key, None)
            with self._lock:
                self._held[key] = thing
                gone = [self._held.popitem(last=False)[1] for _ in range(len(self._held) - self._size)]
        for old in gone:
            self._let_go(old)
        return thing

    def clear(self) -> None:
        """Lets go of everything."""
        with self._lock:
            gone = list(self._held.values())
            self._held.clear()
        for old in gone:
            self._let_go(old)
