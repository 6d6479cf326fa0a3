"""Laws of cleaning: nothing is invented, nothing is lost, and what is clean stays so."""

import html
import pathlib
import tomllib

from hypothesis import given, settings
from hypothesis import strategies as st

import pledgebook
from pledgebook.clean.decode import row_document
from pledgebook.clean.editor import Editor
from pledgebook.clean.layout import clean_document
from pledgebook.dossier.schema import Dossier
from pledgebook.model.text import Document, Span

LAYOUT = pathlib.Path(pledgebook.__file__).parent / "dossiers" / "ukraine" / "words" / "layout.toml"
DOSSIER = Dossier("small", "Small", "offset-laws", ("UKR",), (), (), (), (), (), {"layout": tomllib.loads(LAYOUT.read_text())})
PROSE = [
    "Norland will pay $5 million for boats.",
    "The chancellor of Norland said that the boats would be paid for by the end of the year.",
    "“We pay at once,",
    "she said.",
    "one\nbillion",
    "(AP Photo/Ada Holt)",
    "' ,' '' '':",
    "**",
    "<br>",
    "<!-- -->",
    "&amp;",
    "&#8217;",
    "&nbsp;",
    "\u00a0",
    "\u00ad",
    "\u200b",
    "\ufeff",
    "  ",
    "\t",
    "-",
    " ",
    '"',
    "a",
    "Ю",
]
FURNITURE = [
    "Advertisement",
    "- Advertisement -spot_img",
    "Read also",
    "Recommended news",
    "A headline without an end",
    "KYIV (Herald) — The boats came.",
    "Wednesday, December 3, 2025 - The boats came.",
    "Photo: A boat (Getty Images)",
    "Author: Ada Holt",
    "By Ada Holt",
    "ua en ru",
    "0 Comments",
    "date 2025-12-03 https://herald.example/a",
]
BREAKS = st.sampled_from(["\n", "\n\n", "\r\n", "\u2028", "\n&nbsp;\n"])
LINE = st.one_of(st.sampled_from(FURNITURE), st.lists(st.sampled_from(PROSE), max_size=6).map(" ".join))
PIECES = st.one_of(st.sampled_from([*PROSE, *FURNITURE]), BREAKS)
PAGES = st.lists(st.tuples(LINE, BREAKS).map("".join), max_size=10).map("".join)
TEXTS = st.one_of(PAGES, st.lists(PIECES, max_size=14).map("".join), st.text(max_size=80))


def clean(text: str) -> Document | None:
    try:
        return clean_document(row_document(text, "a"), DOSSIER)
    except Exception as error:
        if getattr(error, "code", None) in ("binary_document", "undecodable_document", "empty_document"):
            return None
        raise


def kept(document: Document) -> list[Span]:
    return [Span(start, start + length) for start, length in zip(document.offsets.raw_starts, document.offsets.lengths, strict=True)]


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_every_kept_character_is_the_raw_one_it_leads_to(text):
    document = clean(text)
    if document is None:
        return
    for clean_start, raw in zip(document.offsets.clean_starts, kept(document), strict=True):
        assert document.text[clean_start : clean_start + len(raw)] == raw.of(text)


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_kept_ranges_and_cuts_share_nothing_and_leave_only_blanks_and_entities(text):
    document = clean(text)
    if document is None:
        return
    ranges = sorted([*kept(document), *(cut.span for cut in document.cuts)])
    at = 0
    for span in [*ranges, Span(len(text), len(text))]:
        assert span.start >= at
        left = html.unescape(html.unescape(text[at : span.start]))
        assert not any(character.isalnum() for character in left)
        at = span.end


@given(TEXTS, st.data())
@settings(max_examples=300, deadline=None)
def test_a_cleaned_range_leads_to_a_raw_range_that_leads_back_to_it(text, data):
    document = clean(text)
    if document is None or not document.offsets.lengths:
        return
    piece = data.draw(st.integers(0, len(document.offsets.lengths) - 1))
    other = data.draw(st.integers(piece, len(document.offsets.lengths) - 1))
    start = document.offsets.clean_starts[piece] + data.draw(st.integers(0, document.offsets.lengths[piece] - 1))
    end = document.offsets.clean_starts[other] + data.draw(st.integers(1, document.offsets.lengths[other]))
    if start >= end:
        return
    span = Span(start, end)
    raw = document.offsets.raw(span)
    assert text[raw.start] == document.text[start]
    assert text[raw.end - 1] == document.text[end - 1]
    assert document.offsets.clean(raw) == span


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_blocks_are_in_order_without_blanks_around_them_and_hold_all_text(text):
    document = clean(text)
    if document is None:
        return
    at = 0
    for block in document.blocks:
        assert document.text[at : block.span.start].strip() == ""
        inside = block.span.of(document.text)
        assert inside
        assert inside == inside.strip()
        assert "\n" not in inside
        at = block.span.end
    assert document.text[at:] == ""


@given(PAGES)
@settings(max_examples=500, deadline=None)
def test_cleaning_what_is_clean_changes_nothing(text):
    document = clean(text)
    if document is None or not document.text:
        return
    again = clean(document.text)
    assert again is not None
    assert again.text == document.text


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_repeats_are_cut_and_what_they_repeat_is_kept(text):
    document = clean(text)
    if document is None:
        return
    for original, repeat in document.repeats:
        assert document.offsets.clean(original) is not None
        assert document.offsets.clean(repeat) is None


@given(st.text(max_size=30), st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30), st.text(max_size=3)), max_size=6))
def test_an_editor_maps_what_it_keeps(raw, edits):
    editor = Editor(raw)
    at = 0
    for start, length, put in edits:
        start, end = max(at, min(start, len(raw))), min(len(raw), max(at, start) + length)
        editor.keep(start, end)
        editor.put(put)
        at = max(at, end)
    text, offsets = editor.finish()
    for clean_start, raw_start, length in zip(offsets.clean_starts, offsets.raw_starts, offsets.lengths, strict=True):
        assert length > 0
        assert text[clean_start : clean_start + length] == raw[raw_start : raw_start + length]
