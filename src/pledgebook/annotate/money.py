"""Amounts of money in running text, in whole units, with bounds, vagueness and currency."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

import msgspec

from pledgebook.annotate.compiled import per_dossier
from pledgebook.annotate.currency import currencies_of, outlet_of
from pledgebook.annotate.numbers import DIGITS, WORDS, numeral
from pledgebook.dossier.alternatives import any_of
from pledgebook.dossier.schema import Dossier
from pledgebook.model.annotation import Money
from pledgebook.model.text import Document, Span

_RANGE = r"(?P<link>\s?[-–—]\s?|\s+to\s+|\s+and\s+|\s+or\s+|\s+and\s+up\s+to\s+)"
_YEAR = re.compile(r"(?:19|20)\d\d")
DETERMINERS = frozenset({"a", "an", "the", "its", "their", "that", "this"})


def find_money(document: Document, dossier: Dossier) -> tuple[Money, ...]:
    """Every amount of money in a document's cleaned text, in order."""
    return money_in(document.text, dossier, outlet=outlet_of(document))


def money_in(text: str, dossier: Dossier, *, outlet: str | None = None) -> tuple[Money, ...]:
    """Every amount of money in `text`, in order.

    A number without a currency is no money. `outlet` is a domain, whose country may settle whose dollars are meant.
    """
    found = [*_vague(text, dossier)]
    taken = [money.span for money in found]
    for money in _plain(text, dossier, outlet):
        if not any(money.span.overlaps(span) for span in taken):
            found.append(money)
    return tuple(sorted(found, key=lambda money: money.span))


def of_giver(money: Money, text: str, currency: str, dossier: Dossier) -> Money:
    """The amount in its giver's `currency`, where its words leave open which dollars or crowns are meant.

    For a reader who knows who gives: "$50 million" of Canada becomes Canadian; "US$50 million" and "€50 million" stay.
    """
    grammar, words = _grammar(dossier), money.span.of(text)
    m = grammar.vague.match(words) if money.vague else grammar.first.match(words)
    family = grammar.family(m) if m else None
    if money.currency == currency or currency not in currencies_of(dossier).members(family):
        return money
    return msgspec.structs.replace(money, currency=currency, inferred=True)


def may_mean(money: Money, text: str, currency: str, dossier: Dossier) -> bool:
    """Whether the words of an amount found in `text` can mean `currency`: "$50 million" can be Canadian, "US$50 million" cannot.

    Vague words without a currency ("billions in aid") can mean any.
    """
    grammar, words = _grammar(dossier), money.span.of(text)
    pattern = grammar.vague if money.vague else grammar.first
    families = {family for m in pattern.finditer(words) if (family := grammar.family(m))}
    return not families or any(currency == family or currency in currencies_of(dossier).members(family) for family in families)


class _Grammar:
    """The patterns of `words/money.toml`, compiled."""

    def __init__(self, dossier: Dossier) -> None:
        table: dict[str, Any] = dossier.words.get("money", {})
        self.scales: dict[str, float] = table["scales"]
        self.needs_scale = frozenset(word.casefold() for word in table["needs_scale"])
        self.qualifiers: dict[str, str] = table["qualifiers"]
        codes = {code: code for code in table["codes"]}
        words: dict[str, str] = table["words"]
        self.meaning: dict[str, str] = codes | table["symbols"] | words | {w.capitalize(): c for w, c in words.items()}
        self.million_codes: dict[str, str] = table["million_codes"]
        self.groups: dict[str, float] = table["vague"]["groups"]
        self.unit_nouns = frozenset(table["after"]["unit_nouns"])
        self.parts: dict[str, float] = table["vague"]["parts"]
        self.not_unit = frozenset(table["after"]["not_unit"])
        self._compile_amount(table, codes, words)
        self._compile_vague(table["vague"])
        self._compile_context(table)

    def _compile_amount(self, table: dict[str, Any], codes: dict[str, str], words: dict[str, str]) -> None:
        scale = rf"(?i:{_any(self.scales)})(?![^\W\d])"
        number = rf"(?:{DIGITS}|(?i:{WORDS}))"
        bare = rf"(?i:an?)(?=[\s-](?i:{_any(w for w in self.scales if len(w) > 6)}))"
        before = _any((*table["symbols"], *codes, *self.million_codes))
        qualifier = rf"(?:(?:{_any(self.qualifiers)})[\s-])?"
        after = rf"{qualifier}(?i:{_any(words)})(?![\w])|(?:{_any((*table['symbols'], *codes, *self.million_codes))})(?![\w$])(?!\s?\d)"
        more = rf"(?:(?i:{_any(table['more'])})\s)?"
        self.currency = rf"(?P<post>{after})"
        self.more = more
        amount = (
            rf"(?:(?P<pre>{before})\s?)?(?:(?P<number>{number}|{bare})|(?P<none>(?=(?i:million|billion|trillion)[\s-](?:{after}))))"
            rf"(?:[\s-]{{0,2}}(?P<scale>{scale}))?(?P<half>\s+and\s+a\s+half\b)?"
            rf"(?:(?:[\s-]?\(?{more}{self.currency}\)?)(?:\s?(?P<scale2>{scale}))?)?"
        )
        self.first = re.compile(rf"(?<![\w$€£])(?<![A-Za-z][-.])(?<!\d[.,:/]){amount}")
        self.second = re.compile(rf"{_RANGE}(?P<about>(?:(?i:{_any(table['before']['approximate'])})\s+)?){amount}")
        self.suffix = re.compile(rf"\s\(?(?P<q>{_any(self.qualifiers)})\)?(?=\s*(?:[.,;:)]|$|(?:to|for|in|of|on|worth|over)\b))")

    def _compile_vague(self, vague: dict[str, Any]) -> None:
        scale = rf"(?P<scale>{_any(w for w in self.scales if len(w) > 6 and not w.endswith('s'))})"
        some = _any(vague["some"])
        purpose = rf"\s+(?:(?i:{_any(vague['toward'])})\s+)?(?:[\w-]+\s+){{0,2}}?(?i:{_any(vague['purposes'])})(?!\w)"
        self.vague = re.compile(
            rf"(?<!\w)(?:(?:(?i:{some})\s)?(?i:(?P<group>{_any(self.groups)}))\s+of\s+(?i:{scale})s"
            rf"|(?i:(?P<some>{some})\s(?:(?P<part>{_any(vague['parts'])})[\s-])?{scale.replace('<scale>', '<scale_some>')}s?)"
            rf"|(?i:(?P<multi>{_any(vague['multi'])})[\s-]?{scale.replace('<scale>', '<scale_multi>')}s?)"
            rf"|(?i:{scale.replace('<scale>', '<scale_plural>')}s))(?:[\s-](?i:of\s)?{self.more}{self.currency}|(?={purpose}))"
        )

    def _compile_context(self, table: dict[str, Any]) -> None:
        before, after, unit = table["before"], table["after"], table["unit_price"]
        kinds = "|".join(rf"(?P<{kind}>{_any(before[kind])})" for kind in ("minimum", "maximum", "approximate", "filler"))
        self.before = re.compile(rf"(?:(?<=\W)|^)(?i:{kinds})\s*$")
        kinds = "|".join(rf"(?P<{kind}>{_any(after[kind])})" for kind in ("minimum", "maximum", "approximate", "unit_price"))
        self.after = re.compile(rf"(?i:[\s-]?(?:{kinds})(?!\w)|\s?(?P<per>per|a|an)[\s-](?P<what>[A-Za-z]+)|\s?/\s?(?P<slash>[a-z]+))")
        self.placing = frozenset(before["placing"])
        noun = r"(?:[\w'’-]+\s+){1,5}?"
        self.price = re.compile(rf"(?i:(?:\b(?:{_any(unit['subject'])})\s{noun}(?:{_any(unit['verb'])})|{_any(unit['phrase'])})\s*$)")
        self.growth = re.compile(rf"(?i:\b(?:{_any(table['growth']['verbs'])})\b.{{0,60}}\bfrom\s*$)", re.DOTALL)

    def family(self, m: re.Match[str]) -> str | None:
        """What the currency of a match means: a code, a family, or None where there is none."""
        pre, post = m.groupdict().get("pre"), m.group("post")
        if post:
            word = re.sub(r"\s+", " ", post)
            for qualifier, code in self.qualifiers.items():
                if re.match(rf"{re.escape(qualifier)}[\s-]", word):
                    return code
            meant = self.million_codes.get(word) or self.meaning.get(word) or self.meaning.get(word.casefold())
            if meant and (pre is None or len(meant) == 3):
                return meant
        if pre in self.million_codes:
            return self.million_codes[pre]
        return self.meaning.get(pre) if pre else None


_grammar = per_dossier(_Grammar)


class _Figure(NamedTuple):
    """A number as it stands, with the scale and currency that stand beside it."""

    span: Span
    number: float
    scale: float | None
    family: str | None

    @property
    def value(self) -> float:
        return _whole(self.number * (self.scale or 1))


class _Reading(NamedTuple):
    """What the words around an amount say of it."""

    low: bool = False
    high: bool = False
    approximate: bool = False
    unit_price: bool = False


def _plain(text: str, dossier: Dossier, outlet: str | None) -> list[Money]:
    grammar, found, position = _grammar(dossier), [], 0
    settle = currencies_of(dossier).settle
    while m := grammar.first.search(text, position):
        figure = _figure(m, text, grammar)
        position = max(figure.span.end, m.start() + 1)
        joined = grammar.second.match(text, figure.span.end)
        figures, is_range = [figure], False
        if joined:
            figures, is_range = _joined(figure, _figure(joined, text, grammar), joined.group("link"), text, grammar)
            position = max(position, figures[-1].span.end)
        if is_range:
            low, high = figures
            span = Span(low.span.start, high.span.end)
            reading = _reading(text, span, grammar)
            settled = settle(high.family or low.family or "", text, span, outlet)
            found.append(Money(span, low.value, high.value, settled.currency, reading.approximate, inferred=settled.inferred, unit_price=reading.unit_price))
            continue
        for one in figures:
            if one.family and not _is_rate(text, one.span):
                settled = settle(one.family, text, one.span, outlet)
                found.append(_bounded(one, _reading(text, one.span, grammar), settled.currency, settled.inferred))
    return found


def _figure(m: re.Match[str], text: str, grammar: _Grammar) -> _Figure:
    start = m.end("about") if "about" in m.re.groupindex else m.start()
    scale_word = m.group("scale") or m.group("scale2")
    scale = grammar.scales[scale_word.casefold()] if scale_word else None
    if m.group("pre") in grammar.million_codes or m.group("post") in grammar.million_codes:
        scale = 1e6
    words = m.group("number")
    number = 1.0 if words is None or words.casefold() in ("a", "an") else numeral(words, scaled=scale is not None)
    number += 0.5 if m.group("half") else 0
    family, end = grammar.family(m), m.end()
    if family and scale is None and not _needs_no_scale(m, number, grammar):
        family = None
    if family and len(family) != 3 and m.group("pre") and (suffix := grammar.suffix.match(text, end)):
        family, end = grammar.qualifiers[suffix.group("q")], suffix.end()
    if text[end - 1] == ")" and "(" not in text[start:end]:
        end -= 1
    return _Figure(Span(start, end), number, scale, family)


def _needs_no_scale(m: re.Match[str], number: float, grammar: _Grammar) -> bool:
    """Whether a number without "million" may be money: not "2012 won", "500 pounds of explosives" or "Euro 2024"."""
    before, after = m.group("pre") or "", m.group("post") or ""
    if len(before) > 3 and before.isalpha() and before.istitle():
        return False
    if (after or before).rsplit(" ", 1)[-1].casefold() not in grammar.needs_scale:
        return True
    return " " in after or (bool(before) and number >= 1000)


def _joined(first: _Figure, second: _Figure, link: str, text: str, grammar: _Grammar) -> tuple[list[_Figure], bool]:
    """The figures of "A to B" with units shared, and whether they are one range; only the first where they do not belong together."""
    word = link.strip()
    before = text[max(0, first.span.start - 90) : first.span.start]
    between = bool(re.search(r"(?i)\bbetween(?:\s+\w+)?\s*$", before))
    if not (first.family or second.family) or (first.family and second.family and first.family != second.family):
        return [first], False
    if _YEAR.fullmatch(text[first.span.start : first.span.end]) or (word == "and" and not between and not first.family):
        return [first], False
    if not second.family and second.scale is None and not between and word not in ("-", "–", "—"):
        return [first], False
    if not second.family and second.span.end < len(text) and re.match(r"\s*%|\s+per\s?cent", text[second.span.end :]):
        return [first], False
    family = first.family or second.family
    low = first._replace(family=family)
    high = second._replace(family=family, scale=second.scale if second.scale or first.scale is None else first.scale)
    if first.scale is None and second.scale and first.number < 1000:
        low = low._replace(scale=second.scale)
    growth = bool(grammar.growth.search(before))
    alternatives = word == "or" and first.family is not None and first.scale is not None
    if not growth and not alternatives and low.value < high.value and (between or word != "and"):
        return [low, high], True
    shared = low.scale != first.scale or first.family is None
    if not second.family and not growth:
        return [first], False
    if shared:
        low = low._replace(span=Span(low.span.start, high.span.end))
    return [low, high], False


def _reading(text: str, span: Span, grammar: _Grammar) -> _Reading:
    """What stands right before an amount ("up to about another") and right after it ("or more", "each")."""
    said: set[str] = set()
    start = span.start
    for _ in range(5):
        reach = max(0, start - 32)
        m = grammar.before.search(text, reach, start)
        if not m or (m.start() == reach > 0):
            break
        between = set(text[m.end() : span.start].casefold().split())
        if between and between <= DETERMINERS and m.group().strip().casefold() in grammar.placing:
            break  # "under a $5m programme"
        said.add(str(m.lastgroup))
        start = m.start()
    unit = bool(grammar.price.search(text, max(0, start - 80), start))
    m = grammar.after.match(text, span.end)
    if m:
        said.update(kind for kind in ("minimum", "maximum", "approximate") if m.group(kind))
        what, per = (m.group("what") or m.group("slash") or "").casefold(), m.group("per") in (None, "per", "Per")
        unit = unit or m.group("unit_price") is not None or (bool(what) and (what not in grammar.not_unit if per else what in grammar.unit_nouns))
    return _Reading("minimum" in said, "maximum" in said, "approximate" in said, unit)


def _bounded(figure: _Figure, reading: _Reading, currency: str | None, inferred: bool) -> Money:
    low = None if reading.high else figure.value
    high = None if reading.low and not reading.high else figure.value
    return Money(figure.span, low, high, currency, reading.approximate, inferred=inferred, unit_price=reading.unit_price)


def _vague(text: str, dossier: Dossier) -> list[Money]:
    """ "Hundreds of millions of dollars", "a multi-billion aid package", "several hundred million euros"."""
    grammar, currencies, found = _grammar(dossier), currencies_of(dossier), []
    for m in grammar.vague.finditer(text):
        span, family = Span(*m.span()), grammar.family(m)
        if (family is None and m.group("some")) or (m.group("scale_plural") and (m.group("post") or "").casefold() in grammar.needs_scale):
            continue
        low, high = _vague_bounds(m, grammar)
        settled = currencies.settle(family, text, span) if family else currencies.unnamed(text, span)
        unit = _reading(text, span, grammar).unit_price
        found.append(Money(span, low, high, settled.currency, approximate=True, vague=True, inferred=settled.inferred, unit_price=unit))
    return found


def _vague_bounds(m: re.Match[str], grammar: _Grammar) -> tuple[float, float | None]:
    """What vague words mean: at least two of the unit, and at most ten where "tens of" or "several" limits them."""
    word = m.group("scale") or m.group("scale_some") or m.group("scale_multi") or m.group("scale_plural")
    scale = grammar.scales[word.casefold()]
    if m.group("group"):
        scale *= grammar.groups[m.group("group").casefold()]
    elif m.group("some"):
        scale *= grammar.parts.get((m.group("part") or "").casefold(), 1)
    else:
        return 2 * scale, None
    return 2 * scale, 10 * scale


def _is_rate(text: str, span: Span) -> bool:
    """Whether an amount stands on either side of "$1 = 40 hryvnia"."""
    return bool(re.match(r"\s*=", text[span.end : span.end + 4]) or re.search(r"=\s*$", text[max(0, span.start - 4) : span.start]))


def _whole(value: float) -> float:
    """Whole units, freed of the last binary digits of 1.38e9."""
    return float(round(value)) if value >= 1000 else round(value, 2)


def _any(words: Iterable[str]) -> str:
    return any_of(words, {" ": r"\s+"})
