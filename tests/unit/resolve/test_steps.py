"""Which entry carries which promise forward, and what only looks as if it did."""

from __future__ import annotations

import pytest

from pledgebook.model.claim import Stage
from pledgebook.resolve.fold import fold

PATRIOTS = {"items": ("Patriots",)}


@pytest.fixture
def follows(facts):
    """Whether the later of two claims carries the earlier one forward, each told the day it names, or `published`."""

    def answer(earlier, later, published=(None, None)):
        told = [facts.document(claim, source=f"{k}.example", published=day) for k, (claim, day) in enumerate(zip((earlier, later), published, strict=True))]
        ids = [document.reported[0].claim.id for document in told]
        entries = {entry.id: entry for entry in fold(told, facts.dossier).aid}
        assert set(entries) == set(ids), "two entries"
        return entries[ids[1]].follows == ids[0]

    return answer


def test_what_a_group_gave_carries_no_promise_of_one_member_forward_unless_scheme_or_sum_say_so(follows, facts):
    pledge = facts.aid(5e8, "NLD", on="2025-08-04", scheme="PURL", **PATRIOTS)
    days = ("2025-08-04", "2025-09-18")
    assert not follows(pledge, facts.aid(None, "EUROPEAN_ALLIES", on="2025-09-18", stage=Stage.DELIVERED, **PATRIOTS), days)
    assert follows(pledge, facts.aid(None, "EUROPEAN_ALLIES", on="2025-09-18", stage=Stage.DELIVERED, scheme="PURL", **PATRIOTS), days)
    assert follows(pledge, facts.aid(5e8, "EUROPEAN_ALLIES", on="2025-09-18", stage=Stage.DELIVERED, **PATRIOTS), days)
    # and a member may give what the group promised
    together = facts.aid(None, "EUROPEAN_ALLIES", on="2025-08-04", **PATRIOTS)
    assert follows(together, facts.aid(None, "NLD", on="2025-09-18", stage=Stage.DELIVERED, **PATRIOTS), days)


def test_a_count_of_all_that_was_sent_since_before_a_promise_carries_none_forward(follows, facts):
    pledge = facts.aid(None, "NLD", on="2025-08-04", **PATRIOTS)
    ever = facts.aid(None, "NLD", on=None, date=facts.days("2022-02-24", "2025-09-18"), stage=Stage.DELIVERED, **PATRIOTS)
    month = facts.aid(None, "NLD", on=None, date=facts.days("2025-08-01", "2025-08-31"), stage=Stage.DELIVERED, **PATRIOTS)
    assert not follows(pledge, ever, ("2025-08-04", "2025-09-18"))
    assert follows(pledge, month, ("2025-08-04", "2025-09-18"))


def test_nothing_carries_forward_what_came_after_it_was_told(follows, facts):
    until_next_year = facts.aid(None, "NLD", on=None, date=facts.days("2024-07-09", "2025-07-09"), **PATRIOTS)
    asked = facts.aid(None, "NLD", on="2024-09-23", stage=Stage.REQUESTED, **PATRIOTS)
    assert not follows(asked, until_next_year, ("2024-09-20", "2024-07-09"))
    assert follows(facts.aid(None, "NLD", on="2024-07-01", stage=Stage.REQUESTED, **PATRIOTS), until_next_year, ("2024-07-02", "2024-07-09"))


def test_what_was_delivered_is_not_refused_afterwards_but_more_of_it_may_be_held_back(follows, facts):
    sent = facts.aid(None, "NLD", on="2025-08-04", stage=Stage.DELIVERED, **PATRIOTS)
    days = ("2025-08-04", "2025-09-18")
    assert not follows(sent, facts.aid(None, "NLD", on="2025-09-18", stage=Stage.REFUSED, **PATRIOTS), days)
    assert follows(sent, facts.aid(None, "NLD", on="2025-09-18", stage=Stage.SUSPENDED, **PATRIOTS), days)
    asked = facts.aid(None, "NLD", on="2025-08-04", stage=Stage.REQUESTED, **PATRIOTS)
    assert follows(asked, facts.aid(None, "NLD", on="2025-09-18", stage=Stage.REFUSED, **PATRIOTS), days)


@pytest.mark.parametrize(("stage", "year", "carried"), [("committed", "2026", True), ("committed", "2027", False), ("delivered", "2027", True)])
def test_one_promise_repeats_another_within_a_year_and_is_delivered_within_five(follows, facts, stage, year, carried):
    pledge = facts.aid(4e8, "USA", on="2025-08-04")
    assert follows(pledge, facts.aid(4e8, "USA", on=f"{year}-07-04", stage=Stage(stage)), ("2025-08-04", f"{year}-07-04")) is carried
