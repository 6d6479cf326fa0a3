"""A figure is refused unless digits, scale and currency stand in the cited span."""

from __future__ import annotations

import pytest

from pledgebook.dossier.load import load_dossier
from pledgebook.errors import EvidenceError
from pledgebook.extract.evidence import check_evidence, evidence_fault
from pledgebook.model.claim import AidClaim, Amount, Stage
from pledgebook.model.text import Span

TEXT = "The Netherlands gives $500\nmillion for arms. Norway adds more than €2 billion, and Sweden about 300 million."


def fault(words, amount=None, flags=()):
    start = TEXT.index(words)
    claim = AidClaim(doc="a", id="x", evidence=(Span(start, start + len(words)),), stage=Stage.PLEDGED, amount=amount, flags=flags)
    return evidence_fault(claim, TEXT, load_dossier())


@pytest.mark.parametrize(
    ("words", "amount"),
    [
        ("gives $500\nmillion for arms", Amount(5e8, 5e8, "USD")),
        ("more than €2 billion", Amount(2e9, None, "EUR")),
        ("Norway adds", None),
    ],
)
def test_what_stands_in_its_span_passes(words, amount):
    assert fault(words, amount) is None


@pytest.mark.parametrize(
    ("words", "amount"),
    [
        ("gives $500\nmillion for arms", Amount(5e9, 5e9, "USD")),
        ("gives $500\nmillion for arms", Amount(5e8, 5e8, "EUR")),
        ("gives $500", Amount(5e8, 5e8, "USD")),
        ("million for arms", Amount(5e8, 5e8, "USD")),
        ("about 300 million", Amount(3e8, 3e8, "SEK")),
    ],
    ids=["scale", "currency", "scale cut off", "digits cut off", "no currency"],
)
def test_what_does_not_is_refused(words, amount):
    assert fault(words, amount) is not None


@pytest.mark.parametrize("spans", [(), (Span(3, 3),), (Span(0, 9999),), (Span(26, 27),)], ids=["none", "empty", "outside", "blank"])
def test_spans_lie_in_the_text_and_hold_something(spans):
    claim = AidClaim(doc="a", id="x", evidence=spans, stage=Stage.PLEDGED)
    with pytest.raises(EvidenceError) as caught:
        check_evidence(claim, TEXT, load_dossier())
    assert caught.value.hint
