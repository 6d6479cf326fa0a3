"""Whether two claims report one event: evidence for and against, each with its reason.

`MATCHER` names this set of rules; a better one takes another number and its judgements are told apart by it.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from pledgebook.model.claim import AidClaim, Amount, CountsAs, Realis, Stage
from pledgebook.model.ledger import Verdict
from pledgebook.model.text import DateRange
from pledgebook.resolve.amounts import Likeness, compare_amounts, shown
from pledgebook.resolve.goods import Good, Overlap, overlap
from pledgebook.resolve.parties import Kinship, Parties
from pledgebook.resolve.timing import Timing, timing

MATCHER = "matcher 1"
SAME = 0.6
UNSURE = 0.5

DONORS = {Kinship.EQUAL: 0.3, Kinship.CONTAINS: 0.2, Kinship.SUPERSET: 0.15, Kinship.OPEN: 0.05}
AMOUNTS = {Likeness.EQUAL: 0.4, Likeness.WITHIN: 0.2, Likeness.RIVAL: 0.1, Likeness.CONVERTED: 0.2, Likeness.CURRENCY: 0.0, Likeness.MISSING: 0.0}
TIMES = {Timing.SAME: 0.25, Timing.CLOSE: 0.15, Timing.NEAR: 0.05, Timing.UNKNOWN: 0.0, Timing.LOOSE: -0.15, Timing.FAR: -0.45}
ITEMS = {Overlap.SPECIFIC: 0.25, Overlap.GENERAL: 0.05, Overlap.NONE: 0.0, Overlap.DISJOINT: -0.15, Overlap.QUANTITY: -0.2}
SCHEME = 0.15

PROMISED = frozenset({Stage.PLEDGED, Stage.COMMITTED})
ADDABLE = frozenset({None, CountsAs.TOTAL, CountsAs.VAGUE})


class AidView(msgspec.Struct, frozen=True):
    """An aid claim with what comparing needs beside it: its goods, and its document's publication window."""

    claim: AidClaim
    document: str
    goods: tuple[Good, ...]
    published: DateRange | None


class Finding(msgspec.Struct, frozen=True):
    """A verdict with its reasons; a `veto` keeps even the clusters of the two apart."""

    verdict: Verdict
    score: float
    reasons: tuple[str, ...]

    @property
    def veto(self) -> bool:
        return self.verdict is Verdict.NOT_SAME


def compare_aid(left: AidView, right: AidView, parties: Parties, rough: Mapping[str, float]) -> Finding | None:
    """The matcher's finding on two aid claims; None where nothing speaks for one event and nothing against."""
    kinship = parties.kinship(left.claim.donors, right.claim.donors)
    likeness = compare_amounts(left.claim.amount, right.claim.amount, rough)
    goods = overlap(left.goods, right.goods)
    time = timing(left.claim.date, right.claim.date, left.published, right.published)
    against = _against(left, right, kinship, likeness, goods) or _stages_against(left.claim, right.claim, likeness, goods, time)
    if against:
        return Finding(Verdict.NOT_SAME, 0.0, (against,))
    score = DONORS[kinship] + AMOUNTS[likeness] + TIMES[time] + ITEMS[goods]
    reasons = [f"donors {kinship}", _amount_reason(likeness, left.claim.amount, right.claim.amount), f"dates {time}", f"items {goods}"]
    if left.claim.scheme and left.claim.scheme == right.claim.scheme:
        score += SCHEME
        reasons.append(f"scheme {left.claim.scheme}")
    score = round(score, 3)
    if score >= SAME and _sure(left.claim, kinship, likeness, time):
        return Finding(Verdict.SAME, score, tuple(reasons))
    return Finding(Verdict.UNSURE, score, tuple(reasons)) if score >= UNSURE else None


def _sure(claim: AidClaim, kinship: Kinship, likeness: Likeness, time: Timing) -> bool:
    """Whether a high score may join two claims: without two amounts, the donors and the day have to carry it."""
    if _count_class(claim.counts_as) != "addable":
        return likeness is Likeness.EQUAL and kinship is Kinship.EQUAL
    if likeness is Likeness.MISSING:
        return kinship in (Kinship.EQUAL, Kinship.CONTAINS) and time in (Timing.SAME, Timing.CLOSE)
    return True


def _against(left: AidView, right: AidView, kinship: Kinship, likeness: Likeness, goods: Overlap) -> str | None:
    a, b = left.claim, right.claim
    if a.recipient and b.recipient and a.recipient != b.recipient:
        return f"recipients {a.recipient} and {b.recipient}"
    if kinship is Kinship.APART:
        return f"donors {', '.join(a.donors)} and {', '.join(b.donors)}"
    if a.scheme and b.scheme and a.scheme != b.scheme:
        return f"schemes {a.scheme} and {b.scheme}"
    if (a.realis is Realis.NEGATED) is not (b.realis is Realis.NEGATED):
        return "one denies what the other reports"
    if _count_class(a.counts_as) != _count_class(b.counts_as):
        return f"amounts count as {a.counts_as or 'none'} and {b.counts_as or 'none'}"
    if a.date and b.date and timing(a.date, b.date, None, None) is Timing.FAR:
        return f"dates {a.date.first} and {b.date.first}"
    if likeness is Likeness.APART:
        return _amount_reason(likeness, a.amount, b.amount)
    if likeness is Likeness.MISSING and goods in (Overlap.DISJOINT, Overlap.QUANTITY):
        return "no amount to compare and different items" if goods is Overlap.DISJOINT else "the same items in other numbers"
    if left.document == right.document and not _repeats(a, b, kinship, likeness, goods):
        return "two claims of one document"
    return None


def _repeats(a: AidClaim, b: AidClaim, kinship: Kinship, likeness: Likeness, goods: Overlap) -> bool:
    """Whether two claims of one document say one thing twice: in one figure, or once as a figure and once vaguely."""
    same_part = a.part_of == b.part_of and a.part_of != b.id and b.part_of != a.id
    figure = kinship is Kinship.EQUAL and likeness in (Likeness.EQUAL, Likeness.CONVERTED) and a.counts_as == b.counts_as
    loosely = kinship in (Kinship.EQUAL, Kinship.CONTAINS) and likeness is Likeness.WITHIN and {a.counts_as, b.counts_as} == {CountsAs.TOTAL, CountsAs.VAGUE}
    return (figure or loosely) and same_part and goods not in (Overlap.DISJOINT, Overlap.QUANTITY)


def _stages_against(a: AidClaim, b: AidClaim, likeness: Likeness, goods: Overlap, time: Timing) -> str | None:
    if a.stage is b.stage:
        return None
    if {a.stage, b.stage} != PROMISED:
        return f"stages {a.stage} and {b.stage}"
    alike = likeness in (Likeness.EQUAL, Likeness.WITHIN) or (likeness is Likeness.MISSING and goods is Overlap.SPECIFIC)
    if not alike or time not in (Timing.SAME, Timing.CLOSE):
        return "pledged and committed, amount and date not agreeing"
    return None


def _count_class(counts_as: CountsAs | None) -> str:
    return "addable" if counts_as in ADDABLE else str(counts_as)


def _amount_reason(likeness: Likeness, left: Amount | None, right: Amount | None) -> str:
    if left is None or right is None:
        return "one states no amount" if left or right else "neither states an amount"
    return f"amounts {likeness}: {shown(left)}, {shown(right)}"
