"""Building cleaned text out of ranges of raw text, so that every character knows where it stood."""

from __future__ import annotations

from pledgebook.model.text import OffsetMap


class Editor:
    """Puts a text together from ranges of another and from what stands for the ranges left out.

    >>> editor = Editor("one\\nbillion")
    >>> editor.keep(0, 3)
    >>> editor.put(" ")
    >>> editor.keep(4, 11)
    >>> editor.finish()
    ('one billion', OffsetMap(clean_starts=(0, 4), raw_starts=(0, 4), lengths=(3, 7)))
    """

    def __init__(self, raw: str) -> None:
        self.length = 0
        self._raw = raw
        self._parts: list[str] = []
        self._clean_starts: list[int] = []
        self._raw_starts: list[int] = []
        self._lengths: list[int] = []

    def keep(self, start: int, end: int) -> None:
        """Goes on with the raw characters of a range; ranges come in order."""
        if start >= end:
            return
        self._parts.append(self._raw[start:end])
        if self._lengths and self._follows(start):
            self._lengths[-1] += end - start
        else:
            self._clean_starts.append(self.length)
            self._raw_starts.append(start)
            self._lengths.append(end - start)
        self.length += end - start

    def put(self, text: str) -> None:
        """Goes on with characters that are not in the raw text."""
        self._parts.append(text)
        self.length += len(text)

    def finish(self) -> tuple[str, OffsetMap]:
        """The text, and where its characters stood."""
        return "".join(self._parts), OffsetMap(tuple(self._clean_starts), tuple(self._raw_starts), tuple(self._lengths))

    def _follows(self, start: int) -> bool:
        return self._raw_starts[-1] + self._lengths[-1] == start and self._clean_starts[-1] + self._lengths[-1] == self.length
