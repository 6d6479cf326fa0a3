"""Amounts of money in running text; every value worked out by hand."""

from __future__ import annotations

import msgspec
import pytest

from pledgebook.annotate.money import money_in, of_giver
from pledgebook.dossier.load import load_dossier
from pledgebook.model.annotation import Money

DOSSIER = load_dossier("ukraine")


def read(text: str, outlet: str | None = None) -> tuple[Money, ...]:
    return money_in(text, DOSSIER, outlet=outlet)


def only(text: str, outlet: str | None = None) -> Money:
    found = read(text, outlet)
    assert len(found) == 1, found
    return found[0]


PLAIN = [
    ("worth $500m in all", "$500m", 500e6, "USD"),
    ("a US$1.7 trillion bill", "US$1.7 trillion", 1.7e12, "USD"),
    ("U.S. $20 million", "U.S. $20 million", 20e6, "USD"),
    ("A$35 million", "A$35 million", 35e6, "AUD"),
    ("C$50m", "C$50m", 50e6, "CAD"),
    ("NZ$ 7.5 million", "NZ$ 7.5 million", 7.5e6, "NZD"),
    ("CAD 200m", "CAD 200m", 200e6, "CAD"),
    ("$200 million CAD", "$200 million CAD", 200e6, "CAD"),
    ("$200 million (CAD)", "$200 million (CAD)", 200e6, "CAD"),
    ("NOK 4.5bn", "NOK 4.5bn", 4.5e9, "NOK"),
    ("10 EUR million", "10 EUR million", 10e6, "EUR"),
    ("100.000 EUR", "100.000 EUR", 100e3, "EUR"),
    ("1.38 bn ISK", "1.38 bn ISK", 1.38e9, "ISK"),
    ("5 million EUR", "5 million EUR", 5e6, "EUR"),
    ("EUR 2,5 Mrd", "EUR 2,5 Mrd", 2.5e9, "EUR"),
    ("5 mln zlotys", "5 mln zlotys", 5e6, "PLN"),
    ("990 mil. NOK", "990 mil. NOK", 990e6, "NOK"),
    ("300 MEUR", "300 MEUR", 300e6, "EUR"),
    ("MEUR 5", "MEUR 5", 5e6, "EUR"),
    ("€ 120 million", "€ 120 million", 120e6, "EUR"),
    ("20 million €", "20 million €", 20e6, "EUR"),
    ("€1.5B", "€1.5B", 1.5e9, "EUR"),
    ("half a billion euros", "half a billion euros", 500e6, "EUR"),
    ("half-a-million pounds", "half-a-million pounds", 500e3, "GBP"),
    ("one billion dollars", "one billion dollars", 1e9, "USD"),
    ("one\nbillion dollars", "one\nbillion dollars", 1e9, "USD"),
    ("a billion and a half dollars", "a billion and a half dollars", 1.5e9, "USD"),
    ("two-and-a-half million euros", "two-and-a-half million euros", 2.5e6, "EUR"),
    ("three hundred million euros", "three hundred million euros", 300e6, "EUR"),
    ("a hundred thousand pounds", "a hundred thousand pounds", 100e3, "GBP"),
    ("£1.3bn", "£1.3bn", 1.3e9, "GBP"),
    ("3.2 billion euros", "3.2 billion euros", 3.2e9, "EUR"),
    ("45 billion U.S. dollars", "45 billion U.S. dollars", 45e9, "USD"),
    ("9bn pounds", "9bn pounds", 9e9, "GBP"),
    ("1 234 567 EUR", "1 234 567 EUR", 1234567, "EUR"),
    ("1'000'000 CHF", "1'000'000 CHF", 1e6, "CHF"),
    ("$2,500", "$2,500", 2500, "USD"),
    ("€1.250.000", "€1.250.000", 1.25e6, "EUR"),
    ("100 million Swiss francs", "100 million Swiss francs", 100e6, "CHF"),
    ("30 million francs", "30 million francs", 30e6, "CHF"),
    ("600 million hryvnias", "600 million hryvnias", 600e6, "UAH"),
    ("10 billion yen", "10 billion yen", 10e9, "JPY"),
    ("130 billion won", "130 billion won", 130e9, "KRW"),
    ("5 million leva", "5 million leva", 5e6, "BGN"),
    ("40 million lei", "40 million lei", 40e6, "RON"),
    ("12 billion forints", "12 billion forints", 12e9, "HUF"),
    ("3 billion rupees", "3 billion rupees", 3e9, "INR"),
    ("200 million yuan", "200 million yuan", 200e6, "CNY"),
    ("2 billion roubles", "2 billion roubles", 2e9, "RUB"),
    ("500 million Swedish kronor", "500 million Swedish kronor", 500e6, "SEK"),
    ("75 million Norwegian crowns", "75 million Norwegian crowns", 75e6, "NOK"),
    ("25 million Canadian dollars", "25 million Canadian dollars", 25e6, "CAD"),
    ("$1 billion Canadian, they said", "$1 billion Canadian", 1e9, "CAD"),
    ("a $500-million package", "$500-million", 500e6, "USD"),
    ("a 500-million-dollar package", "500-million-dollar", 500e6, "USD"),
    ("a billion-dollar deal", "a billion-dollar", 1e9, "USD"),
    ("in 2022 EUR 5 million came", "EUR 5 million", 5e6, "EUR"),
    ("5% of $10bn", "$10bn", 10e9, "USD"),
    ("$10m to 15 people", "$10m", 10e6, "USD"),
    ("two billion more dollars", "two billion more dollars", 2e9, "USD"),
]


@pytest.mark.parametrize(("text", "words", "value", "currency"), PLAIN)
def test_a_plain_amount_has_its_span_value_and_currency(text: str, words: str, value: float, currency: str) -> None:
    money = only(text)
    assert (money.span.of(text), money.minimum, money.maximum, money.currency) == (words, value, value, currency)
    assert (money.vague, money.approximate, money.unit_price) == (False, False, False)


RANGES = [
    ("€2-2.5bn", 2e9, 2.5e9, "EUR"),
    ("€2bn–3bn", 2e9, 3e9, "EUR"),
    ("between $5m and $10m", 5e6, 10e6, "USD"),
    ("between $50 and $60 million", 50e6, 60e6, "USD"),
    ("between five and ten million pounds", 5e6, 10e6, "GBP"),
    ("from 5 to 10 million euros", 5e6, 10e6, "EUR"),
    ("$100-150 million", 100e6, 150e6, "USD"),
    ("26 to 30 million USD", 26e6, 30e6, "USD"),
    ("one or two billion euros", 1e9, 2e9, "EUR"),
]


@pytest.mark.parametrize(("text", "low", "high", "currency"), RANGES)
def test_a_range_shares_scale_and_currency(text: str, low: float, high: float, currency: str) -> None:
    money = only(text)
    assert (money.minimum, money.maximum, money.currency) == (low, high, currency)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("$50 and $60 million", [50e6, 60e6]),
        ("raised the sum from $5m to $10m", [5e6, 10e6]),
        ("$750 million (€680 million)", [750e6, 680e6]),
        ("$5m or £4m", [5e6, 4e6]),
        ("in 2019 and 10 million euros", [10e6]),
        ("€3bn in grants, €1bn in loans", [3e9, 1e9]),
    ],
)
def test_amounts_that_are_no_range_stay_apart(text: str, values: list[float]) -> None:
    assert [money.minimum for money in read(text)] == values
    assert [money.maximum for money in read(text)] == values


def test_a_figure_that_borrows_its_scale_has_it_in_its_span() -> None:
    text = "$50 and $60 million"
    assert [money.span.of(text) for money in read(text)] == ["$50 and $60 million", "$60 million"]


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("more than $1bn", 1e9, None),
        ("over a billion dollars", 1e9, None),
        ("at least another €20m", 20e6, None),
        ("in excess of £5m", 5e6, None),
        ("$3bn or more", 3e9, None),
        ("a $2bn-plus deal", 2e9, None),
        ("up to $5bn", None, 5e9),
        ("as much as an additional $50 million", None, 50e6),
        ("less than €1m", None, 1e6),
        ("no more than $40 million", None, 40e6),
        ("under $7m", None, 7e6),
        ("not less than $7m", 7e6, None),
    ],
)
def test_a_bound_leaves_the_other_side_open(text: str, low: float | None, high: float | None) -> None:
    money = only(text)
    assert (money.minimum, money.maximum) == (low, high)


@pytest.mark.parametrize(
    "text",
    [
        "about $5m",
        "nearly an additional $5m",
        "some 5 million dollars",
        "roughly $5m",
        "an estimated $5m",
        "approximately $5m",
        "~$5m",
        "$5m or so",
        "close to $5m",
    ],
)
def test_an_approximate_amount_keeps_its_figure(text: str) -> None:
    money = only(text)
    assert (money.minimum, money.maximum, money.approximate) == (5e6, 5e6, True)


def test_a_bound_may_be_approximate_too() -> None:
    money = only("up to about $5bn")
    assert (money.minimum, money.maximum, money.approximate) == (None, 5e9, True)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("hundreds of millions of dollars", 200e6, 1e9),
        ("hundreds of millions more dollars", 200e6, 1e9),
        ("tens of millions of euros", 20e6, 100e6),
        ("billions of dollars", 2e9, None),
        ("millions of euros", 2e6, None),
        ("tens of billions of US dollars", 20e9, 100e9),
        ("a multi-billion-dollar plan", 2e9, None),
        ("a multimillion-euro plan", 2e6, None),
        ("several hundred million euros", 200e6, 1e9),
        ("a few million pounds", 2e6, 10e6),
    ],
)
def test_vague_words_become_a_wide_range(text: str, low: float, high: float | None) -> None:
    money = only(text)
    assert (money.minimum, money.maximum, money.vague, money.approximate) == (low, high, True, True)


@pytest.mark.parametrize(
    ("text", "is_unit"),
    [
        ("$4 million each", True),
        ("$4 million apiece", True),
        ("$80,000 per missile", True),
        ("a battery costs $1 billion", True),
        ("each of the shells costs about €3,000", True),
        ("$60/barrel", True),
        ("$3,000 a shell", True),
        ("$5 million per year", False),
        ("$5 million a year", False),
        ("the package costs $1 billion", False),
        ("at a cost of $1 billion", False),
    ],
)
def test_the_price_of_one_is_told_from_a_sum(text: str, is_unit: bool) -> None:
    assert only(text).unit_price is is_unit


@pytest.mark.parametrize(
    "text",
    [
        "13 News at ten",
        "0 Comments",
        "the 32-nation alliance",
        "a 5m deep trench",
        "call 555-0142-88",
        "an M777 howitzer",
        "$1 = 40 hryvnia",
        "the team that in 2012 won twice",
        "a 155-pound shell",
        "20 percent of the budget",
        "500 pounds of explosives",
        "billions of people",
        "worth 3 million",
        "COVID-19",
        "the final of Euro 2024",
    ],
)
def test_what_is_no_money_is_not_read_as_money(text: str) -> None:
    assert read(text) == ()


@pytest.mark.parametrize(
    ("text", "currency", "inferred"),
    [
        ("Canada will give $50 million.", "CAD", True),
        ("Australia offered 30 million dollars.", "AUD", True),
        ("The United States will give $50 million.", "USD", False),
        ("Canada and the United States will give $50 million.", "USD", True),
        ("It gave $50 million.", "USD", False),
        ("Norway will give 50 million kroner.", "NOK", True),
        ("Denmark will give 50 million kroner.", "DKK", True),
        ("The Czech government paid 20 million crowns.", "CZK", True),
        ("Sweden pays 500 million kronor.", "SEK", False),
        ("Iceland pays 500 million krona.", "ISK", True),
        ("They paid 500 million crowns.", None, False),
    ],
)
def test_the_state_spoken_of_settles_whose_currency_it_is(text: str, currency: str | None, inferred: bool) -> None:
    money = only(text)
    assert (money.currency, money.inferred) == (currency, inferred)


def test_the_nearest_state_before_the_amount_wins_where_none_of_them_is_the_default() -> None:
    found = read("Canada gave $200 million, Australia $25 million.")
    assert [money.currency for money in found] == ["CAD", "AUD"]


def test_a_state_of_another_sentence_settles_only_what_nothing_nearer_does() -> None:
    assert only("Denmark met its partners. It will give 50 million kroner.").currency == "DKK"
    assert only("Canada was there. The United States gave $5m.").currency == "USD"


def test_a_conversion_in_brackets_keeps_the_default() -> None:
    found = read("Australia gave equipment worth €24 million (about $26 million).")
    assert [money.currency for money in found] == ["EUR", "USD"]


def test_a_second_amount_keeps_what_is_said_of_it() -> None:
    text = "It grew from $3 million to nearly $4 million."
    assert [(money.span.of(text), money.approximate) for money in read(text)] == [("$3 million", False), ("$4 million", True)]


def test_the_outlets_country_settles_what_the_text_leaves_open() -> None:
    assert only("The cabinet approved $5 million.", outlet="daily.example.au").currency == "AUD"
    assert only("The cabinet approved 5 million kroner.", outlet="avis.example.no").currency == "NOK"


def test_a_dossier_without_parties_still_knows_the_states_of_its_words() -> None:
    bare = msgspec.structs.replace(DOSSIER, parties=(), digest="")
    assert money_in("Canada will give $50 million.", bare)[0].currency == "CAD"


@pytest.mark.parametrize(
    ("text", "low", "currency"),
    [
        ("a multi-billion military aid package", 2e9, "USD"),
        ("They sent billions in aid.", 2e9, "USD"),
        ("Germany sent hundreds of millions in humanitarian aid to Ukraine.", 200e6, "EUR"),
        ("Norway and Sweden sent billions in aid.", 2e9, None),
    ],
)
def test_vague_aid_without_a_currency_is_money_of_the_one_giver_spoken_of(text: str, low: float, currency: str | None) -> None:
    money = only(text)
    assert (money.minimum, money.currency, money.inferred, money.vague) == (low, currency, True, True)


@pytest.mark.parametrize(
    ("text", "currency", "expected"),
    [
        ("worth $50 million", "CAD", "CAD"),
        ("worth 50 million dollars", "NZD", "NZD"),
        ("worth 50 million crowns", "CZK", "CZK"),
        ("worth billions of dollars", "AUD", "AUD"),
        ("worth US$50 million", "CAD", "USD"),
        ("worth $50 million", "EUR", "USD"),
        ("worth €50 million", "CAD", "EUR"),
        ("worth 50 million U.S. dollars", "CAD", "USD"),
    ],
)
def test_the_giver_settles_only_what_the_words_leave_open(text: str, currency: str, expected: str) -> None:
    money = of_giver(only(text), text, currency, DOSSIER)
    assert money.currency == expected


def test_amounts_come_in_the_order_of_the_text() -> None:
    found = read("billions of dollars, then $5m, then hundreds of millions of euros")
    assert [money.span.start for money in found] == sorted(money.span.start for money in found)
    assert len(found) == 3


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("It paid under $3 billion.", (None, 3e9)),
        ("It paid over a further $3 billion.", (3e9, None)),
        ("It paid under a $3 billion project.", (3e9, 3e9)),
        ("It quarrelled over the $3 billion project.", (3e9, 3e9)),
    ],
)
def test_a_word_of_place_before_an_article_bounds_no_amount(text: str, bounds: tuple[float | None, float | None]) -> None:
    found = only(text)
    assert (found.minimum, found.maximum) == bounds
