"""One fact reported in several places of a document is one claim. All sentences are invented."""

from __future__ import annotations

import itertools

import pytest

from pledgebook.clean.decode import row_document
from pledgebook.clean.layout import clean_document
from pledgebook.dossier.load import load_dossier
from pledgebook.extract.aid import find_drafts
from pledgebook.extract.context import Context
from pledgebook.extract.drafts import Draft
from pledgebook.extract.lexicon import lexicon
from pledgebook.extract.merge import same_fact
from pledgebook.extract.speech import find_speech
from pledgebook.model.text import Given
from pledgebook.pipeline import annotate


def facts(*paragraphs: str) -> list[Draft]:
    """The merged drafts of paragraphs published on Wednesday, 15 May 2024."""
    dossier = load_dossier()
    annotated = annotate(clean_document(row_document("\n\n".join(paragraphs), "a", Given("a", "2024-05-15")), dossier), dossier)
    return find_drafts(Context(annotated, dossier, lexicon(dossier), find_speech(annotated, dossier)))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Norway pledged $20 million for Ukraine.", "The Norwegian pledge of $20 million for Ukraine was welcomed by the mayor."),
        ("Norway announced $20 million for Ukraine.", "Norway has approved $20 million for Ukraine."),
        ("Norway will send 12 howitzers to Ukraine.", "The 12 howitzers will be sent to Ukraine by Norway in June."),
        ("Norway will send 12 howitzers and 300 rifles to Ukraine.", "Norway will send 12 howitzers to Ukraine."),
        ("Norway and Denmark pledged $20 million for Ukraine.", "Norway pledged $20 million for Ukraine."),
    ],
)
def test_a_fact_told_twice_is_one_claim_with_both_places(first: str, second: str) -> None:
    (fact,) = facts(first, second)
    assert len(fact.spans) == 2


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Norway pledged $20 million for Ukraine.", "Denmark pledged $20 million for Ukraine."),
        ("Norway pledged $20 million for Ukraine.", "Norway pledged $30 million for Ukraine."),
        ("Norway pledged $20 million for Ukraine.", "Norway pledged 20 million euros for Ukraine."),
        ("Norway pledged $20 million for Ukraine.", "Norway delivered $20 million to Ukraine."),
        ("Norway will send 12 howitzers to Ukraine.", "Norway will send 300 rifles to Ukraine."),
        ("Norway will send 12 howitzers to Ukraine.", "Denmark will send 12 howitzers to Ukraine."),
        ("Norway will send 12 howitzers to Ukraine.", "Norway sent 12 howitzers to Ukraine."),
        ("Norway pledged $20 million for Ukraine.", "Norway will send 12 howitzers to Ukraine."),
    ],
)
def test_other_givers_amounts_goods_or_stages_are_other_facts(first: str, second: str) -> None:
    assert len(facts(first, second)) == 2


def test_the_fullest_place_comes_first() -> None:
    (fact,) = facts("Norway will send 12 howitzers to Ukraine.", "Norway will send 12 howitzers and 300 rifles to Ukraine.")
    assert len(fact.items) == 2
    assert fact.spans[0].start > fact.spans[1].start


def test_a_merged_fact_takes_the_date_from_where_it_stands() -> None:
    (fact,) = facts("Norway announced $20 million in military aid and generators for Ukraine.", "On Monday, Norway announced $20 million for Ukraine.")
    assert fact.date is not None


def test_a_part_is_never_folded_into_its_whole() -> None:
    whole, part = facts("Norway pledged $500 million for Ukraine, of which $90 million is for ammunition.")
    assert not same_fact(whole, part)
    assert not same_fact(part, whole)


def test_being_the_same_fact_does_not_depend_on_which_comes_first() -> None:
    found = facts(
        "Norway pledged $20 million for Ukraine.",
        "Norway will send 12 howitzers and 300 rifles to Ukraine.",
        "Denmark will send 12 howitzers to Ukraine.",
        "Norway sent 12 howitzers to Ukraine.",
    )
    assert len(found) == 4
    for one, other in itertools.combinations(found, 2):
        assert same_fact(one, other) == same_fact(other, one)


def test_what_only_a_headline_says_is_left_out_where_the_text_reports_aid() -> None:
    dossier = load_dossier()
    raw = row_document(
        "Norway will send 12 howitzers to Ukraine. The mayor was glad.\n\nThe session was short.", "a", Given("a", title="Norway sends tanks to Ukraine")
    )
    annotated = annotate(clean_document(raw, dossier), dossier)
    found = find_drafts(Context(annotated, dossier, lexicon(dossier), find_speech(annotated, dossier)))
    assert [item.name for draft in found for item in draft.items] == ["howitzers"]
