"""Sentences printed twice: the lead above the body, a paragraph pasted again."""

from __future__ import annotations

import re

import msgspec

from pledgebook.clean.wrapping import BULLETS
from pledgebook.model.text import Document, Span

_SHORTEST = 50
"""shorter sentences may be said twice on purpose, in characters"""
_ENDS = re.compile(r"[.!?…][\"”’»)]{0,2}\s+(?=[A-Z“\"‘'(])")
_SHORTENED = re.compile(r"(?:\b[A-Z]|\b(?:Mr|Mrs|Ms|Dr|Gen|Lt|Col|Capt|Maj|Adm|Sgt|Sen|Rep|Gov|St|No|vs))\.\Z")
_NOT_WORDS = re.compile(r"[\W_]+")


class Piece(msgspec.Struct, frozen=True):
    """A sentence, roughly cut, of a paragraph."""

    start: int
    length: int


def find_repeats(text: str, paragraphs: list[tuple[int, int]]) -> list[tuple[Span, Span]]:
    """(kept, repeated) ranges of a text, in order of the repeated ones.

    Where a text opens with sentences that its body prints again, the opening is the repeat; else the later place is.
    """
    if not _suspicious(text, paragraphs):
        return []
    pieces = [piece for start, end in paragraphs if text[start] not in BULLETS for piece in _pieces(text, start, end)]
    return _pairs(pieces, [_key(text[piece.start : piece.start + piece.length]) for piece in pieces])


def repeated_places(document: Document, span: Span) -> tuple[Span, ...]:
    """Where else the raw text says what a raw range of it says, for further evidence.

    The place is exact where the repeat has the same characters, else it is the whole repeated sentence.
    """
    raw = document.raw.text
    places = []
    for kept, repeat in document.repeats:
        if not kept.overlaps(span):
            continue
        if kept.of(raw) == repeat.of(raw):
            shift = repeat.start - kept.start
            places.append(Span(max(span.start, kept.start) + shift, min(span.end, kept.end) + shift))
        else:
            places.append(repeat)
    return tuple(places)


def _suspicious(text: str, paragraphs: list[tuple[int, int]]) -> bool:
    """A quick look whether anything could be there twice, for most documents have no repeats."""
    tails: set[str] = set()
    for start, end in paragraphs:
        for piece in text[start:end].replace(".” ", ". ").replace('." ', ". ").split(". "):
            if len(piece) >= _SHORTEST - 2:
                tail = piece.rstrip('.!?…"”’»)')[-_SHORTEST // 2 :]
                if tail in tails:
                    return True
                tails.add(tail)
    return False


def _pieces(text: str, start: int, end: int) -> list[Piece]:
    found = []
    at = start
    for gap in _ENDS.finditer(text, start, end):
        if text[gap.start()] == "." and _SHORTENED.search(text, max(at, gap.start() - 6), gap.start() + 1):
            continue
        found.append(Piece(at, len(text[at : gap.end()].rstrip())))
        at = gap.end()
    if at < end:
        found.append(Piece(at, end - at))
    return found


def _key(text: str) -> str:
    return _NOT_WORDS.sub(" ", text).strip().casefold()


def _pairs(pieces: list[Piece], keys: list[str]) -> list[tuple[Span, Span]]:
    copies = _copies(keys, [piece.length >= _SHORTEST for piece in pieces])
    for step in (1, -1):
        for index in sorted(copies, reverse=step < 0):
            beside, kept = index + step, copies[index] + step
            while (
                0 <= beside < len(keys)
                and 0 <= kept < len(keys)
                and beside not in copies
                and keys[beside] == keys[kept]
                and kept not in copies
                and beside != kept
            ):
                copies[beside] = kept
                beside, kept = beside + step, kept + step
    return [(_span(pieces[kept]), _span(pieces[index])) for index, kept in sorted(copies.items())]


def _copies(keys: list[str], long: list[bool]) -> dict[int, int]:
    """From the place of a long sentence that is left out to the place that is kept."""
    last = {key: index for index, key in enumerate(keys)}
    opening = 0
    while opening < len(keys) and last[keys[opening]] > opening:
        opening += 1
    kept: dict[str, int] = {}
    copies: dict[int, int] = {}
    for index, key in enumerate(keys):
        if not long[index]:
            continue
        if index < opening:
            copies[index] = last[key]
        elif key in kept:
            copies[index] = kept[key]
        else:
            kept[key] = index
    return copies


def _span(piece: Piece) -> Span:
    return Span(piece.start, piece.start + piece.length)
