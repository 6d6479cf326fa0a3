"""Gifts that are ordered, agreed, refused or held back, and what a package told before is said to hold. All sentences are invented."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from pledgebook.clean.decode import row_document
from pledgebook.dossier.load import load_dossier
from pledgebook.model.claim import AidClaim, CountsAs, Stage
from pledgebook.run.local import extract_document

Read = Callable[[str], Any]
UKRAINE = "The war in Ukraine went on.\n\n"


@pytest.mark.parametrize(
    ("text", "donors", "stage"),
    [
        ("The US president directed the Pentagon to send 20 tanks to Ukraine.", ["USA"], Stage.PLEDGED),
        ("The US president ordered the Pentagon to send 20 tanks to Ukraine.", ["USA"], Stage.PLEDGED),
        ("The Pentagon has been pressuring Germany to transfer its own howitzers to Ukraine.", ["DEU"], Stage.PROPOSED),
        ("Norway and Denmark have struck a deal to give Ukraine 20 tanks.", ["NOR", "DNK"], Stage.PLEDGED),
        ("Norway is not ready to supply howitzers to Ukraine.", ["NOR"], Stage.REFUSED),
        ("Spain became the latest country to send tanks to Ukraine.", ["ESP"], Stage.DELIVERED),
        ("Poland became the first state to pledge tanks to Ukraine.", ["POL"], Stage.PLEDGED),
        ("Zelensky urged Germany to send 50 tanks.", ["DEU"], Stage.REQUESTED),
        ("Ukraine has spent months pleading with Norway to step up deliveries of howitzers.", ["NOR"], Stage.REQUESTED),
        ("Germany has been asked for howitzers for Ukraine.", ["DEU"], Stage.REQUESTED),
        ("Norway stopped short of giving Ukraine fighter jets.", ["NOR"], Stage.REFUSED),
        ("Norway announced it would stop sending howitzers to Ukraine.", ["NOR"], Stage.SUSPENDED),
        ("The transfer of the first jets from Denmark to Ukraine is under way.", ["DNK"], Stage.DELIVERED),
        ("Deliveries of howitzers from Norway to Ukraine are underway.", ["NOR"], Stage.DELIVERED),
        ("Germany's contribution to the fund for Ukraine is 3 million euros.", ["DEU"], Stage.PLEDGED),
        ("Most of the howitzers from Norway are now in Ukraine.", ["NOR"], Stage.DELIVERED),
        ("No tanks will be sent to Ukraine by Norway.", ["NOR"], Stage.REFUSED),
        ("Norway will send no tanks to Ukraine.", ["NOR"], Stage.REFUSED),
        ("Norway has eight launchers on order for Ukraine.", ["NOR"], Stage.CONTRACTED),
        ("Norway said yes to eight tanks for Ukraine.", ["NOR"], Stage.PLEDGED),
        ("Norway will partner with Denmark and Latvia to donate radars to Ukraine.", ["NOR", "DNK", "LVA"], Stage.PLEDGED),
        ("Norway will use $20 million of frozen Russian assets to support Ukraine.", ["NOR"], Stage.PLEDGED),
    ],
)
def test_who_decides_says_how_far_a_gift_is(drafted: Read, text: str, donors: list[str], stage: Stage) -> None:
    found = drafted(UKRAINE + text)
    assert [(draft.donors, draft.stage) for draft in found] == [(donors, stage)]


def test_aid_held_back_by_a_named_giver_is_always_a_claim() -> None:
    text = UKRAINE + "The US has halted some weapons shipments to Kyiv, the port said."
    claims = extract_document(row_document(text, "a"), load_dossier()).claims
    assert [(claim.stage, claim.donors) for claim in claims if isinstance(claim, AidClaim)] == [(Stage.SUSPENDED, ("USA",))]


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("The US was the largest giver to Ukraine between the start of 2022 and the end of 2024, giving $69 million in that time.", CountsAs.UMBRELLA),
        ("I have authorized $5 million for Ukraine.", CountsAs.TOTAL),
    ],
)
def test_what_was_given_in_years_is_a_sum(drafted: Read, text: str, counted: CountsAs) -> None:
    assert [draft.counts_as for draft in drafted(text)] == [counted]


def test_an_amount_restated_in_two_currencies_is_one(amounts: Read) -> None:
    assert amounts("Norway will give Ukraine a loan of €90m (£79m; $105m).") == [(90.0, 90.0, CountsAs.TOTAL)]


def test_an_announcement_holds_what_was_announced(amounts: Read) -> None:
    text = "Today, Norway announced nearly $2.5 million in security assistance for Ukraine. The announcement includes a $1.2 million package of boats."
    assert amounts(text) == [(2.5, 2.5, CountsAs.TOTAL), (1.2, 1.2, CountsAs.COMPONENT)]


def test_a_drawdown_named_again_has_its_amount(drafted: Read) -> None:
    (draft,) = drafted("I am authorizing our drawdown of U.S. arms for Ukraine. This $675 million drawdown includes howitzers.")
    assert (draft.money.minimum, draft.stage, [item.name for item in draft.items]) == (675e6, Stage.COMMITTED, ["arms", "howitzers"])


def test_what_deliveries_to_come_hold_belongs_to_the_package(drafted: Read) -> None:
    (draft,) = drafted("Germany announced a €2.7 billion package for Ukraine. The deliveries will include 30 tanks.")
    assert [(item.name, item.quantity) for item in draft.items] == [("tanks", 30.0)]


def test_what_aid_will_go_towards_belongs_to_it(drafted: Read) -> None:
    text = "Norway announced a £1bn package for Ukraine. The new tranche of support will go towards boosting its defences including radars and drones."
    (draft,) = drafted(text)
    assert {"radars", "drones"} <= {item.name for item in draft.items}


@pytest.mark.parametrize(
    "text",
    [
        "Norway announced $5 million in global food aid. Ukraine is at war.",
        "Poland signed a deal to buy 14 fighter jets from the U.S. for its air force. Ukraine is at war.",
        "The minister did not say if the deal included howitzers for Ukraine.",
    ],
)
def test_what_is_not_meant_for_the_beneficiary_is_no_gift(drafted: Read, text: str) -> None:
    assert drafted(text) == []


def test_what_is_got_in_return_is_not_given(goods: Read) -> None:
    assert goods("Greece will send 40 vehicles to Ukraine in exchange for 20 howitzers from Germany.") == [(["GRC"], [("vehicles", 40.0)])]


def test_a_pronoun_stands_for_the_goods_before_it(goods: Read) -> None:
    told = goods("Norway will sell howitzers to Danish officers who will then give them to Ukraine.")
    assert (["DNK"], [("howitzers", None)]) in told


def test_a_further_amount_is_not_the_one_of_months_before(amounts: Read) -> None:
    text = "Norway approved $5 million for Ukraine on 20 February 2023. On 12 May 2023 Norway announced another $5 million for Ukraine."
    assert len(amounts(text)) == 2


def test_who_gives_a_further_amount_does_not_receive_it(drafted: Read) -> None:
    found = drafted(UKRAINE + "The US has sent $5 million in military aid, the UK $2 million and Germany 1 million euros.")
    assert [(draft.donors, draft.money.minimum) for draft in found] == [(["USA"], 5e6), (["GBR"], 2e6), (["DEU"], 1e6)]


def test_a_loan_backed_by_assets_is_not_approved_by_that(drafted: Read) -> None:
    assert [draft.stage for draft in drafted("The US agreed on a $5 million loan for Ukraine backed by frozen Russian assets.")] == [Stage.PLEDGED]


def test_support_raised_to_an_amount_is_a_sum(drafted: Read) -> None:
    (draft,) = drafted("Norway raised its support for Ukraine to 85 million kroner.")
    assert (draft.stage, draft.counts_as) == (Stage.PLEDGED, CountsAs.UMBRELLA)


def test_what_is_made_is_not_given(drafted: Read) -> None:
    assert drafted(UKRAINE + "The US is ramping up production of howitzers.") == []


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("Congress gave the government $5 million to arm Ukraine.", Stage.COMMITTED),
        ("Norway announced in May that it would be the first state to supply tanks to Ukraine.", Stage.PLEDGED),
    ],
)
def test_lawmakers_decide_and_who_will_be_first_promises(drafted: Read, text: str, stage: Stage) -> None:
    assert [draft.stage for draft in drafted(text)] == [stage]


def test_a_request_to_parliament_holds_its_parts(amounts: Read) -> None:
    text = "Biden asked Congress for $24 million for Ukraine. His request comprises $13 million for defense and $11 million for economic aid in Ukraine."
    assert amounts(text) == [(24.0, 24.0, CountsAs.TOTAL), (13.0, 13.0, CountsAs.COMPONENT), (11.0, 11.0, CountsAs.COMPONENT)]


def test_aid_that_will_provide_goods_holds_them(drafted: Read) -> None:
    text = "I am authorizing our 29th drawdown of U.S. arms for Ukraine since August 2021. This $285 million drawdown will provide Ukraine with howitzers."
    (draft,) = drafted(text)
    assert (draft.money.minimum, draft.counts_as, [item.name for item in draft.items]) == (285e6, CountsAs.TOTAL, ["arms", "howitzers"])


def test_what_a_bill_holds_for_others_is_left_out(amounts: Read) -> None:
    text = "The US bill includes $60 million for Ukraine, $26 million for Israel and $8 million for Taiwan."
    assert amounts(text) == [(60.0, 60.0, CountsAs.TOTAL)]


def test_the_largest_since_then_is_no_sum(amounts: Read) -> None:
    text = "The US announced $4 million in budget support for Ukraine and $1 million in military aid, the largest drawdown since the war began."
    assert [counted for _, _, counted in amounts(text)] == [CountsAs.TOTAL, CountsAs.TOTAL]


def test_a_great_number_of_packages_is_money(goods: Read) -> None:
    told = goods("Norway sent Ukraine the first 5 million euros of the 10 million new financial loan package.")
    assert all(quantity is None for _, items in told for _, quantity in items)


def test_a_decision_is_shown_with_what_is_said_of_it(drafted: Read) -> None:
    text = "The Norwegian minister defended the decision to give Ukraine howitzers."
    assert [len(draft.core) for draft in drafted(text)] == [len(text) - 1]


@pytest.mark.parametrize(
    ("text", "donors"),
    [
        ("The Swedish package for Ukraine is worth $3 million.", ["SWE"]),
        ("The new Norwegian aid for Ukraine is valued at $3 million.", ["NOR"]),
        ("Sweden announced a package for Ukraine on Tuesday. The package, its 14th, is worth $3 million.", ["SWE"]),
        ("Sweden unveiled a shipment of arms for Ukraine on Tuesday. It is worth $3 million.", ["SWE"]),
        ("Sweden will announce a new package of howitzers for Ukraine as early as this weekend, worth $3 million.", ["SWE"]),
    ],
)
def test_what_a_package_is_worth_is_promised(drafted: Read, text: str, donors: list[str]) -> None:
    found = drafted(text)
    assert [(draft.stage, draft.donors, draft.money.minimum) for draft in found] == [(Stage.PLEDGED, donors, 3e6)]


def test_such_weapons_are_those_named_before() -> None:
    text = UKRAINE + "Norway said it would send cluster munitions to Ukraine.\n\nGermany said that it would not give Ukraine such weapons."
    claims = [c for c in extract_document(row_document(text, "a"), load_dossier()).claims if isinstance(c, AidClaim)]
    refused = next(c for c in claims if c.stage is Stage.REFUSED)
    assert [item.name for item in refused.items] == ["cluster munitions"]
    assert "cluster munitions" in [text[place.start : place.end] for place in refused.evidence]


def test_aid_of_a_named_giver_is_for_whom_a_report_is_about(drafted: Read) -> None:
    filler = "The hall was full and the session lasted long. " * 4
    about = "Ukraine was on the agenda. Ukraine's envoy spoke first. Others spoke of Ukraine too. "
    assert [draft.donors for draft in drafted(about + filler + "Norway approved $5 million in loans.")] == [["NOR"]]
    assert drafted(about + filler + "Norway signed a $5 million deal with Russia.") == []
    assert drafted("Ukraine was on the agenda. " + filler + "Norway approved $5 million in loans.") == []


def test_who_asks_further_asks_whom_it_asked_before(drafted: Read) -> None:
    text = "Ukraine asked Germany for tanks. Norway sent Ukraine 12 howitzers on Monday. Ukraine has also asked for 30 jets."
    assert [(draft.stage, draft.donors) for draft in drafted(text)] == [(Stage.REQUESTED, ["DEU"]), (Stage.DELIVERED, ["NOR"]), (Stage.REQUESTED, ["DEU"])]


def test_what_a_shipment_holds_came_when_the_shipment_did(drafted: Read) -> None:
    text = "The first shipment of aid from Norway to Ukraine arrived on June 3, 2024. The shipment includes howitzers."
    days = [str(draft.date.range) for draft in drafted(text) if draft.date is not None]
    assert len(days) == 1
    assert "2024, 6, 3" in days[0]


@pytest.mark.parametrize(
    ("told", "currency"),
    [
        ("It has put in $3 million for Ukraine.", "CAD"),
        ("It has put in US$3 million for Ukraine.", "USD"),
        ("It and the United States put in $3 million for Ukraine.", "USD"),
    ],
)
def test_dollars_of_one_giver_are_its_own(drafted: Read, told: str, currency: str) -> None:
    filler = "Many spoke in the long debate that went on into the night, and many more had wanted to. " * 6
    found = drafted(f"Canada said on Monday that it would help Ukraine.\n\n{filler}\n\n{told}")
    assert [draft.money.currency for draft in found if draft.money] == [currency]
