"""Quotations: where a document prints somebody's words, with or without all their marks."""

from __future__ import annotations

import enum
import functools
import re
from collections.abc import Iterator

import msgspec

from pledgebook.dossier.alternatives import any_of
from pledgebook.dossier.schema import Dossier
from pledgebook.model.annotation import Quote
from pledgebook.model.text import Document, Span

DOUBLE = re.compile(r"\"+|''|``|‘‘|’’|“+|”+|„|‟|«|»|″")
SINGLE_OPENING = re.compile(r"(?<![^\s(\[—–-])['‘‚](?=[\w$£€#@\[…])")
SINGLE_CLOSING = re.compile(r"(?<=[^\s'’])['’](?![\w'’])")
ATTRIBUTE = re.compile(r"=\s?\"[^\"<>]*\"")
"""marks of a left-over HTML tag quote nobody"""
SENTENCE_START = re.compile(r"[.!?…]\s+(?=[A-Z])")
SENTENCE_END = re.compile(r"[.!?…]\s*\Z")
BEFORE_OPENING = frozenset("([{—–-/|")
CLOSES = {"„": '“”‟"', "«": "»"}
"""what ends a quotation that one of these opened; any double mark but these ends the others"""


class Role(enum.Enum):
    OPENS = enum.auto()
    CLOSES = enum.auto()
    EITHER = enum.auto()


class Mark(msgspec.Struct, frozen=True):
    start: int
    end: int
    glyph: str
    role: Role


class Words(msgspec.Struct, frozen=True):
    """The patterns that hang on the dossier's words; an `attribution` is the ", X said" that ends a sentence."""

    cue: re.Pattern[str]
    elision: re.Pattern[str]
    attribution: re.Pattern[str]


def find_quotes(document: Document, dossier: Dossier) -> tuple[Quote, ...]:
    """The outermost quotations of a document in order, scare quotes included; none crosses a block.

    >>> from pledgebook.clean.decode import row_document
    >>> from pledgebook.clean.layout import clean_document
    >>> from pledgebook.dossier.load import load_dossier
    >>> document = clean_document(row_document('The minister said: "We stand by our pledge."', "a"), load_dossier())
    >>> [quote.content.of(document.text) for quote in find_quotes(document, load_dossier())]
    ['We stand by our pledge.']

    A quotation that runs over paragraphs, each re-opened, is one balanced `Quote` a paragraph. One that never closes ends
    with its block; one that never opens starts after the cue before it ("X stated, The talks ..."), else with its sentence.
    """
    words = _words(dossier.terms("sentences", "quote_cues"), dossier.terms("sentences", "elisions"))
    found: list[Quote] = []
    runs_over = False
    for index, block in enumerate(document.blocks):
        following = document.blocks[index + 1].span.of(document.text) if index + 1 < len(document.blocks) else ""
        reader = _BlockReader(document.text, block.span, words, continued=runs_over, reopened=_reopens(following))
        found += reader.read()
        runs_over = reader.left_open
    return tuple(found)


@functools.cache
def _words(cues: tuple[str, ...], elisions: tuple[str, ...]) -> Words:
    alternatives = any_of(cues)
    shortened = "|".join(re.escape(word) for word in elisions) or r"(?!)"
    return Words(
        re.compile(rf"\b(?:{alternatives})(?:\s+(?:on|in|at|to)\s[^.,:;!?]{{1,40}})?\s*[,:]\s+(?=[A-Z])"),
        re.compile(rf"['‘‚](?:(?:{shortened})\b|\d0s\b)", re.IGNORECASE),
        re.compile(
            rf",(?= (?:(?!as\b|I\b|we\b)[^,.;:!?]{{2,80}} (?:{alternatives})(?: (?:on|in|at|to) [^.,:;!?]{{1,40}})?|(?:{alternatives}) [^,.;:!?]{{2,80}})"
            rf"(?:[.]?\s*\Z|[.]\s+[A-Z]))"
        ),
    )


def _reopens(text: str) -> bool:
    return bool(re.match(r"\s*(?:[\"“„«‘]|''|``)\s?\w", text))


class _BlockReader:
    """Reads one block from left to right; a class because marks, quotations and what is open go together."""

    def __init__(self, text: str, block: Span, words: Words, *, continued: bool, reopened: bool) -> None:
        self.text = text
        self.block = block
        self.words = words
        self.continued = continued
        self.reopened = reopened
        self.left_open = False
        self.at = block.start
        self.found: list[Quote] = []
        self.marks = tuple(self._marks())

    def read(self) -> list[Quote]:
        while True:
            mark = next((m for m in self.marks if m.start >= self.at), None)
            single = self._single(mark.start if mark else self.block.end)
            if single:
                self._add(single.start, single.end, 1, 1, balanced=True)
            elif mark is None:
                return self.found
            elif mark.role is Role.CLOSES:
                self._stray(mark)
            else:
                self._opened(mark)

    def _marks(self) -> Iterator[Mark]:
        attributes = [Span(*m.span()) for m in ATTRIBUTE.finditer(self.text, self.block.start, self.block.end)]
        for match in DOUBLE.finditer(self.text, self.block.start, self.block.end):
            if any(a.start <= match.start() < a.end for a in attributes):
                continue
            yield Mark(match.start(), match.end(), match.group()[0], self._role(match))

    def _role(self, match: re.Match[str]) -> Role:
        before = self.text[match.start() - 1] if match.start() > self.block.start else " "
        after = self.text[match.end()] if match.end() < self.block.end else " "
        opening = (before.isspace() or before in BEFORE_OPENING) and not after.isspace()
        closing = not before.isspace() and (after.isspace() or after in ".,;:!?)]}—–-/|'’")
        glyph = match.group()[0]
        if glyph in "„«":
            return Role.OPENS
        if glyph == "»":
            return Role.CLOSES
        if glyph in "“‟`‘":
            return Role.CLOSES if closing and not opening else Role.OPENS
        if glyph in "”’":
            return Role.EITHER if opening else Role.CLOSES
        if opening == closing:
            return Role.EITHER
        return Role.OPENS if opening else Role.CLOSES

    def _opened(self, mark: Mark) -> None:
        close, resume = self._closing(mark)
        if close:
            self._add(mark.start, close.end, mark.end - mark.start, close.end - close.start, balanced=True)
        elif resume and SENTENCE_END.search(self.text[mark.end : resume.start]):
            # paragraphs of one quotation, printed without their breaks
            self._add(mark.start, len(self.text[: resume.start].rstrip()), mark.end - mark.start, 0, balanced=True)
        elif resume:
            ends = [m.start() + 1 for m in SENTENCE_START.finditer(self.text, mark.end, resume.start)]
            self._add(mark.start, ends[-1] if ends else resume.start, mark.end - mark.start, 0, balanced=False)
        elif said := self._said_after(mark):
            self._add(mark.start, said.start() + 1, mark.end - mark.start, 0, balanced=False)
        else:
            self.left_open = True
            self._add(mark.start, self.block.end, mark.end - mark.start, 0, balanced=self.reopened)

    def _said_after(self, mark: Mark) -> re.Match[str] | None:
        """Where a quotation that begins a sentence and never closes goes over into ", she said."."""
        before = self.text[self.block.start : mark.start].rstrip()
        begins = not before or before[-1] in ".!?…"
        return self.words.attribution.search(self.text, mark.end, self.block.end) if begins and not self.reopened else None

    def _closing(self, opening: Mark) -> tuple[Mark | None, Mark | None]:
        """The mark that closes `opening`, or else the mark that opens the next quotation."""
        inner: list[Mark] = []
        later = [m for m in self.marks if m.start >= opening.end and self._pairs(opening, m)]
        for k, mark in enumerate(later):
            if mark.role is not Role.OPENS or opening.glyph == "„":
                if not inner:
                    return mark, None
                inner.pop()
            elif any(m.role is not Role.OPENS for m in later[k + 1 :]) and self._nests(later[k:]):
                inner.append(mark)
            else:
                return None, mark
        return None, inner[0] if inner else None

    @staticmethod
    def _pairs(opening: Mark, mark: Mark) -> bool:
        if opening.glyph in CLOSES:
            return mark.glyph in CLOSES[opening.glyph]
        return mark.glyph not in "„«»"

    @staticmethod
    def _nests(marks: list[Mark]) -> bool:
        """Whether the marks from an opening on close one more quotation than they open."""
        depth = 0
        for mark in marks:
            depth += 1 if mark.role is Role.OPENS else -1
            if depth < 0:
                return True
        return False

    def _stray(self, mark: Mark) -> None:
        """A closing mark that nothing opened."""
        before = self.text[mark.start - 1 : mark.start]
        if self.continued and not self.found:
            start = self.block.start
        elif mark.glyph in "\"'″" and before.isdigit():
            self.at = mark.end  # inches and seconds
            return
        else:
            start = self._start_without_mark(mark)
        self._add(start, mark.end, 0, mark.end - mark.start, balanced=self.continued and not self.found and self.reopened)

    def _start_without_mark(self, mark: Mark) -> int:
        cues = [m.end() for m in self.words.cue.finditer(self.text, self.at, mark.start)]
        if cues:
            return cues[-1]
        starts = [m.end() for m in SENTENCE_START.finditer(self.text, self.at, mark.start - 1)]
        return starts[-1] if starts else self.at

    def _single(self, limit: int) -> Span | None:
        """The first quotation between single marks that opens before `limit`, whole double pairs inside allowed."""
        for opening in SINGLE_OPENING.finditer(self.text, self.at, limit):
            if self.words.elision.match(self.text, opening.start()):
                continue
            following = SINGLE_OPENING.search(self.text, opening.end(), self.block.end)
            end = self._single_end(opening.end(), following.start() if following else self.block.end)
            if end is not None:
                return Span(opening.start(), end)
        return None

    def _single_end(self, start: int, limit: int) -> int | None:
        plural = None
        for closing in SINGLE_CLOSING.finditer(self.text, start, limit):
            if sum(start <= mark.start < closing.start() for mark in self.marks) % 2:
                continue
            after = self.text[closing.end() : closing.end() + 1]
            if self.text[closing.start() - 1] not in "sS" or after in ".,;:!?)":
                return closing.end()
            plural = plural or closing.end()
        return plural

    def _add(self, start: int, end: int, opening: int, closing: int, *, balanced: bool) -> None:
        inside = self.text[start + opening : end - closing]
        self.at = max(end, self.at + 1)
        if not any(c.isalnum() for c in inside):
            return
        content_start = start + opening + len(inside) - len(inside.lstrip())
        content = Span(content_start, content_start + len(inside.strip()))
        span = Span(start if opening else content.start, end if closing else content.end)
        self.found.append(Quote(span, content, balanced))
