"""How it is told on a page why reports are one event, or two: in words, without the points and codes the matcher writes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from pledgebook.model.ledger import Judgement
from pledgebook.resolve.why import Link

OUTCOMES = {
    "donors contains": "donors the same in part",
    "items general": "goods alike in general",
    "items specific": "goods the same",
    "items disjoint": "other goods",
    "amounts converted": "amounts equal once converted",
    "document copied": "one report copies the other",
    "stage rare": "a stage that is seldom told of",
}
"""how a comparison came out, where the matcher's own words are not plain"""
MATCHER = "matcher "


def because(judgement: Judgement | Link) -> str:
    """Why two reports were judged as they were: what was compared and how it came out, or what the one who judged wrote.

    >>> because(Link("a", "b", "matcher 3", ("donors equal +0.30: NLD", "wording 90% in common +0.10", "items none")))
    'donors equal, wording 90% in common'
    """
    if not judgement.by.startswith(MATCHER):
        return "; ".join(judgement.reasons)
    return finding("; ".join(judgement.reasons))


def finding(reasons: str) -> str:
    """How comparisons came out, without their points and values, which stand elsewhere; what was not compared is left out."""
    found = (re.sub(r" [+-]\d.*$|:.*$", "", reason) for reason in reasons.split("; "))
    return ", ".join(OUTCOMES.get(reason, reason) for reason in found if not reason.endswith((" none", " missing in both")))


def judge(by: str) -> str:
    """Who judged.

    >>> judge("matcher 4"), judge("Ada")
    ('the program', 'Ada')
    """
    return "the program" if by.startswith(MATCHER) else by


FILTERS: Mapping[str, Callable[..., Any]] = {"because": because, "finding": finding, "judge": judge}
