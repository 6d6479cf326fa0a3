"""What an amount is: a part of another, a sum that has been come to, the value of a contract, money that buys goods. All sentences are invented."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from pledgebook.model.claim import CountsAs, Stage

Read = Callable[[str], Any]


# ------------------------------------------------------------------------------------------------------------ parts of a sum


@pytest.mark.parametrize(
    ("text", "part", "stages"),
    [
        ("The EU disbursed another €1.5 billion tranche of its €18 billion package for Ukraine.", CountsAs.TOTAL, [Stage.DELIVERED, Stage.PLEDGED]),
        ("Germany transferred the second instalment, €30 million, of its €120 million loan to Ukraine.", CountsAs.TOTAL, [Stage.DELIVERED, Stage.PLEDGED]),
        ("Ukraine received €4.5 billion as part of a €50 billion EU facility.", CountsAs.TOTAL, [Stage.DELIVERED, Stage.PLEDGED]),
        ("Japan will lend Ukraine $3 billion, its share of a $50 billion G7 loan.", CountsAs.COMPONENT, [Stage.PLEDGED, Stage.PLEDGED]),
        ("The World Bank approved $400 million for Ukraine under a $3 billion project.", CountsAs.COMPONENT, [Stage.COMMITTED, Stage.COMMITTED]),
    ],
)
def test_a_whole_that_an_amount_comes_out_of_is_promised_and_only_what_is_paid_is_paid(drafted: Read, text: str, part: CountsAs, stages: list[Stage]) -> None:
    first, whole = drafted(text)
    assert (first.counts_as, whole.counts_as) == (part, CountsAs.TOTAL)
    assert [first.stage, whole.stage] == stages
    assert first.parent is (whole if part is CountsAs.COMPONENT else None)


def test_the_giver_of_a_whole_is_whose_it_is_said_to_be(drafted: Read) -> None:
    assert [draft.donors for draft in drafted("Japan will lend Ukraine $3 billion, its share of a $50 billion G7 loan.")] == [["JPN"], ["G7"]]


@pytest.mark.parametrize(
    "text",
    [
        "Spain gave Ukraine $5 million in May and $8 million in June.",
        "Spain gave Ukraine $5 million from its army and $8 million from its cities.",
    ],
)
def test_two_amounts_side_by_side_are_no_part_of_one_another(drafted: Read, text: str) -> None:
    assert [(draft.stage, draft.counts_as, draft.parent) for draft in drafted(text)] == [(Stage.DELIVERED, CountsAs.TOTAL, None)] * 2


@pytest.mark.parametrize(
    "text",
    [
        "Spain, Italy and Latvia will share the cost of a $40 million package for Ukraine. Latvia pays $6 million of it.",
        "Spain, Italy and Latvia promised Ukraine $40 million for boats. Latvia will provide $6 million of that sum.",
        "Spain, Italy and Latvia will give Ukraine $40 million for field hospitals. Of this amount, Latvia will pay $6 million.",
        "European allies will give Ukraine $40 million for radars. Latvia will cover the port fees and pay $6 million of the total.",
    ],
)
def test_what_one_giver_pays_of_a_sum_is_a_part_of_it_at_its_stage(drafted: Read, text: str) -> None:
    whole, part = drafted(text)
    assert (part.counts_as, part.donors, part.stage) == (CountsAs.COMPONENT, ["LVA"], Stage.PLEDGED)
    assert part.parent is whole


@pytest.mark.parametrize(
    "text",
    [
        "Spain and Italy will give Ukraine $40 million for boats. Latvia will give Ukraine $6 million of its own.",
        "Spain and Italy will give Ukraine $40 million for boats. Latvia will pay $6 million for trucks for Ukraine.",
        "Spain and Italy will give Ukraine $40 million for boats. Latvia pays Ukraine $6 million of that kind of aid.",
    ],
)
def test_what_another_giver_pays_beside_a_sum_is_no_part_of_it(amounts: Read, text: str) -> None:
    assert [counted for _, _, counted in amounts(text)] == [CountsAs.TOTAL, CountsAs.TOTAL]


# ---------------------------------------------------------------------------------------------------------- sums come to


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("Spain pledged $40 million for Ukraine. The pledges through the fund now stand at about $900 million.", (900.0, 900.0)),
        ("Spain gave Ukraine $40 million. Deliveries to Ukraine now total $900 million.", (900.0, 900.0)),
        ("Spain pledged $40 million for Ukraine. The tally of the donors has passed $900 million.", (900.0, None)),
        ("Spain pledged $40 million for Ukraine. By the fund's own count, contributions have topped $900 million.", (900.0, None)),
        ("Spain pledged $40 million for Ukraine. The total for Ukraine crossed $900 million.", (900.0, None)),
    ],
)
def test_what_promises_and_gifts_have_come_to_is_a_running_total(amounts: Read, text: str, bounds: tuple[float | None, float | None]) -> None:
    assert amounts(text) == [(40.0, 40.0, CountsAs.TOTAL), (*bounds, CountsAs.UMBRELLA)]


def test_a_parliament_that_passes_an_amount_has_come_to_no_total(amounts: Read) -> None:
    assert [counted for _, _, counted in amounts("The Spanish parliament passed $40 million in aid for Ukraine.")] == [CountsAs.TOTAL]


@pytest.mark.parametrize(
    "text",
    [
        "Spain has approved a $40 million package for Ukraine.",
        "Latvia has given Ukraine a loan of $40 million.",
        "Italy has released $40 million from its emergency fund for Ukraine.",
        "Denmark has allocated $40 million from the budget for Ukraine.",
    ],
)
def test_one_package_and_what_comes_out_of_one_fund_are_no_running_total(amounts: Read, text: str) -> None:
    assert amounts(text) == [(40.0, 40.0, CountsAs.TOTAL)]


@pytest.mark.parametrize(
    "text",
    ["Spain has given Ukraine $40 million.", "Latvia has provided $40 million in aid to Ukraine.", "Italy has committed a total of $40 million to Ukraine."],
)
def test_what_has_been_given_is_a_running_total(amounts: Read, text: str) -> None:
    assert [counted for _, _, counted in amounts(text)] == [CountsAs.UMBRELLA]


@pytest.mark.parametrize(
    "text",
    [
        "Ukraine wants $40 million a month from its partners.",
        "Ukraine asked Spain for $40 million a week from this spring's budget.",
        "Latvia will pay Ukraine $40 million per year.",
    ],
)
def test_what_is_paid_again_and_again_is_a_rate_whoever_it_comes_from(amounts: Read, text: str) -> None:
    assert [counted for _, _, counted in amounts(text)] == [CountsAs.UNIT_PRICE]


@pytest.mark.parametrize("text", ["Spain will pay Ukraine $40 million a month from now.", "Spain will pay Ukraine $40 million a week after the vote."])
def test_an_amount_paid_in_a_month_is_no_rate(amounts: Read, text: str) -> None:
    assert [counted for _, _, counted in amounts(text)] == [CountsAs.TOTAL]


# ------------------------------------------------------------------------------------------------------- what a sum is for


@pytest.mark.parametrize(
    "text",
    [
        "Spain has signed a contract with a shipyard in Vigo for 20 boats for Ukraine, worth 300 million euros.",
        "Latvia ordered 20 boats for Ukraine worth 300 million euros.",
        "Italy bought 20 boats for Ukraine on Monday, worth 300 million euros, the navy said.",
    ],
)
def test_a_value_behind_a_comma_is_that_of_the_deal(amounts: Read, text: str) -> None:
    assert amounts(text) == [(300.0, 300.0, CountsAs.TOTAL)]


def test_a_value_of_something_else_is_not_that_of_the_deal(amounts: Read) -> None:
    assert amounts("Spain ordered 20 boats for Ukraine from a shipyard that is worth 300 million euros.") == []


@pytest.mark.parametrize(
    "text",
    [
        "Spain will give Ukraine $40 million. With this money 20 boats are bought, including two tugs.",
        "Spain will give Ukraine $40 million. The money will buy 20 boats.",
        "Spain will give Ukraine $40 million. From the sum, 20 boats will be paid for.",
        "Spain will give Ukraine $40 million. These funds will pay for 20 boats.",
    ],
)
def test_goods_that_the_money_buys_belong_to_who_gives_the_money(drafted: Read, text: str) -> None:
    (draft,) = drafted(text)
    assert (draft.donors, draft.stage) == (["ESP"], Stage.PLEDGED)
    assert ("boats", 20) in [(item.name, item.quantity) for item in draft.items]


def test_goods_that_somebody_buys_with_money_are_a_purchase_of_their_own(goods: Read) -> None:
    text = "Spain will give Ukraine $40 million. Latvia bought 20 boats for Ukraine."
    assert [donors for donors, _ in goods(text)] == [["ESP"], ["LVA"]]


def test_makers_of_goods_that_the_money_buys_supply_them(drafted: Read) -> None:
    (draft,) = drafted("Spain will give Ukraine $40 million. With this money American tanks are bought.")
    assert (draft.donors, draft.supplier) == (["ESP"], "USA")


@pytest.mark.parametrize(
    ("text", "millions"),
    [
        ("Spain will give Ukraine $40 million. That is on top of $15 million that Spain announced in May.", 15.0),
        ("Spain will give Ukraine $40 million. It comes beside $15 million which Latvia pledged in May.", 15.0),
        ("The ships are part of $15 million that Spain pledged for Ukraine in May.", 15.0),
    ],
)
def test_a_clause_directly_behind_an_amount_is_about_the_amount(amounts: Read, text: str, millions: float) -> None:
    assert (millions, millions, CountsAs.TOTAL) in amounts(text)


def test_a_clause_whose_subject_the_amount_is_promises_nothing(amounts: Read) -> None:
    assert amounts("Ukraine spoke of $15 million that announced itself as trouble.") == []


# -------------------------------------------------------------------------------------------------- promises made known


@pytest.mark.parametrize(
    "text",
    [
        "Spain will give Ukraine a $40 million package of boats, announced in Berlin on Wednesday.",
        "Latvia will send Ukraine a $40 million consignment of trucks, unveiled in Paris on Wednesday.",
        "Italy is giving Ukraine $40 million, announced at the meeting in Warsaw.",
    ],
)
def test_an_amount_stays_with_its_giver_where_a_participle_says_when_it_became_known(amounts: Read, text: str) -> None:
    assert amounts(text) == [(40.0, 40.0, CountsAs.TOTAL)]


def test_an_amount_that_somebody_else_announced_is_that_ones(drafted: Read) -> None:
    found = drafted("Spain will send Ukraine boats from the $40 million package announced by Latvia in May.")
    assert [draft.donors for draft in found if draft.money is not None] == [["LVA"]]


@pytest.mark.parametrize(
    ("text", "donors"),
    [
        ("Canada adds $20 million for Ukraine.", ["CAN"]),
        ("Spain pledged $40 million for Ukraine. Latvia added 12 trucks.", ["LVA"]),
        ("Spain pledged $40 million for Ukraine, and Italy added $5 million.", ["ITA"]),
    ],
)
def test_who_adds_a_number_of_something_promises_it(drafted: Read, text: str, donors: list[str]) -> None:
    assert (drafted(text)[-1].donors, drafted(text)[-1].stage) == (donors, Stage.PLEDGED)


@pytest.mark.parametrize("text", ["Spain added that Ukraine had 12 trucks.", "The repairs for Ukraine added $20 million to the bill."])
def test_who_adds_words_or_costs_promises_nothing(drafted: Read, text: str) -> None:
    assert drafted(text) == []
