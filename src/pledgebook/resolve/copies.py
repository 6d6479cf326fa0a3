"""Reprints and rewrites: which documents are one source, so that ten copies do not count as ten witnesses."""

from __future__ import annotations

import collections
import hashlib
import re
from collections.abc import Iterable, Mapping

SIZE = 128
"""smallest shingle hashes kept; the standard error of the similarity is at most 0.045"""
SHINGLE = 5
"""words in a shingle"""
ALIKE = 0.55
"""share of common shingles from which two documents are copies: a 30 % cut keeps 0.7, an 8 % edit about 0.6"""
CROWD = 400
"""a shingle in more documents than this is boilerplate and pairs nobody"""

_WORD = re.compile(r"\w+")


def sketch(text: str) -> tuple[int, ...]:
    """The smallest hashes of a text's word shingles, ascending; () for a text without words.

    >>> sketch("The package arrived.") == sketch("the PACKAGE, arrived")
    True
    """
    words = _WORD.findall(text.casefold())
    count = max(1, len(words) - SHINGLE + 1) if words else 0
    shingles = {" ".join(words[k : k + SHINGLE]) for k in range(count)}
    return tuple(sorted(int.from_bytes(hashlib.blake2b(s.encode(), digest_size=6).digest()) for s in shingles)[:SIZE])


def likeness(left: tuple[int, ...], right: tuple[int, ...]) -> float:
    """Share of common shingles (Jaccard), estimated from two sketches; exact for short texts."""
    if not left or not right:
        return 0.0
    union = sorted({*left, *right})
    if len(left) == SIZE or len(right) == SIZE:
        union = union[:SIZE]
    common = set(left) & set(right)
    return sum(value in common for value in union) / len(union)


def families(sketches: Mapping[str, tuple[int, ...]]) -> dict[str, str]:
    """For each document the smallest id among its near copies, its own where it has none."""
    forest = Forest(sketches)
    for left, right in _alike(sketches):
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
    holders: dict[int, list[str]] = collections.defaultdict(list)
    for document in sorted(sketches):
        for value in sketches[document]:
            holders[value].append(document)
    shared: collections.Counter[tuple[str, str]] = collections.Counter()
    for documents in holders.values():
        if 1 < len(documents) <= CROWD:
            for k, left in enumerate(documents):
                shared.update((left, right) for right in documents[k + 1 :])
    return sorted(pair for pair in shared if likeness(sketches[pair[0]], sketches[pair[1]]) >= ALIKE)
