"""From a document to its aid claims. All documents are invented; they appear on Wednesday, 15 May 2024, if not said otherwise."""

from __future__ import annotations

import datetime

import msgspec
import pytest

from pledgebook.clean.decode import row_document
from pledgebook.clean.layout import clean_document
from pledgebook.dossier.load import load_dossier
from pledgebook.dossier.tables import SHIPPED
from pledgebook.extract.aid import claims_of, extract_aid, find_drafts
from pledgebook.extract.context import Context
from pledgebook.extract.evidence import evidence_fault
from pledgebook.extract.lexicon import lexicon
from pledgebook.extract.speech import find_speech
from pledgebook.model.claim import AidClaim, Amount, CountsAs, ItemCount, Realis, Stage
from pledgebook.model.text import DateRange, Given, RawDocument
from pledgebook.pipeline import annotate
from pledgebook.trying import try_cases

AFTER = "\n\nThe session in the town hall lasted two hours."
"""a paragraph without aid, so that the text is no registry note"""


def document(text: str, title: str | None = None) -> RawDocument:
    return row_document(text + AFTER, "a", Given("a", "2024-05-15", title=title))


def read(raw: RawDocument) -> tuple[AidClaim, ...]:
    dossier = load_dossier()
    annotated = annotate(clean_document(raw, dossier), dossier)
    return extract_aid(annotated, dossier, find_speech(annotated, dossier))


def told(text: str, title: str | None = None) -> tuple[AidClaim, ...]:
    return read(document(text, title))


def words(text: str, title: str | None = None) -> list[list[str]]:
    """The evidence of each claim of a text, as the raw text has it."""
    raw = document(text, title)
    return [[span.of(raw.text) for span in claim.evidence] for claim in read(raw)]


def test_a_sentence_becomes_a_claim_with_all_it_says() -> None:
    text = "On Monday, Norway and Denmark announced an additional $20 million package of 12 howitzers and generators for Ukraine."
    (claim,) = told(text)
    assert claim == AidClaim(
        doc="a",
        id=claim.id,
        evidence=claim.evidence,
        date=DateRange(datetime.date(2024, 5, 13), datetime.date(2024, 5, 13)),
        stage=Stage.PLEDGED,
        donors=("NOR", "DNK"),
        recipient="UKR",
        aid_type=claim.aid_type,
        amount=Amount(2e7, 2e7, "USD"),
        counts_as=CountsAs.TOTAL,
        items=(ItemCount("howitzers", 12), ItemCount("generators")),
        joint=True,
        incremental=True,
    )
    assert words(text) == [[text.rstrip(".")]]


@pytest.mark.parametrize(
    "text",
    [
        "Ukraine destroyed 12 Russian tanks.",
        "Ukrainian troops fired 300 rockets at Russian positions.",
        "Ukraine shot down 12 missiles on Monday.",
        "Russian forces lost 300 tanks in Ukraine.",
        "Norwegian rockets hit a depot in Ukraine.",
        "Western weapons help Ukraine.",
        "Norway continues to support Ukraine.",
        "Norway stands with Ukraine and will provide support.",
        "If Norway sends 12 howitzers to Ukraine, others will follow.",
        "Norway sent 12 howitzers to Poland.",
        "Israel will receive $20 million from Norway.",
        "Russia supplied its troops in Ukraine with 300 tanks.",
        "North Korea sent Russia 3 million shells for the war in Ukraine.",
        "Moscow has delivered missiles to Belarus, north of Ukraine.",
        "Norway has not refused to send 12 howitzers to Ukraine.",
        "Norway did not send 12 howitzers to Ukraine.",
        "Norway imposed sanctions worth $20 million on Russia over Ukraine.",
        "Norway took in 300 refugees from Ukraine.",
        "The war has cost Ukraine $20 billion.",
        "Norway's ten-point plan for Ukraine was published.",
        "The M142 launcher is used by Ukraine.",
        "Norway spent five hours discussing aid to Ukraine.",
        "13 News reported on aid for Ukraine.",
        "There are no plans by Norway to send 12 howitzers to Ukraine.",
    ],
)
def test_what_is_no_aid_is_no_claim(text: str) -> None:
    assert told(text) == ()


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Norway announced $20 million for Ukraine.", None),
        ("The Norwegian government announced that it would send 12 howitzers to Ukraine.", None),
        ("The Norwegian prime minister announced that Norway will send 12 howitzers to Ukraine.", None),
        ('"Norway will send 12 howitzers to Ukraine," said Kari Holm, a spokeswoman.', "Kari Holm"),
        ("According to Kari Holm, Norway will send 12 howitzers to Ukraine.", "Kari Holm"),
        ("Norwegian Defence Minister Kari Holm announced $20 million in military aid for Ukraine.", "Kari Holm"),
        ("Norway will send 12 howitzers to Ukraine, two officials said.", "two officials"),
        ("Norway has sent 12 howitzers to Ukraine, the Harbour Herald reported.", "Harbour Herald"),
        ("Poland said Norway had sent 12 howitzers to Ukraine.", "POL"),
        ("Norway said it would send 12 howitzers to Ukraine.", None),
        ("The Norwegian defence ministry said it would send 12 howitzers to Ukraine.", "The Norwegian defence ministry"),
        ("Norway will send 12 howitzers to Ukraine, Kari Holm, a spokeswoman for the ministry, said.", "Kari Holm"),
        ("In Kari Holm's estimation, Norway has sent 12 howitzers to Ukraine.", "Kari Holm"),
        ("Kari Holm said the war went on, and Norway would send 12 howitzers to Ukraine.", "Kari Holm"),
        ("Norwegian Defence Minister Kari Holm met lawmakers. She announced $20 million in military aid for Ukraine.", "Kari Holm"),
    ],
)
def test_a_claim_names_its_witness_but_no_giver_that_announces_its_own_aid(text: str, speaker: str | None) -> None:
    (claim,) = told(text)
    assert claim.donors == ("NOR",)
    assert (claim.attribution.speaker if claim.attribution else None) == speaker


def test_a_claim_told_in_the_documents_own_voice_takes_the_witness_who_repeats_it() -> None:
    text = (
        "Ukraine has received 12 howitzers from Norway.\n\n"
        '"The 12 howitzers from Norway have arrived in Ukraine," Ukrainian Defence Minister Olena Bondar said in a statement.'
    )
    (claim,) = told(text)
    assert claim.attribution is not None
    assert (claim.attribution.speaker, claim.attribution.actor) == ("Olena Bondar", "UKR")


def test_who_speaks_as_we_gives_for_the_state_they_act_for() -> None:
    (claim,) = told('"We will send 12 howitzers to Ukraine," Norwegian Defence Minister Kari Holm said.')
    assert claim.donors == ("NOR",)
    assert claim.attribution is not None
    assert (claim.attribution.speaker, claim.attribution.actor) == ("Kari Holm", "NOR")


@pytest.mark.parametrize(
    ("text", "evidence"),
    [
        ("The mayor slept. Norway will send 12 howitzers to Ukraine. The mayor woke.", "Norway will send 12 howitzers to Ukraine"),
        (
            "Norway announced a package\nof military aid worth $20 million\nfor Ukraine on Monday, the day\nafter talks in the capital.",
            "Norway announced a package\nof military aid worth $20 million\nfor Ukraine on Monday, the day\nafter talks in the capital",
        ),
        ("Norway   will send 12 howitzers\tto Ukraine.", "Norway   will send 12 howitzers\tto Ukraine"),
        ("🙂 Norway will send 12 howitzers to Ukraine.", "Norway will send 12 howitzers to Ukraine"),
    ],
)
def test_evidence_is_a_place_of_the_raw_text(text: str, evidence: str) -> None:
    assert evidence in words(text)[0][0]


def test_evidence_of_headline_lead_and_body_is_the_fullest_place_first() -> None:
    lead = "Norway will send 12 howitzers and 300 rifles to Ukraine, the government said on Monday."
    ((first, *others),) = words(f"{lead}\n\nThe 12 howitzers will be sent to Ukraine in June, the ministry said.", "Norway sends howitzers to Ukraine")
    assert first.startswith("Norway will send 12 howitzers and 300 rifles")
    assert any("in June" in place for place in others)


def test_a_paragraph_printed_twice_is_evidence_twice() -> None:
    paragraph = "Norway announced a package of $20 million in military aid for Ukraine on Monday."
    raw = document(f"{paragraph}\n\n{paragraph}")
    (claim,) = read(raw)
    assert [span.of(raw.text) for span in claim.evidence] == [paragraph.rstrip(".")] * 2
    assert len(set(claim.evidence)) == 2


DOCUMENT = (
    "Norway announced a $500 million package for Ukraine on Monday. Of this amount, $90 million will go toward training.",
    "Denmark has given Ukraine 3.2 billion euros since 2022.",
    "Ukraine asked Germany to send 12 tanks.",
    "Poland refused to send howitzers to Ukraine.",
)


def test_each_amount_stands_in_its_evidence() -> None:
    raw = document("\n\n".join(DOCUMENT))
    claims = read(raw)
    assert len([claim for claim in claims if claim.amount]) == 3
    assert [evidence_fault(claim, raw.text, load_dossier()) for claim in claims] == [None] * len(claims)


def test_ids_are_unique_and_the_same_on_each_reading() -> None:
    first, second = (told("\n\n".join(DOCUMENT)) for _ in range(2))
    ids = [claim.id for claim in first]
    assert len(set(ids)) == len(ids)
    assert first == second


def test_ids_of_other_documents_are_other_ids() -> None:
    first = told("Norway will send 12 howitzers to Ukraine.")
    second = told("Norway will send 12 howitzers to Ukraine. The mayor slept.")
    assert not {claim.id for claim in first} & {claim.id for claim in second}


def test_two_claims_of_one_place_have_two_ids() -> None:
    dossier = load_dossier()
    annotated = annotate(clean_document(document("Norway will send 12 howitzers to Ukraine."), dossier), dossier)
    context = Context(annotated, dossier, lexicon(dossier), ())
    (draft,) = find_drafts(context)
    first, second = claims_of([draft, msgspec.structs.replace(draft)], context)
    assert first.evidence == second.evidence
    assert first.id != second.id


def test_a_component_names_the_claim_it_is_part_of() -> None:
    whole, part = told(DOCUMENT[0])
    assert (whole.counts_as, whole.part_of) == (CountsAs.TOTAL, None)
    assert (part.counts_as, part.part_of) == (CountsAs.COMPONENT, whole.id)


def test_claims_come_in_the_order_of_the_text() -> None:
    starts = [claim.evidence[0].start for claim in told("\n\n".join(DOCUMENT))]
    assert starts == sorted(starts)


def test_a_promise_and_its_delivery_in_one_sentence_are_two_claims_with_their_own_dates() -> None:
    claims = told("Norway on Tuesday handed over to Ukraine 12 howitzers promised in March.")
    assert {(claim.stage, claim.date) for claim in claims} == {
        (Stage.DELIVERED, DateRange(datetime.date(2024, 5, 14), datetime.date(2024, 5, 14))),
        (Stage.PLEDGED, DateRange(datetime.date(2024, 3, 1), datetime.date(2024, 3, 31))),
    }


def facts(text: str) -> set[tuple[object, ...]]:
    return {(claim.stage, claim.donors, claim.amount, claim.counts_as, claim.items, claim.date) for claim in told(text)}


@pytest.mark.parametrize("step", [1, 2, 3])
def test_what_a_paragraph_says_does_not_depend_on_the_order_of_the_others(step: int) -> None:
    turned = DOCUMENT[step:] + DOCUMENT[:step]
    assert facts("\n\n".join(turned)) == facts("\n\n".join(DOCUMENT))


def test_a_currency_the_text_leaves_open_is_flagged() -> None:
    (claim,) = told("Australia announced a 20 million dollar package of military aid for Ukraine.")
    assert claim.amount is not None
    assert (claim.amount.currency, claim.flags) == ("AUD", ("currency_inferred",))


def test_a_group_alone_gives_jointly() -> None:
    (claim,) = told("European allies will send 12 howitzers to Ukraine.")
    assert (claim.donors, claim.joint) == (("EUROPEAN_ALLIES",), True)


def test_a_possibility_keeps_its_amount_and_says_so() -> None:
    (claim,) = told("Norway might give Ukraine $20 million in military aid.")
    assert (claim.stage, claim.realis, claim.amount) == (Stage.PROPOSED, Realis.HYPOTHETICAL, Amount(2e7, 2e7, "USD"))


def test_a_document_nobody_parsed_has_no_claims() -> None:
    dossier = load_dossier()
    annotated = annotate(clean_document(document("Norway will send 12 howitzers to Ukraine."), dossier), dossier)
    assert extract_aid(msgspec.structs.replace(annotated, syntax=None), dossier, ()) == ()


def test_every_case_of_the_shipped_dossier_holds() -> None:
    cases, failed = try_cases(SHIPPED / "ukraine")
    assert cases > 30
    assert [f"{problem}; {problem.hint}" for problem in failed] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Norway has handed over 12 howitzers to Ukraine.", "handed_over"),
        ("Norway shipped 12 howitzers to Ukraine on Monday.", "left_origin"),
        ("Norway has sent 12 howitzers to Ukraine.", None),
        ("Norway will hand over 12 howitzers to Ukraine.", None),
    ],
)
def test_a_delivery_says_how_far_the_goods_have_come_where_its_verb_does(text: str, expected: str | None) -> None:
    (claim,) = told(text)
    assert claim.delivery_stage == expected


@pytest.mark.parametrize(("published", "leads"), [("2022-04-07", False), ("2022-10-01", True), ("2023-05-05", False)])
def test_who_leads_a_state_is_asked_of_the_day_of_the_report(published: str, leads: bool) -> None:
    # the dossier has her as foreign secretary until September 2022 and as prime minister until the end of October
    dossier = load_dossier()
    annotated = annotate(clean_document(row_document("The session lasted two hours.", "a", Given("a", published)), dossier), dossier)
    assert ("Liz Truss" in Context(annotated, dossier, lexicon(dossier), ()).leaders) is leads
