"""How an amount may be counted: only totals are ever added up."""

from __future__ import annotations

import re

from pledgebook.extract.context import Context
from pledgebook.extract.drafts import Draft
from pledgebook.extract.grammar import Tense
from pledgebook.model.claim import CountsAs, Stage


def count_amounts(drafts: list[Draft], context: Context) -> None:
    """Sets `counts_as` of every draft with an amount."""
    for draft in drafts:
        if draft.money is None:
            continue
        draft.counts_as = _counted(draft, context)


def _counted(draft: Draft, context: Context) -> CountsAs:
    money = draft.money
    assert money is not None
    if money.unit_price:
        return CountsAs.UNIT_PRICE
    if money.vague:
        return CountsAs.VAGUE
    if draft.parent is not None:
        return CountsAs.COMPONENT
    if _umbrella(draft, context):
        return CountsAs.UMBRELLA
    return CountsAs.TOTAL


def _umbrella(draft: Draft, context: Context) -> bool:
    """Whether an amount is a running total: "has sent", "since", "to date", "brings the total to"."""
    acts = draft.frame.acts
    if any(step.kind == "total" for step in acts):
        return True
    if draft.date is not None and draft.date.range is not None and draft.date.kind == "since":
        return True
    if draft.stage not in (Stage.DELIVERED, Stage.COMMITTED, Stage.PLEDGED):
        return False
    if any(step.tense is Tense.PERFECT and step.kind in ("give", "commit", "transparent") for step in acts[:2]) and not draft.incremental:
        return True
    text = draft.core.of(context.text).lower()
    return any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) for word in context.words.words["total"])
