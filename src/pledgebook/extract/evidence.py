"""The guard before the book: a claim whose evidence does not carry its figure is refused, not guessed."""

from __future__ import annotations

import math

from pledgebook.annotate.money import money_in
from pledgebook.dossier.schema import Dossier
from pledgebook.errors import EvidenceError
from pledgebook.model.annotation import Money
from pledgebook.model.claim import AidClaim, Amount, Claim, StatementClaim
from pledgebook.model.text import Span
from pledgebook.resolve.amounts import shown

INFERRED = "currency_inferred"
"""the flag of a claim whose currency the document settles outside its evidence"""

REMEDY = "the claim is left out of the book; report the sentence if the figure stands in it"


def check_evidence(claim: Claim, raw_text: str, dossier: Dossier) -> None:
    """Raises `EvidenceError` where the raw text at the claim's spans does not carry the claim.

    Every span has to lie in the text and hold more than blanks; an amount has to be found by the same money rules in
    the text of one evidence span alone: its digits with their scale, and its currency (unless flagged
    `currency_inferred`, when the span may leave the currency open).
    """
    fault = evidence_fault(claim, raw_text, dossier)
    if fault:
        raise EvidenceError("evidence_missing", f"{claim.doc}: claim {claim.id}: {fault}", hint=REMEDY)


def evidence_fault(claim: Claim, raw_text: str, dossier: Dossier) -> str | None:
    """What is wrong with a claim's evidence, in words; None where nothing is."""
    if not claim.evidence:
        return "it cites no place in the text"
    spans = (*claim.evidence, *claim.content, *claim.source, *claim.cue_spans) if isinstance(claim, StatementClaim) else claim.evidence
    for span in spans:
        if not 0 <= span.start < span.end <= len(raw_text) or not span.of(raw_text).strip():
            return f"its span {span.start}-{span.end} holds nothing (the text ends at {len(raw_text)})"
    if isinstance(claim, AidClaim) and claim.amount is not None and not _amount_stands(claim, claim.amount, raw_text, dossier):
        return f"{shown(claim.amount)} does not stand in its evidence"
    return None


def _amount_stands(claim: AidClaim, amount: Amount, raw_text: str, dossier: Dossier) -> bool:
    open_currency = INFERRED in claim.flags
    return any(_carries(money, amount, open_currency) for span in claim.evidence for money in _money(span, raw_text, dossier))


def _money(span: Span, raw_text: str, dossier: Dossier) -> tuple[Money, ...]:
    # hard wraps and indentation cut "one\nbillion dollars"; the figure is the same without them
    return money_in(" ".join(span.of(raw_text).split()), dossier)


def _carries(money: Money, amount: Amount, open_currency: bool) -> bool:
    if money.currency != amount.currency and not open_currency:
        return False
    stated = [value for value in (money.minimum, money.maximum) if value is not None]
    claimed = [value for value in (amount.min, amount.max) if value is not None]
    return bool(claimed) and all(any(math.isclose(value, other, rel_tol=1e-9) for other in stated) for value in claimed)
