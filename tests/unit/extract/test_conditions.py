"""Conditions inside speech."""

from __future__ import annotations

from pledgebook.clean.decode import row_document
from pledgebook.dossier.load import load_dossier
from pledgebook.model.claim import Act, StatementClaim
from pledgebook.pipeline import read_document


def conditions(text: str) -> list[str]:
    """The words of each statement that is a condition."""
    claims = read_document(row_document(text, "a"), load_dossier(), every_document=True).claims
    stated = [c for c in claims if isinstance(c, StatementClaim) and c.act is Act.CONDITION]
    return [" ".join(span.of(text) for span in claim.content) for claim in stated]


def test_each_thing_a_party_would_need_to_do_is_a_condition() -> None:
    text = "The spokesman Ivo Brand emphasized that Ukraine would need to leave the islands and close the harbour."
    assert conditions(text) == ["that Ukraine would need to leave the islands", "close the harbour"]


def test_what_nobody_asks_of_a_party_is_not_cut() -> None:
    assert len(conditions("The spokesman Ivo Brand emphasized that the crews would need to leave the islands and close the harbour.")) == 1


def test_a_quoted_alternative_stands_beside_its_quotation() -> None:
    text = "“We wait for Friday, and if they pay, then we will go on. If they stay away, we stop,” Ivo Brand said."
    assert conditions(text) == ["if they pay, then we will go on. If they stay away, we stop"]


def test_an_if_without_then_stays_in_its_quotation() -> None:
    assert conditions("“We stop if they stay away,” Ivo Brand said.") == []


def test_a_quotation_that_is_one_alternative_is_not_told_twice() -> None:
    text = "“If they pay, then we will go on,” Ivo Brand said."
    claims = read_document(row_document(text, "a"), load_dossier(), every_document=True).claims
    assert len(claims) == 1


def test_a_condition_that_opens_its_quotation_has_an_id_of_its_own() -> None:
    text = "“If they pay, then we will go on. The crews are tired,” Ivo Brand said."
    claims = read_document(row_document(text, "a"), load_dossier(), every_document=True).claims
    assert len({claim.id for claim in claims}) == len(claims) == 2
