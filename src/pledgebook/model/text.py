"""Text, and where in it things stand: spans, offset maps, documents."""

from __future__ import annotations

import bisect
import datetime
import enum

import msgspec


class Span(msgspec.Struct, frozen=True, order=True):
    """A half-open range `[start, end)` of code points.

    >>> Span(0, 4).of("NATO pays")
    'NATO'
    """

    start: int
    end: int

    def of(self, text: str) -> str:
        return text[self.start : self.end]

    def __len__(self) -> int:
        return self.end - self.start

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end


class OffsetMap(msgspec.Struct, frozen=True):
    """From positions in cleaned text to positions in raw text, built while cleaning.

    Pieces are in order; piece k says that `lengths[k]` code points at `clean_starts[k]` of the cleaned text
    are those at `raw_starts[k]` of the raw text. Cleaned code points outside every piece were put in by
    cleaning (a space for a line break) and stand for the raw range between their neighbours.

    >>> OffsetMap((0, 4), (10, 20), (4, 3)).raw(Span(2, 6))
    Span(start=12, end=22)
    """

    clean_starts: tuple[int, ...]
    raw_starts: tuple[int, ...]
    lengths: tuple[int, ...]

    def raw(self, span: Span) -> Span:
        """The raw range of a non-empty cleaned range, from its first code point to its last."""
        first = self._point(span.start)
        last = self._point(span.end - 1)
        return Span(first, last + 1)

    def clean(self, span: Span) -> Span | None:
        """The cleaned range that a raw range became; None where all of it was stripped."""
        start: int | None = None
        end = 0
        for clean_start, raw_start, length in zip(self.clean_starts, self.raw_starts, self.lengths, strict=True):
            low, high = max(span.start, raw_start), min(span.end, raw_start + length)
            if low < high:
                start = clean_start + low - raw_start if start is None else start
                end = clean_start + high - raw_start
        return None if start is None else Span(start, end)

    def _point(self, position: int) -> int:
        k = bisect.bisect_right(self.clean_starts, position) - 1
        if k < 0:
            return self.raw_starts[0] if self.raw_starts else 0
        return self.raw_starts[k] + min(position - self.clean_starts[k], self.lengths[k])


class DateRange(msgspec.Struct, frozen=True, order=True):
    """Days from `first` to `last`, both included."""

    first: datetime.date
    last: datetime.date


class Precision(enum.StrEnum):
    """How sharply a publication date is known."""

    DAY = "day"
    """stated: the text, the URL or the caller names the day"""
    INFERRED_DAY = "inferred_day"
    """worked out from other dates, with a window"""
    WINDOW = "window"
    """only a range of days is known"""


class Published(msgspec.Struct, frozen=True):
    """When a document was published: the most likely day, its window, and how it was found.

    `day` is None where only the window is known; `method` is a sentence for the reader, such as
    "line 'Wednesday, December 3, 2025' at the start of the text, weekday agrees".
    """

    day: datetime.date | None
    window: DateRange
    precision: Precision
    method: str


class Given(msgspec.Struct, frozen=True):
    """What came with a document from outside its text; each part may be missing."""

    id: str | None = None
    date: str | None = None
    source: str | None = None
    url: str | None = None
    title: str | None = None


class Origin(msgspec.Struct, frozen=True):
    """What a text was taken out of: a saved page or a PDF, kept beside the text; the document's id is the digest of `data`.

    `pages` are the places in the text where the pages of a PDF begin; `author` is whom the page names as its author.
    """

    media_type: str
    data: bytes
    pages: tuple[int, ...] = ()
    author: str | None = None


def page_of(span: Span, pages: tuple[int, ...]) -> int | None:
    """The page a span begins on, the first being 1; None where the text has no pages.

    >>> page_of(Span(120, 130), (0, 100, 200)), page_of(Span(120, 130), ())
    (2, None)
    """
    return bisect.bisect_right(pages, span.start) or None


class RawDocument(msgspec.Struct, frozen=True):
    """One text as it came in.

    `name` is what claims call `doc`; `sha256` is of the bytes (of a row: of its text in UTF-8); `text` is the
    decoded text with a byte-order mark dropped and newlines untouched, or what was taken out of its `origin`.
    """

    name: str
    sha256: str
    text: str
    encoding: str
    given: Given = Given()
    origin: Origin | None = None


class Cut(msgspec.Struct, frozen=True):
    """A range of the raw text that cleaning left out, and why (`language_bar`, `repeat`, `advert`, ...)."""

    span: Span
    kind: str


class Block(msgspec.Struct, frozen=True):
    """A paragraph, title or list item of the cleaned text; no sentence crosses its borders."""

    span: Span
    kind: str
    """`title` or `paragraph`"""


class Document(msgspec.Struct, frozen=True):
    """A cleaned document with its metadata; spans of `text` lead to `raw.text` through `offsets`."""

    raw: RawDocument
    text: str
    offsets: OffsetMap
    blocks: tuple[Block, ...]
    cuts: tuple[Cut, ...]
    repeats: tuple[tuple[Span, Span], ...]
    """(kept, repeated) ranges of the raw text that say the same; the repeat is also a cut"""
    title: str | None
    outlet: str | None
    outlet_method: str | None
    author: str | None
    published: Published | None
    language: str
    """ISO 639-1, `und` where it cannot be told"""
    flags: tuple[str, ...] = ()
