"""Phrases are found as whole words, in the case they are written for; contexts keep an alias from its party."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgebook.dossier.compile import Phrases, allows, fold
from pledgebook.dossier.context import parse_contexts
from pledgebook.dossier.schema import Context
from pledgebook.model.text import Span


def found(phrases: list[str], text: str) -> list[str]:
    return [span.of(text) for span, _ in Phrases((phrase, phrase) for phrase in phrases).find(text)]


@pytest.mark.parametrize(
    ("phrase", "text", "expected"),
    [
        ("US", "the US sent it", ["US"]),
        ("US", "it helps us", []),
        ("us", "it helps US", ["US"]),
        ("US", "USA and bUS and US1", []),
        ("U.S.", "the U.S. sent it", ["U.S."]),
        ("U.S.", "the U.S.A sent it", []),
        ("US", "a US-made pump", ["US"]),
        ("Poland", "POLAND SENDS PUMPS", ["POLAND"]),
        ("Pole", "a tent pole", []),
        ("NATO", "Nato said", ["Nato"]),
        ("NATO", "nato said", []),
        ("WHO", "Who said", []),
        ("the West", "The West and the WEST", ["The West"]),
        ("western states", "Western states", ["Western states"]),
        ("Erdogan", "Erdoğan's envoy", ["Erdoğan"]),
        ("Élysée", "the Elysee said", ["Elysee"]),
        ("Ukraine's allies", "Ukraine’s allies", ["Ukraine’s allies"]),
        ("Støre", "Store and Støre", ["Store", "Støre"]),
        ("N'Djamena", "in N’Djamena", ["N’Djamena"]),
        ("$45 billion", "a $45 billion bill", ["$45 billion"]),
        ("OPEC+", "the OPEC+ group", ["OPEC+"]),
    ],
)
def test_a_phrase_is_met_in_its_case_and_as_a_word(phrase: str, text: str, expected: list[str]) -> None:
    assert found([phrase], text) == expected


def test_the_longest_of_the_leftmost_wins() -> None:
    assert found(["South", "South Sudan", "Sudan", "Sudan fund"], "South Sudan fund") == ["South Sudan"]


def test_a_longer_phrase_that_fails_leaves_the_shorter_one() -> None:
    assert found(["Congo", "Congo River"], "Congo Rivers") == ["Congo"]


def test_a_phrase_carries_the_payloads_of_every_spelling_that_fits() -> None:
    phrases = Phrases([("Polish", "POL"), ("polish", "verb"), ("Polish", "language")])
    assert [payloads for _, payloads in phrases.find("Polish")] == [("POL", "language", "verb")]
    assert [payloads for _, payloads in phrases.find("polish")] == [("verb",)]


def test_every_match_is_listed_where_overlaps_are_wanted() -> None:
    text = "South Sudan"
    assert [span for span, _ in Phrases([("South Sudan", 1), ("Sudan", 2)]).find_all(text)] == [Span(0, 11), Span(6, 11)]


def test_no_phrases_find_nothing() -> None:
    assert list(Phrases[str]([]).find("anything")) == []


def test_letters_that_grow_in_lower_case_do_not_move_spans() -> None:
    text = "İİ Ankara"
    assert [span.of(text) for span, _ in Phrases([("Ankara", 1)]).find(text)] == ["Ankara"]


def test_folding_keeps_every_place() -> None:
    text = "Kęstutis’ “Þórdís” ﬁnds 5 °C in Łódź — naïve"
    assert len(fold(text)) == len(text)


RULE = Context("Jordan", not_after=("Michael", "Jim"), not_before=("Peterson",), unless=("basketball",))


@pytest.mark.parametrize(
    ("rule", "text", "expected"),
    [
        (RULE, "Jordan sent tents", True),
        (RULE, "Michael Jordan sent tents", False),
        (Context("Georgia", not_after=("Atlanta",)), "in Atlanta, Georgia", False),
        (RULE, "Carmichael and Jordan", True),
        (RULE, "Jordan Peterson said", False),
        (RULE, "Jordan Petersons", True),
        (RULE, "Jordan likes basketball", False),
        (Context("US", not_before=("$",)), "US$500m", False),
        (Context("Georgia", not_before=("state",)), "Georgia's state secretary", False),
        (Context("Chad", needs=("Sahel",)), "Chad spoke", False),
        (Context("Chad", needs=("Sahel",)), "Chad, in the Sahel, spoke", True),
        (Context("MoD", needs=("MoD",)), "MoD said", False),
    ],
)
def test_words_around_an_alias_decide(rule: Context, text: str, expected: bool) -> None:
    start = text.index(rule.alias)
    assert allows(rule, text, Span(start, start + len(rule.alias))) is expected


@pytest.mark.parametrize("cell", ["Jordan", "Jordan: after Michael", ": not after Michael"])
def test_a_rule_that_is_not_understood_is_refused(cell: str) -> None:
    with pytest.raises(ValueError, match=r"alias|starts with"):
        parse_contexts(cell)


def test_a_cell_may_hold_several_rules() -> None:
    assert parse_contexts("A: needs B | C: not after D, E; not before F") == (Context("A", needs=("B",)), Context("C", not_after=("D", "E"), not_before=("F",)))


WORDS = st.sampled_from(["South", "Sudan", "south sudan", "US", "us", "U.S.", "É", "İ", "ß", "-", "’", "1", ".", "polish", "Polish"])
TEXTS = st.lists(WORDS, max_size=12).map(" ".join) | st.text(max_size=40)


@given(phrases=st.lists(st.lists(WORDS, min_size=1, max_size=3).map(" ".join), min_size=1, max_size=6), text=TEXTS)
def test_matches_stand_in_order_and_never_overlap(phrases: list[str], text: str) -> None:
    spans = [span for span, _ in Phrases((phrase, phrase) for phrase in phrases).find(text)]
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(first.end <= second.start for first, second in itertools.pairwise(spans))


@given(text=st.text())
def test_folding_never_moves_a_letter(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(phrase=st.lists(WORDS, min_size=1, max_size=3).map(" ".join))
def test_a_phrase_is_always_found_in_itself(phrase: str) -> None:
    assert found([phrase], phrase) == [phrase.strip()]
