"""How much there is to read and how much of it has been, in bytes, so that the time that remains can be told."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator
from typing import IO


class Extent:
    """The bytes of the files at some places, and those that were read; `total` is None where it cannot be known beforehand."""

    def __init__(self, sizes: Iterable[int] | None) -> None:
        self.total = None if sizes is None else sum(sizes)
        self._before = 0
        self._file: IO[bytes] | None = None

    @property
    def share(self) -> float | None:
        """The part that was read, from 0 to 1."""
        if not self.total:
            return None
        with contextlib.suppress(OSError, ValueError):
            return min(1.0, (self._before + (self._file.tell() if self._file else 0)) / self.total)
        return min(1.0, self._before / self.total)

    @contextlib.contextmanager
    def reading(self, file: IO[bytes]) -> Iterator[None]:
        """While a file is read; whoever reads it may close it."""
        self._file, size = file, os.fstat(file.fileno()).st_size
        try:
            yield
        finally:
            self._before += size
            self._file = None
