"""What is read in registry notes: short texts of one gift, often without a verb. All notes are invented."""

from __future__ import annotations

import pytest

from pledgebook.clean.decode import row_document
from pledgebook.dossier.load import load_dossier
from pledgebook.model.claim import AidClaim, CountsAs, Stage
from pledgebook.model.text import Given
from pledgebook.pipeline import read_document


def entered(text: str, title: str | None = None) -> list[AidClaim]:
    """The aid claims of a note."""
    raw = row_document(text, "note", Given("note", "2023-02-01", title=title))
    return [claim for claim in read_document(raw, load_dossier()).claims if isinstance(claim, AidClaim)]


def amounts(claims: list[AidClaim]) -> set[tuple[float | None, str]]:
    return {(claim.amount.min, claim.amount.currency) for claim in claims if claim.amount is not None}


def goods(claims: list[AidClaim]) -> dict[str, float | None]:
    return {item.name: item.quantity for claim in claims for item in claim.items}


def test_money_without_a_verb_is_a_promise_of_nobody_named() -> None:
    (claim,) = entered("Donation worth 6 million USD for humanitarian purposes.")
    assert claim.amount is not None
    assert (claim.amount.min, claim.amount.max, claim.amount.currency) == (6e6, 6e6, "USD")
    assert (claim.stage, claim.counts_as, claim.donors, claim.recipient) == (Stage.PLEDGED, CountsAs.TOTAL, (), "UKR")


def test_a_list_of_goods_without_a_verb_is_one_claim_with_its_numbers() -> None:
    claims = entered("40 helmets, 25 rifles and three ambulances.")
    assert len(claims) == 1
    assert goods(claims) == {"helmets": 40, "rifles": 25, "ambulances": 3}


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("70 generators worth 2 million EUR, delivered in May.", Stage.DELIVERED),
        ("Grant of 2 million EUR, approved by the parliament.", Stage.COMMITTED),
        ("2 million EUR to address humanitarian needs in Ukraine.", Stage.PLEDGED),
        ("2 million EUR to plan and prepare aid in Ukraine.", Stage.PLEDGED),
    ],
)
def test_words_beside_the_fragment_say_the_stage(text: str, stage: Stage) -> None:
    assert {claim.stage for claim in entered(text)} == {stage}


def test_a_sentence_on_the_value_prices_the_goods_before_it() -> None:
    text = "Denmark will send 30 ambulances to Ukraine. The total value of the package is 3 million EUR."
    (claim,) = entered(text)
    assert amounts([claim]) == {(3e6, "EUR")}
    assert goods([claim]) == {"ambulances": 30}
    assert (claim.donors, claim.counts_as) == (("DNK",), CountsAs.TOTAL)
    assert [text[span.start : span.end][-11:] for span in claim.evidence] == [" to Ukraine", "million EUR"]


def test_goods_listed_in_a_further_sentence_join_the_amount() -> None:
    (claim,) = entered("Norway has donated military aid worth 5 million EUR. It consists of 200 helmets.")
    assert goods([claim]) == {"helmets": 200}
    assert claim.amount is not None


@pytest.mark.parametrize(
    "aside",
    [
        "The 90 million EUR mentioned in the source are reported in entry SWM4.",
        "We do not include 90 million EUR for refugees.",
        "We subtract the 90 million EUR announced before.",
    ],
)
def test_amounts_of_other_entries_are_left_out(aside: str) -> None:
    assert amounts(entered(f"Sweden pledged 10 million EUR in humanitarian aid to Ukraine. {aside}")) == {(1e7, "EUR")}


def test_what_a_sum_comes_to_is_kept_beside_what_is_taken_away() -> None:
    claims = entered("Norway has provided 80 million NOK in aid to Ukraine. We subtract 30 million NOK and reach 50 million NOK for this package.")
    assert amounts(claims) == {(8e7, "NOK"), (5e7, "NOK")}


def test_words_in_brackets_leave_out_only_what_stands_in_them() -> None:
    claims = entered("Beside food (7 million EUR of it are not included here), Sweden announced a 20 million EUR loan to Ukraine.")
    assert amounts(claims) == {(2e7, "EUR")}


@pytest.mark.parametrize(
    ("text", "donors"),
    [
        ("The Norwegian government approved 5 million EUR in aid to Ukraine through the World Bank.", ("NOR",)),
        ("Loan guarantee of 5 million EUR provided through the World Bank.", ()),
        ("The Swedish Ministry of Defence announced a donation of 5 million EUR at a conference in Paris.", ("SWE",)),
        ("Financial aid of 5 million EUR through the IMF and the World Bank.", ()),
        ("Norway and Denmark jointly finance the purchase of howitzers for Ukraine worth 5 million EUR.", ("NOR", "DNK")),
        ("The European Investment Bank lends Ukraine 5 million EUR.", ("EIB",)),
        ("Denmark sends food worth 5 million EUR to Ukraine via the EU Civil Protection Mechanism.", ("DNK",)),
        ("Donation of 5 million EUR by the Norwegian Red Cross to Ukraine.", ("NOR",)),
    ],
)
def test_the_giver_is_the_state_and_not_the_channel_or_the_place(text: str, donors: tuple[str, ...]) -> None:
    assert {claim.donors for claim in entered(text)} == {donors}


def test_bare_general_words_beside_goods_are_not_listed() -> None:
    assert goods(entered("Donation of weapons and blankets and 12 mortars.")) == {"blankets": None, "mortars": 12}


def test_a_model_is_entered_by_its_name_alone() -> None:
    assert goods(entered("Donation of 14 Leopard 2A4 battle tanks.")) == {"Leopard 2A4": 14}


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("40 bullet-proof vests", "ballistic vest"),
        ("40 Protective helmets", "helmet"),
        ("40 electric generators", "generator"),
        ("40 BVP-1 vehicles", "BMP-1"),
        ("40 rifles", "rifles"),
    ],
)
def test_goods_are_entered_under_the_usual_name_of_registers(words: str, name: str) -> None:
    assert goods(entered(f"Donation of {words} and blankets.")) == {name: 40, "blankets": None}


def test_a_kind_beside_its_only_model_gives_it_the_number() -> None:
    text = "Donation of Dana howitzers and rifles. A second source speaks of 9 howitzers."
    (claim,) = entered(text)
    assert goods([claim]) == {"Dana howitzer": 9, "rifles": None}
    assert [span.of(text) for span in claim.evidence][-1] == "9 howitzers"


def test_a_kind_beside_a_counted_model_is_kept_where_its_number_is_another() -> None:
    claims = entered("Donation of 4 Dana howitzers. A second source speaks of 9 howitzers.")
    assert goods(claims) == {"Dana howitzer": 4, "howitzers": 9}


@pytest.mark.parametrize(
    ("text", "entered_goods"),
    [
        ("Slovakia will hand over 20 M113 to Ukraine and will instead receive 12 Leopard tanks from Germany.", {"M113": 20}),
        ("Beside 300 tents (listed in IEH5) the government sends 9 ambulances.", {"ambulances": 9}),
        ("The source also tells of 50 T-72 tanks, which are listed in donation XYM2. Czechia gives 4 helicopters.", {"helicopters": 4}),
    ],
)
def test_goods_of_other_entries_and_goods_taken_in_return_are_left_out(text: str, entered_goods: dict[str, float]) -> None:
    assert goods(entered(text)) == entered_goods


@pytest.mark.parametrize(
    ("text", "entered_goods"),
    [
        ("80 tons of food (flour, milk and rice).", {"food": 80}),
        ("Medical equipment, including 40 ventilators and 300 stretchers.", {"ventilators": 40, "stretchers": 300}),
        ("60 tons of medical equipment, including 40 ventilators.", {"medical equipment": 60, "ventilators": 40}),
        ("Heavy military equipment and 30 howitzers.", {"howitzers": 30}),
    ],
)
def test_of_goods_and_what_spells_them_out_the_counted_or_the_plain_ones_are_entered(text: str, entered_goods: dict[str, float]) -> None:
    assert goods(entered(text)) == entered_goods


def test_a_giver_that_a_note_sets_aside_leaves_it_a_note() -> None:
    text = "Rifles and helmets. The EU contribution of 4 million EUR is reported in entry EUM1. Slovenia gave 3 million EUR."
    claims = entered(text)
    assert goods(claims) == {"Rifles": None, "helmets": None}
    assert amounts(claims) == {(3e6, "EUR")}


def test_a_number_given_later_counts_the_goods_named_before() -> None:
    claims = entered("Poland will donate mine rollers and sniper rifles to Ukraine. A second source speaks of 30 rifles.")
    assert goods(claims)["sniper rifles"] == 30


def test_a_running_total_is_told_from_what_a_note_has_on_its_entry() -> None:
    (claim,) = entered("Norway has provided 80 million NOK in aid to Ukraine through the World Bank.")
    assert claim.counts_as is CountsAs.TOTAL
    added, total = entered("The UK raised its guarantee to Ukraine by 20 million GBP, bringing the total to 90 million GBP.")
    assert (added.counts_as, total.counts_as) == (CountsAs.TOTAL, CountsAs.UMBRELLA)
    (claim,) = entered("Until May Norway has provided 80 million NOK in aid to Ukraine in total.")
    assert claim.counts_as is CountsAs.UMBRELLA


def test_a_note_that_only_names_its_giver_is_a_claim_without_amount() -> None:
    (claim,) = entered("The Danish government announced an additional package of military assistance to Ukraine. Its content is not known.")
    assert (claim.donors, claim.amount, claim.items) == (("DNK",), None, ())


def test_an_article_of_several_paragraphs_is_no_note() -> None:
    text = "The mayor of Hill spoke of the old bridge to Ukraine.\n\nThe works cost 5 million EUR.\n\nA donation was not planned, they said."
    assert amounts(entered(text)) == set()


def test_a_titled_text_is_no_note() -> None:
    text = "Ukraine aid: the bridge at Hill cost 5 million EUR."
    assert entered(text, title="The bridge at Hill") == []
