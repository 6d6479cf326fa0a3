"""Matchers that annotators build from a dossier: many phrases found in one pass, and the context rules of aliases."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Hashable, Iterable, Iterator
from typing import Generic, TypeVar

import ahocorasick  # type: ignore[import-not-found]

from pledgebook.dossier.schema import Context
from pledgebook.model.text import Span

Payload = TypeVar("Payload", bound=Hashable)

LAST_FOLDED = 0x1EFF
"""the last code point of the accented Latin letters"""

SHORTEST_SHOUTED = 4
"""letters a phrase needs before it is also met in capitals: "us" must not become "US" """

STRAIGHT = str.maketrans("’‘ʼ`‐‑–\u00a0\u202fıøØłŁđ", "''''---  ioOlLd")
"""marks that have a plainer form, and letters whose stroke is no accent"""


def _fold_table() -> dict[int, str]:
    table = {point: chr(plain) for point, plain in STRAIGHT.items()}
    for point in range(0xC0, LAST_FOLDED + 1):
        base = unicodedata.normalize("NFD", chr(point))[0]
        if base.isascii() and base.isalpha():
            table[point] = base
    return table


FOLDS = _fold_table()


def fold(text: str) -> str:
    """The text with accents, curly apostrophes and odd hyphens made plain; every code point stays in its place.

    In lower case, too: "İ", the one letter that would grow, has lost its dot.

    >>> fold("Erdoğan’s Élysée")
    "Erdogan's Elysee"
    """
    return text if text.isascii() else text.translate(FOLDS)


class Phrases(Generic[Payload]):
    """Phrases with payloads, found all at once as whole words; the leftmost match wins, and of these the longest.

    A phrase in lower case is met in any case. One with capitals is met as written, in full capitals and, where it is all
    capitals, as a word ("Nato") if it has four letters or more; its first letter may be a capital ("The West"). Accents
    and the shape of apostrophes and hyphens do not count.

    >>> phrases = Phrases([("US", "USA"), ("New Zealand", "NZL"), ("military aid", "aid"), ("the West", "WEST")])
    >>> text = "The West and NEW ZEALAND send us Military aid."
    >>> [(span.of(text), payloads) for span, payloads in phrases.find(text)]
    [('The West', ('WEST',)), ('NEW ZEALAND', ('NZL',)), ('Military aid', ('aid',))]
    """

    def __init__(self, pairs: Iterable[tuple[str, Payload]]) -> None:
        entries: dict[str, dict[str, list[Payload]]] = {}
        for phrase, payload in pairs:
            written = fold(phrase.strip())
            if written:
                entries.setdefault(written.lower(), {}).setdefault(written, []).append(payload)
        self._automaton = ahocorasick.Automaton()
        for key, spellings in entries.items():
            self._automaton.add_word(key, (len(key), tuple((written, tuple(payloads)) for written, payloads in spellings.items())))
        self._size = len(entries)
        if entries:
            self._automaton.make_automaton()

    def __len__(self) -> int:
        return self._size

    def find(self, text: str) -> Iterator[tuple[Span, tuple[Payload, ...]]]:
        """Matches that do not overlap, in order, each with the different payloads of every phrase that fits."""
        reached = 0
        for span, payloads in self.find_all(text):
            if span.start >= reached:
                reached = span.end
                yield span, payloads

    def find_all(self, text: str) -> list[tuple[Span, tuple[Payload, ...]]]:
        """Every match, overlapping ones too, by start and then longest first."""
        if not self._size:
            return []
        folded = fold(text)
        lowered = folded.lower()
        found: list[tuple[Span, tuple[Payload, ...]]] = []
        for last, (length, spellings) in self._automaton.iter(lowered):
            start, end = last + 1 - length, last + 1
            if not _is_whole(lowered, start, end):
                continue
            seen = folded[start:end]
            payloads = tuple(dict.fromkeys(payload for written, given in spellings if _case_fits(written, seen) for payload in given))
            if payloads:
                found.append((Span(start, end), payloads))
        found.sort(key=lambda match: (match[0].start, -match[0].end))
        return found


def _is_whole(text: str, start: int, end: int) -> bool:
    if start > 0 and text[start].isalnum() and text[start - 1].isalnum():
        return False
    return end == len(text) or not text[end].isalnum() or not (text[end - 1].isalnum() or text[end - 1] == ".")


@functools.lru_cache(maxsize=65536)
def _case_fits(written: str, seen: str) -> bool:
    if seen == written or written.islower() or not any(point.isalpha() for point in written):
        return True
    if seen[1:] == written[1:]:
        return seen[0].isupper()
    if sum(point.isalpha() for point in written) < SHORTEST_SHOUTED:
        return False
    return seen.isupper() or (written.isupper() and seen == written.capitalize())


def allows(context: Context, text: str, span: Span) -> bool:
    """Whether an alias found at `span` may stand for its party there.

    >>> rule = Context("Georgia", not_after=("in Atlanta",), not_before=("state", "Tech"), unless=("Fulton County",))
    >>> [allows(rule, text, Span(text.index("Georgia"), text.index("Georgia") + 7)) for text in ("Georgia Tech", "Georgia aids")]
    [False, True]

    Words beside the alias are compared without regard to case, words anywhere in the document as written.
    """
    before, after, anywhere, needed = _compile_context(context)
    if after and after.match(text, span.end):
        return False
    if before and before.search(text[max(0, span.start - 40) : span.start]):
        return False
    if anywhere and anywhere.search(text):
        return False
    return needed is None or any(not span.contains(Span(*found.span())) for found in needed.finditer(text))


Patterns = tuple[re.Pattern[str] | None, re.Pattern[str] | None, re.Pattern[str] | None, re.Pattern[str] | None]


@functools.lru_cache(maxsize=4096)
def _compile_context(context: Context) -> Patterns:
    before, after = _any_of(context.not_after), _any_of(context.not_before)
    anywhere, needed = _any_of(context.unless), _any_of(context.needs)
    return (
        re.compile(rf"(?<!\w){before},?[ -]?$", re.IGNORECASE) if before else None,
        re.compile(rf"(?:'s|’s)?[ -]?{after}", re.IGNORECASE) if after else None,
        re.compile(rf"(?<!\w){anywhere}") if anywhere else None,
        re.compile(rf"(?<!\w){needed}") if needed else None,
    )


def _any_of(words: tuple[str, ...]) -> str:
    # "$" is whole before a digit, "Tech" is not before a letter
    whole = (re.escape(word) + (r"(?!\w)" if word[-1].isalnum() else "") for word in words)
    return f"(?:{'|'.join(whole)})" if words else ""
