"""How an amount may be counted: only totals are ever added up."""

from __future__ import annotations

import re

from pledgebook.extract.context import Context
from pledgebook.extract.drafts import Draft
from pledgebook.extract.frame import phrase_nouns
from pledgebook.extract.grammar import Tense, ancestors, subject
from pledgebook.model.claim import CountsAs, Stage

_ONE_SUM = re.compile(
    r"\b(?:largest|biggest|highest|most|\d+(?:st|nd|rd|th)|\w+(?:teenth|tieth))\b[^,;]*?\b(?:to date\b|since\b.*)|(?<=worth )[^,;]*? in total\b"
)
"""what names one gift and no sum: "its largest package to date", "worth $5m in total" """
LONG = 60
"""days up to publication from which an amount is that of a period and no single gift"""


HALF_A_YEAR = 180
"""days of a period gone by from which what was given in it is a sum of gifts"""


def count_amounts(drafts: list[Draft], context: Context) -> None:
    """Sets `counts_as` of every draft with an amount."""
    for draft in drafts:
        if draft.money is None or draft.counts_as is not None:
            continue
        draft.counts_as = _counted(draft, drafts, context)


def _counted(draft: Draft, drafts: list[Draft], context: Context) -> CountsAs:
    money = draft.money
    assert money is not None
    if money.unit_price or _rate(draft, context):
        return CountsAs.UNIT_PRICE
    if money.vague:
        return CountsAs.VAGUE
    if draft.parent is not None:
        return CountsAs.COMPONENT
    if _container(draft, drafts, context):
        draft.recipient = None
        draft.items = []
        return CountsAs.CONTAINER
    if _umbrella(draft, context):
        return CountsAs.UMBRELLA
    return CountsAs.TOTAL


def _raised_to(draft: Draft, context: Context) -> bool:
    """Whether an amount is what aid grows to, and no gift by itself: "will double its contribution to $5m"."""
    head = context.head(draft.money.span) if draft.money is not None else None
    while head is not None and head.dep_ in ("nummod", "quantmod", "compound", "nmod"):
        head = head.head
    if head is None or head.dep_ != "pobj" or head.head.lower_ != "to":
        return False
    return any(token.i == draft.frame.inner.token.i and token.lemma_.lower() in context.words.words["growing"] for token in ancestors(head))


def _rate(draft: Draft, context: Context) -> bool:
    """Whether an amount is paid again and again: "$20m a month", "$5m worth of shells per week"."""
    assert draft.money is not None
    periods = "|".join(sorted(context.words.words["rate"]))
    behind = context.text[draft.money.span.end : max(draft.core.end, draft.money.span.end)]
    again = rf"\W+(?:a|an|each|every)\s+(?:{periods})\b(?!\s+(?:ago|after|before|later|earlier|from\s+(?:now|then|today)))"
    return bool(re.match(again, behind) or re.search(rf"\bper\s+(?:{periods})\b", behind))


def _upto_now(draft: Draft, context: Context) -> bool:
    published = context.annotated.document.published
    last = draft.date.range.last if draft.date is not None and draft.date.range is not None else None
    return published is not None and last is not None and published.window.first <= last <= published.window.last


def _container(draft: Draft, drafts: list[Draft], context: Context) -> bool:
    """Whether an amount is of a bill or budget that only holds aid: a smaller one for the beneficiary stands beside it in the sentence."""
    money = draft.money
    head = context.head(money.span) if money is not None else None
    if money is None or head is None or not any(context.words.nouns.get(t.lemma_.lower()) == "container" for t in (head.head, head.head.head)):
        return False
    smaller = [d for d in drafts if d is not draft and d.money is not None and context.sentence(d.money.span.start) == context.sentence(money.span.start)]
    return any((d.money.minimum or 0) < (money.minimum or 0) for d in smaller if d.money is not None)


def _at_once(draft: Draft, context: Context) -> bool:
    """Whether what has been given is one thing, or comes out of one: "has approved a $5m package", "has released $5m from its fund"."""
    head = context.head(draft.money.span) if draft.money is not None else None
    nouns = phrase_nouns(head) if head is not None else []
    single = ("package", "commit", "deliver")  # "has authorised a drawdown of $5m"
    wholes = [n for n in nouns if context.words.nouns.get(n.lemma_.lower()) in single and n.lemma_.lower() not in context.words.words["sum_noun"]]
    if any(c.lower_ in ("a", "an", "another") for noun in wholes for c in noun.children if c.dep_ == "det"):
        return True
    sources = [prep for over in (draft.frame.inner.token, *nouns) for prep in over.children if prep.dep_ == "prep" and prep.lower_ == "from"]
    channels = context.words.words["channel_noun"] | context.words.words["own_budget"]
    return any(noun.lemma_.lower() in channels for prep in sources for noun in prep.children if noun.dep_ == "pobj")


def _umbrella(draft: Draft, context: Context) -> bool:
    """Whether an amount is a running total: "has sent", "since", "to date", "brings the total to"."""
    acts = draft.frame.acts
    if any(step.kind == "total" for step in acts):
        return True
    if draft.date is not None and draft.date.range is not None and draft.date.kind == "since":
        return True
    if draft.stage not in (Stage.DELIVERED, Stage.COMMITTED, Stage.PLEDGED):
        return False
    done = any(step.tense is Tense.PERFECT and step.kind in ("give", "commit", "transparent") for step in acts[:1])
    done = done or any(step.tense is Tense.PERFECT and step.kind in ("give", "transparent") for step in acts[1:2])  # but "has decided to give" is one act
    first = subject(acts[0].token) if not acts[0].noun else None
    if done and not draft.incremental and not _at_once(draft, context) and (first is None or first.lower_ != "i"):  # "I have authorized $5m" is an order
        return True
    if _raised_to(draft, context):
        return True
    doer = subject(acts[0].token) if not draft.donors and not acts[0].noun else None
    if doer is not None and doer.lemma_.lower() in context.words.words["crowd"]:
        # what donors at large pledge at a conference is the sum of what each does
        return True
    if acts[0].kind == "pledge" and acts[0].tense is Tense.PERFECT and not draft.incremental and len(draft.donors) == 1 and draft.donors[0] in context.groups:
        # what allies at large have pledged is the sum of what each did
        return True
    period = (draft.date.range.last - draft.date.range.first).days if draft.date is not None and draft.date.range is not None else 0
    summed = draft.stage is not Stage.PLEDGED or acts[0].tense is Tense.PERFECT or acts[0].kind == "give"
    if (period >= LONG and summed and _upto_now(draft, context)) or (period >= HALF_A_YEAR and draft.stage is Stage.DELIVERED and not _at_once(draft, context)):
        return True
    text = _ONE_SUM.sub("", draft.core.of(context.text).lower())
    return any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) for word in context.words.words["total"])
