"""Sums at one year's prices: converted first, then brought to the year, and nothing left out in silence."""

from __future__ import annotations

import datetime

import msgspec
import pytest

from pledgebook.analyse.prices import at_prices, deflators
from pledgebook.errors import PledgebookError
from pledgebook.model.claim import AidType, Amount, CountsAs, Realis, Stage
from pledgebook.model.ledger import AidEntry
from pledgebook.model.text import DateRange


def pledge(id_, amount, currency="USD", on=None, donor="NLD"):
    day = datetime.date.fromisoformat(on) if on else None
    return AidEntry(
        id=id_,
        stage=Stage.PLEDGED,
        donors=(donor,),
        recipient="UKR",
        supplier=None,
        aid_type=AidType.MILITARY,
        amount=Amount(amount, amount, currency),
        counts_as=CountsAs.TOTAL,
        items=(),
        joint=False,
        scheme=None,
        incremental=False,
        delivery_stage=None,
        realis=Realis.ACTUAL,
        testimonies=(),
        documents=1,
        independent=1,
        first_published=day,
        date=DateRange(day, day) if day else None,
    )


def grand(found):
    return {cell.stage: cell.sum.low for cell in found.grand_totals}


def test_dollars_of_a_year_are_multiplied_by_the_ratio_of_the_indices():
    # 118.026 in 2022 and 125.587 in 2024: 100m of 2022 are 106.406m of 2024
    found = at_prices([pledge("a", 100e6, on="2022-06-01"), pledge("b", 50e6, on="2024-06-03", donor="DEU")], "USD", 2024)
    assert grand(found) == {Stage.PLEDGED: pytest.approx(100e6 * 125.587 / 118.026 + 50e6, abs=0.02)}
    assert {cell.donor: round(cell.sum.low / 1e6, 3) for cell in found.totals} == {"NLD": 106.406, "DEU": 50.0}
    assert (found.left_out, found.basis) == ((), "unverified")
    assert "GDP" in found.source


def test_another_currency_is_converted_at_its_day_and_deflated_as_what_it_became():
    # the European Central Bank's rate of 4 August 2025 was 1.1565 dollars for a euro
    found = at_prices([pledge("a", 500e6, "EUR", "2025-08-04")], "USD", 2022)
    assert grand(found)[Stage.PLEDGED] == pytest.approx(500e6 * 1.1565 * 118.026 / 128.893, rel=1e-4)


def test_what_has_no_rate_no_day_or_no_deflator_is_left_out_and_named():
    entries = [pledge("hryvnia", 1e6, "UAH", "2024-06-03"), pledge("undated", 1e6), pledge("early", 1e6, on="2001-06-01"), pledge("kept", 1e6, on="2024-06-03")]
    denied = msgspec.structs.replace(pledge("denied", 1e6), realis=Realis.NEGATED)
    found = at_prices([*entries, denied], "USD", 2024)
    assert found.left_out == ("hryvnia", "undated", "early")
    assert grand(found) == {Stage.PLEDGED: 1e6}


@pytest.mark.parametrize(("currency", "year", "hint"), [("CHF", 2024, "EUR, USD"), ("USD", 1999, "from 2013 to 2025")])
def test_a_currency_or_year_without_a_deflator_is_refused(currency, year, hint):
    with pytest.raises(PledgebookError) as caught:
        at_prices([], currency, year)
    assert caught.value.code == "no_deflator"
    assert hint in caught.value.hint


def test_the_table_has_no_gap_and_says_where_each_figure_is_from():
    table = deflators()
    for currency in ("USD", "EUR"):
        years = sorted(year for held, year in table if held == currency)
        assert years == list(range(years[0], years[-1] + 1))
    assert all(row.source and row.basis and row.index > 50 for row in table.values())
    # the years the indices refer to
    assert (table["USD", 2017].index, table["EUR", 2015].index) == (100.0, 100.0)
