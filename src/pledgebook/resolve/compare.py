"""Whether two claims report one event: evidence for and against, each with its reason.

`MATCHER` names this set of rules; a better one takes another number and its judgements are told apart by it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from pledgebook.model.claim import AidClaim, Amount, CountsAs, Realis, Stage
from pledgebook.model.ledger import Verdict
from pledgebook.model.text import DateRange
from pledgebook.resolve.amounts import NO_RATES, Likeness, compare_amounts, renamed, shown
from pledgebook.resolve.goods import Good, Overlap, counted_in_both, overlap
from pledgebook.resolve.parties import Kinship, Parties
from pledgebook.resolve.timing import Timing, timing

MATCHER = "matcher 4"
SAME = 0.6
UNSURE = 0.5

DONORS = {Kinship.EQUAL: 0.3, Kinship.CONTAINS: 0.2, Kinship.SUPERSET: 0.15, Kinship.RIVAL: 0.1, Kinship.OPEN: 0.05}
AMOUNTS = {Likeness.EQUAL: 0.4, Likeness.WITHIN: 0.2, Likeness.CONVERTED: 0.2, Likeness.RENAMED: 0.2, Likeness.RIVAL: 0.1}
TIMES = {Timing.SAME: 0.25, Timing.CLOSE: 0.15, Timing.NEAR: 0.05, Timing.LOOSE: -0.15, Timing.FAR: -0.45}
ITEMS = {Overlap.SPECIFIC: 0.25, Overlap.GENERAL: 0.05, Overlap.DISJOINT: -0.15, Overlap.QUANTITY: -0.2}
SCHEME = 0.15
SUPPLIER, SUPPLIER_ALONE = 0.05, 0.1
"""both say whose goods somebody else pays for; it says more where there are no amounts"""
PART = 0.2
"""both are parts of one amount"""
COPIED = 0.15
"""one document is a copy or rewrite of the other"""
TOGETHER = 0.1
"""both stand in one document, which says one thing twice"""
WORDING, ALIKE = 0.1, 0.5
"""for claims that have this share of their longer words in common"""
RARE = {Stage.SUSPENDED: 0.15, Stage.REFUSED: 0.15}
"""acts a donor does seldom, so that two reports of one within days are of the same"""

PROMISED = frozenset({Stage.PLEDGED, Stage.COMMITTED})
ADDABLE = frozenset({None, CountsAs.TOTAL, CountsAs.VAGUE})
NOW = (Timing.SAME, Timing.CLOSE)
ONE_SUM = (Likeness.EQUAL, Likeness.WITHIN, Likeness.CONVERTED)


class AidView(msgspec.Struct, frozen=True, gc=False):
    """An aid claim with what comparing needs beside it.

    `published` is its document's publication window, `parent` the amount of its document that it is part of, and
    `words` are the longer words of its evidence.
    """

    claim: AidClaim
    document: str
    goods: tuple[Good, ...]
    published: DateRange | None
    parent: AidClaim | None = None
    words: frozenset[str] = frozenset()

    @property
    def share(self) -> bool:
        """Whether the claim says what one of several donors gives of a joint amount."""
        return self.parent is not None and self.parent.donors != self.claim.donors


class Context(msgspec.Struct, frozen=True):
    """What comparing needs to know of the book: groups, rough rates, money of donors, lists of donors that a document tells apart, copies."""

    parties: Parties
    rough: Mapping[str, float] = NO_RATES
    money: Mapping[str, str] = {}
    told_apart: frozenset[frozenset[tuple[str, ...]]] = frozenset()
    family: Mapping[str, str] = {}


class Reason(msgspec.Struct, frozen=True, gc=False):
    """One line of a comparison: what was compared, how it came out, and what that counts for."""

    field: str
    outcome: str
    points: float = 0.0
    values: str = ""

    def __str__(self) -> str:
        """The line as a judgement keeps it.

        >>> str(Reason("amounts", "equal", 0.4, "USD 500m, USD 500m"))
        'amounts equal +0.40: USD 500m, USD 500m'
        """
        return f"{self.field} {self.outcome}" + (f" {self.points:+.2f}" if self.points else "") + (f": {self.values}" if self.values else "")


_ON_TIME = {time: Reason("dates", str(time), TIMES.get(time, 0.0)) for time in Timing}
_ON_GOODS = {goods: Reason("items", str(goods), ITEMS.get(goods, 0.0)) for goods in Overlap}


class Finding(msgspec.Struct, frozen=True, gc=False):
    """A verdict with its reasons; a `veto` keeps even the clusters of the two apart."""

    verdict: Verdict
    score: float
    lines: tuple[Reason, ...]

    @property
    def reasons(self) -> tuple[str, ...]:
        return tuple(map(str, self.lines))

    @property
    def veto(self) -> bool:
        return self.verdict is Verdict.NOT_SAME


class Weighed(msgspec.Struct, frozen=True):
    """All that speaks for one event and the first thing that speaks against it, whether or not it settled anything.

    From `same` on the sum makes two claims one event, from `unsure` on a question, where nothing is `against` it;
    `short` says why a sum that would do is not enough.
    """

    lines: tuple[Reason, ...]
    score: float
    against: Reason | None = None
    short: str = ""
    same: float = SAME
    unsure: float = UNSURE


class Standing(msgspec.Struct, frozen=True, gc=False):
    """How two claims stand to each other in each respect that is scored or speaks against."""

    kinship: Kinship
    likeness: Likeness
    goods: Overlap
    time: Timing
    copies: bool
    """whether one document copies or rewrites the other"""
    payer: bool
    """whether one names as donor who, by the other, sells what somebody else pays for"""


def compare_aid(left: AidView, right: AidView, context: Context) -> Finding | None:
    """The matcher's finding on two aid claims; None where nothing speaks for one event and nothing against."""
    if act(left.claim) != act(right.claim):
        return Finding(Verdict.NOT_SAME, 0.0, (_other_act(left.claim, right.claim),))
    standing = _standing(left, right, context)
    against = _against(left, right, standing, context) or _stages_against(left.claim, right.claim, standing)
    if against:
        return Finding(Verdict.NOT_SAME, 0.0, (against,))
    lines = tuple(_lines(left, right, standing))
    score = round(sum(line.points for line in lines), 3)
    if score >= SAME and not _short(left, right, standing):
        return Finding(Verdict.SAME, score, lines)
    return Finding(Verdict.UNSURE, score, lines) if score >= UNSURE else None


def weigh_aid(left: AidView, right: AidView, context: Context) -> Weighed:
    """What `compare_aid` finds, with the points also where something speaks against it."""
    standing = _standing(left, right, context)
    against = _against(left, right, standing, context) or _stages_against(left.claim, right.claim, standing)
    if act(left.claim) != act(right.claim):
        against = _other_act(left.claim, right.claim)
    lines = tuple(_lines(left, right, standing))
    return Weighed(lines, round(sum(line.points for line in lines), 3), against, _short(left, right, standing))


def _other_act(left: AidClaim, right: AidClaim) -> Reason:
    return Reason("stages", "differ", values=f"{act(left)}, {act(right)}")


def act(claim: AidClaim) -> str:
    """What kind of act a claim reports: claims of two kinds are never one event, and need not be compared."""
    if claim.counts_as is CountsAs.UMBRELLA:
        return f"umbrella {claim.stage}"
    return "promised" if claim.stage in PROMISED else str(claim.stage)


def _standing(left: AidView, right: AidView, context: Context) -> Standing:
    a, b = left.claim, right.claim
    kinship = context.parties.kinship(a.donors, b.donors)
    likeness = compare_amounts(a.amount, b.amount, context.rough)
    own = context.money.get(a.donors[0]) if kinship is Kinship.EQUAL and len(a.donors) == 1 else None
    if own and likeness in (Likeness.APART, Likeness.CURRENCY) and a.amount and b.amount and renamed(a.amount, b.amount, own, context.rough):
        likeness = Likeness.RENAMED
    payer = kinship is Kinship.APART and (a.donors == (b.supplier,) or b.donors == (a.supplier,))
    copies = left.document != right.document and left.document in context.family and context.family[left.document] == context.family.get(right.document)
    time = timing(a.date, b.date, left.published, right.published)
    return Standing(kinship, likeness, overlap(left.goods, right.goods), time, copies, payer)


def _lines(left: AidView, right: AidView, standing: Standing) -> Iterator[Reason]:
    a, b = left.claim, right.claim
    named = f"{', '.join(a.donors)} | {', '.join(b.donors)}" if a.donors != b.donors else ", ".join(a.donors)
    outcome = "pays in one report and sells in the other" if standing.payer else str(standing.kinship)
    yield Reason("donors", outcome, DONORS.get(standing.kinship, 0.0), named)
    yield _amount_reason(standing.likeness, a.amount, b.amount)
    yield _ON_TIME[standing.time]
    yield _ON_GOODS[standing.goods]
    if a.scheme and a.scheme == b.scheme:
        yield Reason("scheme", "same", SCHEME, a.scheme)
    if a.supplier and a.supplier == b.supplier:
        yield Reason("supplier", "same", SUPPLIER_ALONE if standing.likeness is Likeness.MISSING else SUPPLIER, a.supplier)
    if left.parent and right.parent and left.parent.donors == right.parent.donors:
        yield Reason("parts", "of one amount", PART, ", ".join(left.parent.donors))
    if left.document == right.document:
        yield Reason("document", "same", TOGETHER)
    if standing.copies:
        yield Reason("document", "copied", COPIED)
    if a.stage in RARE and a.stage is b.stage:
        yield Reason("stage", "rare", RARE[a.stage], a.stage)
    common = _words_in_common(left, right)
    if common >= ALIKE:
        yield Reason("wording", f"{common:.0%} in common", WORDING)


def _short(left: AidView, right: AidView, standing: Standing) -> str:
    """Why a high score may not join two claims, "" where it may: without two amounts, the donors and the day have to carry it."""
    kinship, likeness, a, b = standing.kinship, standing.likeness, left.claim, right.claim
    if kinship in (Kinship.APART, Kinship.RIVAL) and not (likeness in (*ONE_SUM, Likeness.RIVAL) and standing.time in NOW):
        return "donors that only nearly agree need a like amount within days"
    if left.document != right.document and (_boundless(a) or _boundless(b)):
        return "an amount without bounds fits every large sum"
    if CountsAs.COMPONENT in (a.counts_as, b.counts_as) and left.share is right.share is True:
        return "" if kinship is Kinship.EQUAL and standing.time in NOW else "shares of joint amounts need the same donors within days"
    if a.counts_as is CountsAs.UMBRELLA and (a.scheme or b.scheme):
        # one of two that tell a sum in the same days may leave out of what it is the sum
        alike = likeness in (Likeness.EQUAL, Likeness.WITHIN) if a.scheme == b.scheme else likeness is Likeness.EQUAL and standing.time in NOW
        return "" if alike else "running totals of a scheme need a like amount"
    if _count_class(a.counts_as) != "addable":
        return "" if likeness is Likeness.EQUAL and kinship is Kinship.EQUAL else "amounts that are not added need the same figure and donors"
    if likeness is Likeness.MISSING:
        agreed = (kinship is Kinship.EQUAL and standing.time in NOW) or (kinship is Kinship.CONTAINS and standing.time is Timing.SAME)
        if not agreed:
            return "without amounts to compare, donors and day have to agree"
        in_passing = not (a.date or b.date or standing.copies or left.document == right.document or counted_in_both(left.goods, right.goods))
        return "without amounts to compare, one has to say when or both how many" if in_passing and _words_in_common(left, right) < ALIKE else ""
    return ""


def _words_in_common(left: AidView, right: AidView) -> float:
    return len(left.words & right.words) / max(1, len(left.words | right.words))


def _boundless(claim: AidClaim) -> bool:
    """Whether an amount is as vague as "billions", into which every large sum falls."""
    return claim.counts_as is CountsAs.VAGUE and claim.amount is not None and claim.amount.max is None


def _against(left: AidView, right: AidView, standing: Standing, context: Context) -> Reason | None:
    a, b = left.claim, right.claim
    if a.recipient and b.recipient and a.recipient != b.recipient:
        return Reason("recipient", "differs", values=f"{a.recipient}, {b.recipient}")
    if _donors_against(a, b, standing, context):
        return Reason("donors", "differ", values=f"{', '.join(a.donors)} | {', '.join(b.donors)}")
    if a.scheme and b.scheme and a.scheme != b.scheme:
        return Reason("scheme", "differs", values=f"{a.scheme}, {b.scheme}")
    if (a.realis is Realis.NEGATED) is not (b.realis is Realis.NEGATED):
        return Reason("realis", "differs: one denies what the other reports")
    if _count_class(a.counts_as) != _count_class(b.counts_as) and not _share_said_alone(left, right, standing):
        return Reason("counts_as", "differs", values=f"{a.counts_as or 'none'}, {b.counts_as or 'none'}")
    if a.date and b.date and timing(a.date, b.date, None, None) is Timing.FAR:
        return Reason("dates", "far apart", values=f"{a.date.first}, {b.date.first}")
    if standing.likeness is Likeness.APART:
        return _amount_reason(standing.likeness, a.amount, b.amount)
    if standing.likeness is Likeness.MISSING and standing.goods in (Overlap.DISJOINT, Overlap.QUANTITY):
        return Reason("items", "differ, and no amount to compare" if standing.goods is Overlap.DISJOINT else "the same in other numbers")
    if left.document == right.document and not _repeats(a, b, standing):
        return Reason("document", "the same: two claims of it")
    return None


def _donors_against(a: AidClaim, b: AidClaim, standing: Standing, context: Context) -> bool:
    """Nobody in common, unless it is only about who pays; or names that a document keeps apart."""
    if standing.kinship is Kinship.APART:
        return not standing.payer or standing.likeness not in ONE_SUM
    return standing.kinship is Kinship.RIVAL and frozenset((a.donors, b.donors)) in context.told_apart


def _share_said_alone(left: AidView, right: AidView, standing: Standing) -> bool:
    """Whether one report gives a donor's share as part of the joint amount and the other the same sum by itself."""
    kinds = {left.claim.counts_as, right.claim.counts_as}
    same = standing.kinship is Kinship.EQUAL and standing.likeness in (*ONE_SUM, Likeness.RENAMED) and standing.time in NOW
    return kinds == {CountsAs.COMPONENT, CountsAs.TOTAL} and same and (left.share or right.share)


def _repeats(a: AidClaim, b: AidClaim, standing: Standing) -> bool:
    """Whether two claims of one document say one thing twice: in one figure, or once as a figure and once vaguely."""
    kinship, likeness = standing.kinship, standing.likeness
    same_part = a.part_of == b.part_of and a.part_of != b.id and b.part_of != a.id
    figure = kinship is Kinship.EQUAL and likeness in (Likeness.EQUAL, Likeness.CONVERTED) and a.counts_as == b.counts_as
    # "$9bn for training and billions more" in one clause are two sums
    one_vague = {a.counts_as, b.counts_as} == {CountsAs.TOTAL, CountsAs.VAGUE} and not a.evidence[0].overlaps(b.evidence[0])
    loosely = kinship in (Kinship.EQUAL, Kinship.CONTAINS) and likeness in (Likeness.WITHIN, Likeness.CONVERTED) and one_vague
    return (figure or loosely) and same_part and standing.goods not in (Overlap.DISJOINT, Overlap.QUANTITY)


def _stages_against(a: AidClaim, b: AidClaim, standing: Standing) -> Reason | None:
    if a.stage is b.stage:
        return None
    if {a.stage, b.stage} != PROMISED:
        return Reason("stages", "differ", values=f"{a.stage}, {b.stage}")
    alike = standing.likeness in ONE_SUM or (standing.likeness is Likeness.MISSING and standing.goods is Overlap.SPECIFIC)
    if not alike or standing.time not in NOW:
        return Reason("stages", "differ, amount and date not agreeing", values=f"{a.stage}, {b.stage}")
    return None


def _count_class(counts_as: CountsAs | None) -> str:
    return "addable" if counts_as in ADDABLE else str(counts_as)


def _amount_reason(likeness: Likeness, left: Amount | None, right: Amount | None) -> Reason:
    if left is None or right is None:
        return Reason("amounts", "missing in one" if left or right else "missing in both")
    return Reason("amounts", str(likeness), AMOUNTS.get(likeness, 0.0), f"{shown(left)}, {shown(right)}")
