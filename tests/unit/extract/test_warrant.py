"""Which sentences tell of aid and which only seem to, and what the grammar around the goods makes of them. All sentences are invented."""

from __future__ import annotations

import pytest

from pledgebook.clean.decode import row_document
from pledgebook.clean.layout import clean_document
from pledgebook.dossier.load import load_dossier
from pledgebook.extract.aid import find_drafts
from pledgebook.extract.context import Context
from pledgebook.extract.drafts import Draft
from pledgebook.extract.lexicon import lexicon
from pledgebook.extract.speech import find_speech
from pledgebook.model.claim import CountsAs, Realis, Stage
from pledgebook.pipeline import annotate


def drafted(text: str) -> list[Draft]:
    """The drafts of a text, repeated facts folded, before the model judges them."""
    dossier = load_dossier()
    annotated = annotate(clean_document(row_document(text, "a"), dossier), dossier)
    return find_drafts(Context(annotated, dossier, lexicon(dossier), find_speech(annotated, dossier)))


def brief(text: str) -> list[tuple[Stage, list[str]]]:
    return [(draft.stage, draft.donors) for draft in drafted(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Sending tanks to Ukraine could widen the war, Norway warned.",
        "It makes sense to send weapons to Ukraine quickly.",
        "Norway is not using the port to funnel weapons to Ukraine.",
        "The missile is better than the howitzers Norway sent to Ukraine before.",
        "The shells pass over the roofs of tanks in Ukraine.",
        "Officials in Ukraine urged citizens to make homemade weapons.",
        "The system is considered one of the best howitzers in Ukraine.",
        "Ukrainian soldiers study a Swedish grenade launcher.",
        "Ukraine knows that howitzers, which require a lot of ammunition, are slow.",
        "Russia called for a stop to weapons deliveries to Ukraine.",
        "Reports spoke of Russia seeking military supplies from China for the war in Ukraine.",
        "Norway gave Ukraine permission to strike the airfield with missiles.",
        "Norway asked the United States to speed up the weapons promised to Poland, as Ukraine had feared.",
        "The country signed up to the Convention on Cluster Munitions before the war in Ukraine.",
        "Ukraine plans to buy $90 billion of American weapons.",
    ],
)
def test_what_is_weighed_compared_used_or_bought_by_oneself_is_no_aid(text: str) -> None:
    assert drafted(text) == []


@pytest.mark.parametrize(
    ("text", "stage", "donors"),
    [
        ("The State Department approved the sale of 18 launchers to Ukraine.", Stage.CONTRACTED, ["USA"]),
        ("The Slovak parliament voted against giving Ukraine 13 fighter jets.", Stage.REFUSED, ["SVK"]),
        ("France is considering whether to send tanks to Ukraine.", Stage.PROPOSED, ["FRA"]),
        ("Berlin is under pressure to send Leopard tanks to Ukraine.", Stage.PROPOSED, ["DEU"]),
        ("Germany cannot send any more tanks to Ukraine.", Stage.REFUSED, ["DEU"]),
        ("Germany can no longer give Ukraine weapons from its own stocks.", Stage.REFUSED, ["DEU"]),
        ("Norwegian officials said deliveries of tanks to Ukraine would begin in March.", Stage.PLEDGED, ["NOR"]),
        ("Hungary blocked an EU package of 500 million euros for Ukraine.", Stage.SUSPENDED, ["EU"]),
        ("Canada adds $200 million to its military aid for Ukraine.", Stage.PLEDGED, ["CAN"]),
        ("Washington has frozen, not cancelled, a $300 million arms package for Ukraine.", Stage.SUSPENDED, ["USA"]),
        ("Norway announced the intent to send Ukraine 12 howitzers in the weeks before the Russian attack.", Stage.PLEDGED, ["NOR"]),
        ("Norway announced an additional $100 million worth of missiles will head to Ukraine.", Stage.PLEDGED, ["NOR"]),
        ("The 45 tanks for Ukraine will be paid for by the Netherlands.", Stage.PLEDGED, ["NLD"]),
    ],
)
def test_the_stage_and_the_givers_follow_the_words_that_govern_the_goods(text: str, stage: Stage, donors: list[str]) -> None:
    assert brief(text) == [(stage, donors)]


@pytest.mark.parametrize(
    "text",
    [
        "Kyiv is pleading for long-range weapons.",
        "The Ukrainian president appealed for more weapons on Monday.",
        "Ukraine has clamored for more support in the form of better weapons. Norway was silent.",
        "“Send us tanks and missiles,” the president of Ukraine said.",
    ],
)
def test_what_the_beneficiary_asks_of_nobody_named_is_asked_of_nobody(text: str) -> None:
    assert brief(text) == [(Stage.REQUESTED, [])]


@pytest.mark.parametrize(
    ("text", "stage", "donors"),
    [
        ("The minister demanded that Norway deliver tanks to Ukraine.", Stage.REQUESTED, ["NOR"]),
        ("In addition to receiving 12 Norwegian howitzers, Ukraine has relied on volunteers.", Stage.DELIVERED, ["NOR"]),
        ("Ukraine, receiving howitzers from Norway, has grown stronger.", Stage.DELIVERED, ["NOR"]),
        ("The Ukrainian president repeated his calls for more weapons to be sent.", Stage.REQUESTED, []),
    ],
)
def test_what_is_demanded_or_received_beside_the_main_clause_is_told(text: str, stage: Stage, donors: list[str]) -> None:
    assert brief(text) == [(stage, donors)]


def test_who_tells_a_state_to_give_proposes_it() -> None:
    (draft,) = drafted("“Give Ukraine the radars,” American Senator Ann Holt said.")
    assert (draft.stage, draft.realis, draft.donors) == (Stage.PROPOSED, Realis.HYPOTHETICAL, ["USA"])


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("Norway is arming Ukraine with howitzers.", Stage.PLEDGED),
        ("Norway has supported Ukraine with 12 howitzers.", Stage.DELIVERED),
        ("Norway flooded Ukraine with weapons.", Stage.DELIVERED),
        ("Norway will equip Ukraine with drones.", Stage.PLEDGED),
        ("Norway could not supply Ukraine with tanks, the minister said.", Stage.REFUSED),
        ("Norway has provided intelligence to Ukraine.", Stage.DELIVERED),
    ],
)
def test_a_state_may_arm_equip_support_and_flood_with_goods(text: str, stage: Stage) -> None:
    assert brief(text) == [(stage, ["NOR"])]


def test_what_is_yet_to_be_delivered_stays_promised() -> None:
    assert brief("Germany has yet to deliver the 30 tanks it promised Ukraine.") == [(Stage.PLEDGED, ["DEU"])]


@pytest.mark.parametrize("text", ["If the war drags on, Norway will send 12 howitzers to Ukraine.", "Norway would send Ukraine 12 howitzers if Denmark did."])
def test_what_is_promised_on_a_condition_is_proposed(text: str) -> None:
    assert [(draft.stage, draft.realis) for draft in drafted(text)] == [(Stage.PROPOSED, Realis.HYPOTHETICAL)]


def test_who_lets_another_pass_goods_on_is_their_supplier() -> None:
    (draft,) = drafted("Germany authorised Poland to send 10 Leopard tanks to Ukraine.")
    assert (draft.stage, draft.donors, draft.supplier) == (Stage.COMMITTED, ["POL"], "DEU")


def test_where_goods_are_made_is_their_supplier() -> None:
    (draft,) = drafted("Norway gave Ukraine 10 armoured vehicles made in Germany.")
    assert (draft.donors, draft.supplier) == (["NOR"], "DEU")


def goods(text: str) -> list[tuple[Stage, float | None, list[tuple[str, float | None]]]]:
    return [(d.stage, d.money.minimum if d.money else None, [(i.name, i.quantity) for i in d.items]) for d in drafted(text)]


def test_each_amount_has_the_goods_it_is_for() -> None:
    assert goods("Denmark will give Ukraine $20 million for ammunition and $30 million for generators.") == [
        (Stage.PLEDGED, 2e7, [("ammunition", None)]),
        (Stage.PLEDGED, 3e7, [("generators", None)]),
    ]


def test_goods_beside_an_amount_are_a_gift_of_their_own() -> None:
    assert sorted(goods("Norway will send 600 missiles to Ukraine, along with $33 million for salaries."), key=str) == [
        (Stage.PLEDGED, 3.3e7, []),
        (Stage.PLEDGED, None, [("missiles", 600)]),
    ]


def test_goods_named_beside_new_ones_keep_their_own_stage() -> None:
    assert goods("Sweden will send 12 howitzers to Ukraine, in addition to 30 tanks it gave in March.") == [
        (Stage.PLEDGED, None, [("howitzers", 12)]),
        (Stage.DELIVERED, None, [("tanks", 30)]),
    ]


def test_more_of_the_same_is_a_second_gift() -> None:
    text = "Norway supplied Ukraine with 2,000 Javelin missiles in March. Oslo has since sent Ukraine 2,000 more Javelin missiles."
    assert [counts for _, _, counts in goods(text)] == [[("Javelin missiles", 2000)]] * 2


@pytest.mark.parametrize("rate", ["a month", "each year", "per week"])
def test_what_is_paid_again_and_again_is_no_total(rate: str) -> None:
    (draft,) = drafted(f"Japan will pay Ukraine $20 million {rate} for hospitals.")
    assert draft.counts_as is CountsAs.UNIT_PRICE


def test_a_day_long_ago_is_no_rate() -> None:
    (draft,) = drafted("Japan gave Ukraine $20 million a year ago.")
    assert draft.counts_as is not CountsAs.UNIT_PRICE


def test_what_a_budget_holds_for_others_is_no_part_of_the_aid() -> None:
    text = (
        "On Monday, Norway's parliament signed into law a bill that earmarks $45 million for Ukraine.\n\nThe vote took an hour."
        " The session was loud. Nobody slept.\n\nThe bill includes $9 million for schools in the north."
    )
    assert [draft.money.minimum for draft in drafted(text) if draft.money] == [4.5e7]
