"""Which cue owns which quotation, and how far the content of a cue reaches once its quotations are known."""

from __future__ import annotations

import bisect

import msgspec

from pledgebook.extract.cues import Frame, Hold
from pledgebook.model.annotation import AnnotatedDocument, Quote, Sentence
from pledgebook.model.near import Near
from pledgebook.model.text import Span

OPENING_CHARS = 200
"""code points within which a clause that ends in a colon opens a quotation"""


class Utterance(msgspec.Struct):
    """A frame with the quotations it owns; `content` is in order and without quotation marks at its ends."""

    frame: Frame
    content: list[Span]
    quotes: list[Quote]

    @property
    def cue_start(self) -> int:
        return self.frame.cue.idx

    @property
    def speaking(self) -> bool:
        return self.frame.speaking

    def covers(self, position: int) -> bool:
        return any(span.start <= position < span.end for span in self.content)

    def size(self) -> int:
        return sum(len(span) for span in self.content)


def gather(frames: list[Frame], annotated: AnnotatedDocument) -> list[Utterance]:
    """Frames outside quotations, each with the quotations that belong to it, in order of their cues."""
    quotes = annotated.quotes
    near = Near(quotes, lambda quote: (quote.span,))
    outside = [f for f in frames if not any(q.span.start <= f.cue.idx < q.span.end for q in near.over(f.cue.idx))]
    utterances = [Utterance(f, list(f.content), []) for f in outside]
    places = _Places(utterances, annotated)
    last: tuple[Quote, Utterance] | None = None
    for quote in quotes:
        owner = _owner(quote, places, annotated)
        if owner is None and last is not None and _continues(quote, last[0], annotated):
            owner = last[1]
        if owner is not None:
            owner.quotes.append(quote)
            owner.content.append(quote.content)
            last = (quote, owner) if owner.frame.speaking else last
    for utterance in utterances:
        if _introduced_whole(utterance, annotated):
            utterance.content = [span for span in utterance.content if any(span.overlaps(q.content) for q in utterance.quotes)]
        utterance.content = joined(utterance.content, annotated.document.text)
    return [u for u in utterances if u.content]


class _Places:
    """Utterances by their plain content, their cue and the sentence of the cue."""

    def __init__(self, utterances: list[Utterance], annotated: AnnotatedDocument) -> None:
        sentences = Near(annotated.sentences, lambda sentence: (sentence.span,))
        self.sentence: dict[int, Sentence | None] = {}
        for u in utterances:
            self.sentence[id(u)] = next((s for s in sentences.over(u.cue_start) if s.span.start <= u.cue_start < s.span.end), None)
        self.by_content = Near(utterances, lambda u: u.frame.content)
        self.by_cue = Near(utterances, lambda u: (Span(u.cue_start, u.cue_start + 1),))
        self.by_sentence = Near(utterances, lambda u: (found.span,) if (found := self.sentence[id(u)]) is not None else ())


def _owner(quote: Quote, places: _Places, annotated: AnnotatedDocument) -> Utterance | None:
    text = annotated.document.text
    inside = [u for u in places.by_content.at(quote.content) if any(span.overlaps(quote.content) for span in u.frame.content)]
    if inside:
        return max(inside, key=lambda u: (u.frame.speaking, u.size(), -u.cue_start))
    if not spoken(quote, text):
        return None
    before = quote.span.start
    while before > 0 and text[before - 1].isspace():
        before -= 1
    around = places.by_sentence.at(Span(max(before - 1, 0), quote.span.end))
    near = [u for u in around if u.frame.speaking and _free(u) and _beside(quote, places.sentence[id(u)], text)]
    if not near:
        ahead = places.by_cue.at(Span(max(quote.span.start - OPENING_CHARS, 0), quote.span.start))
        near = [u for u in ahead if u.cue_start < quote.span.start and _introduced(quote, u, annotated)]
    return min(near, key=lambda u: _gap(quote, u), default=None)


def spoken(quote: Quote, text: str) -> bool:
    """Whether a quotation is somebody's sentence rather than a word or name between marks."""
    said = quote.content.of(text)
    words = said.split()
    name = len(words) > 1 and all(word[0].isupper() for word in words if len(word) > 3) and not words[-1][0].islower()
    return (len(words) >= 4 or said[-1] in ".,!?") and not (name and len(words) < 6)


def _free(utterance: Utterance) -> bool:
    """Whether a cue may still own a quotation that hangs on it by place alone: it has no plain content of its own."""
    return not utterance.frame.content or bool(utterance.quotes) or utterance.frame.hold is Hold.OBJECT


def _gap(quote: Quote, utterance: Utterance) -> int:
    start, end = utterance.cue_start, utterance.cue_start + len(utterance.frame.cue)
    return start - quote.span.end if start >= quote.span.end else quote.span.start - end


def _beside(quote: Quote, sentence: Sentence | None, text: str) -> bool:
    """Whether a quotation stands in a cue's sentence, or that ends in a colon before it."""
    return sentence is not None and (sentence.span.overlaps(quote.span) or _introduces(sentence, quote, text))


def _introduced(quote: Quote, utterance: Utterance, annotated: AnnotatedDocument) -> bool:
    """Whether a colon after the cue's clause opens the quotation ("X opposes the cuts: '...'")."""
    between = annotated.document.text[utterance.cue_start : quote.span.start]
    return between.rstrip().endswith(":") and not any(mark in between for mark in ".?!") and len(between) < OPENING_CHARS


def _introduced_whole(utterance: Utterance, annotated: AnnotatedDocument) -> bool:
    """Whether "X said:" opens a quoted sentence, so that words in front of the cue are no content."""
    if not utterance.quotes or not utterance.speaking:
        return False
    first = min(utterance.quotes, key=lambda q: q.span.start)
    between = annotated.document.text[utterance.cue_start : first.span.start].rstrip()
    return first.span.start > utterance.cue_start and between.endswith((":", ",")) and spoken(first, annotated.document.text) and len(between) < 120


def _introduces(sentence: Sentence, quote: Quote, text: str) -> bool:
    between = text[sentence.span.end : quote.span.start]
    return sentence.span.end <= quote.span.start and not between.strip() and sentence.span.of(text).rstrip().endswith((":", ","))


def _continues(quote: Quote, before: Quote, annotated: AnnotatedDocument) -> bool:
    """Whether a quotation without a cue goes on where another's sentence ended."""
    text = annotated.document.text
    if not spoken(quote, text):
        return False
    if not before.balanced and not text[before.span.end : quote.span.start].strip():
        return True
    following = bisect.bisect_left(annotated.sentences, before.span.end, key=lambda sentence: sentence.span.end)
    if following == len(annotated.sentences):
        return False
    end = annotated.sentences[following].span.end
    return quote.span.start >= end and not text[end : quote.span.start].strip()


def joined(spans: list[Span], text: str) -> list[Span]:
    """Spans in order, those that touch or have only blanks and marks between them as one.

    >>> joined([Span(4, 8), Span(0, 3)], "We\u2019 will pay")
    [Span(start=0, end=8)]
    """
    found: list[Span] = []
    for span in sorted(spans):
        if found and (span.start <= found[-1].end or not any(c.isalnum() for c in text[found[-1].end : span.start])):
            found[-1] = Span(found[-1].start, max(found[-1].end, span.end))
        else:
            found.append(span)
    return found
