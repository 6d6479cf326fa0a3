"""Which line breaks are paragraph borders and which only wrap a line."""

from __future__ import annotations

import msgspec

CLOSING_MARKS = "\"”’'»)]"
_TERMINAL = ".!?…:;"
BULLETS = "-–—•·*▪■●◦‣>#"
# A line cannot end a thought with one of these, whatever the next begins with.
_LEANING = frozenset(("a", "an", "the", "and", "or", "of", "to", "in", "on", "at", "for", "by", "with", "from", "as", "that", "than", "its", "their"))
_SHORTEST_WRAP, _LONGEST_WRAP = 30, 120
# Items of a list in small letters are shorter than a line that breaks off.
_SENTENCE_LINE = 40
_MOSTLY_FULL = 0.6


class Line(msgspec.Struct, frozen=True):
    """A line of prose without the blanks around it; `ranges` are where its text stands in the raw text."""

    ranges: tuple[tuple[int, int], ...]
    text: str
    after_gap: bool
    """an empty line or furniture stands before it, so it begins a paragraph"""


def paragraphs(lines: list[Line]) -> list[list[Line]]:
    """The lines grouped into paragraphs.

    Lines are joined where a sentence runs on: the next begins small, or this one ends in "the" or "of"; and in text
    that is wrapped at a width, also where this line is nearly full.
    """
    width = _wrap_width(lines)
    groups: list[list[Line]] = []
    for index, line in enumerate(lines):
        if index and not line.after_gap and _runs_on(lines[index - 1], line, width, first=index == 1):
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def ends_thought(text: str) -> bool:
    """Whether a line or paragraph ends like a sentence."""
    bare = text.rstrip(CLOSING_MARKS)
    return len(bare) < len(text) or bare.endswith(tuple(_TERMINAL))


def _wrap_width(lines: list[Line]) -> int | None:
    """The width a text is wrapped at, in characters; None where its lines are paragraphs."""
    pairs = [(lines[k - 1].text, lines[k].text) for k in range(1, len(lines)) if not lines[k].after_gap]
    wrapped = [before for before, after in pairs if _SHORTEST_WRAP <= len(before) <= _LONGEST_WRAP and after[:1].islower() and not ends_thought(before)]
    if len(wrapped) < 2 or len(wrapped) < 0.2 * len(pairs):
        return None
    return max(map(len, wrapped))


def _runs_on(before: Line, after: Line, width: int | None, *, first: bool) -> bool:
    if after.text[0] in BULLETS:
        return False
    last_word = before.text.rsplit(None, 1)[-1]
    if last_word.lower() in _LEANING:
        return True
    over = ends_thought(before.text)
    small = after.text[0].islower()
    if width is None:
        begun = before.text[0].isupper() and ends_thought(after.text)
        return small and not over and (begun or len(before.text) >= _SENTENCE_LINE or last_word.endswith(","))
    next_word = after.text.split(None, 1)[0]
    full = width < len(before.text) + 1 + len(next_word) and len(before.text) <= 1.3 * width
    if over:
        return full
    if small or last_word.endswith(","):
        return True
    if first:
        return False
    return full or len(before.text) >= _MOSTLY_FULL * width
