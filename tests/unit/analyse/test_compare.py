"""Comparing: each kind of difference gets its reason, worked out by hand, and nothing is left over."""

from __future__ import annotations

import datetime

import pytest

from pledgebook.analyse.compare import Kind, Part, Reason, compare
from pledgebook.analyse.compare_lines import Line, Tracker, lines
from pledgebook.model.claim import AidType, Amount, CountsAs, ItemCount, Stage
from pledgebook.model.text import DateRange
from pledgebook.resolve.fold import fold

AUGUST = datetime.date(2025, 8, 4)


def line(id_="a", amount=500e6, donors=("NLD",), day=AUGUST, **more):
    money = Amount(amount, amount, more.pop("currency", "USD")) if isinstance(amount, float) else amount
    given = {"counts": money is not None, "counts_as": CountsAs.TOTAL if money else None, "aid_type": AidType.MILITARY, "stage": Stage.PLEDGED}
    given["lifecycle"] = id_
    return Line(id=id_, amount=money, donors=donors, day=day, date=DateRange(day, day) if day else None, **{**given, **more})


@pytest.fixture
def held(facts):
    """Compares lines of ours with lines of theirs, in dollars unless told otherwise."""

    def run(ours, theirs, currency="USD"):
        found = compare(ours, Tracker("theirs", tuple(theirs)), facts.dossier, currency)
        assert sum(part.value for row in found.rows for part in row.parts) == found.difference == sum(part.value for part in found.parts)
        return found

    return run


def only(found):
    (row,) = found.rows
    return row


def test_one_promise_on_both_sides_matches(held):
    row = only(held([line()], [line("x", day=datetime.date(2025, 8, 6))]))
    assert (row.kind, row.parts) == (Kind.SAME, ())
    assert [(difference.field, difference.note) for difference in row.differences] == [("date", "2 days apart")]


def test_what_one_side_has_alone_is_told_with_the_reason(held):
    found = held([line()], [line("x", 70e6, ("NOR",)), line("y", 30e6, ("NLD",), datetime.date(2024, 1, 1))])
    parts = {row.note: sum(part.value for part in row.parts) for row in found.rows}
    assert parts == {
        "no line on the other side fits": 500_000_000,
        "the other side has nothing of this donor": -70_000_000,
        "the other side runs from 2025-08-04 to 2025-08-04": -30_000_000,
    }


def test_another_amount_is_what_it_differs_by(held):
    row = only(held([line(amount=510e6)], [line("x", 500e6)]))
    assert row.kind is Kind.DIFFERS
    assert [(part.reason, part.value) for part in row.parts] == [(Reason.AMOUNT, 10_000_000)]


def test_a_figure_rounded_is_rounding(held):
    row = only(held([line(amount=578_000_000.0)], [line("x", 577_500_000.0)]))
    assert [(part.reason, part.value) for part in row.parts] == [(Reason.ROUNDING, 500_000)]


def test_a_conversion_of_theirs_at_another_rate_is_kept_apart_from_the_amount(held):
    # the bank's rate of 4 August 2025 is 1.1565 dollars to the euro: 500m euros are 578.25m dollars
    theirs = line("x", 500e6, currency="EUR", stated=Amount(550e6, 550e6, "USD"))
    row = only(held([line(amount=510e6, currency="EUR")], [theirs]))
    assert [(part.reason, part.value) for part in row.parts] == [(Reason.CONVERSION, 28_250_000), (Reason.AMOUNT, 11_565_000)]


def test_the_rate_of_another_day_is_kept_apart_too(held):
    # 1.1565 on 4 August 2025, 1.1550 on 5 August
    row = only(held([line(amount=100e6, currency="EUR", day=datetime.date(2025, 8, 5))], [line("x", 100e6, currency="EUR")]))
    assert [part.reason for part in row.parts] == [Reason.RATE_DAY]
    assert row.parts[0].value == found_difference(100e6)


def found_difference(euros):
    from pledgebook.analyse.rates import rate

    one, two = (rate("EUR", "USD", day).value for day in (AUGUST, datetime.date(2025, 8, 5)))
    assert one == 1.1565
    return round(euros * two) - round(euros * one)


def test_one_promise_told_in_two_currencies(held):
    row = only(held([line(amount=577e6)], [line("x", 500e6, currency="EUR")]))
    assert [(part.reason, part.value) for part in row.parts] == [(Reason.ROUNDING, -1_250_000)]
    assert ("currency", "USD", "EUR") in [(difference.field, difference.ours, difference.theirs) for difference in row.differences]
    row = only(held([line(amount=550e6)], [line("x", 500e6, currency="EUR")]))
    assert [(part.reason, part.value) for part in row.parts] == [(Reason.CURRENCY, -28_250_000)]


def test_up_to_counts_nothing_at_least_and_says_so(held):
    row = only(held([line(amount=Amount(None, 500e6, "USD"))], [line("x")]))
    assert [(part.reason, part.value) for part in row.parts] == [(Reason.BOUND, -500_000_000)]


def test_an_amount_one_side_lacks_and_one_it_does_not_count(held):
    lacking = held([line(amount=None, items=(ItemCount("tanks", 3.0),))], [line("x", items=(ItemCount("tanks", 3.0),))])
    assert [(part.reason, part.value) for part in only(lacking).parts] == [(Reason.NO_AMOUNT_WITH_US, -500_000_000)]
    umbrella = held([line(counts=False, counts_as=CountsAs.UMBRELLA, why_not="umbrella")], [line("x")])
    assert [(part.reason, part.value, part.note) for part in only(umbrella).parts] == [(Reason.NOT_COUNTED_BY_US, -500_000_000, "umbrella")]
    passed_on = held([line()], [line("x", counts=False, why_not="passed on")])
    assert [(part.reason, part.value) for part in only(passed_on).parts] == [(Reason.NOT_COUNTED_BY_THEM, 500_000_000)]


def test_a_joint_amount_against_the_donors_own(held):
    joint = line(amount=500e6, donors=("DEU", "NLD", "NOR"), joint=True)
    found = held([joint], [line("x", 200e6, ("DEU",)), line("y", 200e6, ("NLD",)), line("z", 100e6, ("NOR",)), line("w", 9e6, ("NOR",))])
    split = next(row for row in found.rows if row.kind is Kind.SPLIT)
    assert ([held.id for held in split.theirs], split.parts) == (["x", "y", "z"], ())
    assert found.difference == -9_000_000


def test_shares_a_report_states_lead_to_the_donors_own_rows(held):
    joint = line("j", 300e6, ("DEU", "NLD"), joint=True)
    part = {"counts": False, "counts_as": CountsAs.COMPONENT, "part_of": "j"}
    found = held([joint, line("s", 210e6, ("DEU",), **part), line("t", 90e6, ("NLD",), **part)], [line("x", 210e6, ("DEU",)), line("y", 90e6, ("NLD",))])
    assert [(row.kind, len(row.theirs), row.parts) for row in found.rows] == [(Kind.SPLIT, 2, ())]


def test_a_package_against_its_parts_only_where_they_add_up_exactly(held):
    found = held([line(amount=100e6)], [line("x", 60e6), line("y", 40e6)])
    assert [row.kind for row in found.rows] == [Kind.SPLIT]
    found = held([line(amount=100e6)], [line("x", 60e6), line("y", 45e6)])
    assert {row.kind for row in found.rows} == {Kind.ONLY_OURS, Kind.ONLY_THEIRS}


def test_an_amount_without_a_rate_is_in_neither_total_and_is_told(held):
    found = held([line(currency="UAH")], [])
    assert (found.ours, found.difference, [held.id for held in found.no_rate]) == (0, 0, ["a"])


def test_other_goods_stage_and_donors_are_told(held):
    ours = line(items=(ItemCount("Patriot missiles", 12.0),), stage=Stage.DELIVERED, donors=("NLD", "NOR"))
    row = only(held([ours], [line("x", items=(ItemCount("tanks", 3.0),))]))
    assert {difference.field for difference in row.differences} == {"donors", "stage", "items"}
    assert [difference.note for difference in row.differences if difference.field == "items"] == ["other goods"]


def test_a_promise_kept_counts_once_and_matches_by_its_pledge(facts, held):
    documents = [
        facts.document(facts.aid(500e6, "NLD", on="2025-08-04", stage=Stage.PLEDGED), source="a.example"),
        facts.document(facts.aid(500e6, "NLD", on="2025-11-20", stage=Stage.DELIVERED), source="b.example", published="2025-11-21"),
    ]
    ledger = fold(documents, facts.dossier)
    assert len({entry.lifecycle for entry in ledger.aid}) == 1
    found = held(lines(ledger.aid), [line("x")])
    assert (found.ours, found.difference) == (500_000_000, 0)
    assert only(found).kind is Kind.SAME


def test_the_parts_are_gathered_by_reason_the_greatest_first(held):
    found = held([line("a", 510e6), line("b", 30e6, ("NOR",))], [line("x", 500e6)])
    assert found.parts == (Part(Reason.ONLY_OURS, 30_000_000, "1 row"), Part(Reason.AMOUNT, 10_000_000, "1 row"))
