"""Remembered parts of speech and lemmas are those the pipeline gives; long texts are parsed in pieces."""

from __future__ import annotations

import pytest
from spacy.tokens import Doc

from pledgebook.annotate import syntax
from pledgebook.annotate.morphology import Morphology
from pledgebook.annotate.quotes import find_quotes
from pledgebook.annotate.sentences import find_sentences
from pledgebook.clean.decode import row_document
from pledgebook.clean.layout import clean_document
from pledgebook.dossier.load import load_dossier

TEXTS = (
    "There is no gold. There're two ports; let's build one, and they're gonna pay what they've got to.",
    "  Norland's ministers, who'd been asked, ain't paying: \"c'mon, y'all!\"\n\n  They won't say that that was that.",
    "",
)


def marks(doc: Doc) -> list[tuple[str, str, str, str, str, int]]:
    return [(t.tag_, t.pos_, str(t.morph), t.lemma_, t.dep_, t.head.i) for t in doc]


@pytest.mark.parametrize("text", TEXTS)
def test_marks_are_those_of_the_pipeline_the_first_time_and_again(text: str) -> None:
    nlp = syntax.pipeline()
    parsed = nlp(text, disable=["attribute_ruler", "lemmatizer"])
    expected = marks(nlp(text))
    morphology = Morphology(nlp)
    assert marks(morphology(parsed.copy())) == expected
    assert marks(morphology(parsed.copy())) == expected


def test_words_that_no_rule_names_are_ruled_once_for_a_tag_and_dependency(monkeypatch: pytest.MonkeyPatch) -> None:
    def text(*words: str) -> Doc:
        return Doc(syntax.pipeline().vocab, words=list(words), tags=["NNP", "VBD", "NNS"], deps=["nsubj", "ROOT", "dobj"], heads=[1, 1, 1])

    def refuse(_: Doc) -> Doc:
        raise AssertionError("the ruler was asked again")

    morphology = Morphology(syntax.pipeline())
    morphology(text("Norland", "carried", "lorries"))
    monkeypatch.setattr(morphology, "_ruler", refuse)
    found = morphology(text("Ostmark", "mended", "ferries"))
    assert [(t.pos_, t.lemma_, str(t.morph)) for t in found] == [
        ("PROPN", "Ostmark", "Number=Sing"),
        ("VERB", "mend", "Tense=Past|VerbForm=Fin"),
        ("NOUN", "ferry", "Number=Plur"),
    ]
    with pytest.raises(AssertionError, match="asked again"):
        # one of the words that the rules name
        morphology(text("Ostmark", "was", "ferries"))


def test_a_document_parsed_in_pieces_has_the_same_sentences(monkeypatch: pytest.MonkeyPatch) -> None:
    dossier = load_dossier()
    document = clean_document(row_document("Norland sent ten lorries. They arrived on Monday. Its minister thanked the drivers. " * 6, "d"), dossier)
    sentences = find_sentences(document, dossier, find_quotes(document, dossier))
    whole = syntax.parse(document, sentences)
    monkeypatch.setattr(syntax, "PIECE", 20)
    pieces = syntax.parse(document, sentences)
    assert [s.text for s in pieces.sents] == [s.text for s in whole.sents]
    assert [t.lemma_ for t in pieces] == [t.lemma_ for t in whole]
    assert all(t.head.sent == t.sent for t in pieces)


def test_a_sentence_longer_than_a_piece_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    dossier = load_dossier()
    document = clean_document(row_document("Norland sent " + "tents, " * 40 + "and lorries.", "d"), dossier)
    monkeypatch.setattr(syntax, "PIECE", 20)
    assert len(syntax.parse(document, find_sentences(document, dossier, ()))) > 80
