"""Literal words found fast: folding of letters, an Aho-Corasick matcher, and one compiled table for each dossier."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from typing import Generic, TypeVar

import ahocorasick  # type: ignore[import-not-found]
import msgspec

from pledgebook.dossier.schema import Dossier

T = TypeVar("T")


class Hit(msgspec.Struct, Generic[T], frozen=True):
    """A literal at `[start, end)` of the text, with what it stands for."""

    start: int
    end: int
    value: T


class _Folding(dict[int, str]):
    """Code point to its plain lower-case letter, worked out on first use."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        plain = unicodedata.normalize("NFKD", letter)[0].lower()
        self[code] = plain if len(plain) == 1 else letter
        return self[code]


_FOLDING = _Folding({ord(a): b for a, b in zip("’‘ʼ`´‐‑–—\u00adłŁøØđĐıİ", "'''''-----lloodd" + "ii", strict=True)})

_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")


def fold(text: str) -> str:
    """The text in lower case without accents and with plain apostrophes and hyphens, of the same length.

    >>> fold("Anušauskas’ NATO–Ukraine")
    "anusauskas' nato-ukraine"
    """
    return _BEYOND_ASCII.sub(lambda found: _FOLDING[ord(found.group())], text).lower()


class Literals(Generic[T]):
    """Folded literals with a value each, found at word borders; a literal ending in `*` is the beginning of a word.

    >>> [(hit.start, hit.value) for hit in Literals([("aid", 1), ("pledg*", 2)]).find("pledged aid, not said")]
    [(0, 2), (8, 1)]
    """

    def __init__(self, entries: Iterable[tuple[str, T]]) -> None:
        values: dict[str, list[tuple[bool, T]]] = {}
        for literal, value in entries:
            key = fold(literal)
            open_ended = key.endswith("*")
            values.setdefault(key.rstrip("*"), []).append((open_ended, value))
        values.pop("", None)
        self._automaton = ahocorasick.Automaton()
        for key, found in values.items():
            self._automaton.add_word(key, (len(key), found))
        self._automaton.make_automaton()
        self._empty = not values

    def find(self, folded: str) -> Iterator[Hit[T]]:
        """Every literal of a folded text, overlapping ones too, by end."""
        if self._empty:
            return
        size = len(folded)
        for last, (length, values) in self._automaton.iter(folded):
            start, end = last + 1 - length, last + 1
            if start and folded[start - 1].isalnum() and folded[start].isalnum():
                continue
            closed = end == size or not (folded[end].isalnum() and folded[last].isalnum())
            for open_ended, value in values:
                if open_ended or closed:
                    yield Hit(start, end, value)


def per_dossier(build: Callable[[Dossier], T]) -> Callable[[Dossier], T]:
    """A builder whose result is kept for each dossier, by its digest (by identity for a dossier without one)."""
    kept: dict[str, tuple[Dossier, T]] = {}

    @functools.wraps(build)
    def compiled(dossier: Dossier) -> T:
        found = kept.get(dossier.digest)
        if found is None or not (dossier.digest or found[0] is dossier):
            found = kept[dossier.digest] = (dossier, build(dossier))
        return found[1]

    return compiled
