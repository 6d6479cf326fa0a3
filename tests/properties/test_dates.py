from __future__ import annotations

import datetime
import itertools

from hypothesis import given
from hypothesis import strategies as st

from pledgebook.annotate.dates import find_dates
from pledgebook.dossier.load import load_dossier
from pledgebook.model.text import Block, DateRange, Document, OffsetMap, Precision, Published, RawDocument, Span

WORDS = (
    "since|by|from|to|between|and|in|on|the|last|next|this|early|late|mid-|end of|start of"
    "|week|month|year|weeks|years|ago|later|earlier|two|3|900|24|31|2022|2025"
    "|June|Feb.|May|March|Friday|Sunday night|yesterday|summer|fall|war|invasion|began|will meet|said|paid|,|.|of"
    "|within|days|fiscal year|Q3|12/03/2025|2025-12-31|30 Feb|then"
)
texts = st.lists(st.sampled_from(WORDS.split("|")), min_size=1, max_size=30).map(" ".join)
days = st.dates(datetime.date(2000, 1, 1), datetime.date(2040, 12, 31))


def document(text: str, first: datetime.date, last: datetime.date) -> Document:
    raw = RawDocument("a", "0" * 64, text, "utf-8")
    when = Published(first if first == last else None, DateRange(first, last), Precision.DAY if first == last else Precision.WINDOW, "given")
    half = len(text) // 2
    blocks = (Block(Span(0, half), "paragraph"), Block(Span(half, len(text)), "paragraph"))
    return Document(raw, text, OffsetMap((0,), (0,), (len(text),)), blocks, (), (), None, None, None, None, when, "en")


@given(texts, days, st.integers(0, 40))
def test_dates_are_ordered_apart_inside_a_block_and_begin_before_they_end(text: str, day: datetime.date, width: int) -> None:
    read = document(text, day, day + datetime.timedelta(days=width))
    found = find_dates(read, load_dossier())
    for before, after in itertools.pairwise(found):
        assert before.span.end <= after.span.start
    for mention in found:
        assert any(block.span.contains(mention.span) for block in read.blocks)
        assert mention.range is None or mention.range.first <= mention.range.last


@given(texts, days)
def test_an_open_publication_day_never_sharpens_a_date(text: str, day: datetime.date) -> None:
    sharp = {mention.span: mention for mention in find_dates(document(text, day, day), load_dossier())}
    for mention in find_dates(document(text, day, day + datetime.timedelta(days=3)), load_dossier()):
        told = sharp.get(mention.span)
        if told and told.range and mention.range and mention.kind != "event":
            assert mention.range.first <= told.range.first
            assert told.range.last <= mention.range.last
