"""Aid told as added to what was told just before it has the day of that."""

from __future__ import annotations

import datetime

import pytest

from pledgebook.clean.decode import row_document
from pledgebook.clean.layout import clean_document
from pledgebook.dossier.load import load_dossier
from pledgebook.extract.aid import extract_aid
from pledgebook.extract.speech import find_speech
from pledgebook.model.text import Given
from pledgebook.pipeline import annotate

FRIDAY = datetime.date(2025, 9, 12)
FIRST = "Norway announced on Friday it will give Ukraine $20 million for generators."


def days(text: str) -> list[datetime.date | None]:
    dossier = load_dossier()
    annotated = annotate(clean_document(row_document(text + "\n\nThe session lasted two hours.", "a", Given("a", "2025-09-15")), dossier), dossier)
    claims = extract_aid(annotated, dossier, find_speech(annotated, dossier))
    return [claim.date.first if claim.date is not None else None for claim in claims]


@pytest.mark.parametrize("more", ["Norway will also send Ukraine 50 boats.", "It will give Ukraine an additional $5 million for blankets."])
def test_an_addition_by_the_same_giver_shares_the_day(more: str) -> None:
    assert days(f"{FIRST} {more}") == [FRIDAY, FRIDAY]


@pytest.mark.parametrize(
    "more", ["Sweden will also send Ukraine 50 boats.", "Norway will send Ukraine 50 boats.", "Norway has also delivered 50 boats to Ukraine."]
)
def test_another_giver_another_stage_and_what_is_not_added_have_no_day_of_it(more: str) -> None:
    assert days(f"{FIRST} {more}") == [FRIDAY, None]


def test_what_stands_far_behind_is_no_addition() -> None:
    between = "The harbour is old. Its walls are high. Ships lie there in winter. "
    assert days(f"{FIRST} {between}Norway will also send Ukraine 50 boats.") == [FRIDAY, None]
