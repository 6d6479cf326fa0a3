"""Lists of goods and of givers, where the parser often loses its way. All sentences are invented."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Read = Callable[[str], Any]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "The US announced a $40 million package for Ukraine that includes ammunition for rocket systems (GMLRS), 25-mm rounds, spare parts.",
            ["ammunition for rocket systems", "spare parts"],
        ),
        ("Norway will send Ukraine howitzers, tanks, mine rollers, and field kitchens.", ["howitzers", "tanks", "mine rollers", "field kitchens"]),
        (
            "The US announced $10 million in arms for Ukraine. The package includes howitzers.\n• Javelin missiles\n• night vision devices",
            ["howitzers", "Javelin missiles", "night vision devices"],
        ),
    ],
)
def test_goods_go_on_a_list_until_a_new_clause_begins(drafted: Read, text: str, names: list[str]) -> None:
    found = [name for draft in drafted(text) for name in (item.name for item in draft.items)]
    assert [name for name in names if not any(name in one for one in found)] == []


@pytest.mark.parametrize("next_one", ["US-made howitzers burned near Kyiv.", "Soviet-era grenades lay in the woods."])
def test_the_hyphen_of_a_word_is_no_bullet_and_the_next_sentence_no_list(goods: Read, next_one: str) -> None:
    assert goods(f"Norway sent Ukraine tanks. {next_one}") == [(["NOR"], [("tanks", None)])]


def test_what_is_done_with_other_goods_is_no_part_of_a_list(goods: Read) -> None:
    assert goods("Norway sent Ukraine howitzers, and tanks burned in the woods.") == [(["NOR"], [("howitzers", None)])]


def test_what_missiles_are_for_is_not_given(goods: Read) -> None:
    ((_, items),) = goods("Poland will send Ukraine missiles for Patriot and HIMARS systems.")
    assert [name for name, _ in items] == ["missiles for Patriot"]


def test_goods_of_several_givers_in_one_list_are_a_gift_of_each(goods: Read) -> None:
    text = "The EU mechanism also provided Ukraine with 10 generators from France, 19 generators from Slovakia and 252 transformers from Lithuania."
    assert goods(text) == [
        (["FRA"], [("generators", 10.0)]),
        (["SVK"], [("generators", 19.0)]),
        (["LTU"], [("transformers", 252.0)]),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "A shipment of 20 howitzers from Norway's stocks arrived in Ukraine.",
        "Ukraine received about 20 tonnes of parts for howitzers donated to Ukraine by Norway.",
    ],
)
def test_whose_goods_they_are_stands_in_the_phrase(goods: Read, text: str) -> None:
    assert [donors for donors, _ in goods(text)] == [["NOR"]]


def test_a_number_in_two_words_counts_goods(goods: Read) -> None:
    assert goods("Thirty-one Abrams tanks were promised to Ukraine by the US.") == [(["USA"], [("Abrams tanks", 31.0)])]


def test_everyday_goods_are_goods_where_more_of_them_is_sent(goods: Read) -> None:
    assert goods("Washington would also be sending Ukraine more artillery.") == [(["USA"], [("artillery", None)])]


def test_amounts_in_brackets_belong_to_the_giver_before_them_also_behind_about(drafted: Read) -> None:
    text = "The fund has received donations for Ukraine from Iceland (about $4 million), Latvia (about $5 million) and the UK (about $60 million)."
    assert [(draft.donors, draft.money.minimum) for draft in drafted(text) if draft.money is not None][-2:] == [(["LVA"], 5e6), (["GBR"], 60e6)]
