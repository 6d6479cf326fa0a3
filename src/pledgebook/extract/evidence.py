"""The guard before the book: a claim whose evidence does not carry its figure is refused, not guessed."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Sequence

from pledgebook.annotate.items import items_in
from pledgebook.annotate.money import may_mean, money_in
from pledgebook.annotate.numbers import DIGITS, WORDS, numeral
from pledgebook.dossier.schema import Dossier
from pledgebook.errors import EvidenceError
from pledgebook.model.annotation import Item, Money
from pledgebook.model.claim import AidClaim, Amount, Claim, StatementClaim
from pledgebook.resolve.amounts import shown

INFERRED = "currency_inferred"
"""the flag of a claim whose currency the document settles outside its evidence"""

_WORD = re.compile(r"\w+")
_ALONE = re.compile(rf"(?<![\w$€£.,/’'-])(?P<number>{DIGITS}|(?i:{WORDS}))(?=\s*(?:[.;:,)\]]|\Z)|\s+(?:more|others|of|to|from|in|by|since)\b)")
"""a number that counts no word behind it: "brings their number to 20", "gave four to Oslo", "2,000 more were sent"."""
_KNOWN = r"of\s+(?:(?:the|its|their|those|these)\b|\d)"
_PART = re.compile(
    rf"(?<![\w$€£.,/’'-])(?:(?P<some>{DIGITS}|(?i:{WORDS}))\s+{_KNOWN}|"
    rf"(?i:{_KNOWN})[^.;]*?,\s+(?:only\s+)?(?P<of>{DIGITS}|(?i:{WORDS}))\s+(?:have|has|were|are)\b)"
)
"""a number of goods that are counted beside it: "18 of the 30 boats", "of the 30 boats 18 have"."""
_MONTHS = tuple(name for names in (calendar.month_name, calendar.month_abbr) for name in names if name)

REMEDY = "the claim is left out of the book; report the sentence if the figure stands in it"


def check_evidence(claim: Claim, raw_text: str, dossier: Dossier) -> None:
    """Raises `EvidenceError` where the raw text at the claim's spans does not carry the claim.

    Every span has to lie in the text and hold more than blanks. An amount has to be found by the same money rules in the
    text of one evidence span alone: its digits with their scale, and its currency, or where that is flagged
    `currency_inferred` words that can mean it ("$" for Canadian dollars). A number of goods has to stand before their name,
    another name for them, or one that shares a word with theirs; or it stands alone, and their name uncounted;
    or it is a part of their number ("18 of the 30 boats").
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
    if isinstance(claim, AidClaim):
        return _figure_fault(claim, [" ".join(span.of(raw_text).split()) for span in claim.evidence], dossier)
    return None


def _figure_fault(claim: AidClaim, texts: list[str], dossier: Dossier) -> str | None:
    """Which figure of a claim none of its evidence carries; `texts` without hard wraps, which cut "one\nbillion dollars"."""
    money = [money_in(text, dossier) for text in texts]
    amount, open_currency = claim.amount, INFERRED in claim.flags
    if amount is not None and not any(_carries(one, text, amount, open_currency, dossier) for text, found in zip(texts, money, strict=True) for one in found):
        return f"{shown(amount)} does not stand in its evidence"
    counted = [item for item in claim.items if item.quantity is not None]
    if not counted:
        return None
    goods = [items_in(text, dossier, found) for text, found in zip(texts, money, strict=True)]
    alone = {number for text, items, found in zip(texts, goods, money, strict=True) for number in _alone(text, items, found)}
    parts = {numeral(match["some"] or match["of"]) for text in texts for match in _PART.finditer(text)}
    for item in counted:
        same = {one.code for one in items_in(item.name, dossier) if one.code}
        named = {one.quantity for found in goods for one in found if one.code in same or _words(one.name) & _words(item.name)}
        uncounted = None in named or item.name in texts
        if item.quantity not in named and not (uncounted and item.quantity in alone) and not (named and item.quantity in parts):
            return f"{item.quantity:g} {item.name} does not stand in its evidence"
    return None


def _alone(text: str, items: Sequence[Item], money: Sequence[Money]) -> Iterator[float]:
    """The numbers of a text that stand alone, in no amount, in no day and at no name of goods."""
    taken = [one.span for found in (items, money) for one in found]
    for match in _ALONE.finditer(text):
        if not text[: match.start()].rstrip().endswith(_MONTHS) and not any(span.start <= match.start() < span.end for span in taken):
            yield numeral(match["number"])


def _carries(money: Money, text: str, amount: Amount, open_currency: bool, dossier: Dossier) -> bool:
    """Whether an amount in the text says the claimed one; a bound said by words outside the evidence ("up to") is no figure."""
    settled = may_mean(money, text, amount.currency, dossier) if open_currency else money.currency == amount.currency
    return settled and _values(money.minimum, money.maximum) == _values(amount.min, amount.max)


def _values(low: float | None, high: float | None) -> set[float]:
    """The figures of bounds, freed of the last binary digits."""
    return {float(f"{value:.12g}") for value in (low, high) if value is not None}


def _words(name: str) -> set[str]:
    return {word.removesuffix("s") for word in _WORD.findall(name.casefold())}
