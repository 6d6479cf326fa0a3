"""When an act happened, told apart from when it was told. All sentences are invented; they appear on Wednesday, 15 May 2024."""

from __future__ import annotations

import datetime

import pytest

from pledgebook.clean.decode import row_document
from pledgebook.clean.layout import clean_document
from pledgebook.dossier.load import load_dossier
from pledgebook.extract.context import Context
from pledgebook.extract.cores import core_of
from pledgebook.extract.dating import date_around, date_of
from pledgebook.extract.frames import find_frames
from pledgebook.extract.lexicon import lexicon
from pledgebook.extract.speech import find_speech
from pledgebook.model.text import DateRange, Given
from pledgebook.pipeline import annotate


def dated(text: str, which: int = 0) -> DateRange | None:
    """The date of the first act of a text."""
    dossier = load_dossier()
    annotated = annotate(clean_document(row_document(text, "a", Given("a", "2024-05-15")), dossier), dossier)
    context = Context(annotated, dossier, lexicon(dossier), find_speech(annotated, dossier))
    frame = find_frames(context)[which]
    found = date_of(frame, core_of(frame, context), context) or date_around(frame, context)
    return found.range if found is not None else None


def last_dated(text: str) -> DateRange | None:
    return dated(text, -1)


def days(first: str, last: str | None = None) -> DateRange:
    return DateRange(datetime.date.fromisoformat(first), datetime.date.fromisoformat(last or first))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Norway sent 12 howitzers to Ukraine on Monday.", days("2024-05-13")),
        ("On Monday, Norway sent 12 howitzers to Ukraine.", days("2024-05-13")),
        ("On 3 May 2024, Norway approved $20 million for Ukraine.", days("2024-05-03")),
        ("Norway will send 12 howitzers to Ukraine in June.", days("2024-06-01", "2024-06-30")),
        ("Twelve howitzers will be sent to Ukraine by Norway next week.", days("2024-05-20", "2024-05-26")),
        ("Twelve Norwegian howitzers arrived in Ukraine last week.", days("2024-05-06", "2024-05-12")),
        ("Norway will send 12 howitzers to Ukraine by the end of the year.", days("2024-05-15", "2024-12-31")),
        ("Norway has given Ukraine $20 million since January.", days("2024-01-01", "2024-05-15")),
        ("Norway will send Ukraine 12 howitzers, probably in June.", days("2024-06-01", "2024-06-30")),
        ("Norway announced its Monday package of $20 million for Ukraine.", days("2024-05-13")),
        ("Norway's delivery of 12 howitzers to Ukraine took place on Monday.", days("2024-05-13")),
    ],
)
def test_the_date_beside_an_act_is_its_date(text: str, expected: DateRange) -> None:
    assert dated(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kari Holm said on Monday that Norway had sent 12 howitzers to Ukraine in April.", days("2024-04-01", "2024-04-30")),
        ("Norway announced on Monday that it will send 12 howitzers to Ukraine in June.", days("2024-06-01", "2024-06-30")),
        ("Kari Holm said on Monday that Norway had sent 12 howitzers to Ukraine.", None),
    ],
)
def test_the_day_of_telling_is_not_the_day_of_the_act(text: str, expected: DateRange | None) -> None:
    assert dated(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Last month Norway said it would send Ukraine 12 howitzers.", days("2024-04-01", "2024-04-30")),
        ("Norwegian Defence Minister Kari Holm said on Monday that Norway is sending 12 howitzers to Ukraine.", days("2024-05-13")),
        ("Norway will send 12 howitzers to Ukraine, the port of Odesa said on Monday.", None),
        ("Kari Holm said on Monday that Norway sent 12 howitzers to Ukraine.", None),
    ],
)
def test_what_is_told_as_going_on_or_to_come_has_the_day_of_telling(text: str, expected: DateRange | None) -> None:
    assert dated(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Norway will give Ukraine 20 boats built in 2019.", None),
        ("Norway, which bought the howitzers in 1995, will send 12 howitzers to Ukraine.", None),
        ("Norway will send Ukraine the 12 howitzers promised in April.", days("2024-04-01", "2024-04-30")),
        ("Norway will send 12 howitzers to Ukraine as early as June.", days("2024-06-01", "2024-06-30")),
        ("The decision on Monday means that Norway will send 12 howitzers to Ukraine.", days("2024-05-13")),
        ("By May 10 Norway had sent 12 howitzers to Ukraine.", days("2022-02-24", "2024-05-10")),
    ],
)
def test_a_date_of_the_goods_is_told_from_one_of_the_gift(text: str, expected: DateRange | None) -> None:
    assert last_dated(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("On Monday the mayor resigned and Norway sent 12 howitzers to Ukraine.", days("2024-05-13")),
        ("Norway met lawmakers on Monday and pledged 12 howitzers to Ukraine.", days("2024-05-13")),
        ("The mayor left Oslo on Monday, and Norway sent 12 howitzers to Ukraine.", None),
        ("Trade grew in spring when Norway sent howitzers to Ukraine.", days("2024-03-01", "2024-05-31")),
        ("The talks came two days after Norway sent howitzers to Ukraine.", days("2024-05-13")),
        ("The talks came on Monday, days after Norway sent howitzers to Ukraine.", None),
        ("The talks came just days after Norway sent howitzers to Ukraine.", days("2024-05-09", "2024-05-14")),
    ],
)
def test_joined_clauses_share_a_date_that_stands_before_both(text: str, expected: DateRange | None) -> None:
    assert last_dated(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Norway met Ukraine on Monday. It pledged 12 howitzers to Ukraine.", days("2024-05-13")),
        ("Denmark met Ukraine on Monday. Norway pledged 12 howitzers to Ukraine.", None),
        ("Norway met Ukraine on Monday. Norway sent 12 howitzers to Ukraine.", None),
    ],
)
def test_what_a_party_promises_next_has_the_day_of_what_it_did_before(text: str, expected: DateRange | None) -> None:
    assert last_dated(text) == expected


def test_a_promise_is_dated_by_its_announcement() -> None:
    assert dated("On Monday, Norway announced that it would send 12 howitzers to Ukraine.") == days("2024-05-13")


def test_an_act_without_a_date_has_none() -> None:
    assert dated("Norway sent 12 howitzers to Ukraine.") is None


def test_another_sentence_lends_no_date() -> None:
    assert dated("Norway sent 12 howitzers to Ukraine. The mayor left on Monday.") is None


def test_the_date_of_a_day_without_act_is_left_alone() -> None:
    assert dated("Norway sent 12 howitzers to Ukraine, and the mayor left on Monday.") is None
