from __future__ import annotations

import itertools

from hypothesis import assume, example, given
from hypothesis import strategies as st

from pledgebook.annotate.quotes import find_quotes
from pledgebook.annotate.sentences import find_sentences
from pledgebook.dossier.load import load_dossier
from pledgebook.model.text import Block, Document, OffsetMap, RawDocument, Span

WORDS = "Norland paid U.S. Gen. Holt said the The $1.5 bn. Feb. 24 We go on He talks No. allies’ don't"
MARKS = ". |.|? |! |, |; |: |… | — |\"| \"|“|” | '|' |‘|’ | (|) |\n|\n\n|\n- | • |.”| | | "
words = st.sampled_from(WORDS.split())
marks = st.sampled_from(MARKS.split("|"))
paragraphs = st.lists(st.tuples(words, marks), min_size=1, max_size=25).map(lambda pairs: "".join(word + mark for word, mark in pairs).strip())


def document(texts: list[str]) -> Document:
    text, blocks = "", []
    for paragraph in texts:
        blocks.append(Block(Span(len(text), len(text) + len(paragraph)), "paragraph"))
        text += paragraph + "\n"
    raw = RawDocument("a", "0" * 64, text, "utf-8")
    return Document(raw, text, OffsetMap((0,), (0,), (len(text),)), tuple(blocks), (), (), None, None, None, None, None, "en")


@given(st.lists(paragraphs, min_size=1, max_size=4))
def test_sentences_are_ordered_apart_trimmed_and_inside_their_blocks(texts: list[str]) -> None:
    read = document(texts)
    found = find_sentences(read, load_dossier(), find_quotes(read, load_dossier()))
    for before, after in itertools.pairwise(found):
        assert before.span.end <= after.span.start
    for sentence in found:
        assert read.blocks[sentence.block].span.contains(sentence.span)
        assert sentence.span.of(read.text) == sentence.span.of(read.text).strip() != ""


@given(st.lists(paragraphs, min_size=1, max_size=4))
@example(["U.S.\n- Norland."])
def test_every_word_stands_in_one_sentence(texts: list[str]) -> None:
    # a dateline is no sentence; a figure before a blank line may be read as the number of a list item
    assume(not any(text.startswith("U.S. —") for text in texts))
    read = document(texts)
    held = {k for s in find_sentences(read, load_dossier(), find_quotes(read, load_dossier())) for k in range(s.span.start, s.span.end)}
    assert all(k in held for k, c in enumerate(read.text) if c.isalpha())


@given(st.lists(paragraphs, min_size=1, max_size=4))
def test_quotations_are_apart_hold_their_content_and_cross_no_block(texts: list[str]) -> None:
    read = document(texts)
    found = find_quotes(read, load_dossier())
    for before, after in itertools.pairwise(found):
        assert before.span.end <= after.span.start
    for quote in found:
        assert quote.span.contains(quote.content)
        assert any(block.span.contains(quote.span) for block in read.blocks)
        assert any(c.isalnum() for c in quote.content.of(read.text))
