"""A scheme named in a sentence of its own is that of the aid it points back to."""

from __future__ import annotations

import pytest

from pledgebook.clean.decode import row_document
from pledgebook.clean.layout import clean_document
from pledgebook.dossier.load import load_dossier
from pledgebook.extract.aid import extract_aid
from pledgebook.extract.speech import find_speech
from pledgebook.model.claim import AidClaim, Stage
from pledgebook.model.text import Given
from pledgebook.pipeline import annotate

AFTER = "\n\nThe session in the town hall lasted two hours."
PROMISE = "Germany will finance a $500 million package of American weapons for Ukraine."


def read(text: str) -> tuple[AidClaim, ...]:
    dossier = load_dossier()
    annotated = annotate(clean_document(row_document(text + AFTER, "a", Given("a", "2025-09-15")), dossier), dossier)
    return extract_aid(annotated, dossier, find_speech(annotated, dossier))


@pytest.mark.parametrize("behind", ["It is the third package under PURL.", "The package is the third under PURL.", "The money goes to PURL."])
def test_a_sentence_that_points_back_gives_its_scheme_to_the_aid_before_it(behind: str) -> None:
    text = f"{PROMISE} {behind}"
    (claim,) = read(text)
    assert claim.scheme == "PURL"
    assert behind.rstrip(".") in [span.of(text) for span in claim.evidence]


@pytest.mark.parametrize("behind", ["Under PURL the allies meet again in May.", "The ministers spoke of PURL.", "It is the third package of its kind."])
def test_a_sentence_that_speaks_of_something_else_gives_none(behind: str) -> None:
    assert [claim.scheme for claim in read(f"{PROMISE} {behind}")] == [None]


def test_it_means_the_nearest_aid_and_all_means_all_of_it() -> None:
    two = f"Norway will give $20 million for generators for Ukraine. {PROMISE} "
    assert [claim.scheme for claim in read(two + "It is the third package under PURL.")] == [None, "PURL"]
    assert [claim.scheme for claim in read(two + "All contributions run through PURL.")] == ["PURL", "PURL"]


def test_the_name_of_a_scheme_may_go_on_behind_the_clause_of_the_money() -> None:
    (claim,) = read("Germany said on Wednesday it would give $500 million more to the NATO scheme to buy American weapons for Ukraine.")
    assert (claim.scheme, claim.donors) == ("PURL", ("DEU",))


def test_a_promise_recalled_beside_its_approval_is_no_second_one() -> None:
    (claim,) = read("The Dutch parliament on Tuesday approved the 500 million euros for American weapons for Ukraine that were announced in August.")
    assert (claim.stage, claim.donors, claim.amount and claim.amount.min) == (Stage.COMMITTED, ("NLD",), 5e8)
