"""Reprints and rewrites: which documents are one source, so that ten copies do not count as ten witnesses."""

from __future__ import annotations

import collections
import re
from collections.abc import Iterable, Iterator, Mapping

from rensa import RMinHash  # type: ignore[import-untyped]

SIZE = 128
"""hashes in a sketch; the standard error of the similarity is at most 0.045"""
SHINGLE = 5
"""words in a shingle"""
ALIKE = 0.55
"""share of common shingles from which two documents are copies: a 30 % cut keeps 0.7, an 8 % edit about 0.6"""
ROWS = 3
"""hashes in a band: two documents that share a band are compared, which of those just alike 9,995 in 10,000 do"""
CROWD = 50
"""documents of a band up to which all are compared; of more each is compared with the first, as boilerplate makes crowds"""
SEED = 1
"""of the hash functions: another one makes all stored sketches worthless"""

_WORD = re.compile(r"\w+")


def sketch(text: str) -> tuple[int, ...]:
    """The MinHash of a text's word shingles; () for a text without words.

    >>> sketch("The package arrived.") == sketch("the PACKAGE, arrived")
    True
    """
    words = _WORD.findall(text.casefold())
    if not words:
        return ()
    found = RMinHash(num_perm=SIZE, seed=SEED)
    found.update([" ".join(words[k : k + SHINGLE]) for k in range(max(1, len(words) - SHINGLE + 1))])
    return tuple(found.digest())


def likeness(left: tuple[int, ...], right: tuple[int, ...]) -> float:
    """Share of common shingles (Jaccard), estimated from two sketches."""
    if not left or len(left) != len(right):
        return 0.0
    return sum(a == b for a, b in zip(left, right, strict=True)) / len(left)


def families(documents: Iterable[str], pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """For each document the smallest id among its copies and rewrites, its own where it has none."""
    forest = Forest(documents)
    for left, right in pairs:
        forest.join(left, right)
    return forest.roots()


def copies(sketches: Mapping[str, tuple[int, ...]]) -> list[tuple[str, str]]:
    """The pairs of documents that are copies."""
    made = Copies()
    made.update(sketches)
    return made.alike()


def independent(documents: Iterable[str], family: Mapping[str, str], outlets: Mapping[str, tuple[str, ...]]) -> int:
    """How many of the documents are independent: copies and documents of one outlet count once.

    >>> independent(["a", "b", "c"], {"a": "a", "b": "a", "c": "c"}, {"b": ("x.example",)})
    2
    """
    chosen = sorted(set(documents))
    forest = Forest(chosen)
    first: dict[str, str] = {}
    for document in chosen:
        for mark in ("family " + family.get(document, document), *("outlet " + outlet for outlet in outlets.get(document, ()))):
            forest.join(first.setdefault(mark, document), document)
    return len({forest.find(document) for document in chosen})


class Forest:
    """Disjoint sets of ids, each known by its smallest."""

    def __init__(self, ids: Iterable[str]) -> None:
        self._parent = {id_: id_ for id_ in ids}

    def find(self, id_: str) -> str:
        while self._parent[id_] != id_:
            self._parent[id_] = self._parent[self._parent[id_]]
            id_ = self._parent[id_]
        return id_

    def roots(self) -> dict[str, str]:
        """For each id the smallest of its set."""
        return {id_: self.find(id_) for id_ in self._parent}

    def join(self, left: str, right: str) -> None:
        low, high = sorted((self.find(left), self.find(right)))
        self._parent[high] = low


class Copies:
    """Which documents are copies of one another, kept while documents come and go."""

    def __init__(self) -> None:
        self._sketches: dict[str, tuple[int, ...]] = {}
        # a document of each band, and all of those bands that several share
        self._bands: dict[int, str] = {}
        self._shared_bands: dict[int, set[str]] = {}
        self._shared: collections.Counter[tuple[str, str]] = collections.Counter()
        self._known: dict[tuple[str, str], bool] = {}

    def update(self, sketches: Mapping[str, tuple[int, ...]]) -> None:
        """Takes in the sketches of documents that are new, changed, or (with an empty one) gone."""
        before: dict[int, tuple[str, ...]] = {}
        for document, made in sketches.items():
            for band in _bands(self._sketches.pop(document, ())):
                self._leave(band, document, before)
            for band in _bands(made):
                self._enter(band, document, before)
            if made:
                self._sketches[document] = made
        for pair in [pair for pair in self._known if not sketches.keys().isdisjoint(pair)]:
            del self._known[pair]
        for band, was in before.items():
            now = tuple(sorted(self._shared_bands.get(band, ())))
            if was != now:
                self._shared.subtract(_near(was))
                self._shared.update(_near(now))

    def _enter(self, band: int, document: str, before: dict[int, tuple[str, ...]]) -> None:
        # nearly every band is of one document alone, so these are kept as lean as can be
        alone = self._bands.setdefault(band, document)
        if band in self._shared_bands:
            before.setdefault(band, tuple(sorted(self._shared_bands[band])))
            self._shared_bands[band].add(document)
        elif alone != document:
            before.setdefault(band, ())
            self._shared_bands[band] = {alone, document}

    def _leave(self, band: int, document: str, before: dict[int, tuple[str, ...]]) -> None:
        others = self._shared_bands.get(band)
        if others is None:
            if self._bands.get(band) == document:
                del self._bands[band]
            return
        before.setdefault(band, tuple(sorted(others)))
        others.discard(document)
        self._bands[band] = next(iter(others))
        if len(others) == 1:
            del self._shared_bands[band]

    def alike(self) -> list[tuple[str, str]]:
        """The pairs of copies."""
        self._shared = +self._shared
        for pair in self._shared:
            if pair not in self._known:
                self._known[pair] = likeness(self._sketches[pair[0]], self._sketches[pair[1]]) >= ALIKE
        return sorted(pair for pair in self._shared if self._known[pair])


def _bands(made: tuple[int, ...]) -> list[int]:
    """A number for each band of a sketch, the same for documents that share the band."""
    return [hash((start, *made[start : start + ROWS])) for start in range(0, len(made) - ROWS + 1, ROWS)]


def _near(documents: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for k, left in enumerate(documents if len(documents) <= CROWD else documents[:1]):
        yield from ((left, right) for right in documents[k + 1 :])
