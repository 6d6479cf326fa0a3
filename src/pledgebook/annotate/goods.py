"""The words of goods: tokens of a text, and where the dossier's items stand among them."""

from __future__ import annotations

import functools
import re
from typing import NamedTuple

from pledgebook.annotate.compiled import per_dossier
from pledgebook.dossier.schema import Dossier, ItemKind

_LETTER = r"[^\W\d_]"
TOKEN = re.compile(
    rf"\d{{1,3}}(?:[.,]\d+)?\s?-?mm\b(?:[-/]{_LETTER}+)?"
    rf"|{_LETTER}[\w]*(?:[-/.’'+]\w+)*(?:\([A-Z]\))?"
    rf"|\d+(?:[.,]\d+)*(?:[-/]\w+|{_LETTER}\w*)*"
)
_LONGEST = 6
_POSSESSIVE = ("'s", "’s")

_SPELLINGS = (("defence", "defense"), ("armour", "armor"), ("calibre", "caliber"), ("programme", "program"))
_COUNTED = re.compile(r"(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)-(?:one|two|three|four|five|six|seven|eight|nine)")
_MARKS = re.compile(r"[-‐‑–\s/.,’'()]+")


class Token(NamedTuple):
    """A word, number or designation with its place."""

    start: int
    end: int
    text: str
    low: str


class Hit(NamedTuple):
    """Tokens `[first, last)` that an alias of `kind` names."""

    first: int
    last: int
    kind: ItemKind
    alias: str


def tokens_of(text: str) -> list[Token]:
    """The tokens of a text; "155 mm" is one, a possessive 's stays with its word."""
    return [Token(*m.span(), word := m.group(), word.casefold()) for m in TOKEN.finditer(text)]


def key(words: str) -> str:
    """How an alias is looked up: without case, hyphens, spaces and the plural.

    >>> key("air-defence systems"), key("MiG-29s"), key("batteries")
    ('airdefensesystem', 'mig29', 'battery')
    """
    return singular(_plain(words))


@functools.lru_cache(maxsize=1 << 14)
def _plain(words: str) -> str:
    return _spelled(_MARKS.sub("", words.casefold()))


@functools.lru_cache(maxsize=1 << 14)
def singular(word: str) -> str:
    """A word without the ending of its plural, roughly."""
    if word.endswith("ies") and len(word) > 5:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "xes")):
        return word[:-2]
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


class Goods:
    """The aliases of a dossier's items and the words that stand beside them; compiled from `items.csv` and `words/items.toml`."""

    def __init__(self, dossier: Dossier) -> None:
        self._kinds: dict[str, list[tuple[ItemKind, str]]] = {}
        for kind in dossier.items:
            for alias in dict.fromkeys((kind.name, *kind.aliases)):
                self._kinds.setdefault(key(alias), []).append((kind, alias))
        self._prefixes = {alias[:n] for alias in self._kinds for n in range(1, len(alias) + 1)}
        terms = dossier.terms
        self.heads = frozenset(map(singular, map(_spelled, terms("items", "heads"))))
        self._weak_heads = frozenset(map(singular, map(_spelled, terms("items", "weak_heads"))))
        self.modifiers = frozenset(map(_spelled, terms("items", "modifiers")))
        self.telling = frozenset(map(_spelled, terms("items", "telling")))
        self._telling_prefixes = terms("items", "telling_prefixes")
        self._not_compounds = terms("items", "not_compounds")
        self._not_compounds_from = terms("items", "not_compounds_from")
        self._edges = frozenset(terms("items", "quantity", "filler"))
        self._edge_endings = terms("items", "edge_endings")
        self.not_designations = frozenset(terms("items", "not_designations"))
        self.needs_company = frozenset(word.casefold() for word in terms("items", "needs_company"))
        self.not_before = frozenset(map(_spelled, terms("items", "not_before")))
        self.hostile = frozenset(terms("items", "hostile"))
        self.verb_prone = frozenset(terms("items", "verb_prone"))
        self.whole_classes = frozenset(terms("items", "classes", "whole"))
        self.reaching_classes = frozenset(terms("items", "classes", "reaching"))
        self.person_verbs = frozenset(terms("items", "person_verbs"))
        self.gerunds = frozenset(terms("items", "gerunds"))
        self.consignments = frozenset(terms("items", "consignments"))
        self.adverbs = frozenset(tuple(words.split()) for words in terms("items", "adverbs"))
        self.governors = frozenset(terms("items", "governors"))
        self.everyday = frozenset(terms("items", "everyday"))
        self.further = frozenset(terms("items", "further"))
        self.uncounted = frozenset(terms("items", "uncounted"))

    def hits(self, tokens: list[Token], text: str) -> dict[int, Hit]:
        """The longest alias at each place, left to right without overlap, by its first token."""
        found: dict[int, Hit] = {}
        at = 0
        while at < len(tokens):
            hit = self._longest(tokens, at, text)
            if hit:
                found[at] = hit
                at = hit.last
            else:
                at += 1
        return found

    def _longest(self, tokens: list[Token], at: int, text: str) -> Hit | None:
        best, last, joined = None, at, ""
        while last < min(at + _LONGEST, len(tokens)):
            if last > at and not adjacent(text, tokens[last - 1], tokens[last]):
                break
            last += 1
            if tokens[last - 1].low.endswith(_POSSESSIVE):
                break
            joined += _plain(tokens[last - 1].text)
            named = self._kinds.get(singular(joined), ())
            written = text[tokens[at].start : tokens[last - 1].end] if named else ""
            for kind, alias in named:
                if _same_form(alias, written) and (_same_case(alias, written) or self._is_spelled_small(alias, tokens, last, text)):
                    best = Hit(at, last, kind, alias)
                    break
            if joined not in self._prefixes:
                break
        return best

    def _is_spelled_small(self, alias: str, tokens: list[Token], last: int, text: str) -> bool:
        """Whether a model's name in small letters stands before a noun of goods ("switchblade drones")."""
        if alias.casefold() in self.needs_company or last >= len(tokens) or not beside(text, tokens[last - 1], tokens[last]):
            return False
        return self.is_head(tokens[last]) or tokens[last].low.startswith(self._telling_prefixes)

    def named(self, words: str) -> list[ItemKind]:
        """The kinds that a whole name stands for."""
        return [kind for kind, _ in self._kinds.get(key(words), ())]

    def is_head(self, token: Token) -> bool:
        return singular(_spelled(token.low)) in self.heads

    def is_weak_head(self, token: Token) -> bool:
        """Whether a noun ends a name only behind a word of goods: "units", "components"."""
        return singular(_spelled(token.low)) in self._weak_heads

    def is_modifier(self, token: Token) -> bool:
        low = _spelled(token.low)
        if "-" in low and _COUNTED.fullmatch(low):
            return False  # "thirty-one"
        return low in self.modifiers or low.endswith("mm") or self._is_compound(token) or self.is_designation(token)

    def is_telling(self, token: Token) -> bool:
        low = _spelled(token.low)
        return low in self.telling or low.startswith(self._telling_prefixes) or bool(re.fullmatch(r"\d.*mm", low))

    def is_edge(self, token: Token) -> bool:
        """Whether a word before a name is no part of it: "new", "US-made", "much-needed"."""
        return token.low in self._edges or token.low.endswith(self._edge_endings)

    def is_designation(self, token: Token) -> bool:
        """Whether a word looks like the name of a model: "M142", "RG-31", "2A4", "GMLRS"."""
        word = token.text
        if word.islower() and word.isalpha():
            return False
        if word in self.not_designations or word.rstrip("s") in self.not_designations or len(word) < 2:
            return False
        has_digit = any(c.isdigit() for c in word)
        if has_digit:
            return any(c.isupper() for c in word) and word[-2:] not in ("th", "st", "nd", "rd")
        return word.isupper() and 2 <= len(word) <= 6 and word.isalpha()

    def _is_compound(self, token: Token) -> bool:
        if "-" not in token.low or any(c.isdigit() for c in token.text):
            return False
        return not token.low.endswith(self._not_compounds) and not token.low.startswith(self._not_compounds_from)


goods_of = per_dossier(Goods)


def adjacent(text: str, left: Token, right: Token) -> bool:
    """Whether nothing but white space, or marks that an alias may hold ("Tube-Launched, Optically-Tracked"), parts two tokens."""
    gap = text[left.end : right.start]
    return len(gap) <= 3 and not gap.strip(" \u00a0\n-‐‑(),.")


def beside(text: str, left: Token, right: Token) -> bool:
    """Whether only white space parts two tokens."""
    gap = text[left.end : right.start]
    return len(gap) <= 2 and not gap.strip()


@functools.lru_cache(maxsize=1 << 14)
def _spelled(word: str) -> str:
    for british, american in _SPELLINGS:
        word = word.replace(british, american)
    return word


def _same_form(alias: str, written: str) -> bool:
    """Whether brackets and commas agree, and a plural word ("arms", "goods") is one in the text too."""
    if any((mark in alias) != (mark in written) for mark in ",("):
        return False
    return not (alias.islower() and alias.endswith("s") and not alias.endswith("ss")) or written[-1] in "sS"


def _same_case(alias: str, written: str) -> bool:
    """Whether capitals agree: an alias in lower case is met in any, another begins with a capital in the text too."""
    return not alias[0].isupper() or written[0].isupper() or written[0].isdigit()
