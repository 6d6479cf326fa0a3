"""Who gives which goods: askers, tellers, payers and makers told apart, and givers whose verb is left out. All sentences are invented."""

from __future__ import annotations

import datetime

import pytest

from pledgebook.clean.decode import row_document
from pledgebook.dossier.load import load_dossier
from pledgebook.extract.aid import find_drafts
from pledgebook.extract.context import Context
from pledgebook.extract.drafts import Draft
from pledgebook.extract.lexicon import lexicon
from pledgebook.extract.speech import find_speech
from pledgebook.model.claim import AidClaim, Stage
from pledgebook.model.text import Given
from pledgebook.pipeline import annotate, clean_document
from pledgebook.run.local import extract_document

LEAD = "The session in Vienna lasted two hours.\n\n"
TUESDAY = datetime.date(2025, 9, 9)


def drafted(text: str) -> list[Draft]:
    dossier = load_dossier()
    annotated = annotate(clean_document(row_document(LEAD + text, "a"), dossier), dossier)
    return find_drafts(Context(annotated, dossier, lexicon(dossier), find_speech(annotated, dossier)))


def told(text: str) -> list[AidClaim]:
    """The claims that pass the guard of a report published on Monday, 15 September 2025."""
    found = extract_document(row_document(LEAD + text, "a", Given("a", "2025-09-15")), load_dossier()).claims
    return [claim for claim in found if isinstance(claim, AidClaim)]


def given(text: str) -> list[tuple[list[str], list[tuple[str, float | None]]]]:
    return [(draft.donors, [(item.name, item.quantity) for item in draft.items]) for draft in drafted(text)]


# -------------------------------------------------------------------------------------------------------------- the asked


@pytest.mark.parametrize(
    ("text", "donor"),
    [
        ("Spain was asked to send American tanks to Ukraine.", "ESP"),
        ("European allies have been asked to pay for 20 boats for Ukraine.", "EUROPEAN_ALLIES"),
        ("Latvia was urged to buy 12 howitzers for Ukraine.", "LVA"),
    ],
)
def test_who_is_asked_to_give_is_the_giver(text: str, donor: str) -> None:
    assert [draft.donors for draft in drafted(text)] == [[donor]]


@pytest.mark.parametrize(
    "text",
    [
        "Spain may be asked to send 12 tanks to Ukraine.",
        "Latvia could be asked to pay for 20 boats for Ukraine.",
        "Italy might be called on to send Ukraine 12 howitzers.",
    ],
)
def test_who_may_be_asked_has_not_been_asked(text: str) -> None:
    assert [draft.stage for draft in drafted(text)] == [Stage.PROPOSED]


def test_who_was_asked_has_been_asked() -> None:
    assert [draft.stage for draft in drafted("Spain was asked to send 12 tanks to Ukraine.")] == [Stage.REQUESTED]


# ------------------------------------------------------------------------------------------------------ payers and makers


@pytest.mark.parametrize(
    ("text", "payer", "maker"),
    [
        ("American tanks bought by Spain have arrived in Ukraine.", "ESP", "USA"),
        ("The first 12 German howitzers paid for by Latvia have arrived in Ukraine.", "LVA", "DEU"),
        ("Swedish howitzers donated by Italy have arrived in Ukraine.", "ITA", "SWE"),
    ],
)
def test_of_goods_that_arrive_who_bought_them_gives_and_who_made_them_supplies(text: str, payer: str, maker: str) -> None:
    assert [(draft.stage, draft.donors, draft.supplier) for draft in drafted(text)] == [(Stage.DELIVERED, [payer], maker)]


def test_goods_that_arrive_without_a_buyer_are_their_makers() -> None:
    assert [draft.donors for draft in drafted("American tanks have arrived in Ukraine.")] == [["USA"]]


# -------------------------------------------------------------------------------------------------------------- tellers


@pytest.mark.parametrize(
    "text",
    [
        "The first deliveries under PURL have reached Ukraine, a NATO official said.",
        "The first shipments under PURL have arrived in Ukraine, NATO officials told reporters.",
        "Deliveries under PURL have reached Ukraine, according to a NATO diplomat.",
    ],
)
def test_whose_official_tells_of_a_scheme_is_not_its_giver(text: str) -> None:
    assert [draft.donors for draft in drafted(text)] == [["NATO_ALLIES"]]


def test_a_body_that_gives_is_a_giver() -> None:
    assert [draft.donors for draft in drafted("NATO will give Ukraine 40 trucks from its own stock.")] == [["NATO"]]


@pytest.mark.parametrize(
    "text",
    [
        "The first deliveries under PURL have reached Ukraine. The shipments included 12 howitzers.",
        "A first delivery under PURL has arrived in Ukraine, an official said. It was raining. The deliveries comprised 12 howitzers.",
        "Deliveries under PURL have reached Ukraine. These deliveries contained 12 howitzers.",
    ],
)
def test_what_the_deliveries_included_came_with_those_told_before(text: str) -> None:
    assert [items for _, items in given(text)] == [[("howitzers", 12)]]


def test_what_other_deliveries_included_did_not_come_with_those_told_before() -> None:
    text = "The first deliveries under PURL have reached Ukraine. Spanish deliveries to Ukraine included 12 howitzers."
    assert ["ESP"] in [donors for donors, items in given(text) if items]


@pytest.mark.parametrize(
    "text",
    [
        "Spain and Italy will pay for 20 boats for Ukraine, they said on Tuesday.",
        "The Scandinavian countries will pay about $500 million for tanks for Ukraine, they said on Tuesday.",
        "Latvia will send 12 howitzers to Ukraine, it said on Tuesday.",
    ],
)
def test_what_givers_themselves_tell_on_a_day_is_promised_on_that_day(text: str) -> None:
    assert [claim.date and claim.date.first for claim in told(text)] == [TUESDAY]


def test_what_somebody_else_tells_on_a_day_is_promised_nobody_says_when() -> None:
    assert [claim.date for claim in told("Spain will pay for 20 boats for Ukraine, a Latvian minister said on Tuesday.")] == [None]


# ----------------------------------------------------------------------------------------------- verbs and nouns left out


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Spain has offered to pay for two radars for Ukraine and Latvia for one.", [(["ESP"], 2), (["LVA"], 1)]),
        ("Spain will send 20 boats to Ukraine and Latvia 30, the two said.", [(["ESP"], 20), (["LVA"], 30)]),
        ("For Ukraine, Italy promised 12 howitzers, Denmark 19 and Sweden eight.", [(["ITA"], 12), (["DNK"], 19), (["SWE"], 8)]),
        ("Spain sent 12 howitzers to Ukraine, Latvia 40 mortars and Italy seven tanks.", [(["ESP"], 12), (["LVA"], 40), (["ITA"], 7)]),
    ],
)
def test_a_giver_without_a_verb_gives_what_stands_behind_it(text: str, expected: list[tuple[list[str], float]]) -> None:
    assert [(donors, items[0][1]) for donors, items in given(text)] == expected
    assert [(list(claim.donors), claim.items[0].quantity) for claim in told(text)] == expected, "the guard refused one"


@pytest.mark.parametrize(
    "text",
    [
        "Spain gave Ukraine 12 howitzers and Moldova 5 tanks.",
        "Spain gave Ukraine 12 howitzers and 19 Danish tanks.",
        "Spain, Latvia and Italy gave Ukraine 12 howitzers and 19 tanks.",
    ],
)
def test_a_receiver_a_maker_and_a_fellow_giver_are_not_given_a_share_of_the_goods(text: str) -> None:
    assert len(drafted(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Spain will give Ukraine two radars. Latvia will pay for one.",
        "Spain sent Ukraine 12 howitzers. Latvia will send four.",
        "Spain sent Ukraine 40 trucks. Italy has bought 30.",
    ],
)
def test_a_number_alone_carries_the_goods_named_before_past_the_guard(text: str) -> None:
    claims = told(text)
    assert len(claims) == 2
    assert claims[1].items[0].name == claims[0].items[0].name


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The first two packages of American weapons have arrived in Ukraine.", [("packages", 2), ("weapons", None)]),
        ("Spain sent Ukraine three packages of arms.", [("packages", 3), ("arms", None)]),
        ("Spain sent Ukraine three tanks.", [("tanks", 3)]),
        ("Spain sent Ukraine three batteries of howitzers.", [("batteries of howitzers", 3)]),
    ],
)
def test_a_number_of_packages_is_no_number_of_weapons(text: str, expected: list[tuple[str, float | None]]) -> None:
    assert [items for _, items in given(text)] == [expected]


@pytest.mark.parametrize(
    "text",
    ["Tanks and howitzers rolled over the Ukrainian border at night.", "Columns of tanks entered Ukraine in February.", "Howitzers crossed into Ukraine."],
)
def test_arms_that_nobody_gives_and_that_roll_into_a_country_are_no_gift(text: str) -> None:
    assert drafted(text) == []


def test_arms_of_a_giver_that_cross_into_a_country_are_a_gift() -> None:
    assert [(draft.stage, draft.donors) for draft in drafted("Spanish howitzers crossed into Ukraine on Monday.")] == [(Stage.DELIVERED, ["ESP"])]
