"""Which documents have a band of hashes in common, found among millions of them.

A sketch has some forty bands and nearly all of them are of one document alone, so they are held as sorted arrays of
numbers, twelve bytes a band, and only what is shared is spelled out.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from pledgebook.resolve.sketches import SIZE, WIDTH

ROWS = 3
"""hashes in a band: two documents that share a band are compared, which of those just alike 9,995 in 10,000 do"""
CHUNK = 50_000
"""documents that are sorted at once"""
LONG = 1 << 23
"""bands in an array from which it is not made longer, as sorting it anew would take as much memory again"""


class _Sorted(msgspec.Struct, frozen=True):
    """Bands in order, each with the number of its document."""

    bands: Any
    numbers: Any


class Bands:
    """The bands of documents that come and go; a document's number is its place among all that ever came."""

    def __init__(self) -> None:
        self._documents: list[str] = []
        self._numbers: dict[str, int] = {}
        self._there = bytearray()
        self._held: list[_Sorted] = []

    def put_in(self, sketches: Mapping[str, bytes]) -> Iterator[tuple[int, list[str]]]:
        """Takes in documents; answers each of their bands that several documents now have, with all of these."""
        comparable = ((document, made) for document, made in sketches.items() if len(made) == SIZE * WIDTH)
        while chunk := list(itertools.islice(comparable, CHUNK)):
            fresh = self._sorted(chunk)
            shared = self._shared(fresh)
            self._keep(fresh)
            for band in shared:
                holders = self._holders(band)
                if len(holders) > 1:
                    yield band, holders

    def take_out(self, sketches: Mapping[str, bytes]) -> Iterator[tuple[str, int]]:
        """Takes out documents, of which these are the sketches; answers each with each of its bands."""
        for document, made in sketches.items():
            if document in self._numbers:
                self._there[self._numbers.pop(document)] = 0
                yield from ((document, int(band)) for band in _bands([made])[0])

    def _sorted(self, chunk: Iterable[tuple[str, bytes]]) -> _Sorted:
        # imported here because looking at a book needs no arrays
        import numpy as np

        first = len(self._documents)
        for number, (document, _) in enumerate(chunk, first):
            self._documents.append(document)
            self._numbers[document] = number
            self._there.append(1)
        found = _bands([made for _, made in chunk])
        numbers = np.repeat(np.arange(first, len(self._documents), dtype=np.uint32), found.shape[1])
        order = np.argsort(found, axis=None)
        return _Sorted(found.ravel()[order], numbers[order])

    def _shared(self, fresh: _Sorted) -> list[int]:
        """The bands of new documents that one of them shares with another, or with one that was there."""
        import numpy as np

        repeated = [fresh.bands[1:][fresh.bands[1:] == fresh.bands[:-1]]]
        for held in self._held:
            places = np.minimum(np.searchsorted(held.bands, fresh.bands), len(held.bands) - 1)
            repeated.append(fresh.bands[held.bands[places] == fresh.bands])
        return [int(band) for band in np.unique(np.concatenate(repeated))]

    def _keep(self, fresh: _Sorted) -> None:
        """Keeps the arrays few: what came is joined to what came before it unless that is much more."""
        import numpy as np

        self._held.append(fresh)
        while len(self._held) > 1 and len(self._held[-2].bands) < min(2 * len(self._held[-1].bands), LONG):
            later, earlier = self._held.pop(), self._held.pop()
            bands, numbers = np.concatenate((earlier.bands, later.bands)), np.concatenate((earlier.numbers, later.numbers))
            there = np.frombuffer(bytes(self._there), dtype=np.bool_)[numbers]
            bands, numbers = bands[there], numbers[there]
            order = np.argsort(bands)
            self._held.append(_Sorted(bands[order], numbers[order]))
        self._held = [held for held in self._held if len(held.bands)]

    def _holders(self, band: int) -> list[str]:
        import numpy as np

        wanted = np.uint64(band)
        holders: list[str] = []
        for held in self._held:
            start, end = np.searchsorted(held.bands, wanted, "left"), np.searchsorted(held.bands, wanted, "right")
            holders += [self._documents[number] for number in held.numbers[start:end] if self._there[number]]
        return holders


def _bands(made: list[bytes]) -> Any:
    """A number for each band of each sketch, the same for documents that share the band."""
    import numpy as np

    count = SIZE // ROWS
    parts = np.frombuffer(b"".join(made), dtype="<u4").reshape(len(made), SIZE)[:, : count * ROWS].astype(np.uint64).reshape(len(made), count, ROWS)
    mixed = np.arange(count, dtype=np.uint64)[np.newaxis, :]
    for k in range(ROWS):
        mixed = (mixed ^ parts[:, :, k]) * np.uint64(0x9E3779B97F4A7C15)
        mixed ^= mixed >> np.uint64(29)
    return mixed
