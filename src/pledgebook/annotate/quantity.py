"""How many: the number and the unit that stand before a name of goods."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from pledgebook.annotate.compiled import per_dossier
from pledgebook.annotate.goods import Token, beside
from pledgebook.annotate.numbers import DIGITS, WORDS, numeral
from pledgebook.dossier.schema import Dossier
from pledgebook.model.annotation import Money

_REACH = 48
_STRANGERS = 2
_ALTERNATIVE = re.compile(r"(?P<before>\w*)\s*(?<![\w-])\d[\d.,]*\s*(?:to|or|and|-|–)\s*(?:up\s+to\s+)?$")
_MEASURES = ("tonnes", "kilograms", "litres")


class Count(NamedTuple):
    """A number (None where none is stated) and a unit, with the code point they start at and, behind a name, end at.

    `first` is the token the name begins with, which is further left where plain words stand between ("18 general purpose tents").
    """

    start: int
    first: int
    quantity: float | None = None
    unit: str | None = None
    end: int = 0


class Counts:
    """Reads numbers leftwards from a name; compiled from `words/items.toml`."""

    def __init__(self, dossier: Dossier) -> None:
        table: dict[str, Any] = dossier.words.get("items", {})
        rows: dict[str, Any] = table.get("quantity", {})
        adjectives = [word.casefold() for party in dossier.parties if party.kind == "state" for form in party.adjectives for word in form.split()]
        self._filler = frozenset([*rows.get("filler", ()), *adjectives, *(f"{word}-made" for word in adjectives)])
        self._reach: int = rows.get("filler_max", 0)
        self._dozens: dict[str, float] = rows.get("dozen", {})
        self._scales: dict[str, float] = rows.get("scales", {})
        self._strangers = frozenset(rows.get("not_between", ()))
        self._not_after = frozenset(rows.get("not_after", ()))
        self._units = {word: unit for unit, words in table.get("units", {}).items() for word in words}
        scale = "|".join(sorted({**self._scales, **self._dozens}, key=len, reverse=True)) or "(?!)"
        dozens = "|".join(self._dozens) or "(?!)"
        figure = rf"(?P<number>{DIGITS}|(?i:{WORDS}))(?:[\s-]?(?i:(?P<scale>{scale})))?"
        self._number = re.compile(
            rf"(?<![\w$€£.,/’'-])(?:{figure}|(?:an?\s+)?(?i:(?P<dozen>{dozens})))(?:\s?[x×+])?(?:\s*\((?:{DIGITS}|(?i:{WORDS}))\))?\s+(?:[-–]\d?\w?\s+)?$"
        )

        pieces = "|".join(sorted(map(re.escape, rows.get("pieces", ())), key=len, reverse=True)) or "(?!)"
        listed = rf"(?P<number>{DIGITS})(?:[\s-]?(?i:(?P<scale>{scale})))?(?:\s*(?i:{pieces})\b\.?)?"
        self._behind = (re.compile(rf"\s*\({listed}\)"), re.compile(rf"\s*(?::|\s[-–])\s*{listed}(?=\s*(?:[;,.]\s|[;,.]?$))"))

    def behind(self, text: str, end: int, count: Count) -> Count:
        """The count of a list that names goods first ("helmets (500)", "tents: 20, vests: 40"), else the one given."""
        m = next((m for pattern in self._behind if (m := pattern.match(text, end))), None)
        if m is None or (re.fullmatch(r"(?:19|20)\d\d", m["number"]) and not m["scale"]):
            return count
        scale = (m["scale"] or "").casefold()
        value = numeral(m["number"], scaled=bool(scale)) * self._scales.get(scale, self._dozens.get(scale, 1.0))
        return count._replace(quantity=value, end=m.end()) if value >= 1 else count

    def before(self, text: str, tokens: Sequence[Token], first: int, money: Sequence[Money]) -> Count:
        """The count in front of the name that begins with token `first`."""
        at, name, unit, start, strangers = first, first, None, tokens[first].start, 0
        none = Count(start, first)
        for _ in range(self._reach + 1):
            m = self._number.search(text, max(0, start - _REACH), start)
            if m:
                accepted = self._accepted(text, tokens, at, m, money)
                return Count(m.start(), name, accepted, unit) if accepted else none
            if at == 0 or not beside(text, tokens[at - 1], tokens[at]):
                break
            word = tokens[at - 1].low
            if word in self._units and (tokens[at].low == "of" or (at == first and self._units[word] in _MEASURES and not word.endswith("n"))):
                unit = self._units[word]
            elif word not in self._filler:
                if name != at or unit or strangers == _STRANGERS or not self._may_qualify(tokens[at - 1].text):
                    break
                name, strangers = at - 1, strangers + 1
            at -= 1
            start = tokens[at].start
        return Count(tokens[at].start, first, None, unit) if unit else none

    def _may_qualify(self, word: str) -> bool:
        """Whether an unknown word may be part of a name: no verb, plural or capital, as far as its shape tells."""
        return word.isalpha() and word.islower() and len(word) > 3 and not word.endswith(("s", "ed")) and word not in self._strangers

    def _accepted(self, text: str, tokens: Sequence[Token], at: int, m: re.Match[str], money: Sequence[Money]) -> float | None:
        number, scale = m.group("number"), (m.group("scale") or m.group("dozen") or "").casefold()
        value = numeral(number, scaled=bool(scale)) if number else 1.0
        value *= self._scales.get(scale) or self._dozens.get(scale) or 1.0
        before = text[max(0, m.start() - _REACH) : m.start()]
        other = _ALTERNATIVE.search(before)
        words = re.findall(r"[\w]+", before)
        is_year = bool(number) and re.fullmatch(r"(?:19|20)\d\d", number or "") is not None and not scale
        if value < 1 or (words and words[-1].casefold() in self._not_after) or (other and not other["before"][:1].isupper()):
            return None
        if is_year and words and words[-1].casefold() in ("in", "of", "by", "until", "for", "early", "late", "and", "the", "from", "year"):
            return None
        if (number or "").casefold() == "one" and tokens[at].low == "of":
            return None
        if any(one.span.start < m.end() and m.start() < one.span.end for one in money):
            return None
        return value


counts_of = per_dossier(Counts)
