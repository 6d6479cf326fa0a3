"""Sentences: where the running text of each block begins and ends a thought."""

from __future__ import annotations

import re

import msgspec

from pledgebook.dossier.alternatives import any_of
from pledgebook.dossier.schema import Dossier
from pledgebook.model.annotation import Quote, Sentence
from pledgebook.model.near import Near
from pledgebook.model.text import Document, Span

TERMINAL = re.compile(r"([.!?]+|…+)([\"”’'»)\]]*)(\s*)")
BREAK = re.compile(r"\s*\n\s*\n\s*|\s*\n\s*(?:[-–*·]\s+|\d{1,2}[.)]\s+)|\s*[•▪■●◦‣]\s*")
"""an empty line, or a list item with its bullet; a single line end is only a wrapped line"""
BULLET = re.compile(r"\s*(?:[-–*·•▪■●◦‣]\s+|\d{1,2}[.)]\s+(?=[A-Z]))")
LITTER = re.compile(r"\s*(?:[,;:]\s*|[-–—]+\s+)*")
"""marks that lost their words, before a sentence"""
LAST_TOKEN = re.compile(r"[^\s(\[“\"'‘«—/]*\Z")
OPENING = "\"“‘'«([„"
ACRONYM = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]")
GLUED = re.compile(r"(?:[a-z]{2}|[\d%)])\Z")
FRESH = re.compile(r"[A-Z](?:[a-z]|\s)|[“\"‘«][A-Z]")
NAME = r"(?:(?:the|a|an|[A-Z][\w.’'-]*)\s+){1,5}?"
QUOTE_WORDS = 6
"""a quotation of fewer words is a part of its sentence, whatever follows"""
DATE = r"(?:[A-Z][a-z]{2,8}day,?\s+)?(?:[A-Z][a-z]{2,8}\.?\s+\d{1,2}|\d{1,2}\s+[A-Z][a-z]{2,8}\.?)(?:,?\s+\d{4})?"
CITY = r"[A-Z][\w.'’-]*(?:[ /][A-Z][\w.'’-]*){0,3}"
CAPITALS = r"[A-Z][A-Z.'’-]+(?:[ /][A-Z][A-Z.'’-]*){0,3}"


class Words(msgspec.Struct, frozen=True):
    """The dossier's vocabulary of boundaries."""

    titles: frozenset[str]
    abbreviations: frozenset[str]
    before_figures: frozenset[str]
    months: frozenset[str]
    starter: re.Pattern[str]
    attribution: re.Pattern[str]
    dateline: re.Pattern[str]


def find_sentences(document: Document, dossier: Dossier, quotes: tuple[Quote, ...]) -> tuple[Sentence, ...]:
    """The sentences of a document in order, without the blanks around them.

    >>> from pledgebook.clean.decode import row_document
    >>> from pledgebook.clean.layout import clean_document
    >>> from pledgebook.dossier.load import load_dossier
    >>> document = clean_document(row_document("KYIV (Herald) — Gen. Holt paid $1.5 bn. for it. It came on Feb. 24.", "a"), load_dossier())
    >>> [sentence.span.of(document.text) for sentence in find_sentences(document, load_dossier(), ())]
    ['Gen. Holt paid $1.5 bn. for it.', 'It came on Feb. 24.']

    Together they hold all words of the blocks but datelines and bullets, and none crosses a block.
    """
    words = _words(dossier)
    near = Near(quotes, lambda quote: (quote.span,))
    found: list[Sentence] = []
    for index, block in enumerate(document.blocks):
        inside = [quote for quote in near.at(block.span) if block.span.contains(quote.span)]
        found += [Sentence(span, index) for span in _block_sentences(document.text, block.span, words, inside)]
    return tuple(found)


_COMPILED: dict[str, Words] = {}
"""by the dossier's digest; a dossier without one is compiled each time"""


def _words(dossier: Dossier) -> Words:
    found = _COMPILED.get(dossier.digest) if dossier.digest else None
    if found is None:
        found = _COMPILED[dossier.digest] = _compile(dossier)
    return found


def _compile(dossier: Dossier) -> Words:
    def of(name: str) -> tuple[str, ...]:
        return dossier.terms("sentences", name)

    starters, exceptions = any_of(of("starters")), any_of(of("starter_exceptions"))
    cues, outlets = any_of(of("quote_cues")), any_of(of("dateline_outlets"))
    place = rf"(?:{CITY}(?:, {CITY})?)"
    return Words(
        titles=frozenset(of("titles")),
        abbreviations=frozenset(of("abbreviations")),
        before_figures=frozenset(of("before_figures")),
        months=frozenset(of("months")),
        starter=re.compile(rf"[{re.escape(OPENING)}]*(?!(?:{exceptions})\b)(?:{starters})\b"),
        attribution=re.compile(rf"\s*(?:{NAME})?(?:{cues})\b|\s*[a-z]"),
        dateline=re.compile(
            rf"\s*(?:{place},?\s*(?:{DATE}\s*)?\((?:{outlets})\)\s*[-–—:]*\s*"
            rf"|(?:{place},?\s*(?:{DATE}\s*)?)?\([A-Z][\w .&-]{{1,24}}\)\s*[-–—]+\s+"
            rf"|{CAPITALS}(?:, {CITY})?(?:,?\s+{DATE})?[^\S\n]+[-–—]+\s+"
            rf"|{place},\s+{DATE}\s+[-–—]+\s+|{DATE}\s+[-–—]+\s+)(?=[{re.escape(OPENING)}]*[A-Z\d])"
        ),
    )


def _block_sentences(text: str, block: Span, words: Words, quotes: list[Quote]) -> list[Span]:
    start = block.start
    for prefix in (words.dateline, BULLET):
        match = prefix.match(text, start, block.end)
        if match and match.end() < block.end:
            start = match.end()
    cuts = [(m.start(), m.end()) for m in BREAK.finditer(text, start, block.end)]
    cuts += [(end, end) for end in _ends(text, Span(start, block.end), words)]
    cuts += [(q.span.end, q.span.end) for q in quotes if q.span.start >= start and _closes_sentence(text, q, block.end, words)]
    found: list[Span] = []
    for end, resume in [*sorted(cuts), (block.end, block.end)]:
        if resume < start:
            continue
        piece = text[start:end]
        if not any(c.isalnum() for c in piece):
            # marks alone are no sentence: an ellipsis goes with what follows it, a stray bracket with what stood before
            if found and piece.strip() and piece.strip()[0] in '.!?…)]”"’»':
                found[-1] = Span(found[-1].start, start + len(piece.rstrip()))
                start = resume
            elif end != resume:
                start = resume
            continue
        litter = LITTER.match(piece)
        found.append(Span(start + (litter.end() if litter else 0), start + len(piece.rstrip())))
        start = resume
    return found


def _ends(text: str, prose: Span, words: Words) -> list[int]:
    """Where a full stop, question mark, exclamation mark or ellipsis ends a sentence."""
    found = []
    for match in TERMINAL.finditer(text, prose.start, prose.end):
        if match.end() < prose.end and _is_end(text, prose, match, words):
            found.append(match.end(2))
    return found


def _is_end(text: str, prose: Span, match: re.Match[str], words: Words) -> bool:
    mark, closers, blank = match.groups()
    after = text[match.end() : min(match.end() + 80, prose.end)]
    if closers and not blank and after[:1].isupper() is False and after[:1] not in OPENING:
        return False
    before = text[max(prose.start, match.start() - 40) : match.start()]
    if not _begins(after) and not (mark == "." and blank and not closers and _plain(before, words)):
        return False
    if not blank and not closers and not (GLUED.search(before) and FRESH.match(after) and mark in (".", "!", "?")):
        return False
    if mark == "." and not (closers.strip(")]") and blank):
        return not _abbreviated(before, after, words)
    return not (mark in ("?", "!") and closers and words.attribution.match(after)) or bool(words.starter.match(after))


def _begins(after: str) -> bool:
    """Whether the text can begin a sentence: a capital or a figure, behind opening marks."""
    first = after.lstrip(OPENING + "#@$€£…., -–—")[:1]
    return first.isupper() or first.isdigit() or (first.isalpha() and not first.islower())


def _plain(before: str, words: Words) -> bool:
    """Whether the text ends in an ordinary word, after which a full stop ends the sentence even where its first word was lost."""
    found = re.search(r"(?<![.\w'’@/-])[a-z]{4,}\Z", before)
    return found is not None and not any(found.group() in known for known in (words.titles, words.abbreviations, words.before_figures))


def _abbreviated(before: str, after: str, words: Words) -> bool:
    """Whether the full stop between `before` and `after` belongs to an abbreviation."""
    found = LAST_TOKEN.search(before)
    token = found.group().rstrip(".") if found else ""
    lower = token.lower()
    bare = lower.rsplit("-", 1)[-1]
    if lower in words.titles or bare in words.titles:
        return token != lower and after[:1] not in OPENING
    if lower in words.before_figures and after[:1].isdigit():
        return True
    fresh = bool(words.starter.match(after)) or (after[:1] in OPENING and after[1:2].isupper() and after[0] not in "([")
    if lower in words.months:
        return not fresh and token[:1].isupper()
    initial = len(token) == 1 and token.isupper()
    if lower in words.before_figures:
        return False
    return (initial or bool(ACRONYM.fullmatch(token)) or lower in words.abbreviations) and not fresh


def _closes_sentence(text: str, quote: Quote, block_end: int, words: Words) -> bool:
    """Whether a quotation without a full stop is a sentence of its own before a fresh main clause."""
    after = text[quote.span.end : min(quote.span.end + 80, block_end)]
    fresh = after.lstrip()
    content = quote.content.of(text)
    if not fresh or quote.span.end == quote.content.end or content[-1] in ",;:—–-" or len(content.split()) < QUOTE_WORDS:
        return False
    if content[-1] in ".!?…":
        return False
    return bool(words.starter.match(fresh)) or (quote.span.start == quote.content.start and fresh[0].isupper() and not words.attribution.match(after))
