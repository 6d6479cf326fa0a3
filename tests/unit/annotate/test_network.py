"""What the network sets on a document is what the pipeline sets, whichever documents were read before."""

from __future__ import annotations

import itertools
import random

import numpy
import pytest
from spacy.tokens import Doc

from pledgebook.annotate import network, syntax
from pledgebook.annotate.network import Network

VOCABULARY = """Norland Ostmark Holt the a its minister ministers crowns lorries tents of to for with and that which said says pledged has have been will
sent was by on Monday ten 400 million new quickly near , ; not if while sending delivered Vesk , and the of"""


def text(seed: int, sentences: int = 30) -> tuple[list[str], list[bool]]:
    """Words in no order that grammar knows, so that arcs hang on small differences of scores."""
    chosen = random.Random(seed)
    lengths = [chosen.randint(1, 25) for _ in range(sentences)]
    words = [word for length in lengths for word in [*chosen.choices(VOCABULARY.split(), k=length), "."]]
    starts = set(itertools.accumulate(length + 1 for length in lengths))
    return words, [i == 0 or i in starts for i in range(len(words))]


def made(seed: int) -> Doc:
    words, starts = text(seed)
    return Doc(syntax.pipeline().vocab, words=words, sent_starts=starts)


def marks(doc: Doc) -> list[list[int]]:
    found: list[list[int]] = doc.to_array(["TAG", "HEAD", "DEP", "SENT_START"]).tolist()  # type: ignore[arg-type]
    return found


def expected(doc: Doc) -> Doc:
    for name in ("tok2vec", "tagger", "parser"):
        doc = syntax.pipeline().get_pipe(name)(doc)
    return doc


@pytest.mark.parametrize("seed", range(6))
def test_tags_and_arcs_are_those_of_the_pipeline(seed: int) -> None:
    assert marks(Network(syntax.pipeline())(made(seed))) == marks(expected(made(seed)))


def test_vectors_do_not_depend_on_what_was_read_before(monkeypatch: pytest.MonkeyPatch) -> None:
    alone = Network(syntax.pipeline())(made(1)).tensor
    after = Network(syntax.pipeline())
    for seed in (2, 3):
        after(made(seed))
    assert (after(made(1)).tensor == alone).all()
    monkeypatch.setattr(network, "REMEMBERED", 60)
    forgetful = Network(syntax.pipeline())
    for seed in (2, 3, 1, 2):
        forgetful(made(seed))
    assert (forgetful(made(1)).tensor == alone).all()


@pytest.mark.parametrize("length", [1, 2, 5, 200])
def test_vectors_are_those_of_the_pipeline_but_for_the_last_bits(length: int) -> None:
    doc, theirs = made(1)[:length].as_doc(), made(1)[:length].as_doc()
    assert numpy.allclose(Network(syntax.pipeline())(doc).tensor, expected(theirs).tensor, rtol=0, atol=2e-5)


def test_a_vector_depends_on_four_neighbours_and_not_on_how_many_are_read_at_once() -> None:
    whole, part = made(1), made(1)[:150].as_doc()
    parse = Network(syntax.pipeline())
    assert (parse(whole).tensor[:146] == parse(part).tensor[:146]).all()


def test_a_document_without_words_and_one_of_a_single_word_are_parsed() -> None:
    parse = Network(syntax.pipeline())
    assert len(parse(Doc(syntax.pipeline().vocab))) == 0
    (token,) = parse(Doc(syntax.pipeline().vocab, words=["Norland"]))
    assert (token.head, token.dep_) == (token, "ROOT")
