"""Reprints and rewrites: which documents are one source, so that ten copies do not count as ten witnesses."""

from __future__ import annotations

import collections
import re
from collections.abc import Iterable, Mapping

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


def families(sketches: Mapping[str, tuple[int, ...]], rewrites: Iterable[tuple[str, str]] = ()) -> dict[str, str]:
    """For each document the smallest id among its copies and rewrites, its own where it has none."""
    forest = Forest(sketches)
    for left, right in (*_alike(sketches), *rewrites):
        forest.join(left, right)
    return {document: forest.find(document) for document in sketches}


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

    def join(self, left: str, right: str) -> None:
        low, high = sorted((self.find(left), self.find(right)))
        self._parent[high] = low


def _alike(sketches: Mapping[str, tuple[int, ...]]) -> list[tuple[str, str]]:
    bands: dict[tuple[int, ...], list[str]] = collections.defaultdict(list)
    for document in sorted(sketches):
        for start in range(0, len(sketches[document]) - ROWS + 1, ROWS):
            bands[(start, *sketches[document][start : start + ROWS])].append(document)
    near: set[tuple[str, str]] = set()
    for documents in bands.values():
        for k, left in enumerate(documents if len(documents) <= CROWD else documents[:1]):
            near.update((left, right) for right in documents[k + 1 :])
    return sorted(pair for pair in near if likeness(sketches[pair[0]], sketches[pair[1]]) >= ALIKE)
