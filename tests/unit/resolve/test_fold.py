"""Claims of one event become one entry; what contradicts is kept side by side."""

from __future__ import annotations

import datetime

import msgspec
import pytest

from pledgebook.model.claim import AidType, Attribution, CountsAs, DeliveryStage, Mode, Realis, Stage, TalksStatus
from pledgebook.model.ledger import Anchor, Correction, Judgement, Verdict
from pledgebook.model.text import Span
from pledgebook.resolve.fold import fold


def test_two_reports_of_one_pledge_are_one_entry_with_two_sources(facts):
    one = facts.document(facts.aid(5e8, "NLD", on="2025-08-04"), source="a.example")
    two = facts.document(facts.aid(5.05e8, "NLD", on="2025-08-04"), source="b.example", published="2025-08-05")
    (entry,) = fold([one, two], facts.dossier).aid
    assert (entry.documents, entry.independent) == (2, 2)
    assert entry.id == one.reported[0].claim.id
    (conflict,) = entry.conflicts
    assert [value.value for value in conflict.values] == ["USD 505m", "USD 500m"]


def test_a_reprint_is_no_independent_source(facts):
    text = "The Dutch cabinet pays for a package of American arms. " + " ".join(f"word{k}" for k in range(80))
    one = facts.document(facts.aid(5e8, "NLD", on="2025-08-04"), source="a.example", text=text)
    two = facts.document(facts.aid(5e8, "NLD", on="2025-08-04"), source="b.example", text="Reprinted. " + text)
    (entry,) = fold([one, two], facts.dossier).aid
    assert (entry.documents, entry.independent) == (2, 1)


def test_rival_figures_of_one_round_stand_side_by_side_and_the_official_one_is_shown(facts):
    media = facts.document(facts.aid(5.77e8, "NLD", on="2025-08-04", scheme="PURL"), source="a.example", published="2025-08-06")
    official = facts.document(facts.aid(5e8, "NLD", on="2025-08-04", scheme="PURL"), source="www.gov.example")
    (entry,) = fold([media, official], facts.dossier).aid
    assert entry.amount == facts.money(5e8)
    (conflict,) = entry.conflicts
    assert (conflict.field, [value.value for value in conflict.values]) == ("amount", ["USD 500m", "USD 577m"])


def test_one_round_in_two_currencies_is_one_entry_where_scheme_and_day_agree(facts):
    one = facts.document(facts.aid(facts.money(5e8, "EUR"), "NLD", on="2025-08-04", scheme="PURL"), source="a.example")
    two = facts.document(facts.aid(5.78e8, "NLD", on="2025-08-04", scheme="PURL"), source="b.example")
    (entry,) = fold([one, two], facts.dossier).aid
    assert [conflict.field for conflict in entry.conflicts] == ["currency"]


def test_one_sum_in_two_currencies_is_one_entry_at_a_rough_rate_and_two_sums_are_not(facts):
    rates = {"resolve": {"rough_dollars": {"EUR": 1.1, "USD": 1.0}}}
    dossier = msgspec.structs.replace(facts.dossier, words=rates)
    euros = facts.document(facts.aid(facts.money(5e8, "EUR"), "NLD"), source="a.example")
    dollars = facts.document(facts.aid(5.77e8, "NLD", on="2025-08-04"), source="b.example")
    other = facts.document(facts.aid(9e8, "NLD", on="2025-08-04"), source="c.example")
    (entry,) = fold([euros, dollars], dossier).aid
    assert [conflict.field for conflict in entry.conflicts] == ["currency"]
    assert len(fold([euros, other], dossier).aid) == 2


def test_donors_amounts_that_make_up_a_joint_amount_of_their_document_are_shares_of_it(facts):
    whole = facts.aid(5e8, "DEU", "NLD", "NOR", on="2025-08-05", joint=True)
    parts = [facts.aid(amount, donor, on="2025-08-05", at=20 * k) for k, (donor, amount) in enumerate((("DEU", 2.75e8), ("NLD", 1.46e8)), start=1)]
    entries = fold([facts.document(whole, *parts)], facts.dossier).aid
    parent = next(entry for entry in entries if entry.joint)
    assert {entry.part_of for entry in entries if entry is not parent} == {parent.id}
    lone = fold([facts.document(whole, parts[1])], facts.dossier).aid
    assert {entry.part_of for entry in lone} == {None}


def test_a_vague_amount_of_a_group_joins_the_figure_of_its_members(facts):
    vague = facts.aid(facts.money(2e8, high=1e9, approximate=True), "EUROPEAN_ALLIES", on="2025-12-03", counts_as=CountsAs.VAGUE)
    plain = facts.aid(1e9, "DEU", "NOR", on="2025-12-03", joint=True)
    (entry,) = fold([facts.document(vague, source="a.example"), facts.document(plain, source="b.example")], facts.dossier).aid
    assert (entry.donors, entry.counts_as, entry.joint) == (("DEU", "NOR"), CountsAs.TOTAL, True)
    assert entry.conflicts == ()


@pytest.mark.parametrize(
    "other",
    [
        {"stage": Stage.DELIVERED},
        {"counts_as": CountsAs.CONTAINER},
        {"counts_as": CountsAs.UMBRELLA},
        {"counts_as": CountsAs.COMPONENT},
        {"realis": Realis.NEGATED},
        {"recipient": "POL"},
        {"donors": ("DEU",)},
        {"on": "2025-09-04"},
        {"amount": 9e8},
    ],
    ids=lambda other: next(iter(other)),
)
def test_claims_that_differ_in_kind_stay_apart(facts, other):
    amount = other.pop("amount", 5e8)
    on = other.pop("on", "2025-08-04")
    one = facts.document(facts.aid(5e8, "NLD", on="2025-08-04", items=("Patriot missiles",)), source="a.example")
    two = facts.document(facts.aid(amount, "NLD", on=on, items=("Patriot missiles",), **other), source="b.example")
    assert len(fold([one, two], facts.dossier).aid) == 2


def test_a_vague_report_that_fits_two_different_pledges_equally_well_joins_neither(facts):
    vague = facts.aid(facts.money(2e8, high=1e9, approximate=True), "EUROPEAN_ALLIES", on="2025-12-03", counts_as=CountsAs.VAGUE)
    claims = [vague, facts.aid(3e8, "DEU", on="2025-12-03"), facts.aid(9e8, "NOR", on="2025-12-03")]
    entries = fold([facts.document(claim, source=f"{k}.example") for k, claim in enumerate(claims)], facts.dossier).aid
    assert [entry.documents for entry in entries] == [1, 1, 1]
    (open_,) = [entry for entry in entries if entry.counts_as is CountsAs.VAGUE]
    assert [judgement.verdict for judgement in open_.judgements] == [Verdict.UNSURE, Verdict.UNSURE]


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 1, 0, 2), (2, 3, 1, 0)])
def test_the_earliest_published_claim_names_the_entry_and_undated_ones_come_last(facts, order):
    published = ("2025-08-04", "2025-08-05", "2025-08-06", None)
    documents = [facts.document(facts.aid(5e8, "NLD", on="2025-08-04"), source=f"{day}.example", published=day) for day in published]
    (entry,) = fold([documents[k] for k in order], facts.dossier).aid
    assert entry.claims == tuple(document.reported[0].claim.id for document in documents)


def test_two_claims_a_person_holds_apart_do_not_meet_through_a_third(facts):
    documents = [facts.document(facts.aid(5e8, "NLD", on="2025-08-04"), source=f"{k}.example") for k in range(3)]
    anchors = [Anchor(document.id, "aid", document.reported[0].claim.evidence) for document in documents]
    entries = fold(documents, facts.dossier, [Judgement(anchors[0], anchors[1], Verdict.NOT_SAME, ("two packages",), "an analyst", number=1)]).aid
    assert sorted(entry.documents for entry in entries) == [1, 2]


def test_pledged_and_committed_are_one_entry_where_amount_and_day_agree(facts):
    one = facts.document(facts.aid(5e8, "NLD", on="2025-08-04"), source="a.example")
    two = facts.document(facts.aid(5e8, "NLD", on="2025-08-04", stage=Stage.COMMITTED), source="b.example")
    (entry,) = fold([one, two], facts.dossier).aid
    assert [conflict.field for conflict in entry.conflicts] == ["stage"]


def test_two_packages_of_one_document_stay_two(facts):
    document = facts.document(facts.aid(5e8, "NLD", on="2025-08-04"), facts.aid(2e8, "NLD", on="2025-08-04", at=20), source="a.example")
    assert len(fold([document], facts.dossier).aid) == 2


def test_one_package_named_twice_in_a_document_is_counted_once(facts):
    document = facts.document(facts.aid(5e8, "NLD", on="2025-08-04"), facts.aid(5e8, "NLD", on="2025-08-04", at=20), source="a.example")
    assert len(fold([document], facts.dossier).aid) == 1


def test_a_delivery_follows_the_pledge_it_carries_forward(facts):
    pledge = facts.document(facts.aid(5e8, "NLD", on="2025-08-04", scheme="PURL", items=("Patriot missiles",)), source="a.example")
    delivery = facts.document(
        facts.aid(None, "NLD", on="2025-09-14", scheme="PURL", items=("Patriots",), stage=Stage.DELIVERED), source="b.example", published="2025-09-15"
    )
    first, second = fold([pledge, delivery], facts.dossier).aid
    assert (second.follows, second.lifecycle, first.lifecycle) == (first.id, first.id, first.id)


def test_a_component_stands_under_its_parent(facts):
    whole = facts.aid(4.5e10, "USA", id="whole")
    part = facts.aid(9e9, "USA", id="part", at=20, counts_as=CountsAs.COMPONENT, part_of="whole")
    entries = {entry.counts_as: entry for entry in fold([facts.document(whole, part)], facts.dossier).aid}
    assert entries[CountsAs.COMPONENT].part_of == entries[CountsAs.TOTAL].id


@pytest.mark.parametrize(
    ("first", "second", "counts_as"),
    [(4e9, 2e9, CountsAs.UMBRELLA), (1e9, 2e9, CountsAs.TOTAL), (8e9, 7e9, CountsAs.TOTAL), (6e9, None, CountsAs.TOTAL)],
    ids=["most of it", "a part of it", "more than it", "one donor alone"],
)
def test_what_donors_pledged_together_is_no_further_aid_beside_what_each_of_them_did(facts, first, second, counts_as):
    own = [facts.aid(amount, donor, at=20 * k) for k, (donor, amount) in enumerate((("DEU", first), ("NLD", second)), start=1) if amount]
    whole = facts.aid(9e9, "DONORS", on="2025-08-04", joint=True)
    entries = fold([facts.document(whole, *own)], facts.dossier).aid
    assert [entry.counts_as for entry in entries if entry.donors == ("DONORS",)] == [counts_as]
    assert {entry.counts_as for entry in entries if entry.donors != ("DONORS",)} == {CountsAs.TOTAL}


def test_a_day_after_the_first_report_of_an_event_is_not_its_day(facts):
    first = facts.document(facts.aid(2.3e9, "NLD", on="2024-07-03"), source="a.example", published="2024-07-04")
    retold = facts.document(facts.aid(2.3e9, "NLD", on="2024-07-10"), source="a.example", published="2024-07-13")
    (entry,) = fold([first, retold], facts.dossier).aid
    assert (entry.date, entry.first_published) == (facts.days("2024-07-03"), facts.days("2024-07-04").first)
    (held,) = entry.conflicts
    assert [value.value for value in held.values] == ["2024-07-03", "2024-07-10"]
    # a later report does correct a day that both could know
    earlier = facts.document(facts.aid(2.3e9, "NLD", on="2024-07-01"), source="b.example", published="2024-07-13")
    (entry,) = fold([first, earlier], facts.dossier).aid
    assert entry.date == facts.days("2024-07-01")


def test_what_donors_pledged_elsewhere_is_aid_of_its_own(facts):
    own = facts.document(*(facts.aid(4e9, donor, on="2025-08-04", at=20 * k) for k, donor in enumerate(("DEU", "NLD"))), source="a.example")
    whole = facts.document(facts.aid(9e9, "DONORS", on="2025-08-04", joint=True), source="b.example")
    assert {entry.counts_as for entry in fold([own, whole], facts.dossier).aid} == {CountsAs.TOTAL}


def test_shares_that_exceed_their_joint_amount_are_a_conflict(facts):
    whole = facts.aid(5e8, "DEU", "NLD", "NOR", id="whole", joint=True)
    shares = [
        facts.aid(amount, donor, id=donor, at=20 * k, counts_as=CountsAs.COMPONENT, part_of="whole")
        for k, (donor, amount) in enumerate((("DEU", 2.75e8), ("NLD", 1.46e8), ("NOR", 9e7)), start=1)
    ]
    entry = next(entry for entry in fold([facts.document(whole, *shares)], facts.dossier).aid if entry.joint)
    assert [conflict.field for conflict in entry.conflicts] == ["shares"]


def test_as_of_a_day_leaves_out_later_and_undated_documents_and_counts_them(facts):
    documents = [
        facts.document(facts.aid(5e8, "NLD", on="2025-08-04"), source="a.example", published="2025-08-04"),
        facts.document(facts.aid(7e8, "DEU", on="2025-08-13"), source="b.example", published="2025-08-13"),
        facts.document(facts.aid(1e8, "NOR"), source="c.example", published=None),
    ]
    ledger = fold(documents, facts.dossier, as_of=datetime.date(2025, 8, 10))
    assert [entry.donors for entry in ledger.aid] == [("NLD",)]
    assert (ledger.documents, ledger.undated, ledger.later) == (1, 1, 1)


def test_a_persons_judgement_wins_over_the_matcher(facts):
    one = facts.document(facts.aid(5e8, "NLD", on="2025-08-04"), source="a.example")
    two = facts.document(facts.aid(5e8, "NLD", on="2025-08-04"), source="b.example")
    three = facts.document(facts.aid(9e8, "DEU", on="2025-11-04"), source="c.example")

    def judged(left, right, verdict):
        anchors = [Anchor(document.id, "aid", document.reported[0].claim.evidence) for document in (left, right)]
        return Judgement(*anchors, verdict, ("read both",), "an analyst", number=1)

    apart = fold([one, two], facts.dossier, [judged(one, two, Verdict.NOT_SAME)])
    assert len(apart.aid) == 2
    together = fold([one, three], facts.dossier, [judged(one, three, Verdict.SAME)])
    assert len(together.aid) == 1


def test_a_correction_follows_overlapping_evidence_and_one_without_a_claim_is_unplaced(facts):
    document = facts.document(facts.aid(5e8, "NLD", on="2025-08-04"), source="a.example")
    moved = Anchor(document.id, "aid", (Span(2, 12),))
    lost = Anchor(document.id, "aid", (Span(40, 50),))
    corrections = [Correction(moved, "donors", ["DEU"], "misread", number=1), Correction(lost, "donors", ["NOR"], "misread", number=2)]
    ledger = fold([document], facts.dossier, corrections=corrections)
    assert ledger.aid[0].donors == ("DEU",)
    assert ledger.aid[0].testimonies[0].corrected == ("donors",)
    assert [unplaced.number for unplaced in ledger.unplaced] == [2]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("stage", "committed"),
        ("donors", ["EUROPEAN_ALLIES"]),
        ("amount", {"min": 4.95e8, "max": 5e8, "currency": "USD", "approximate": True}),
        ("counts_as", "vague"),
        ("date", {"first": "2025-08-01", "last": "2025-08-31"}),
        ("realis", "planned"),
        ("supplier", "DEU"),
        ("aid_type", "humanitarian"),
        ("scheme", "OTHER"),
        ("items", [{"name": "weapons", "quantity": None, "unit": None}]),
        ("joint", True),
        ("incremental", False),
        ("delivery_stage", "staging"),
    ],
)
def test_what_a_person_corrected_is_shown_whatever_the_rule_says(field, value, facts):
    said = {"on": "2025-08-04", "supplier": "USA", "aid_type": AidType.MILITARY, "incremental": True}
    full = {**said, "items": ("Patriot missiles", "tanks"), "delivery_stage": DeliveryStage.HANDED_OVER, "scheme": "PURL"}
    official = facts.document(facts.aid(5e8, "NLD", **full), source="gov.example", published="2025-08-06")
    media = facts.document(facts.aid(5e8, "NLD", **said), source="a.example")
    decided = [Correction(Anchor(media.id, "aid", (Span(0, 10),)), field, value, "as the minutes have it", number=1)]
    one = media.reported[0].claim.id
    together = Judgement(*(Anchor(d.id, "aid", (Span(0, 10),)) for d in (official, media)), Verdict.SAME, ("one event",), "an analyst", number=1)
    (entry,) = fold([official, media], facts.dossier, [together], decided).aid
    assert one in entry.claims
    assert msgspec.json.decode(msgspec.json.encode(getattr(entry, field))) == value


def test_a_person_who_says_that_a_sum_counts_by_itself_is_heard_where_it_looks_like_a_share(facts):
    whole = facts.aid(5e8, "DEU", "NLD", "NOR", on="2025-08-05", joint=True)
    parts = [facts.aid(amount, donor, on="2025-08-05", at=20 * k) for k, (donor, amount) in enumerate((("DEU", 2.75e8), ("NLD", 1.46e8)), start=1)]
    document = facts.document(whole, *parts)
    counts = [Correction(Anchor(document.id, "aid", (Span(at, at + 10),)), "counts_as", "total", "on top of it", number=at) for at in (20, 40)]
    entries = fold([document], facts.dossier, corrections=counts).aid
    assert {(entry.part_of, entry.counts_as) for entry in entries} == {(None, CountsAs.TOTAL)}


def test_a_withdrawn_claim_makes_no_entry(facts):
    document = facts.document(facts.aid(5e8, "NLD"))
    target = Anchor(document.id, "aid", (Span(0, 10),))
    assert fold([document], facts.dossier, corrections=[Correction(target, "withdrawn", True, "satire", number=1)]).aid == ()


def test_two_roles_of_one_speaker_are_a_conflict(facts):
    documents = [
        facts.document(facts.aid(5e8, "NLD", on="2025-08-04", attribution=Attribution("A. Speaker", role)), source=source)
        for role, source in (("envoy", "a.example"), ("adviser", "b.example"))
    ]
    (entry,) = fold(documents, facts.dossier).aid
    assert [conflict.field for conflict in entry.conflicts] == ["role of A. Speaker"]


def test_one_meeting_in_two_outlets_is_one_talks_entry_and_a_later_one_is_another(facts):
    one = facts.document(facts.talks("USA", "UKR", on="2025-08-18", place="Washington"), source="a.example", published="2025-08-18")
    two = facts.document(facts.talks("USA", "UKR", "DEU", on="2025-08-18"), source="b.example", published="2025-08-19")
    later = facts.document(facts.talks("USA", "UKR", on="2025-10-18"), source="c.example", published="2025-10-18")
    ahead = facts.document(facts.talks("USA", "UKR", on="2025-08-18", status=TalksStatus.SCHEDULED), source="d.example", published="2025-08-17")
    assert sorted(entry.documents for entry in fold([one, two, later, ahead], facts.dossier).talks) == [1, 1, 2]


def test_one_utterance_reprinted_is_one_statement(facts):
    text = "We shall pay for three more batteries this winter, she told reporters."
    one = facts.document(facts.statement("B. Minister", length=50), text=text, source="a.example")
    two = facts.document(facts.statement("B. Minister", length=50), text=text + " The rest is other news of the day.", source="b.example")
    other = facts.document(facts.statement("C. Minister", length=50), text=text + " Somebody else said so too, it is told.", source="c.example")
    assert sorted(entry.documents for entry in fold([one, two, other], facts.dossier).statements) == [1, 2]


@pytest.mark.parametrize(
    ("other", "conflicts"),
    [
        ("We will keep sending weapons as long as it takes to defend freedom there", ["wording"]),
        ("We will keep sending weapons as long as it takes to defend", []),
        ("we will keep sending weapons as long as it takes to defend peace there!", []),
    ],
)
def test_a_quotation_in_other_words_is_a_conflict_and_one_cut_short_is_none(facts, other, conflicts):
    full = "We will keep sending weapons as long as it takes to defend peace there"
    quoted = [(text, facts.statement("A Minister", length=len(text), mode=Mode.DIRECT)) for text in (full, other)]
    said = [facts.document(claim, text=text, source=f"{k}.example") for k, (text, claim) in enumerate(quoted)]
    (entry,) = fold(said, facts.dossier).statements
    assert [conflict.field for conflict in entry.conflicts] == conflicts
    if conflicts:
        assert {value.value for value in entry.conflicts[0].values} == {full, other}
        assert entry.conflicts[0].values[0].value == entry.text


def test_every_claim_is_in_exactly_one_entry(facts):
    documents = [facts.document(facts.aid(5e8, "NLD", on="2025-08-04"), facts.aid(2e8, "DEU", at=20), source=f"{k}.example") for k in range(4)]
    ledger = fold(documents, facts.dossier)
    held = [claim for entry in ledger.entries for claim in entry.claims]
    assert sorted(held) == sorted(item.claim.id for document in documents for item in document.reported)
    assert msgspec.json.decode(msgspec.json.encode(ledger), type=type(ledger)) == ledger


@pytest.mark.parametrize(("year", "follows"), [("2029", True), ("2033", False)])
def test_a_delivery_years_later_carries_a_promise_forward_and_one_decades_later_none(facts, year, follows):
    pledge = facts.document(facts.aid(5e8, "NLD", on="2025-08-04", items=("Patriots",)), source="a.example")
    later = facts.document(facts.aid(5e8, "NLD", on=f"{year}-08-04", items=("Patriots",), stage=Stage.DELIVERED), source="b.example", published=f"{year}-08-05")
    undated = facts.document(facts.aid(5e8, "NLD", items=("Patriots",), stage=Stage.REQUESTED), source="c.example", published=None)
    entries = fold([pledge, later], facts.dossier).aid
    assert [entry.follows is not None for entry in entries] == [False, follows]
    # what nobody knows the day of may have been asked for at any time
    assert fold([undated, later], facts.dossier).aid[0].follows is not None
