"""Which currency a word or sign stands for, where the text leaves it to context."""

from __future__ import annotations

import bisect
import functools
import re
from typing import Any, NamedTuple

from pledgebook.annotate.compiled import per_dossier
from pledgebook.dossier.alternatives import any_of
from pledgebook.dossier.schema import Dossier
from pledgebook.model.text import Document, Span

_SENTENCE_END = re.compile(r"(?<![A-Z])[.!?][\"”’']?\s+(?=[\"“‘'A-Z])|\n\s*\n")

_REACH = 600
_NEARBY = 400
_CONVERSION = re.compile(r"\d[^()]{0,20}\((?:[a-z~]+\s+){0,3}$")


class Settled(NamedTuple):
    """A currency (None where it stays open) and whether context had to settle it."""

    currency: str | None
    inferred: bool


class Currencies:
    """Settles families ("dollar", "crown") by the states spoken of nearby; compiled from `words/money.toml`."""

    def __init__(self, dossier: Dossier) -> None:
        table: dict[str, Any] = dossier.words.get("money", {})
        self.families: dict[str, dict[str, Any]] = table.get("families", {})
        self.qualifiers: dict[str, str] = table.get("qualifiers", {})
        places = {name: code for name, code in self.qualifiers.items() if code}
        for party in dossier.parties:
            if party.currency:
                places.update(dict.fromkeys((*party.names, *party.adjectives, *party.seats, *party.bodies), party.currency))
        self._places: dict[str, dict[str, str]] = {}
        self._patterns: dict[str, re.Pattern[str]] = {}
        for family, row in self.families.items():
            named = {name: code for name, code in places.items() if code in row["members"] and name[:1].isupper()}
            self._places[family] = named
            self._patterns[family] = _names(named)
        never = {party.currency for party in dossier.parties if party.code in dossier.beneficiaries} | set(table.get("vague", {}).get("never", ()))
        self._anywhere = {name: code for name, code in places.items() if code not in never and name[:1].isupper()}
        self._anybody = _names(self._anywhere)
        self._unnamed: str | None = table.get("vague", {}).get("default")

    def settle(self, word: str, text: str, span: Span, outlet: str | None = None) -> Settled:
        """The currency meant by a code or family `word` at `span`.

        One state of that family in the sentence settles it, then one in the document (where the word has a default, one shortly
        before), then the outlet's own country, then the default; a sentence that speaks of the default's state among others, and
        an amount in brackets that converts the one before it, keep the default.
        """
        if word not in self.families:
            return Settled(word, inferred=False)
        family = self.families[word]
        default: str | None = family.get("default")
        if len(family["members"]) == 1 or (default and _is_conversion(text, span)):
            return Settled(default, inferred=False)
        here = self._near(word, text, span)
        if here:
            codes = {code for _, code in here}
            if default in codes:
                return Settled(default, inferred=len(codes) > 1)
            before = [code for at, code in here if at < span.start]
            return Settled(before[-1] if before else here[0][1], inferred=True)
        pattern = self._patterns[word]
        names = {name for _, name in _named(pattern, text, max(0, span.start - _NEARBY), span.end)} if default else _names_of(pattern, text)
        everywhere = {self._places[word][name] for name in names}
        if len(everywhere) == 1:
            only = everywhere.pop()
            return Settled(only, inferred=only != default)
        at_home = self._home(family, outlet)
        if at_home and (not everywhere or at_home in everywhere):
            return Settled(at_home, inferred=True)
        return Settled(default, inferred=bool(everywhere) and default is not None)

    def members(self, word: str | None) -> tuple[str, ...]:
        """The currencies a word may stand for; none for a code, which stands for itself."""
        return tuple(self.families[word]["members"]) if word in self.families else ()

    def unnamed(self, text: str, span: Span) -> Settled:
        """The currency of "billions in aid": of the one giver the sentence speaks of, else the dossier's default; None where they are several."""
        start, end = _sentence(text, span)
        codes = {self._anywhere[name] for _, name in _named(self._anybody, text, start, end)}
        if not codes or self._unnamed in codes:
            return Settled(self._unnamed, inferred=True)
        return Settled(codes.pop() if len(codes) == 1 else None, inferred=True)

    def _near(self, word: str, text: str, span: Span) -> list[tuple[int, str]]:
        start, end = _sentence(text, span)
        return [(at, self._places[word][name]) for at, name in _named(self._patterns[word], text, start, end)]

    def _home(self, family: dict[str, Any], outlet: str | None) -> str | None:
        code: str | None = family.get("outlets", {}).get((outlet or "").rsplit(".", 1)[-1].casefold())
        return code


@functools.lru_cache(maxsize=8)
def _all_named(pattern: re.Pattern[str], text: str) -> tuple[tuple[int, str], ...]:
    return tuple((m.start(), m.group()) for m in pattern.finditer(text))


@functools.lru_cache(maxsize=8)
def _names_of(pattern: re.Pattern[str], text: str) -> frozenset[str]:
    return frozenset(name for _, name in _all_named(pattern, text))


def _named(pattern: re.Pattern[str], text: str, start: int, end: int) -> tuple[tuple[int, str], ...]:
    """The places named in `text[start:end]`, with where; a text is searched once however many amounts it holds."""
    found = _all_named(pattern, text)
    return found[bisect.bisect_left(found, (start, "")) : bisect.bisect_left(found, (end, ""))]


def _is_conversion(text: str, span: Span) -> bool:
    """Whether an amount stands in brackets behind another: "€24 million (about $26 million)"."""
    return _CONVERSION.search(text, max(0, span.start - 60), span.start) is not None


def _names(places: dict[str, str]) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w$]){any_of(places)}(?!\w)")


def _sentence(text: str, span: Span) -> tuple[int, int]:
    """Roughly where the sentence around a span starts and ends, at most `_REACH` away."""
    start, end = max(0, span.start - _REACH), min(len(text), span.end + _REACH)
    for m in _SENTENCE_END.finditer(text, start, end):
        if m.end() <= span.start:
            start = m.end()
        elif m.start() >= span.end:
            return start, m.start() + 1
    return start, end


currencies_of = per_dossier(Currencies)


def outlet_of(document: Document) -> str | None:
    """The outlet a document's metadata name."""
    return document.outlet or document.raw.given.source
