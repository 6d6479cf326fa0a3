"""Waits for a stage: the estimate is that of the textbooks, and what has no days is in none of it."""

from __future__ import annotations

import datetime

import pytest

from pledgebook.analyse.waiting import still_waiting, waiting
from pledgebook.errors import PledgebookError
from pledgebook.model.claim import Realis, Stage
from pledgebook.model.ledger import AidEntry
from pledgebook.model.text import DateRange

UNTIL = datetime.date(2025, 12, 31)


def entry(id_, stage, on=None, to=None, lifecycle=None, reported=None, realis=Realis.ACTUAL):
    day = datetime.date.fromisoformat
    nothing = dict.fromkeys(("recipient", "supplier", "aid_type", "amount", "counts_as", "scheme", "delivery_stage"))
    return AidEntry(
        id=id_,
        stage=stage,
        donors=("NLD",),
        items=(),
        joint=False,
        incremental=False,
        realis=realis,
        testimonies=(),
        documents=1,
        independent=1,
        first_published=day(reported) if reported else None,
        date=DateRange(day(on), day(to or on)) if on else None,
        lifecycle=lifecycle or id_,
        **nothing,
    )


def promised(id_, on, **more):
    return entry(id_, Stage.PLEDGED, on, lifecycle=id_, **more)


def arrived(id_, on, of, **more):
    return entry(id_, Stage.DELIVERED, on, lifecycle=of, **more)


def test_the_estimate_is_that_of_the_textbook_and_of_lifelines():
    # remission in weeks of the 21 patients given 6-MP (Freireich and others 1963), in every textbook; bands as lifelines 0.30.3 gives them
    ended = [6, 6, 6, 7, 10, 13, 16, 22, 23]
    open_ = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
    found = still_waiting([(days, True) for days in ended] + [(days, False) for days in open_])
    assert [(step.days, step.waiting, step.ended) for step in found] == [
        (6, 21, 3), (7, 17, 1), (10, 15, 1), (13, 12, 1), (16, 11, 1), (22, 7, 1), (23, 6, 1),
    ]  # fmt: skip
    shares = [0.857143, 0.806723, 0.752941, 0.690196, 0.627451, 0.537815, 0.448179]
    lows = [0.619718, 0.563147, 0.503200, 0.431610, 0.367511, 0.267779, 0.188052]
    highs = [0.951552, 0.922809, 0.889362, 0.849066, 0.804912, 0.746791, 0.680143]
    assert [step.share for step in found] == pytest.approx(shares, abs=1e-6)
    assert [step.low for step in found] == pytest.approx(lows, abs=1e-6)
    assert [step.high for step in found] == pytest.approx(highs, abs=1e-6)


def test_without_open_ones_it_is_the_share_that_is_left():
    found = still_waiting([(days, True) for days in (10, 20, 20, 40)])
    assert [(step.days, step.share) for step in found] == [(10, 0.75), (20, 0.25), (40, 0.0)]
    assert (found[-1].low, found[-1].high) == (0.0, 0.0)


def test_open_promises_wait_up_to_the_last_report_and_make_the_median_later():
    entries = [promised("a", "2025-12-01"), arrived("a2", "2025-12-11", "a"), promised("b", "2025-12-01"), promised("c", "2025-12-21")]
    found = waiting(entries, UNTIL)
    assert [(wait.start, wait.days, wait.ended) for wait in found.waits] == [("a", 10, True), ("c", 10, False), ("b", 30, False)]
    assert (found.ended, found.open) == (1, 2)
    # one of three had come after ten days; of the delivered alone the middle would be 10
    assert [(step.days, step.waiting) for step in found.curve] == [(10, 3)]
    assert found.curve[0].share == pytest.approx(2 / 3)
    assert found.median_days is None


def test_what_has_no_days_stands_apart_and_counts_for_nothing():
    entries = [
        entry("u", Stage.PLEDGED, lifecycle="u"),
        entry("y", Stage.PLEDGED, "2025-01-01", "2025-12-31", lifecycle="y"),
        promised("k", "2025-03-01"),
        entry("k2", Stage.DELIVERED, "2025-01-01", "2025-12-31", lifecycle="k"),
        promised("r", "2025-06-01"),
        arrived("r2", "2025-05-01", "r"),
        arrived("alone", "2025-05-01", "alone"),
    ]
    found = waiting(entries, UNTIL)
    assert (found.undated, found.unknown, found.before) == (2, 1, 1)
    assert (found.waits, found.curve, found.median_days) == ((), (), None)


def test_a_refusal_ends_the_watch_and_not_the_wait():
    entries = [promised("a", "2025-12-01"), entry("a2", Stage.REFUSED, "2025-12-06", lifecycle="a")]
    (wait,) = waiting(entries, UNTIL).waits
    assert (wait.days, wait.ended) == (5, False)


def test_the_first_promise_and_the_first_delivery_of_a_lifecycle_count():
    entries = [
        entry("c", Stage.COMMITTED, "2025-02-01", lifecycle="a"),
        promised("a", "2025-01-01"),
        arrived("d2", "2025-05-01", "a"),
        arrived("d1", "2025-03-02", "a"),
        arrived("planned", "2025-01-02", "a", realis=Realis.PLANNED),
    ]
    (wait,) = waiting(entries, UNTIL).waits
    assert (wait.start, wait.end, wait.days) == ("a", "d1", 60)
    (law,) = waiting(entries, UNTIL, Stage.PLEDGED, Stage.COMMITTED).waits
    assert (law.end, law.days) == ("c", 31)


def test_the_day_of_the_first_report_stands_for_a_day_nobody_tells():
    entries = [entry("a", Stage.PLEDGED, reported="2025-12-01"), arrived("d", "2025-12-04", "a")]
    assert waiting(entries, UNTIL).waits[0].days == 3


@pytest.mark.parametrize("stages", [(Stage.DELIVERED, Stage.PLEDGED), (Stage.PLEDGED, Stage.PLEDGED), (Stage.REQUESTED, Stage.DELIVERED)])
def test_a_way_that_does_not_lead_forward_is_refused(stages):
    with pytest.raises(PledgebookError) as caught:
        waiting([], UNTIL, *stages)
    assert caught.value.code == "bad_stages"
