"""What gifts have come to, and in which words an amount belongs to its gift. All sentences are invented."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from pledgebook.model.claim import AidType, CountsAs, Realis, Stage

UMBRELLA, TOTAL, COMPONENT = CountsAs.UMBRELLA, CountsAs.TOTAL, CountsAs.COMPONENT

Read = Callable[[str], Any]


@pytest.mark.parametrize(
    ("text", "millions", "stage"),
    [
        ("US military support for Ukraine since the start of the war is $820 million (about €800 million).", 820, Stage.PLEDGED),
        ("The total aid provided to Ukraine since the start of the war has reached 420 million euros.", 420, Stage.DELIVERED),
        ("Overall US assistance to Ukraine since 2022 exceeds $66 million.", 66, Stage.PLEDGED),
        ("With this package, the value of Lithuania's military support to Ukraine has grown to €600 million.", 600, Stage.PLEDGED),
        ("The total military aid from Sweden to Ukraine has a total value of SEK 50 million.", 50, Stage.PLEDGED),
        ("The announcement brings the total military aid tally for Ukraine since forces invaded in February to more than $25 million.", 25, Stage.PLEDGED),
    ],
)
def test_what_gifts_have_come_to_is_a_running_total(drafted: Read, text: str, millions: float, stage: Stage) -> None:
    (draft,) = drafted(text)
    assert draft.money is not None
    assert (draft.money.minimum, draft.counts_as, draft.stage) == (millions * 1e6, UMBRELLA, stage)


def test_a_running_total_holds_parts(amounts: Read) -> None:
    text = "The funding brings Australia's total support to Ukraine to $790 million, including $610 million in military assistance."
    assert amounts(text) == [(790.0, 790.0, UMBRELLA), (610.0, 610.0, COMPONENT)]


def test_the_largest_so_far_is_no_running_total(amounts: Read) -> None:
    assert amounts("The US announced $25 million in arms for Ukraine, the largest package so far.") == [(25.0, 25.0, TOTAL)]


def test_what_is_left_of_a_sum_is_a_part_of_it(amounts: Read) -> None:
    text = "Japan will give $45 million to Ukraine, including $10 million for tents. The remaining $35 million includes funding for generators."
    assert amounts(text) == [(45.0, 45.0, TOTAL), (10.0, 10.0, COMPONENT), (35.0, 35.0, COMPONENT)]


def test_a_package_named_again_is_the_one_told_before(drafted: Read) -> None:
    text = "Australia offers Ukraine $110 million. The minister announced on Monday the aid package, which includes 70 vehicles and $10 million in food aid."
    whole, part = drafted(text)
    assert whole.money is not None
    assert [(item.name, item.quantity) for item in whole.items] == [("vehicles", 70.0)]
    assert (part.money and part.money.minimum, part.parent is whole) == (10e6, True)


def test_a_package_is_found_by_its_scheme(drafted: Read) -> None:
    text = (
        "The US is committing $15 million to Ukraine through the Ukraine Security Assistance Initiative (USAI). It sends $2 million from Pentagon stocks. "
        "The USAI package includes howitzers."
    )
    assert [[item.name for item in draft.items] for draft in drafted(text)] == [["howitzers"], []]


def test_goods_get_the_value_their_package_is_said_to_have(drafted: Read) -> None:
    text = "Sweden will send Ukraine 50 vehicles. The military package is worth SEK 43 million but does not include the Archer system."
    (draft,) = drafted(text)
    assert draft.money is not None
    assert (draft.money.minimum, [item.name for item in draft.items]) == (43e6, ["vehicles"])


@pytest.mark.parametrize(
    "text",
    [
        "Switzerland has decided to allocate aid to Ukraine during the winter period in the amount of 12 million Swiss francs (equivalent to $13 million).",
        "Switzerland has decided to allocate aid to Ukraine to the tune of 12 million Swiss francs.",
    ],
)
def test_an_amount_in_a_phrase_of_sum_belongs_to_the_verb(amounts: Read, text: str) -> None:
    assert amounts(text) == [(12.0, 12.0, TOTAL)]


def test_an_increase_is_no_gift_of_its_own(amounts: Read) -> None:
    assert amounts("The UK will provide Ukraine with £250 million, an increase of £20 million on the previous year.") == [(250.0, 250.0, TOTAL)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The IMF will allocate another tranche of $11 million to Ukraine.", AidType.FINANCIAL),
        ("UNICEF will allocate $11 million to Ukraine.", AidType.HUMANITARIAN),
        ("Norway will allocate $11 million to Ukraine.", AidType.MILITARY),
    ],
)
def test_what_an_institution_gives_is_what_it_usually_gives(drafted: Read, text: str, kind: AidType) -> None:
    assert [draft.aid_type for draft in drafted(text)] == [kind]


# ------------------------------------------------------------------------------------------------------------ who did what


@pytest.mark.parametrize(
    ("text", "donors", "stage"),
    [
        ("Zelensky thanked Norway for its 22 howitzers.", ["NOR"], Stage.DELIVERED),
        ("Kyiv thanked Sweden for the recently announced package of military assistance worth $12 million.", ["SWE"], Stage.PLEDGED),
        ("The Norwegian government will contribute to train and educate the Ukrainian crew.", ["NOR"], Stage.PLEDGED),
        ("More than 17,000 Ukrainian recruits have been trained in Britain.", ["GBR"], Stage.DELIVERED),
        ("Belgium will make F-16s available to Ukraine from 2025.", ["BEL"], Stage.PLEDGED),
        ("Poland is reportedly set to supply Ukraine with 379 howitzers.", ["POL"], Stage.PLEDGED),
        ("Another Baltic country, Estonia, announced a package for Ukraine worth $88 million.", ["EST"], Stage.PLEDGED),
        ("European Union ministers were looking at how to provide more howitzers to Ukraine.", ["EU"], Stage.PROPOSED),
        ("Efforts are being made to deliver Spanish howitzers to Ukraine.", ["ESP"], Stage.PROPOSED),
        ("Zelensky called for the West to deliver howitzers to Kyiv in the coming weeks.", ["WEST"], Stage.REQUESTED),
        ("Berlin gave permission for other countries to export their Leopards to Ukraine.", ["DEU"], Stage.COMMITTED),
        ("South Korea does not provide howitzers to Ukraine.", ["KOR"], Stage.REFUSED),
        ("The government of Slovakia was ending military aid to its neighbour Ukraine.", ["SVK"], Stage.REFUSED),
        ("The American aid package of $61bn for Ukraine has been stuck in parliament for months.", ["USA"], Stage.SUSPENDED),
        ("One senator of the US delayed an effort to send $40 billion in aid to Ukraine.", ["USA"], Stage.SUSPENDED),
    ],
)
def test_who_did_what(drafted: Read, text: str, donors: list[str], stage: Stage) -> None:
    assert [(draft.donors, draft.stage) for draft in drafted(text)] == [(donors, stage)]


def test_the_beneficiary_pushes_for_what_it_requests(drafted: Read) -> None:
    (draft,) = drafted("Ukraine has been pushing for F-16 fighter jets for months.")
    assert (draft.stage, draft.donors) == (Stage.REQUESTED, [])


def test_what_should_arrive_is_promised(drafted: Read) -> None:
    (draft,) = drafted("The Norwegian howitzers should arrive in Ukraine in autumn.")
    assert (draft.stage, draft.realis) == (Stage.PLEDGED, Realis.PLANNED)


@pytest.mark.parametrize(
    "text",
    [
        "Norway failed to send the howitzers to Ukraine.",
        "Croatia intends to buy 50 howitzers as part of a modernization of the Croatian armed forces, not for Ukraine.",
        "The deal gives Ukraine a chance to expand protection against cruise missiles from Norway.",
        "Poland has agreed to secure Ukrainian airspace with its F-16s.",
    ],
)
def test_what_is_not_given_is_no_aid(goods: Read, text: str) -> None:
    assert goods(text) == []


def test_what_an_order_is_received_for_is_bought(drafted: Read) -> None:
    (draft,) = drafted("A German manufacturer received an order from Norway for the supply of howitzers to Ukraine for the amount of about 142 million euros.")
    assert (draft.stage, draft.donors, draft.money and draft.money.minimum) == (Stage.CONTRACTED, ["NOR"], 142e6)


def test_a_law_that_includes_aid_gives_it(drafted: Read) -> None:
    (draft,) = drafted("The US package for Ukraine approved by Congress on Saturday includes $9 million of economic assistance.")
    assert (draft.stage, draft.money and draft.money.minimum) == (Stage.COMMITTED, 9e6)


def test_a_headline_of_other_givers_than_the_text_is_told(drafted: Read) -> None:
    text = "Britain to provide 6,000 missiles to Ukraine in new support\n\nThe Japanese government will send Ukraine 30 trucks, a broadcaster said on Thursday."
    assert [draft.donors for draft in drafted(text)] in ([["GBR"], ["JPN"]], [["JPN"], ["GBR"]])


@pytest.mark.parametrize(
    ("text", "donors", "stage"),
    [
        ("The leader said he had made a deal with NATO for the US to send howitzers to Ukraine.", ["USA"], Stage.PLEDGED),
        ("The ministry in Kyiv announced the receipt of a $446 million loan from the World Bank.", ["WORLD_BANK"], Stage.DELIVERED),
        ("The US Congress has finally passed a long-awaited package of military aid worth $61 million for Ukraine.", ["USA"], Stage.COMMITTED),
        ("The Norwegian plan includes sending 31 howitzers to Ukraine.", ["NOR"], Stage.PLEDGED),
    ],
)
def test_what_is_agreed_passed_or_received(drafted: Read, text: str, donors: list[str], stage: Stage) -> None:
    assert [(draft.donors, draft.stage) for draft in drafted(text)] == [(donors, stage)]


@pytest.mark.parametrize(
    "text",
    [
        "Norway announced it would donate 200 vehicles worth $90 million in total to Ukraine.",
        "Norway will provide $90 million in additional military aid to Ukraine, its largest shipment of arms to date.",
    ],
)
def test_one_gift_is_no_running_total_whatever_its_superlative(amounts: Read, text: str) -> None:
    assert amounts(text) == [(90.0, 90.0, TOTAL)]


def test_amounts_of_a_list_belong_to_the_givers_in_their_phrases(drafted: Read) -> None:
    text = "Kyiv announced the receipt of a $446 million loan from the World Bank, a US grant of $13 million and a loan of $50 million from Japan."
    assert [draft.donors for draft in drafted(text)] == [["WORLD_BANK"], ["USA"], ["JPN"]]


def test_what_one_of_two_pays_says_nothing_of_the_whole(drafted: Read) -> None:
    found = drafted("The UK and Norway will jointly give Ukraine £100 million, of which Norway pays £40 million.")
    told = [(draft.stage, draft.donors, draft.money.minimum, draft.counts_as) for draft in found]
    assert told == [(Stage.PLEDGED, ["GBR", "NOR"], 1e8, TOTAL), (Stage.PLEDGED, ["NOR"], 4e7, COMPONENT)]


@pytest.mark.parametrize(
    "text",
    [
        "Norway pledged NOK 3 million, about $280,000, for Ukraine.",
        "Norway pledged 3 million kroner, or $280,000, for Ukraine.",
        "Norway pledged 3 million kroner, or about $280,000, for Ukraine.",
    ],
)
def test_an_amount_told_again_in_another_currency_is_one(drafted: Read, text: str) -> None:
    assert [(d.money.minimum, d.money.currency) for d in drafted(text)] == [(3e6, "NOK")]


def test_a_range_is_given(drafted: Read) -> None:
    assert [(d.money.minimum, d.money.maximum) for d in drafted("Norway will give Ukraine between $50 million and $60 million.")] == [(5e7, 6e7)]
