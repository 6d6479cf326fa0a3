"""Text cut where marks begin and end, so that a page can show what stands where."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence

import msgspec

from pledgebook.model.text import Span

AROUND = 240
"""most code points shown on either side of evidence"""
JOINED = 120
"""two places of evidence that stand no further apart are shown in one passage"""

_END = re.compile(r"[.!?][\"”’)]*\s|\n")


class Mark(msgspec.Struct, frozen=True):
    """A place in a text and what is to be shown there: `kind` of mark, `ref` where it leads."""

    span: Span
    kind: str
    ref: str = ""


class Piece(msgspec.Struct, frozen=True):
    """A stretch of text that lies in the same marks throughout; `opens` are the marks of which it is the first piece."""

    text: str
    marks: tuple[Mark, ...] = ()
    opens: tuple[Mark, ...] = ()

    def under(self, kind: str) -> Mark | None:
        """The first mark of a kind the piece lies in."""
        return next((mark for mark in self.marks if mark.kind == kind), None)


def pieces(text: str, marks: Iterable[Mark], window: Span | None = None) -> list[Piece]:
    """The text from the window's start to its end, cut wherever a mark begins or ends.

    >>> [(piece.text, len(piece.marks)) for piece in pieces("NATO pays now", [Mark(Span(0, 4), "a"), Mark(Span(2, 9), "b")])]
    [('NA', 1), ('TO', 2), (' pays', 1), (' now', 0)]
    """
    shown = window or Span(0, len(text))
    inside = [mark for mark in marks if mark.span.overlaps(shown)]
    starts: dict[int, list[Mark]] = {}
    ends: dict[int, list[Mark]] = {}
    for mark in inside:
        starts.setdefault(max(mark.span.start, shown.start), []).append(mark)
        ends.setdefault(min(mark.span.end, shown.end), []).append(mark)
    places = sorted({shown.start, shown.end, *starts, *ends})
    found: list[Piece] = []
    open_: list[Mark] = []
    for start, end in itertools.pairwise(places):
        closed = {id(mark) for mark in ends.get(start, ())}
        opened = starts.get(start, [])
        open_ = [mark for mark in open_ if id(mark) not in closed] + opened
        found.append(Piece(text[start:end], tuple(open_), tuple(opened)))
    return found


class Passage(msgspec.Struct, frozen=True):
    """The sentences around evidence; `cut_before` and `cut_after` say that a sentence goes on."""

    pieces: tuple[Piece, ...]
    cut_before: bool = False
    cut_after: bool = False


def passages(text: str, evidence: Sequence[Span]) -> list[Passage]:
    """Each place of evidence in its sentence, the fullest first; places close together share a passage."""
    groups: list[list[Span]] = []
    for span in evidence:
        near = next((held for held in groups if any(_apart(span, other) <= JOINED for other in held)), None)
        if near is None:
            groups.append([span])
        else:
            near.append(span)
    return [_passage(text, held) for held in groups]


def _passage(text: str, spans: Sequence[Span]) -> Passage:
    start, end = min(span.start for span in spans), max(span.end for span in spans)
    before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    starts = [match.end() for match in _END.finditer(before)]
    low = start - len(before) + (starts[-1] if starts else 0)
    finished = re.search(r"[.!?][\"”’)]*\s*$", text[start:end]) is not None
    found = _END.search(after)
    high = end if finished else end + (found.end() if found else len(after))
    marks = [Mark(span, "evidence") for span in _merged(spans)]
    return Passage(
        tuple(pieces(text, marks, Span(low, high))),
        cut_before=not starts and low > 0,
        cut_after=not finished and not found and high < len(text),
    )


def _merged(spans: Sequence[Span]) -> list[Span]:
    found: list[Span] = []
    for span in sorted(spans):
        if found and span.start <= found[-1].end:
            found[-1] = Span(found[-1].start, max(found[-1].end, span.end))
        else:
            found.append(span)
    return found


def _apart(one: Span, other: Span) -> int:
    return max(one.start, other.start) - min(one.end, other.end)
