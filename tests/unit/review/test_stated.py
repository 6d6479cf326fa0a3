"""What people write for a value is what they mean, or is refused."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pledgebook.errors import PledgebookError
from pledgebook.model.claim import Amount
from pledgebook.resolve.amounts import shown
from pledgebook.review.kept import utc
from pledgebook.review.stated import stated_amount, stated_fields, stated_span, stated_value


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("EUR 500m", 5e8, 5e8),
        ("USD 1,234.5m", 1_234_500_000, 1_234_500_000),
        ("over CAD 2bn", 2e9, None),
        ("more than CAD 2bn", 2e9, None),
        ("up to SEK 5m", None, 5e6),
        ("EUR 2-2.5bn", 2e9, 2.5e9),
        ("NOK 750", 750, 750),
        ("UAH 3k", 3e3, 3e3),
    ],
)
def test_an_amount_is_written_as_the_ledger_shows_one(text, low, high):
    found = stated_amount(text)
    assert (found["min"], found["max"], found["currency"]) == (low, high, text.replace("over ", "").replace("more than ", "").replace("up to ", "")[:3])


@settings(deadline=None)
@given(st.integers(1, 9999), st.sampled_from([1, 1e3, 1e6, 1e9]), st.booleans())
def test_what_the_ledger_shows_can_be_written_back(digits, scale, about):
    amount = Amount(digits * scale, digits * scale, "EUR", about)
    assert Amount(**stated_amount(shown(amount))) == amount


@pytest.mark.parametrize("text", ["500m", "EUR", "EUR lots", "eur 5m", "EUR 5x", "EUR 1.2.3m", ""])
def test_what_is_no_amount_is_none(text):
    assert stated_amount(text) is None


def test_other_fields_take_lists_days_json_and_words():
    assert stated_value("items", "generators, pumps") == [{"name": "generators"}, {"name": "pumps"}]
    assert stated_value("date", "2025-08-04..2025-08-06") == {"first": "2025-08-04", "last": "2025-08-06"}
    assert stated_value("scheme", "null") is None
    assert stated_value("scheme", "PURL") == "PURL"


def test_fields_and_places_that_are_none_are_refused_with_the_form():
    for wrong in (lambda: stated_fields(["stage"]), lambda: stated_span("12"), lambda: stated_span("9-3"), lambda: stated_span("a-b")):
        with pytest.raises(PledgebookError) as caught:
            wrong()
        assert caught.value.hint


def test_moments_are_kept_in_one_form_so_that_they_sort():
    assert utc("2026-03-01T12:00:00+02:00") < utc("2026-03-01T10:00:00.5+00:00") < utc("2026-03-01T10:00:01")
