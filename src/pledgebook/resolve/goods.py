"""Which goods two claims speak of, by the dossier's items."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable, Iterator

import msgspec

from pledgebook.dossier.schema import Dossier
from pledgebook.model.claim import ItemCount

ABOUT = 0.2
"""quantities of one list differ by no more than this from report to report"""

_WORD = re.compile(r"[^\W_]+")


class Good(msgspec.Struct, frozen=True, order=True, gc=False):
    """A kind of goods; `general` marks words such as weapons or aid, which tell no two lists apart."""

    key: str
    quantity: float | None
    general: bool


class Overlap(enum.StrEnum):
    SPECIFIC = "specific"
    GENERAL = "general"
    NONE = "none"
    """one list is empty or general: nothing to compare"""
    DISJOINT = "disjoint"
    QUANTITY = "quantity"
    """the same goods in other numbers"""


class Goods:
    """Names of goods brought to the dossier's items; a name the dossier lacks stands for itself."""

    def __init__(self, dossier: Dossier) -> None:
        self._known: dict[str, tuple[str, bool]] = {}
        self._names: dict[str, list[list[str]]] = {}
        self._class = {item.code: item.item_class for item in dossier.items}
        for item in dossier.items:
            for name in (item.name, *item.aliases):
                key = _key(name)
                self._known.setdefault(key, (item.code, item.general))
                self._names.setdefault(item.code, []).append(key.split())
        self._wrappers = frozenset(_key(word) for word in dossier.terms("resolve", "wrappers"))
        self._named: dict[str, tuple[str, bool]] = {}
        self._origins = frozenset(_key(word) for party in dossier.parties for word in (*party.adjectives, *party.names))

    def of(self, items: Iterable[ItemCount]) -> tuple[Good, ...]:
        return tuple(self._good(item) for item in items)

    def _good(self, item: ItemCount) -> Good:
        if item.name not in self._named:
            self._named[item.name] = self._kind(item.name)
        key, general = self._named[item.name]
        return Good(key, item.quantity, general)

    def _kind(self, name: str) -> tuple[str, bool]:
        # "missiles for Patriot systems" are missiles
        words = _key(name).partition(" for ")[0].split()
        found = self._find(words) or (self._find(words[:-1]) if words and words[-1] in self._wrappers else None)
        return found or (" ".join(words), False)

    def _find(self, words: list[str]) -> tuple[str, bool] | None:
        # the last words of a name carry the goods: "modern Leopard 2 tanks" is found by "leopard 2 tank", then by "tank"
        for start in range(len(words)):
            found = self._known.get(" ".join(words[start:]))
            # "American weapons" are weapons, "anti-tank weapons" more than that
            if found and (not found[1] or " ".join(words[:start]) in {"", *self._origins}):
                return (self._make(words[:start], found[0]), found[1])
        return None

    def _make(self, before: list[str], kind: str) -> str:
        """A make named before the kind it is of: "IRIS-T SLM air defence systems" are IRIS-T, as "IRIS-T air defence system" is a name of it."""
        for start in range(len(before)):
            for end in range(len(before), start, -1):
                make, general = self._known.get(" ".join(before[start:end]), (kind, True))
                if not general and self._class[make] == self._class[kind] and kind in self._wider(make):
                    return make
        return kind

    def _wider(self, make: str) -> Iterator[str]:
        """The kinds that names of a make end with."""
        tails = (self._known.get(" ".join(words[start:])) for words in self._names[make] for start in range(1, len(words)))
        return (found[0] for found in tails if found)


def overlap(left: tuple[Good, ...], right: tuple[Good, ...]) -> Overlap:
    """How two lists of goods stand to each other."""
    if not left or not right:
        return Overlap.NONE
    a = {good.key: good for good in left if not good.general}
    b = {good.key: good for good in right if not good.general}
    shared = a.keys() & b.keys()
    if any(_numbers_differ(a[key].quantity, b[key].quantity) for key in shared):
        return Overlap.QUANTITY
    if shared:
        return Overlap.SPECIFIC
    if a and b:
        return Overlap.DISJOINT
    if not a and not b and left and right:
        return Overlap.GENERAL
    return Overlap.NONE


def counted_in_both(left: tuple[Good, ...], right: tuple[Good, ...]) -> bool:
    """Whether both lists say how many there are of one kind."""
    numbers = {good.key for good in left if good.quantity is not None and not good.general}
    return any(good.key in numbers for good in right if good.quantity is not None)


def _numbers_differ(left: float | None, right: float | None) -> bool:
    return left is not None and right is not None and abs(left - right) > ABOUT * max(left, right)


def _key(name: str) -> str:
    words = [word.casefold() for word in _WORD.findall(name)]
    return " ".join(_singular(word) for word in words)


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
