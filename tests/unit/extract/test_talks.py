"""Which occasions a document reports, between whom, and how they stand."""

from __future__ import annotations

import datetime

import msgspec
import pytest

from pledgebook.clean.decode import row_document
from pledgebook.clean.layout import clean_document
from pledgebook.dossier.load import load_dossier
from pledgebook.extract.speech import find_speech
from pledgebook.extract.talks import extract_talks
from pledgebook.model.claim import Person, Realis, TalksClaim, TalksStatus
from pledgebook.model.text import DateRange, Given
from pledgebook.pipeline import annotate


def told(text: str, date: str = "2024-05-15") -> tuple[TalksClaim, ...]:
    """The talks claims of a text published on a Wednesday."""
    dossier = load_dossier()
    annotated = annotate(clean_document(row_document(text, "a", Given("a", date)), dossier), dossier)
    return extract_talks(annotated, dossier, find_speech(annotated, dossier))


def sides(claim: TalksClaim) -> set[str | None]:
    return {p.actor if isinstance(p, Person) else p for p in claim.participants}


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Officials of Norway met officials of Poland in Oslo.", {"NOR", "POL"}),
        ("Talks between Norway and Poland took place in Oslo.", {"NOR", "POL"}),
        ("Norway held talks with Poland in Oslo.", {"NOR", "POL"}),
        ("The Norway-Poland talks ended on Monday.", {"NOR", "POL"}),
        ("Norway and Poland held a meeting on Monday.", {"NOR", "POL"}),
        ("Norway ruled out any negotiations with Poland.", {"NOR", "POL"}),
        ("After a meeting with the Polish ambassador, Norway said that the road was open.", {"NOR", "POL"}),
        ("European leaders gathered in Oslo on Monday.", {"EUROPEAN_ALLIES"}),
    ],
)
def test_the_sides_are_found_around_the_word_that_names_the_occasion(text: str, codes: set[str]) -> None:
    (claim,) = told(text)
    assert sides(claim) == codes


@pytest.mark.parametrize(
    ("text", "status", "realis"),
    [
        ("Norway held talks with Poland on Monday.", TalksStatus.HELD, Realis.ACTUAL),
        ("Norway will hold talks with Poland on Friday.", TalksStatus.SCHEDULED, Realis.PLANNED),
        ("Norway is holding talks with Poland.", TalksStatus.ONGOING, Realis.ACTUAL),
        ("Norway offered to hold talks with Poland.", TalksStatus.PROPOSED, Realis.HYPOTHETICAL),
        ("Norway should meet with Poland.", TalksStatus.PROPOSED, Realis.HYPOTHETICAL),
        ("Talks between Norway and Poland collapsed on Monday.", TalksStatus.FAILED, Realis.ACTUAL),
        ("Norway ruled out any negotiations with Poland.", TalksStatus.CALLED_OFF, Realis.NEGATED),
        ("Norway cancelled its talks with Poland.", TalksStatus.CALLED_OFF, Realis.NEGATED),
        ("Norway signed an agreement with Poland on Monday.", TalksStatus.AGREED, Realis.ACTUAL),
    ],
)
def test_the_status_follows_tense_modality_and_the_verb(text: str, status: TalksStatus, realis: Realis) -> None:
    (claim,) = told(text)
    assert (claim.status, claim.realis) == (status, realis)


@pytest.mark.parametrize(
    "text",
    [
        "The minister spoke to reporters at a press conference in Oslo.",
        "Norway called for calm.",
        "The applicants met the criteria of Norway.",
        "Parliament held a debate on the budget.",
        "Norway has not refused to engage in negotiations with Poland.",
        "Norway and Poland did not discuss the border.",
    ],
)
def test_what_is_no_occasion_between_parties_is_no_claim(text: str) -> None:
    assert told(text) == ()


def test_day_and_place_belong_to_the_occasion() -> None:
    (claim,) = told("Norway met with Poland in Oslo on Monday, the ministry said on Tuesday.")
    assert claim.place == "Oslo"
    assert claim.date is not None
    assert claim.date.first == claim.date.last == datetime.date(2024, 5, 13)


def test_the_day_of_a_refusal_is_not_the_day_of_the_talks() -> None:
    (claim,) = told("On Monday Norway ruled out negotiations with Poland.")
    assert claim.date is None


def test_the_same_occasion_told_again_is_one_claim() -> None:
    claims = told("Norway held talks with Poland in Oslo on Monday. The talks between Norway and Poland were about fish. The talks lasted five hours.")
    assert len(claims) == 1


def test_a_call_and_a_later_meeting_are_two_claims() -> None:
    claims = told("Norway's minister had a phone call with Poland's minister. Norway's minister met Poland's minister.")
    assert len(claims) == 2


def test_meetings_on_different_days_are_two_claims() -> None:
    claims = told("Norway met with Poland on Monday. Norway met with Poland on Tuesday.")
    assert [c.date.first.day for c in claims if c.date] == [13, 14]


def test_two_occasions_of_one_sentence_have_each_their_own_evidence() -> None:
    text = "Norway met with Poland on Monday after talks with Sweden in Stockholm."
    claims = told(text)
    assert [sides(c) for c in claims] == [{"NOR", "POL"}, {"NOR", "SWE"}]
    assert not claims[0].evidence[0].overlaps(claims[1].evidence[0])


def test_evidence_is_the_text_that_reports_the_occasion() -> None:
    text = "Ministers argued for hours. Norway met with Poland in Oslo, officials said."
    (claim,) = told(text)
    assert claim.evidence[0].of(text) == "Norway met with Poland in Oslo"


def test_ids_are_unique_and_stable() -> None:
    text = "Norway met with Poland on Monday. Norway met with Sweden on Tuesday."
    first, second = told(text), told(text)
    assert first == second
    assert len({c.id for c in first}) == len(first) == 2


def test_what_is_urged_at_a_meeting_does_not_make_the_meeting_a_proposal() -> None:
    (claim,) = told("In a meeting with the Polish ambassador on Monday, Norway called for calm.")
    assert claim.status is TalksStatus.HELD


def test_who_only_tells_of_talks_is_no_participant_by_name() -> None:
    (claim,) = told("The talks with Poland lasted five hours, Norwegian minister Ann Holt said.")
    assert all(isinstance(p, str) for p in claim.participants)
    assert sides(claim) == {"NOR", "POL"}


def test_a_counterpart_takes_the_party_of_the_adjective() -> None:
    (claim,) = told("Norwegian minister Ann Holt met her Polish counterpart Jan Nowak in Oslo.")
    assert set(claim.participants) == {Person("Ann Holt", "NOR"), Person("Jan Nowak", "POL")}


def test_they_are_those_of_the_subject_before() -> None:
    claims = told(
        "Officials of Norway met officials of Poland on Monday. Officials of Sweden, Denmark and Finland came later, and they met officials of Latvia."
    )
    assert [sides(c) for c in claims] == [{"NOR", "POL"}, {"SWE", "DNK", "FIN", "LVA"}]


def test_other_people_of_the_same_party_make_another_occasion() -> None:
    claims = told("Norwegian minister Ann Holt met Polish minister Jan Nowak. Norwegian minister Ann Holt met Polish minister Ewa Lis.")
    assert len(claims) == 2


@pytest.mark.parametrize("verb", ["will focus on fish", "are being closely watched"])
def test_the_weekday_of_talks_still_to_come_is_the_next_one(verb: str) -> None:
    (claim,) = told(f"Monday's talks between Norway and Poland {verb}.")
    assert claim.status is TalksStatus.SCHEDULED
    assert claim.date is not None
    assert claim.date.first == datetime.date(2024, 5, 20)


def test_a_standing_agreement_brings_its_parties() -> None:
    (claim,) = told("The Budapest Memorandum was mentioned in the debate.")
    assert claim.status is TalksStatus.AGREED
    assert sides(claim) == {"UKR", "USA", "GBR", "RUS"}


def test_the_topic_stands_behind_on_or_about() -> None:
    (claim,) = told("Norway held talks with Poland on fishing rights.")
    assert claim.topic == "fishing rights"


def test_a_dossier_without_words_of_talks_finds_none() -> None:
    dossier = load_dossier()
    text = "Norway held talks with Poland in Oslo."
    annotated = annotate(clean_document(row_document(text, "a"), dossier), dossier)
    silent = msgspec.structs.replace(dossier, words={k: v for k, v in dossier.words.items() if k != "talks"})
    assert extract_talks(annotated, silent, ()) == ()


def test_who_led_a_side_took_part() -> None:
    (claim,) = told(
        "Norwegian and Polish delegations held talks in Oslo on Monday.\n\nMinister Ida Lund of Norway led the Norwegian side,"
        " and the Polish one was led by envoy Jan Malik."
    )
    assert {p.name for p in claim.participants if isinstance(p, Person)} == {"Ida Lund", "Jan Malik"}
    assert claim.place == "Oslo"


def test_who_leads_a_side_under_anothers_role_is_flagged() -> None:
    (claim,) = told(
        "American and Norwegian delegations held talks in Oslo on Monday.\n\nUS Defense Secretary Antony Blinken led the American side."
        " US Defense Secretary Lloyd Austin did not travel."
    )
    assert claim.flags == ("role_conflict",)


def test_talks_told_by_their_length_are_of_the_day_of_what_came_after_them() -> None:
    (claim,) = told("Norway lifted its ban on Tuesday after eight hours of talks between Norwegian and Polish delegations in Bergen.")
    assert (claim.date, claim.place) == (DateRange(datetime.date(2024, 5, 14), datetime.date(2024, 5, 14)), "Bergen")


def test_people_who_attended_the_meeting_of_a_group_took_part_in_it() -> None:
    (claim,) = told("Ministers of the Ukraine Defense Contact Group met in Brussels on Monday. Minister Ida Lund of Norway attended the meeting.")
    assert sides(claim) == {"UDCG_MEMBERS", "NOR"}
