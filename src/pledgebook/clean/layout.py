"""From raw text to a cleaned document: furniture cut, lines unwrapped, repeats set aside."""

from __future__ import annotations

import html
import re

import msgspec

from pledgebook.clean.editor import Editor
from pledgebook.clean.furniture import Furniture, furniture
from pledgebook.clean.language import detect_language
from pledgebook.clean.metadata import find_metadata
from pledgebook.clean.repeats import find_repeats
from pledgebook.clean.wrapping import BULLETS, Line, ends_thought, paragraphs
from pledgebook.dossier.schema import Dossier
from pledgebook.model.text import Block, Cut, Document, OffsetMap, RawDocument, Span

_LINE_BREAKS = "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
_BLANKS = "\t\x1f\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_UNSEEN = "\xad\u200b\u200c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\ufeff"
_EDGES = " " + _LINE_BREAKS + _BLANKS + _UNSEEN
_ODD = _BLANKS + _UNSEEN
_AMPERSAND = r"&(?:(?:amp|#0*38|#[xX]0*26);)*"
# Entities of letters and angle brackets are left as they are: nobody writes them, and they could come to spell others.
_ENTITY = rf"{_AMPERSAND}(?:#(?:\d{{1,6}}|[xX][0-9a-fA-F]{{1,5}})|[A-Za-z]{{2,8}});"
_ODDITY = re.compile(rf"(?P<blanks>[{_ODD} ]{{2,}}|[{_ODD}])|(?P<entity>{_ENTITY})")
_RARE = re.compile(f"[{_ODD}]")
_SEPARATOR = "\n\n"
_TITLE_LENGTH = (12, 220)
_TEASER_TITLE_LENGTH = 160
_CLOSING_LENGTH = 400
_MOST_TEASERS = 5
_TITLE_REPEATS_WITHIN = 6
_EARLY_LINES = 3
_EARLY_PARAGRAPHS = 2
_QUOTES = re.compile('[“”"]')


class _Page(msgspec.Struct):
    """A page while it is taken apart; ranges are of the raw text."""

    raw: str
    furniture: Furniture
    kept: list[list[tuple[int, int]]] = []
    """of each paragraph, its lines"""
    cuts: list[Cut] = []
    repeats: list[tuple[Span, Span]] = []

    def text(self, index: int) -> str:
        return " ".join(self.raw[start:end] for start, end in self.kept[index])

    def drop(self, index: int, kind: str) -> None:
        self.cuts += [Cut(Span(start, end), kind) for start, end in self.kept[index]]
        self.kept[index] = []

    def drop_start(self, index: int, length: int, kind: str) -> None:
        """Cuts the first characters of a paragraph, which must lie in its first line."""
        start, end = self.kept[index][0]
        rest = self.raw[start + length : end]
        begin = end - len(rest.lstrip(_EDGES))
        self.cuts.append(Cut(Span(start, begin), kind))
        self.kept[index] = [(begin, end), *self.kept[index][1:]] if begin < end else self.kept[index][1:]


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
    page = _Page(raw.text, furniture(dossier), [], [], [])
    _take_lines(page)
    title = _find_title(page, raw.given.title)
    _cut_furniture(page, title)
    _cut_related(page)
    _cut_repeats(page, title)
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
        repeats=tuple(page.repeats),
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
    lines: list[Line] = []
    position, after_gap = 0, True
    for whole in page.raw.splitlines(keepends=True):
        start = position + len(whole) - len(whole.lstrip(_EDGES))
        position += len(whole)
        text = whole.strip(_EDGES)
        kind = page.furniture.kind(text, early=len(lines) < _EARLY_LINES) if text else None
        if kind:
            _cut_line(page, start, text, kind, lines[0] if lines else None)
        if kind or not text:
            after_gap = True
            continue
        lines.append(Line(start, start + len(text), text, after_gap))
        after_gap = False
    page.kept = [[(line.start, line.end) for line in group] for group in paragraphs(lines)]


def _cut_line(page: _Page, start: int, text: str, kind: str, first: Line | None) -> None:
    """Cuts a line of furniture; where it opens with the headline once more, that is a cut of its own."""
    headline = len(first.text) if first and len(first.text) < len(text) and text.startswith(first.text) else 0
    if first and headline:
        page.cuts.append(Cut(Span(start, start + headline), "title_repeat"))
        page.repeats.append((Span(first.start, first.end), Span(start, start + headline)))
        headline += len(text[headline:]) - len(text[headline:].lstrip(_EDGES))
    page.cuts.append(Cut(Span(start + headline, start + len(text)), kind))


def _find_title(page: _Page, given: str | None) -> bool:
    """Whether the first paragraph is the headline."""
    if len(page.kept) < 2:
        return False
    first = page.text(0)
    if given and _same(first, given):
        return not first.endswith(".")
    shortest, longest = _TITLE_LENGTH
    return shortest <= len(first) <= longest and not first.endswith((".", ":", ",", ";", "…")) and first.count(" ") >= 2 and len(page.text(1)) > 0


def _cut_furniture(page: _Page, title: bool) -> None:
    """Cuts datelines, second printings of the title, and what is furniture only when unwrapped."""
    headline = page.text(0) if title else None
    prose = 0
    whole = [lines[:1] for lines in page.kept]
    for index in range(1 if title else 0, len(page.kept)):
        if headline and index < _TITLE_REPEATS_WITHIN:
            _cut_title_repeat(page, index, headline)
        while page.kept[index]:
            start, end = page.kept[index][0]
            length = page.furniture.prefix_length(page.raw[start:end], early=prose < _EARLY_PARAGRAPHS)
            if not length:
                break
            page.drop_start(index, length, "dateline")
        changed = bool(page.kept[index]) and (len(page.kept[index]) > 1 or page.kept[index][0] != whole[index][0])
        if changed and (kind := page.furniture.kind(page.text(index))):
            page.drop(index, kind)
        prose += bool(page.kept[index])


def _cut_title_repeat(page: _Page, index: int, headline: str) -> None:
    start, end = page.kept[index][0]
    line = page.raw[start:end]
    if line[: len(headline)].casefold() != headline.casefold():
        return
    rest = line[len(headline) :].strip(_EDGES)
    if rest and not page.furniture.kind(rest):
        return
    first_start, first_end = page.kept[0][0]
    if len(page.kept[0]) == 1:
        page.repeats.append((Span(first_start, first_end), Span(start, start + len(headline))))
    page.drop_start(index, len(headline), "title_repeat")


def _cut_related(page: _Page) -> None:
    """Cuts the teasers under a label such as "Read also", which stands in the cuts already."""
    labels = [cut for cut in page.cuts if cut.kind in ("related", "closing")]
    for label in labels:
        below = [index for index, lines in enumerate(page.kept) if lines and lines[0][0] >= label.span.end]
        texts = [page.text(index) for index in below]
        late = label.span.start > len(page.raw) / 2
        if label.kind == "closing" and late and texts and _is_headline(texts[0]) and all(len(text) <= _CLOSING_LENGTH for text in texts):
            for index in below:
                page.drop(index, "teaser")
            continue
        for index, text in list(zip(below, texts, strict=True))[:_MOST_TEASERS]:
            if not (_is_headline(text) or (index != below[0] and text.endswith(("...", "…")))):
                break
            page.drop(index, "teaser")


def _is_headline(text: str) -> bool:
    return len(text) <= _TEASER_TITLE_LENGTH and text[0] not in BULLETS and not ends_thought(text)


def _cut_repeats(page: _Page, title: bool) -> None:
    """Cuts sentences printed twice, and furniture inside lines."""
    whole = [(lines[0][0], lines[-1][1]) for lines in page.kept[1 if title else 0 :] if lines]
    repeats = find_repeats(page.raw, whole)
    page.repeats += repeats
    holes = [(repeat.start, repeat.end, "repeat") for _, repeat in repeats]
    holes += page.furniture.inside(page.raw)
    if not holes:
        return
    for index in range(len(page.kept)):
        page.kept[index] = [piece for line in page.kept[index] for piece in _pierce(page, line, holes)]


def _pierce(page: _Page, line: tuple[int, int], holes: list[tuple[int, int, str]]) -> list[tuple[int, int]]:
    """What is left of a line; the holes in it become cuts."""
    pieces = []
    at, end = line
    for hole_start, hole_end, kind in sorted(holes):
        low, high = max(at, hole_start), min(end, hole_end)
        if low >= high:
            continue
        pieces.append((at, low))
        page.cuts.append(Cut(Span(low, high), kind))
        at = high
    pieces.append((at, end))
    return [(start, stop) for start, stop in (_trim(page.raw, *piece) for piece in pieces) if start < stop]


def _trim(raw: str, start: int, end: int) -> tuple[int, int]:
    text = raw[start:end]
    bare = text.strip(_EDGES)
    begin = start + len(text) - len(text.lstrip(_EDGES))
    return begin, begin + len(bare)


def _assemble(page: _Page, title: bool) -> tuple[str, OffsetMap, tuple[Block, ...]]:
    editor = Editor(page.raw)
    odd = _has_oddities(page.raw)
    blocks: list[Block] = []
    for index, lines in enumerate(page.kept):
        if not lines:
            continue
        if blocks:
            editor.put(_SEPARATOR)
        begin = editor.length
        for number, (start, end) in enumerate(lines):
            if number:
                _join(editor, page.raw, lines[number - 1][1], start)
            _keep(editor, page.raw, start, end, odd)
        kind = "title" if title and index == 0 else "paragraph"
        blocks.append(Block(Span(begin, editor.length), kind))
    text, offsets = editor.finish()
    return text, offsets, tuple(blocks)


def _join(editor: Editor, raw: str, end: int, start: int) -> None:
    """A blank for a line break; none where the line was broken at a hyphen of the word, or nothing stood between."""
    between = raw[end:start]
    if not between or (raw[end - 1] == "\xad" and "\n" in between):
        return
    if " " in between:
        place = end + between.index(" ")
        editor.keep(place, place + 1)
    else:
        editor.put(" ")


def _has_oddities(text: str) -> bool:
    return "  " in text or "&" in text or "\t" in text or (not text.isascii() and _RARE.search(text) is not None)


def _keep(editor: Editor, raw: str, start: int, end: int, odd: bool) -> None:
    at = start
    for found in _ODDITY.finditer(raw, start, end) if odd and _has_oddities(raw[start:end]) else ():
        replacement = _entity(found.group()) if found["entity"] else _blanks(found.group())
        if replacement is None:
            continue
        editor.keep(at, found.start())
        if replacement == " " and raw[found.start()] == " ":
            editor.keep(found.start(), found.start() + 1)
        else:
            editor.put(replacement)
        at = found.end()
    editor.keep(at, end)


def _blanks(run: str) -> str:
    return " " if run.strip(_UNSEEN) else ""


def _entity(entity: str) -> str | None:
    """What an entity stands for, None where it is left as it is."""
    text, before = html.unescape(entity), entity
    while text != before:
        text, before = html.unescape(text), text
    if not text or text.isalnum() or text in "<>#;" or text == entity:
        return None
    return _blanks(text) if not text.strip(_EDGES) else text


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
