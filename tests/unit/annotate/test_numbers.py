"""Figures and numbers in words."""

from __future__ import annotations

import re

import pytest

from pledgebook.annotate.numbers import DIGITS, WORDS, figure, numeral, spelled


@pytest.mark.parametrize(
    ("digits", "scaled", "value"),
    [
        ("7", False, 7),
        ("1,250", False, 1250),
        ("1,250,000.50", False, 1250000.5),
        ("100.000", False, 100000),
        ("1.234.567,89", False, 1234567.89),
        ("1 234 567", False, 1234567),
        ("1'000'000", False, 1000000),
        ("2,5", True, 2.5),
        ("3.125", True, 3.125),
        ("1,500", True, 1500),
        ("0.500", False, 0.5),
        ("0,750", True, 0.75),
        ("12345.678", False, 12345.678),
    ],
)
def test_a_figure_is_read_by_the_marks_it_uses(digits: str, scaled: bool, value: float) -> None:
    assert figure(digits, scaled=scaled) == value


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("one", 1),
        ("nineteen", 19),
        ("twenty", 20),
        ("forty-five", 45),
        ("a hundred", 100),
        ("three hundred and twelve", 312),
        ("two-and-a-half", 2.5),
        ("one and a quarter", 1.25),
        ("half a", 0.5),
        ("half", 0.5),
        ("a quarter of a", 0.25),
    ],
)
def test_a_number_in_words_has_its_value(words: str, value: float) -> None:
    assert re.fullmatch(WORDS, words)
    assert spelled(words) == value
    assert numeral(words) == value


@pytest.mark.parametrize("text", ["onerous", "tenants", "half-hearted"])
def test_a_word_that_begins_like_a_number_is_none(text: str) -> None:
    found = re.match(WORDS, text)
    assert found is None or found.group() == "half"


def test_a_figure_ends_where_its_digits_end() -> None:
    assert [m.group() for m in re.finditer(DIGITS, "1,2345 and 10,000,000 and 3.1")] == ["1,2345", "10,000,000", "3.1"]
