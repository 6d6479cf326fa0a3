"""Reprints and rewrites: which documents are one source, so that ten copies do not count as ten witnesses."""

from __future__ import annotations

import collections
from collections.abc import Iterable, Iterator, Mapping

from pledgebook.resolve.bands import Bands
from pledgebook.resolve.sketches import likeness

ALIKE = 0.55
"""share of common shingles from which two documents are copies: a 30 % cut keeps 0.7, an 8 % edit about 0.6"""
CROWD = 50
"""documents of a band up to which all are compared; of more each is compared with the first, as boilerplate makes crowds"""


def families(documents: Iterable[str], pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """For each document the smallest id among its copies and rewrites, its own where it has none."""
    forest = Forest(documents)
    for left, right in pairs:
        forest.join(left, right)
    return forest.roots()


def copies(sketches: Mapping[str, bytes]) -> list[tuple[str, str]]:
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
    if len(chosen) < 2:
        return len(chosen)
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
        self._sketches: dict[str, bytes] = {}
        self._bands = Bands()
        # of bands that several documents share; nearly every band is of one alone
        self._members: dict[int, set[str]] = {}
        self._shared: collections.Counter[tuple[str, str]] = collections.Counter()
        self._known: dict[tuple[str, str], bool] = {}

    def update(self, sketches: Mapping[str, bytes]) -> None:
        """Takes in the sketches of documents that are new, changed, or (with an empty one) gone."""
        gone = {document: self._sketches.pop(document) for document in sketches if document in self._sketches}
        come = {document: made for document, made in sketches.items() if made}
        before: dict[int, tuple[str, ...]] = {}
        for document, band in self._bands.take_out(gone):
            if band in self._members:
                before.setdefault(band, tuple(sorted(self._members[band])))
                self._members[band].discard(document)
        for band, documents in self._bands.put_in(come):
            before.setdefault(band, tuple(sorted(self._members.get(band, ()))))
            self._members.setdefault(band, set()).update(documents)
        self._sketches |= come
        for pair in [pair for pair in self._known if not sketches.keys().isdisjoint(pair)]:
            del self._known[pair]
        for band, was in before.items():
            now = tuple(sorted(self._members[band]))
            if len(now) < 2:
                del self._members[band]
            if was != now:
                self._shared.subtract(_near(was))
                self._shared.update(_near(now))

    def alike(self) -> list[tuple[str, str]]:
        """The pairs of copies."""
        self._shared = +self._shared
        for pair in self._shared:
            if pair not in self._known:
                self._known[pair] = likeness(self._sketches[pair[0]], self._sketches[pair[1]]) >= ALIKE
        return sorted(pair for pair in self._shared if self._known[pair])


def _near(documents: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for k, left in enumerate(documents if len(documents) <= CROWD else documents[:1]):
        yield from ((left, right) for right in documents[k + 1 :])
