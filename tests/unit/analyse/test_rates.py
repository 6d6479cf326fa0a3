"""Rates of the day: the one published last, none where there is none, and never nothing for an amount."""

from __future__ import annotations

import datetime

import pytest

from pledgebook.analyse.rates import converted, in_currency, rate, rate_day
from pledgebook.model.claim import CountsAs
from pledgebook.resolve.fold import fold

MONDAY = datetime.date(2025, 8, 4)


def entries(facts, *claims, published="2025-08-05"):
    return fold([facts.document(*claims, published=published)], facts.dossier).aid


def test_a_day_without_a_rate_takes_the_last_before_it():
    # 2 and 3 August 2025 were a weekend; over Easter 2025 the bank paused from Friday to Monday
    assert {rate("EUR", "USD", MONDAY - datetime.timedelta(days=k)).day for k in (1, 2, 3)} == {datetime.date(2025, 8, 1)}
    assert rate("EUR", "USD", datetime.date(2025, 4, 21)).day == datetime.date(2025, 4, 17)


def test_a_known_rate_of_the_bank():
    assert rate("EUR", "USD", MONDAY).value == 1.1565
    # from dollars to euros it is the same rate the other way round
    assert rate("USD", "EUR", MONDAY).value == pytest.approx(1 / 1.1565)


@pytest.mark.parametrize("currency", ["UAH", "TWD", "KWD", "XXX"])
def test_a_currency_the_bank_has_no_rate_for_has_none(currency):
    assert rate(currency, "USD", MONDAY) is None


def test_a_day_after_the_last_rate_or_before_the_first_has_none():
    assert rate("EUR", "USD", datetime.date(2999, 1, 4)) is None
    assert rate("EUR", "USD", datetime.date(1990, 1, 4)) is None


def test_the_roubles_rate_ends_where_the_bank_stopped_giving_one():
    assert rate("RUB", "USD", datetime.date(2022, 2, 1)) is not None
    assert rate("RUB", "USD", MONDAY) is None


def test_bounds_are_converted_and_open_ends_stay_open(facts):
    (entry,) = entries(facts, facts.aid(facts.money(1e8, "EUR", 2e8, approximate=True), "NLD", on="2025-08-04"))
    amount = converted(entry, "USD", MONDAY).amount
    assert (amount.min, amount.max, amount.currency, amount.approximate) == (115_650_000, 231_300_000, "USD", True)
    (entry,) = entries(facts, facts.aid(type(amount)(1e8, None, "EUR"), "NLD", on="2025-08-04"))
    assert (converted(entry, "USD", MONDAY).amount.min, converted(entry, "USD", MONDAY).amount.max) == (115_650_000, None)


def test_an_amount_without_a_rate_says_so_and_keeps_its_currency(facts):
    (entry,) = entries(facts, facts.aid(facts.money(4e7, "UAH"), "NLD", on="2025-08-04"))
    assert (converted(entry, "USD", MONDAY).amount, converted(entry, "USD", MONDAY).why) == (None, "no rate for UAH on 2025-08-04")
    assert [(e.amount.min, e.amount.currency) for e in in_currency([entry], "USD")] == [(4e7, "UAH")]
    (entry,) = entries(facts, facts.aid(facts.money(4e7, "EUR"), "NLD", on="2025-08-04"))
    assert converted(entry, "UAH", MONDAY).why == "no rate for UAH on 2025-08-04"


def test_an_entry_nothing_dates_has_no_rate_and_one_in_the_currency_needs_none(facts):
    (entry,) = entries(facts, facts.aid(facts.money(4e7, "EUR"), "NLD"), published=None)
    assert rate_day(entry) is None
    assert (converted(entry, "USD", None).why or "").startswith("no rate")
    assert converted(entry, "EUR", None).amount == entry.amount
    (bare,) = entries(facts, facts.aid(None, "NLD", on="2025-08-04"))
    assert converted(bare, "USD", MONDAY) is None


def test_the_day_is_that_of_the_event_where_it_is_past_and_sharp_else_of_the_report(facts):
    def day(first, last=None):
        claim = facts.aid(facts.money(4e7, "EUR"), "NLD", date=facts.days(first, last))
        return str(rate_day(entries(facts, claim)[0]))

    assert day("2025-08-04") == "2025-08-04"
    # promised for the end of the year: no rate of that day was known
    assert day("2025-08-05", "2025-12-31") == "2025-08-05"
    # since the invasion
    assert day("2022-02-24", "2025-08-05") == "2025-08-05"
    # this month, half over
    assert day("2025-08-01", "2025-08-31") == "2025-08-05"


def test_a_part_takes_the_rate_of_its_whole(facts):
    whole = facts.aid(facts.money(5e8, "EUR"), "NLD", "NOR", on="2025-08-04", id="whole", joint=True)
    part = facts.aid(facts.money(2e8, "EUR"), "NLD", on="2025-07-01", at=20, id="part", counts_as=CountsAs.COMPONENT, part_of="whole")
    listed = in_currency(entries(facts, whole, part), "USD")
    assert sorted(entry.amount.min for entry in listed) == [231_300_000, 578_250_000]
