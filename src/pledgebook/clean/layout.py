"""From raw text to a cleaned document: furniture cut, lines unwrapped, repeats set aside."""

from __future__ import annotations

import bisect
import re

import msgspec

from pledgebook.clean.characters import as_read, has_oddities, join, keep_as_read, raw_length, trim
from pledgebook.clean.editor import Editor
from pledgebook.clean.furniture import Furniture, Hole, furniture
from pledgebook.clean.language import detect_language
from pledgebook.clean.masthead import is_credit, is_masthead, outlet_names
from pledgebook.clean.metadata import find_metadata
from pledgebook.clean.repeats import find_repeats
from pledgebook.clean.wrapping import BULLETS, Line, ends_thought, paragraphs
from pledgebook.dossier.schema import Dossier
from pledgebook.model.text import Block, Cut, Document, OffsetMap, RawDocument, Span

_SEPARATOR = "\n\n"
_TITLE_LENGTH = (12, 220)
_TEASER_TITLE_LENGTH = 160
_CLOSING_LENGTH = 400
_MOST_TEASERS, _MOST_CLOSING = 5, 20
_TITLE_REPEATS_WITHIN = 6
_EARLY_LINES = 3
_EARLY_PARAGRAPHS = 2
_FULL_STOPS = re.compile(r"[.!?…] ")
_QUOTES = re.compile('[“”"]')


class _Page(msgspec.Struct):
    """A page while it is taken apart; ranges are of the raw text."""

    raw: str
    furniture: Furniture
    odd: bool
    """whether some characters stand for others"""
    kept: list[list[tuple[int, int]]] = []
    """of each paragraph, its lines"""
    cuts: list[Cut] = []
    repeats: list[tuple[Span, Span]] = []
    touched: set[int] = set()
    """paragraphs that are no longer the line they were"""

    def text(self, index: int) -> str:
        return " ".join(self.read(start, end) for start, end in self.kept[index])

    def read(self, start: int, end: int) -> str:
        return as_read(self.raw[start:end]) if self.odd else self.raw[start:end]

    def span(self, index: int) -> Span:
        return Span(self.kept[index][0][0], self.kept[index][-1][1])

    def drop(self, index: int, kind: str) -> None:
        self.cuts += [Cut(Span(start, end), kind) for start, end in self.kept[index]]
        self.kept[index] = []

    def drop_start(self, index: int, length: int, kind: str) -> None:
        """Cuts the first characters of a paragraph, which must lie in its first line."""
        start, end = self.kept[index][0]
        begin, end = trim(self.raw, start + length, end)
        self.touched.add(index)
        self.cuts.append(Cut(Span(start, begin), kind))
        self.kept[index] = [(begin, end), *self.kept[index][1:]] if begin < end else self.kept[index][1:]

    def pierce(self, holes: list[Hole]) -> None:
        """Cuts holes, sorted, out of all paragraphs."""
        for index, lines in enumerate(self.kept if holes else ()):
            pieces = [piece for line in lines for piece in _pierce(self, line, holes)]
            if pieces != lines:
                self.kept[index] = pieces
                self.touched.add(index)


def clean_document(raw: RawDocument, dossier: Dossier) -> Document:
    """The prose of a document, with a map back to every raw character, and what is known about the document.

    >>> from pledgebook.clean.decode import row_document
    >>> from pledgebook.dossier.load import load_dossier
    >>> document = clean_document(row_document("Advertisement\\nNorland will pay one\\nmillion crowns.", "a"), load_dossier())
    >>> document.text, [cut.kind for cut in document.cuts]
    ('Norland will pay one million crowns.', ['advert'])

    Nothing is lost: raw characters that are not in the text are in `cuts`, or are blanks, invisible characters
    and entities that other characters stand for.
    """
    page = _Page(raw.text, furniture(dossier), has_oddities(raw.text), [], [], [], set())
    _take_lines(page)
    page.pierce(sorted(page.furniture.inside(page.raw)))
    _drop_scraps(page)
    _cut_masthead(page, outlet_names(raw, page.cuts), dossier)
    _cut_related(page)
    title = _find_title(page, raw.given.title)
    _cut_furniture(page, title)
    text, offsets, blocks = _assemble(page, title)
    if _cut_repeats(page, text, offsets, blocks):
        # what opens the text may be another paragraph now
        title = _find_title(page, raw.given.title)
        _cut_furniture(page, title)
        text, offsets, blocks = _assemble(page, title)
    page.cuts.sort(key=lambda cut: cut.span)
    headline = raw.given.title or (blocks[0].span.of(text) if blocks and blocks[0].kind == "title" else None)
    language = detect_language(text)
    facts = find_metadata(raw, text, tuple(page.cuts), language, dossier)
    flags = facts.flags + (("unbalanced_quote",) if _unbalanced(text, blocks) else ())
    return Document(
        raw=raw,
        text=text,
        offsets=offsets,
        blocks=blocks,
        cuts=tuple(page.cuts),
        repeats=tuple((kept, repeat) for kept, repeat in page.repeats if offsets.clean(kept) is not None),
        title=headline,
        outlet=facts.outlet,
        outlet_method=facts.outlet_method,
        author=facts.author,
        published=facts.published,
        language=language,
        flags=flags,
    )


def _take_lines(page: _Page) -> None:
    """Cuts lines of furniture and groups the rest into paragraphs."""
    holes = page.furniture.marks(page.raw)
    lines: list[Line] = []
    position, after_gap = 0, True
    for whole in page.raw.splitlines(keepends=True):
        line = trim(page.raw, position, position + len(whole))
        position += len(whole)
        ranges = _pierce(page, line, holes) if holes else [line]
        text = " ".join(page.read(start, end) for start, end in ranges)
        kind = page.furniture.kind(text, early=len(lines) < _EARLY_LINES) if text else None
        if kind:
            _cut_line(page, ranges, kind, lines[0] if lines else None)
        if kind or not text:
            after_gap = True
            continue
        lines.append(Line(tuple(ranges), text, after_gap))
        after_gap = False
    page.kept = [[place for line in group for place in line.ranges] for group in paragraphs(lines)]


def _cut_line(page: _Page, ranges: list[tuple[int, int]], kind: str, first: Line | None) -> None:
    """Cuts a line of furniture; where it opens with the headline once more, that is a cut of its own."""
    start, end = ranges[0]
    if first and len(first.ranges) == 1:
        title = Span(*first.ranges[0])
        if len(title) < end - start and page.raw.startswith(title.of(page.raw), start):
            again = Span(start, start + len(title))
            page.cuts.append(Cut(again, "title_repeat"))
            page.repeats.append((title, again))
            start, _ = trim(page.raw, again.end, end)
    page.cuts += [Cut(Span(low, high), kind) for low, high in [(start, end), *ranges[1:]]]


def _cut_masthead(page: _Page, names: frozenset[str], dossier: Dossier) -> None:
    """Cuts the outlet's name above the headline, and whom it credits under it; some paragraph always stays."""
    for index in range(min(_EARLY_LINES, len(page.kept) - 1)):
        text = page.text(index)
        if not is_masthead(text, names, dossier) and not (index and is_credit(text, dossier)):
            return
        page.drop(index, "masthead")


def _drop_scraps(page: _Page) -> None:
    """Cuts what is furniture now that something inside it is gone."""
    for index in page.touched:
        if page.kept[index] and (kind := page.furniture.kind(page.text(index))):
            page.drop(index, kind)


def _find_title(page: _Page, given: str | None) -> int | None:
    """The place of the first paragraph where it is the headline."""
    filled = [index for index, lines in enumerate(page.kept) if lines]
    if len(filled) < 2:
        return None
    first = page.text(filled[0])
    if given and _same(first, given):
        return None if first.endswith(".") else filled[0]
    shortest, longest = _TITLE_LENGTH
    one_phrase = not first.endswith((".", ":", ",", ";", "…")) and len(_FULL_STOPS.findall(first)) < 2
    return filled[0] if one_phrase and shortest <= len(first) <= longest and first.count(" ") >= 2 else None


def _cut_furniture(page: _Page, title: int | None) -> None:
    """Cuts datelines, second printings of the title, and what is furniture only when unwrapped."""
    prose = 0
    for index in range(0 if title is None else title + 1, len(page.kept)):
        while title is not None and page.kept[index] and prose < _TITLE_REPEATS_WITHIN and _cut_title_repeat(page, index, title):
            pass
        while page.kept[index]:
            start, end = page.kept[index][0]
            length = page.furniture.prefix_length(page.read(start, end), early=prose < _EARLY_PARAGRAPHS)
            if not length:
                break
            page.drop_start(index, raw_length(page.raw[start:end], length), "dateline")
        changed = len(page.kept[index]) > 1 or index in page.touched
        if changed and page.kept[index] and (kind := page.furniture.kind(page.text(index))):
            page.drop(index, kind)
        prose += bool(page.kept[index])


def _cut_title_repeat(page: _Page, index: int, title: int) -> bool:
    """Cuts the title from the start of a paragraph that says no more, or goes on as furniture; whether it stood there."""
    headline = page.text(title)
    if page.text(index).casefold() == headline.casefold():
        page.repeats.append((page.span(title), page.span(index)))
        page.drop(index, "title_repeat")
        return True
    start, end = page.kept[index][0]
    line = page.read(start, end)
    if line[: len(headline)].casefold() != headline.casefold():
        return False
    rest = line[len(headline) :].strip()
    if not page.furniture.kind(rest):
        return False
    length = raw_length(page.raw[start:end], len(headline))
    page.repeats.append((page.span(title), Span(start, start + length)))
    page.drop_start(index, length, "title_repeat")
    return True


def _cut_related(page: _Page) -> None:
    """Cuts the teasers under a label such as "Read also", which stands in the cuts already."""
    labels = [cut for cut in page.cuts if cut.kind in ("related", "closing")]
    filled = [index for index, lines in enumerate(page.kept) if lines] if labels else []
    starts = [page.kept[index][0][0] for index in filled]
    for label in labels:
        first = bisect.bisect_left(starts, label.span.end)
        rest = len(filled) - first
        below = [index for index in filled[first : first + _MOST_CLOSING] if page.kept[index]]
        texts = [page.text(index) for index in below]
        late = label.kind == "closing" and label.span.start > len(page.raw) / 2 and rest <= _MOST_CLOSING
        if late and texts and _is_headline(texts[0]) and all(len(text) <= _CLOSING_LENGTH for text in texts):
            teasers = len(below)
        else:
            teasers = next((k for k, text in enumerate(texts) if not (_is_headline(text) or (k and text.endswith(("...", "…"))))), len(texts))
            teasers = min(teasers, _MOST_TEASERS)
        for index in below[:teasers]:
            page.drop(index, "teaser")


def _is_headline(text: str) -> bool:
    return len(text) <= _TEASER_TITLE_LENGTH and text[0] not in BULLETS and not ends_thought(text)


def _cut_repeats(page: _Page, text: str, offsets: OffsetMap, blocks: tuple[Block, ...]) -> bool:
    """Cuts sentences printed twice, and scraps of furniture beside them; whether there were any."""
    found = find_repeats(text, [(block.span.start, block.span.end) for block in blocks if block.kind != "title"])
    ends = {block.span.end: lines[-1][1] for block, lines in zip(blocks, filter(None, page.kept), strict=True)}
    pairs = [(_stood(kept, offsets, ends), _stood(repeat, offsets, ends)) for kept, repeat in found]
    if pairs:
        page.repeats += pairs
        page.pierce(sorted((repeat.start, repeat.end, "repeat") for _, repeat in pairs))
        _drop_scraps(page)
    return bool(pairs)


def _stood(span: Span, offsets: OffsetMap, ends: dict[int, int]) -> Span:
    """The raw range of a sentence, whole also where its last character stands for several."""
    raw = offsets.raw(span)
    return Span(raw.start, max(raw.end, ends.get(span.end, 0)))


def _pierce(page: _Page, line: tuple[int, int], holes: list[Hole]) -> list[tuple[int, int]]:
    """What is left of a line; the holes in it, which are in order, become cuts."""
    pieces = []
    at, end = line
    for hole_start, hole_end, kind in holes[max(0, bisect.bisect_left(holes, (at, 0, "")) - 1) :]:
        if hole_start >= end:
            break
        low, high = max(at, hole_start), min(end, hole_end)
        if low < high:
            pieces.append((at, low))
            page.cuts.append(Cut(Span(low, high), kind))
            at = high
    pieces.append((at, end))
    return [(start, stop) for start, stop in (trim(page.raw, *piece) for piece in pieces) if start < stop]


def _assemble(page: _Page, title: int | None) -> tuple[str, OffsetMap, tuple[Block, ...]]:
    editor = Editor(page.raw)
    blocks: list[Block] = []
    for index, lines in enumerate(page.kept):
        if not lines:
            continue
        if blocks:
            editor.put(_SEPARATOR)
        begin = editor.length
        for number, (start, end) in enumerate(lines):
            if number:
                join(editor, page.raw, lines[number - 1][1], start)
            if page.odd and has_oddities(page.raw[start:end]):
                keep_as_read(editor, page.raw, start, end)
            else:
                editor.keep(start, end)
        kind = "title" if index == title else "paragraph"
        blocks.append(Block(Span(begin, editor.length), kind))
    text, offsets = editor.finish()
    return text, offsets, tuple(blocks)


def _same(one: str, other: str) -> bool:
    return "".join(filter(str.isalnum, one)).casefold() == "".join(filter(str.isalnum, other)).casefold()


def _unbalanced(text: str, blocks: tuple[Block, ...]) -> bool:
    """Whether a quotation mark misses its partner; a quotation that goes on in the next paragraph may stay open."""
    if text.count("“") == text.count("”") and text.count('"') % 2 == 0:
        return False
    for number, block in enumerate(blocks):
        marks = _QUOTES.findall(block.span.of(text))
        following = blocks[number + 1].span.of(text) if number + 1 < len(blocks) else ""
        opened = marks.count("“") - marks.count("”")
        straight = marks.count('"') % 2
        if opened == 0 and straight == 0:
            continue
        goes_on = following.startswith(("“", '"')) and opened + straight == 1
        if not goes_on:
            return True
    return False
