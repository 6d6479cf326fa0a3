"""The guard before the book: what a claim's evidence has to carry."""

from __future__ import annotations

import pytest

from pledgebook.dossier.load import load_dossier
from pledgebook.errors import EvidenceError
from pledgebook.extract.evidence import check_evidence, evidence_fault
from pledgebook.model.claim import AidClaim, Amount, ItemCount, Stage, StatementClaim
from pledgebook.model.text import Span

DOSSIER = load_dossier("ukraine")


def fault(text: str, amount: Amount | None = None, *items: ItemCount, flags: tuple[str, ...] = (), spans: tuple[Span, ...] | None = None) -> str | None:
    evidence = (Span(0, len(text)),) if spans is None else spans
    claim = AidClaim(doc="d", id="c", evidence=evidence, stage=Stage.PLEDGED, amount=amount, items=items, flags=flags)
    return evidence_fault(claim, text, DOSSIER)


def test_a_claim_without_evidence_is_refused() -> None:
    assert fault("Norland pays.", spans=()) == "it cites no place in the text"


@pytest.mark.parametrize("span", [Span(0, 99), Span(-1, 3), Span(5, 5), Span(7, 8)])
def test_a_span_outside_the_text_or_of_blanks_is_refused(span: Span) -> None:
    assert "holds nothing" in (fault("Norland  pays.", spans=(span,)) or "")


def test_the_error_names_document_claim_and_figure() -> None:
    claim = AidClaim(doc="a.txt", id="c7", evidence=(Span(0, 7),), stage=Stage.PLEDGED, amount=Amount(5e6, 5e6, "EUR"))
    with pytest.raises(EvidenceError, match=r"a\.txt: claim c7: EUR 5m does not stand in its evidence"):
        check_evidence(claim, "Norland pays €5 million.", DOSSIER)


def test_a_figure_beside_the_span_does_not_count() -> None:
    text = "Norland pays. It is €5 million."
    assert fault(text, Amount(5e6, 5e6, "EUR"), spans=(Span(0, 13),)) == "EUR 5m does not stand in its evidence"
    assert fault(text, Amount(5e6, 5e6, "EUR"), spans=(Span(0, 13), Span(14, len(text)))) is None


def test_one_span_has_to_carry_figure_scale_and_currency_together() -> None:
    text = "It pays 5 million; in €."
    assert fault(text, Amount(5e6, 5e6, "EUR"), spans=(Span(0, 17), Span(19, 24))) is not None


def test_a_line_break_inside_a_figure_does_not_matter() -> None:
    assert fault("about one\n   billion dollars", Amount(1e9, 1e9, "USD", approximate=True)) is None


def test_a_bound_said_outside_the_evidence_is_no_figure() -> None:
    text = "up to €5 million"
    assert fault(text, Amount(None, 5e6, "EUR"), spans=(Span(6, len(text)),)) is None


@pytest.mark.parametrize(("text", "carried"), [("€2-2.5 billion", True), ("€2-3 billion", False), ("€2 billion", False), ("€2.5 billion", False)])
def test_a_range_needs_both_its_ends(text: str, carried: bool) -> None:
    assert (fault(text, Amount(2e9, 2.5e9, "EUR")) is None) is carried


@pytest.mark.parametrize(
    ("text", "carried"),
    [("$50 million", True), ("C$50 million", True), ("50 million dollars", True), ("US$50 million", False), ("€50 million", False), ("50m crowns", False)],
)
def test_an_inferred_currency_is_one_that_the_words_can_mean(text: str, carried: bool) -> None:
    assert (fault(text, Amount(5e7, 5e7, "CAD"), flags=("currency_inferred",)) is None) is carried


def test_vague_words_without_a_currency_carry_an_inferred_one() -> None:
    assert fault("billions in military aid", Amount(2e9, None, "EUR", approximate=True), flags=("currency_inferred",)) is None
    assert fault("billions of dollars in aid", Amount(2e9, None, "EUR", approximate=True), flags=("currency_inferred",)) is not None


@pytest.mark.parametrize(
    ("text", "carried"), [("twelve howitzers", True), ("12 M777 howitzers", True), ("13 howitzers", False), ("12 crews for howitzers", False)]
)
def test_a_number_of_goods_stands_before_their_name(text: str, carried: bool) -> None:
    assert (fault(text, None, ItemCount("howitzers", 12.0)) is None) is carried


def test_a_statement_needs_its_words_in_the_text() -> None:
    claim = StatementClaim(doc="d", id="s", evidence=(Span(0, 4),), speaker="NOR", content=(Span(5, 40),))
    assert "holds nothing" in (evidence_fault(claim, "It is so.", DOSSIER) or "")


def test_a_number_that_stands_alone_carries_goods_that_are_named_beside_it() -> None:
    boats = ItemCount("patrol boats", 20, None)
    assert fault("It brings the patrol boats sent so far to 20.", None, boats) is None
    assert fault("Oslo gave 20 to Ukraine; the patrol boats are old.", None, boats) is None


@pytest.mark.parametrize("text", ["It has sent 18 of the 30 patrol boats.", "Of its 30 patrol boats, 18 have arrived."])
def test_a_part_of_a_number_of_goods_carries_them(text: str) -> None:
    assert fault(text, None, ItemCount("patrol boats", 18, None)) is None
    assert fault(text, None, ItemCount("patrol boats", 17, None)) == "17 patrol boats does not stand in its evidence"


@pytest.mark.parametrize(
    "text",
    [
        "It brings the patrol boats sent so far to 30.",  # another number
        "It brings the number to 20.",  # nothing named
        "It sends patrol boats and 20 trucks.",  # the number of other goods
        "It sends 4 patrol boats, now 20.",  # named with a number of its own
        "It sends patrol boats on May 20.",  # a day
        "It sends patrol boats for $20.",  # money
        "It sends 20 percent of the patrol boats.",
    ],
)
def test_a_number_of_something_else_does_not(text: str) -> None:
    assert fault(text, None, ItemCount("patrol boats", 20, None)) == "20 patrol boats does not stand in its evidence"
