"""Tense, denial, subjects and clauses are read off a dependency parse. All sentences are invented."""

from __future__ import annotations

import pytest
from spacy.tokens import Token

from pledgebook.annotate.sentences import find_sentences
from pledgebook.annotate.syntax import parse
from pledgebook.clean.decode import row_document
from pledgebook.clean.layout import clean_document
from pledgebook.dossier.load import load_dossier
from pledgebook.extract.grammar import Tense, ancestors, below, clause, governor, lexical_keys, main_clause, negated, passive, subject, tense


def word(text: str, lemma: str) -> Token:
    """The last word of a text with a lemma."""
    dossier = load_dossier()
    document = clean_document(row_document(text, "a"), dossier)
    doc = parse(document, find_sentences(document, dossier, ()))
    assert doc is not None
    return [token for token in doc if token.lemma_.lower() == lemma][-1]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Norway sent howitzers.", Tense.PAST),
        ("Howitzers were sent by Norway.", Tense.PAST),
        ("Norway has sent howitzers.", Tense.PERFECT),
        ("Howitzers have been sent by Norway.", Tense.PERFECT),
        ("Norway sends howitzers every month.", Tense.PRESENT),
        ("Norway is sending howitzers.", Tense.PROGRESSIVE),
        ("Howitzers are being sent by Norway.", Tense.PROGRESSIVE),
        ("Norway will send howitzers.", Tense.FUTURE),
        ("Norway won't send howitzers.", Tense.FUTURE),
        ("Norway would send howitzers.", Tense.CONDITIONAL),
        ("Norway could send howitzers.", Tense.POSSIBLE),
        ("Norway may have sent howitzers.", Tense.POSSIBLE),
        ("Norway should send howitzers.", Tense.OBLIGATION),
        ("Norway wants to send howitzers.", Tense.INFINITIVE),
        ("Norway talked about sending howitzers.", Tense.GERUND),
        ("The crews fired howitzers sent by Norway.", Tense.PARTICIPLE),
    ],
)
def test_auxiliaries_and_form_give_the_tense(text: str, expected: Tense) -> None:
    assert tense(word(text, "send")) is expected


def test_a_verb_shares_the_auxiliary_of_the_verb_it_is_joined_to() -> None:
    assert tense(word("Howitzers have been bought and sent.", "send")) is Tense.PERFECT


@pytest.mark.parametrize(
    ("text", "lemma", "expected"),
    [
        ("Norway did not send howitzers.", "send", True),
        ("Norway never sent howitzers.", "send", True),
        ("Norway has no plan for howitzers.", "plan", True),
        ("Norway decided not to send howitzers.", "send", True),
        ("Norway decided not to send howitzers.", "decide", False),
        ("Norway sent howitzers and not tanks.", "send", False),
    ],
)
def test_denial_belongs_to_the_word_it_stands_beside(text: str, lemma: str, expected: bool) -> None:
    assert negated(word(text, lemma)) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Howitzers were sent by Norway.", True),
        ("Howitzers sent by Norway arrived.", True),
        ("Norway sent howitzers.", False),
        ("Norway has sent howitzers.", False),
    ],
)
def test_a_passive_acts_on_its_subject(text: str, expected: bool) -> None:
    assert passive(word(text, "send")) is expected


def test_joined_verbs_share_their_subject() -> None:
    found = subject(word("Norway bought howitzers and sent them.", "send"))
    assert found is not None
    assert found.text == "Norway"


def test_a_verb_without_a_subject_has_none() -> None:
    assert subject(word("Norway wants to send howitzers.", "send")) is None


def test_a_verb_with_its_particle_is_asked_before_the_verb_alone() -> None:
    keys = list(lexical_keys(word("Norway handed over howitzers.", "hand")))
    assert keys.index("hand over") < keys.index("hand")


def test_an_infinitive_is_governed_by_the_verb_or_noun_it_completes() -> None:
    above = [governor(word(text, "send")) for text in ("Norway refused to send howitzers.", "Norway announced plans to send howitzers.")]
    assert [token.lemma_ for token in above if token is not None] == ["refuse", "plan"]


def test_joined_words_share_what_governs_them() -> None:
    above = governor(word("Norway refused to buy or send howitzers.", "send"))
    assert above is not None
    assert above.lemma_ == "refuse"


def test_the_main_verb_is_governed_by_nothing() -> None:
    assert governor(word("Norway sent howitzers.", "send")) is None


def test_a_clause_ends_before_its_punctuation() -> None:
    verb = word("Norway sent howitzers.", "send")
    assert clause(verb).of(verb.doc.text) == "Norway sent howitzers"


@pytest.mark.parametrize(("needed", "expected"), [(set(), "Norway sent howitzers"), ({"fell"}, "Norway sent howitzers before the snow fell")])
def test_a_side_clause_is_left_out_unless_it_holds_a_needed_word(needed: set[str], expected: str) -> None:
    verb = word("Norway sent howitzers before the snow fell.", "send")
    places = {token.i for token in verb.doc if token.text in needed}
    assert main_clause(verb, places).of(verb.doc.text) == expected


def test_a_further_main_clause_is_left_out() -> None:
    verb = word("Norway sent howitzers, and Denmark bought shells.", "send")
    assert main_clause(verb, set()).of(verb.doc.text) == "Norway sent howitzers"


def test_words_above_come_nearest_first() -> None:
    assert [token.text for token in ancestors(word("Norway refused to send howitzers.", "howitzer"))] == ["send", "refused"]


def test_what_hangs_on_a_word_leaves_out_relative_clauses() -> None:
    words = {token.text for token in below(word("Norway sent howitzers that Sweden built.", "howitzer"))}
    assert "howitzers" in words
    assert "Sweden" not in words
