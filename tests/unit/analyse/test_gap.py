"""The gap keeps unknown apart from zero."""

from __future__ import annotations

from pledgebook.analyse.gap import Knowledge, gaps
from pledgebook.analyse.totals import Sum
from pledgebook.model.claim import Stage
from pledgebook.resolve.fold import fold


def gap_of(facts, *claims):
    entries = fold([facts.document(claim, source=f"{k}.example") for k, claim in enumerate(claims)], facts.dossier).aid
    return next(gap for gap in gaps(entries) if gap.donor == "all")


def test_deliveries_without_a_value_leave_the_gap_unknown(facts):
    gap = gap_of(facts, facts.aid(5e8, "NLD", on="2025-08-04"), facts.aid(None, "NLD", on="2025-09-14", items=("Patriots",), stage=Stage.DELIVERED))
    assert (gap.promised, gap.delivered, gap.gap, gap.knowledge, gap.deliveries) == (Sum(5e8, 5e8), None, None, Knowledge.UNKNOWN, 1)


def test_no_delivery_at_all_leaves_the_gap_unknown_too(facts):
    gap = gap_of(facts, facts.aid(5e8, "NLD", on="2025-08-04"))
    assert (gap.delivered, gap.gap, gap.knowledge) == (None, None, Knowledge.UNKNOWN)


def test_valued_deliveries_make_the_gap_known(facts):
    gap = gap_of(facts, facts.aid(5e8, "NLD", on="2025-08-04"), facts.aid(2e8, "NLD", on="2025-09-14", stage=Stage.DELIVERED))
    assert (gap.gap, gap.knowledge) == (Sum(3e8, 3e8), Knowledge.KNOWN)


def test_some_deliveries_without_a_value_make_it_at_most(facts):
    unvalued = facts.aid(None, "NLD", on="2025-10-14", items=("Patriots",), stage=Stage.DELIVERED)
    gap = gap_of(facts, facts.aid(5e8, "NLD", on="2025-08-04"), facts.aid(2e8, "NLD", on="2025-09-14", stage=Stage.DELIVERED), unvalued)
    assert (gap.gap, gap.knowledge) == (Sum(3e8, 3e8), Knowledge.AT_MOST)


def test_a_promise_is_counted_once_however_far_it_has_come(facts):
    gap = gap_of(facts, facts.aid(5e8, "NLD", on="2025-08-04", scheme="PURL"), facts.aid(5e8, "NLD", on="2025-10-04", scheme="PURL", stage=Stage.CONTRACTED))
    assert gap.promised == Sum(5e8, 5e8)
