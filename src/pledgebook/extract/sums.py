"""Sums: which amounts of a frame count, and which restate another or are said to be for somebody else."""

from __future__ import annotations

import re

import msgspec

from pledgebook.annotate.money import may_mean
from pledgebook.extract.context import Context
from pledgebook.extract.frame import Frame
from pledgebook.model.annotation import Money
from pledgebook.model.text import Span

REACH = 8
"""characters within which "for" and an article lead from an amount to who it is for"""
PHRASE = 80
"""characters behind an amount within which its phrase says whom it is for"""
BRACKET_REACH = 200
"""characters before an amount within which a bracket is looked for"""


def sums_of(frame: Frame, context: Context) -> list[Money]:
    """The amounts of a frame without those that restate one in another currency."""
    return [m for m in frame.money if not _conversion(m, frame.money, context)]


def _conversion(money: Money, others: list[Money], context: Context) -> bool:
    """Whether an amount only restates the one before it in another currency: "$700m (£556m)"."""
    if any(aside.contains(money.span) for aside in context.restated) or _in_other_words(money, others, context):
        return True
    first = max(money.span.start - BRACKET_REACH, 0)
    lead = context.text[first : money.span.start].rstrip()
    for word in context.words.words["approximate"]:
        lead = lead.removesuffix(word).rstrip()
    plain = lead
    for word in context.words.words["equalling"]:
        lead = lead.removesuffix(word).rstrip()
    if not lead.endswith(("(", "[")):
        return False
    return any(o.span.end <= money.span.start and first + len(lead) - 1 - o.span.end <= 1 and (o.currency != money.currency or lead != plain) for o in others)


def _in_other_words(money: Money, others: list[Money], context: Context) -> bool:
    """Whether an amount stands behind one in another currency with nothing but "about" or "or" between: "3 billion kroner, or about $280 million"."""
    before = next((o for o in others if o.currency != money.currency and 0 <= money.span.start - o.span.end <= BRACKET_REACH), None)
    words = context.text[before.span.end : money.span.start].lower().replace(",", " ").split() if before is not None else []
    known = context.words.words["approximate"] | context.words.words["equalling"]
    return bool(words) and before is not None and (" ".join(words) in known or all(word in known for word in words))


def goes_to_another(money: Money, context: Context) -> bool:
    """Whether one of several amounts is said to be for somebody else: "$20m for Kyiv and $30m for Chisinau"."""
    start = money.span.end
    while context.text[start : start + 1].isspace():
        start += 1
    following = context.text[start : start + 4].lower()
    after = [m for m in context.near_mentions.at(Span(money.span.end, money.span.end + REACH + 1)) if 0 <= m.span.start - money.span.end <= REACH]
    return following.startswith(("for ", "to ")) and bool(after) and context.eligible(after[0].code) and after[0].code not in context.groups


def for_others(money: Money, context: Context) -> bool:
    """Whether the phrase of an amount says that it is for parties other than the beneficiary: "$5m in loans for Moldova"."""
    end = next((m.span.start for m in context.near_money.at(Span(money.span.end, money.span.end + PHRASE)) if m.span.start > money.span.end), len(context.text))
    words = Span(money.span.end, min(end, money.span.end + PHRASE, context.annotated.sentences[context.sentence(money.span.start)].span.end))
    led = re.search(r"\b(?:for|to)\s+(?:the\s+|its\s+)?(?=[A-Z])", words.of(context.text))
    if led is None:
        return False
    at = words.start + led.end()
    named = [m.code for m in context.near_mentions.at(Span(at, at + 1)) if m.span.start <= at < m.span.end]
    return bool(named) and not set(named) & context.beneficiaries


def in_own_currency(money: Money, donors: list[str], context: Context) -> Money:
    """An amount in the currency of its one giver where the text leaves it open: "$5m" from Canberra, where nobody names the United States beside it."""
    own = next((party.currency for party in context.dossier.parties if [party.code] == donors), None)
    if own is None or own == money.currency or not may_mean(money, context.text, own, context.dossier):
        return money
    sentence = context.annotated.sentences[context.sentence(money.span.start)].span
    beside = {mention.code for mention in context.near_mentions.at(sentence)}
    if any(party.currency == money.currency for party in context.dossier.parties if party.code in beside):
        return money
    return msgspec.structs.replace(money, currency=own, inferred=True)
