"""Months add up to the totals, a funnel passes stages nobody told of, and a lag never takes unknown for zero."""

from __future__ import annotations

import datetime

import pytest

from pledgebook.analyse.explained import counting
from pledgebook.analyse.series import Step, Stretch, by_class, funnel, monthly, stretches
from pledgebook.analyse.totals import Sum, totals
from pledgebook.model.claim import AidType, Amount, CountsAs, ItemCount, Realis, Stage
from pledgebook.model.ledger import AidEntry
from pledgebook.model.text import DateRange
from pledgebook.selection import Classes


def entry(id_, stage=Stage.PLEDGED, amount=None, on=None, to=None, donors=("NLD",), lifecycle=None, **more):
    day = datetime.date.fromisoformat
    fields = {
        "recipient": "UKR",
        "supplier": None,
        "aid_type": AidType.MILITARY,
        "counts_as": CountsAs.TOTAL if amount else None,
        "items": (),
        "joint": len(donors) > 1,
        "scheme": None,
        "incremental": False,
        "delivery_stage": None,
        "realis": Realis.ACTUAL,
        "testimonies": (),
        "documents": 1,
        "independent": 1,
        "first_published": None,
    }
    return AidEntry(
        id=id_,
        stage=stage,
        donors=donors,
        amount=Amount(amount, amount, "USD") if isinstance(amount, float) else amount,
        date=DateRange(day(on), day(to or on)) if on else None,
        lifecycle=lifecycle or id_,
        **{**fields, **more},
    )


def test_months_are_of_the_event_and_undated_money_stands_last_and_apart():
    entries = [
        entry("a", amount=5e8, on="2025-08-04"),
        entry("b", amount=2e8, on="2025-08-30", to="2025-09-02"),
        entry("c", amount=1e8, first_published=datetime.date(2025, 7, 1)),
        entry("d", amount=3e8),
        entry("e", amount=9e9, on="2025-08-04", counts_as=CountsAs.UMBRELLA),
    ]
    assert [(m.month, m.sum.low, m.entries) for m in monthly(entries)] == [("2025-07", 1e8, ("c",)), ("2025-08", 7e8, ("a", "b")), (None, 3e8, ("d",))]


def test_months_add_up_to_the_totals_though_a_share_is_told_in_another_month():
    whole = entry("w", amount=1e9, on="2025-08-04", donors=("DEU", "NLD"))
    share = entry("s", amount=4e8, on="2025-09-01", counts_as=CountsAs.COMPONENT, part_of="w")
    found = {(m.month, m.donor): m.sum.low for m in monthly([whole, share])}
    assert found == {("2025-08", "joint"): 6e8, ("2025-09", "NLD"): 4e8}
    assert sum(found.values()) == sum(total.sum.low for total in totals([whole, share]))


def test_a_funnel_passes_the_stages_no_report_tells_of():
    entries = [
        entry("a", Stage.PLEDGED, 5e8, lifecycle="a"),
        entry("b", Stage.DELIVERED, 2e8, lifecycle="a"),
        entry("c", Stage.DELIVERED, 1e8, lifecycle="a"),
        entry("d", Stage.PLEDGED, 3e8),
        entry("e", Stage.CONTRACTED, 7e8),
        entry("f", Stage.PLEDGED, None, items=(ItemCount("tank"),)),
        entry("g", Stage.PLEDGED, Amount(1e6, 1e6, "UAH")),
        entry("n", Stage.PLEDGED, 6e8, realis=Realis.NEGATED),
        entry("q", Stage.REQUESTED, 6e8),
    ]
    assert funnel(entries, "USD") == (
        Step(Stage.PLEDGED, False, Sum(15e8, 15e8), 5, 2),
        Step(Stage.COMMITTED, False, Sum(10e8, 10e8), 2, 0),
        Step(Stage.CONTRACTED, False, Sum(10e8, 10e8), 2, 0),
        Step(Stage.DELIVERED, False, Sum(3e8, 3e8), 1, 0),
    )


def test_a_delivery_without_a_value_is_unknown_in_the_funnel_and_not_nothing():
    entries = [entry("a", amount=5e8), entry("b", Stage.DELIVERED, items=(ItemCount("tank"),), lifecycle="a")]
    assert funnel(entries, "USD")[-1] == Step(Stage.DELIVERED, False, None, 1, 1)


def test_joint_amounts_have_a_funnel_of_their_own():
    steps = funnel([entry("a", amount=5e8), entry("b", amount=1e9, donors=("DEU", "NLD"))], "USD")
    assert [(step.joint, step.sum) for step in steps if step.stage is Stage.PLEDGED] == [(False, Sum(5e8, 5e8)), (True, Sum(1e9, 1e9))]


def test_a_lag_is_the_median_of_what_is_dated_and_counts_the_rest_apart():
    entries = []
    for k, delivered in enumerate(("2025-02-10", "2025-02-20", "2025-03-10")):
        entries += [entry(f"p{k}", on="2025-01-31", lifecycle=f"p{k}"), entry(f"d{k}", Stage.DELIVERED, on=delivered, lifecycle=f"p{k}")]
    entries += [entry("p8", on="2025-01-31", lifecycle="p8"), entry("d8", Stage.DELIVERED, on="2025-01-01", to="2025-12-31", lifecycle="p8")]
    entries += [entry("p9", on="2025-01-31")]
    found = {(s.start, s.end): s for s in stretches(entries)}
    assert found[Stage.PLEDGED, Stage.DELIVERED] == Stretch(Stage.PLEDGED, Stage.DELIVERED, 20.0, (10, 20, 38), 1, 1)
    assert found[Stage.COMMITTED, Stage.CONTRACTED] == Stretch(Stage.COMMITTED, Stage.CONTRACTED, None, (), 0, 0)


def test_goods_are_counted_by_class_and_unknown_ones_too(facts):
    entries = [
        entry("a", items=(ItemCount("Patriots", 2.0), ItemCount("tanks"))),
        entry("b", Stage.DELIVERED, items=(ItemCount("tank"),)),
        entry("c", items=(ItemCount("gizmo"),)),
    ]
    found = by_class(entries, Classes(facts.dossier).of)
    assert [(c.name, str(c.stage), c.entries) for c in found] == [
        ("air_defence", "pledged", 1),
        ("armour", "pledged", 1),
        ("armour", "delivered", 1),
        (None, "pledged", 1),
    ]


@pytest.mark.parametrize(
    ("given", "line"),
    [
        ([], "No entry fits, so nothing is added up."),
        ([entry("a", amount=1.0)], "1 of 1 entry added up, each event once."),
        (
            [entry("a", amount=1.0), entry("b"), entry("c"), entry("d", amount=1.0, realis=Realis.NEGATED), entry("e", amount=1.0, counts_as=CountsAs.VAGUE)],
            "1 of 5 entries added up, each event once. Left out: 2 without an amount; 1 a vague amount; 1 denied or merely supposed.",
        ),
    ],
)
def test_the_line_says_how_many_were_added_up_and_why_the_others_were_not(given, line):
    assert counting(given).line == line
