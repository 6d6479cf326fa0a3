"""Which type of aid a clause or a note tells of. All texts are invented."""

from __future__ import annotations

import pytest

from pledgebook.clean.decode import row_document
from pledgebook.clean.layout import clean_document
from pledgebook.dossier.load import load_dossier
from pledgebook.extract.context import Context
from pledgebook.extract.lexicon import lexicon
from pledgebook.extract.types import features, type_of, type_of_note
from pledgebook.model.claim import AidType
from pledgebook.model.text import Given
from pledgebook.pipeline import annotate


def context(text: str) -> Context:
    dossier = load_dossier()
    annotated = annotate(clean_document(row_document(text, "a", Given("a", "2023-02-01")), dossier), dossier)
    return Context(annotated, dossier, lexicon(dossier), ())


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Norway will send howitzers.", AidType.MILITARY),
        ("Norway will send blankets and tents.", AidType.HUMANITARIAN),
        ("Norway will send howitzers and blankets.", AidType.MIXED),
        ("Norway will give budget loans.", AidType.FINANCIAL),
        ("Norway will give something.", AidType.MILITARY),
    ],
)
def test_goods_tell_the_type_of_a_clause_then_its_words(text: str, kind: AidType) -> None:
    found = context(text)
    assert type_of(found.annotated.items, found.text, found) is kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("90 anti-tank missiles and 4,000 helmets for the armed forces.", AidType.MILITARY),
        ("Humanitarian assistance for displaced people: food, blankets and medicines.", AidType.HUMANITARIAN),
        ("Loan of 90 million EUR for budget support.", AidType.FINANCIAL),
    ],
)
def test_a_note_has_the_type_it_is_entered_under(text: str, kind: AidType) -> None:
    found = context(text)
    assert type_of_note(found.annotated.items, found.text, found) is kind


def test_the_model_sees_neither_states_nor_figures() -> None:
    found = context("Norway and the Dutch government will give 4,321 helmets worth 70 million EUR.")
    seen = " ".join(features(found.annotated.items, found.text, found))
    assert not any(word in seen.lower() for word in ("norway", "nor ", "dutch", "4", "70"))


def test_a_note_has_the_same_type_for_whoever_gives() -> None:
    kinds = {type_of_note(c.annotated.items, c.text, c) for c in (context(f"{who} sends 50 generators and tents.") for who in ("Norway", "Poland", "Japan"))}
    assert len(kinds) == 1
