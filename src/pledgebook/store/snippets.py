"""What is shown of something found: a stretch of its text, cut where words are that were looked for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

import msgspec

OPEN, CLOSE = "\x02", "\x03"
SNIPPET_WORDS = 32
LONG = 20_000
"""characters of a text from which on the database does not look for the best stretch, which would take it tens of milliseconds"""
BEFORE, AFTER = 60, 180
"""characters shown on either side of the first word found in a long text"""
ENDING = 3
"""letters at the end of a word in which its forms may differ"""

# as both indexes fold letters with accents
FOLDED = {k: unicodedata.normalize("NFD", chr(k))[0] for k in range(0xC0, 0x180) if len(unicodedata.normalize("NFD", chr(k))) == 2}
_BACK = str.maketrans("‐∕", "-/")


class Piece(msgspec.Struct, frozen=True):
    """A stretch of a snippet, and whether it is what was looked for."""

    text: str
    hit: bool = False


def pieces(marked: str) -> tuple[Piece, ...]:
    """A snippet as a database marks it.

    >>> [(piece.text, piece.hit) for piece in pieces("two \\x02bridges\\x03 rebuilt")]
    [('two ', False), ('bridges', True), (' rebuilt', False)]
    """
    found = []
    for k, part in enumerate(marked.translate(_BACK).split(OPEN)):
        inside, _, rest = part.partition(CLOSE) if k else ("", "", part)
        found += [Piece(text, hit) for text, hit in ((inside, True), (rest.replace(CLOSE, ""), False)) if text]
    return tuple(found)


def around(text: str, words: Iterable[str]) -> tuple[Piece, ...]:
    """The stretch of a long text about the first of the words that stands in it as it was typed or nearly; else its beginning.

    >>> [(piece.text, piece.hit) for piece in around("A convoy. " * 9 + "Two bridges were rebuilt.", ["bridge"])][1:]
    [('bridges', True), (' were rebuilt.', False)]
    """
    begins = [re.escape(word[: max(ENDING, len(word) - ENDING)]) for word in words]
    sought = re.compile(rf"\b(?:{'|'.join(begins)})\w*", re.IGNORECASE)
    first = sought.search(text) if begins else None
    if first is None:
        return (Piece(text[: BEFORE + AFTER] + "…"),)
    start, end = max(0, first.start() - BEFORE), first.end() + AFTER
    start = max(start, text.rfind(" ", 0, start + 12) + 1) if start else 0
    marked, place = ["…"] if start else [], start
    for found in sought.finditer(text, start, min(end, len(text))):
        marked += [text[place : found.start()], OPEN, text[found.start() : found.end()], CLOSE]
        place = found.end()
    return pieces("".join([*marked, text[place:end], "…" if end < len(text) else ""]))
