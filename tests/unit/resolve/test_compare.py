"""Claims of one event that name it differently come together; claims of two events stay apart, and each finding has its reasons."""

from __future__ import annotations

import msgspec
import pytest

from pledgebook.dossier.schema import Party, PartyKind
from pledgebook.model.claim import CountsAs, Stage
from pledgebook.model.ledger import Verdict
from pledgebook.resolve.compare import Reason
from pledgebook.resolve.fold import fold
from pledgebook.resolve.match import matcher

THREE = ("DEU", "NLD", "NOR")
RATES = {"resolve": {"rough_dollars": {"EUR": 1.1, "USD": 1.0, "CAD": 0.73}}}


@pytest.fixture(scope="module")
def dossier(facts):
    more = (Party("CAN", PartyKind.STATE, "Canada", ("Canada",), currency="CAD"), Party("POL", PartyKind.STATE, "Poland", ("Poland",), currency="PLN"))
    return msgspec.structs.replace(facts.dossier, parties=(*facts.dossier.parties, *more), words={"resolve": {**RATES["resolve"], "official": ["gov.example"]}})


def documents(facts, *claims, published="2025-12-04"):
    return [facts.document(claim, source=f"{k}.example", published=published) for k, claim in enumerate(claims)]


def test_one_wrong_name_among_the_donors_is_a_conflict_of_one_entry(facts, dossier):
    right = facts.aid(5e8, *THREE, on="2025-12-03", joint=True)
    wrong = facts.aid(4.95e8, "DEU", "NLD", "POL", on="2025-12-03", joint=True)
    (entry,) = fold(documents(facts, right, wrong), dossier).aid
    assert [conflict.field for conflict in entry.conflicts] == ["amount", "donors"]


def test_lists_of_donors_that_one_document_tells_apart_are_two_packages_everywhere(facts, dossier):
    one = facts.aid(5e8, *THREE, on="2025-12-03", joint=True)
    other = facts.aid(5e8, "DEU", "NOR", "POL", on="2025-12-03", joint=True, at=20)
    both = facts.document(one, other, source="both.example", published="2025-12-04")
    entries = fold([both, *documents(facts, one, other)], dossier).aid
    assert sorted((entry.donors, entry.documents) for entry in entries) == [(THREE, 2), (("DEU", "NOR", "POL"), 2)]


def test_who_sells_in_one_report_and_pays_in_another_is_a_conflict_about_the_donor(facts, dossier):
    pays = facts.aid(5e8, "DEU", on="2025-08-13", supplier="USA")
    sells = facts.aid(5e8, "USA", on="2025-08-13")
    (entry,) = fold(documents(facts, pays, sells, published="2025-08-14"), dossier).aid
    assert [conflict.field for conflict in entry.conflicts] == ["donors"]
    maker = facts.aid(9e8, "USA", on="2025-08-13")
    assert len(fold(documents(facts, pays, maker, published="2025-08-14"), dossier).aid) == 2


def test_a_share_told_by_itself_is_the_share_and_not_further_aid(facts, dossier):
    whole = facts.aid(5e8, *THREE, on="2025-12-03", id="whole", joint=True)
    share = facts.aid(2.5e8, "NLD", on="2025-12-03", id="share", at=20, counts_as=CountsAs.COMPONENT, part_of="whole")
    alone = facts.aid(2.5e8, "NLD", on="2025-12-03")
    first = facts.document(whole, share, source="a.example", published="2025-12-03")
    entries = fold([first, facts.document(alone, source="b.example", published="2025-12-04")], dossier).aid
    parent = next(entry for entry in entries if entry.joint)
    (part,) = [entry for entry in entries if not entry.joint]
    assert (part.documents, part.counts_as, part.part_of) == (2, CountsAs.COMPONENT, parent.id)


def test_rival_figures_of_one_share_stand_side_by_side(facts, dossier):
    def told(share, source):
        whole = facts.aid(5e8, *THREE, on="2025-12-03", id="whole", joint=True)
        part = facts.aid(share, "NLD", id="share", at=20, counts_as=CountsAs.COMPONENT, part_of="whole")
        return facts.document(whole, part, source=source, published="2025-12-03")

    entries = fold([told(2.5e8, "a.example"), told(2.9e8, "b.example"), told(facts.money(2.14e8, "EUR"), "c.example")], dossier).aid
    assert sorted(entry.documents for entry in entries) == [3, 3]
    (part,) = [entry for entry in entries if not entry.joint]
    assert {conflict.field for conflict in part.conflicts} >= {"currency"}


@pytest.mark.parametrize(
    ("other", "count"),
    [
        (("CAD", 2e8), 1),
        (("USD", 1.434e8), 1),
        (("USD", 1e8), 2),
    ],
    ids=["the same number of another dollar", "converted from the donor's own dollar", "another sum"],
)
def test_a_figure_in_the_donors_own_money_may_be_taken_for_another(facts, dossier, other, count):
    currency, amount = other
    stated = facts.aid(2e8, "CAN", on="2025-12-03", scheme="PURL")
    taken = facts.aid(facts.money(amount, currency), "CAN", on="2025-12-03", scheme="PURL")
    assert len(fold(documents(facts, stated, taken), dossier).aid) == count


def test_packages_under_a_round_that_name_all_its_donors_are_counted_in_it(facts, dossier):
    round_ = facts.aid(facts.money(1e9, approximate=True), "CAN", *THREE, on="2025-12-03", joint=True)
    parts = [facts.aid(5e8, "DEU", "NOR", on="2025-12-03", joint=True), facts.aid(5e8, "DEU", "NLD", on="2025-12-03"), facts.aid(2e8, "CAN", on="2025-12-03")]
    entries = fold(documents(facts, round_, *parts), dossier).aid
    parent = next(entry for entry in entries if "CAN" in entry.donors and len(entry.donors) > 1)
    assert [entry.id for entry in entries if entry.counted] == [parent.id]
    assert [conflict.field for conflict in parent.conflicts] == ["shares"]


def test_what_remains_of_the_shares_joins_those_that_are_stated_as_such_in_whatever_currency_they_are_shown(facts, dossier):
    whole = facts.aid(5e8, *THREE, on="2025-08-05", id="whole", joint=True)
    stated = facts.aid(2.75e8, "DEU", id="stated", at=20, counts_as=CountsAs.COMPONENT, part_of="whole")
    first = facts.document(whole, stated, facts.aid(1.4e8, "NLD", at=40), facts.aid(0.9e8, "NOR", at=60), source="a.example", published="2025-08-05")
    euros = facts.document(facts.aid(facts.money(0.8e8, "EUR"), "NOR", on="2025-08-05"), source="www.gov.example", published="2025-08-05")
    entries = fold([first, euros], dossier).aid
    parent = next(entry for entry in entries if entry.joint)
    assert sorted((entry.donors, entry.part_of) for entry in entries if entry is not parent) == [((code,), parent.id) for code in THREE]


def test_one_announcement_across_many_outlets_folds_and_its_parts_stand_under_it(facts, dossier):
    # one billion announced on a Wednesday: plain, rounded, with its two parts, recalled a week later
    claims = [
        facts.aid(1e9, "USA", on="2022-06-15"),
        facts.aid(facts.money(1e9, approximate=True), "USA"),
        facts.aid(1e9, "USA", on="2022-06-15", incremental=True, items=("arms",)),
        facts.aid(1e9, "USA", on="2022-06-15", stage=Stage.COMMITTED),
    ]
    whole = facts.aid(1e9, "USA", on="2022-06-15", id="whole")
    parts = [
        facts.aid(amount, "USA", id=f"p{amount}", at=20 + k * 20, counts_as=CountsAs.COMPONENT, part_of="whole") for k, amount in enumerate((3.5e8, 6.5e8))
    ]
    held = [*documents(facts, *claims, published="2022-06-15"), facts.document(whole, *parts, source="parts.example", published="2022-06-16")]
    held.append(facts.document(facts.aid(1e9, "USA", on="2022-06-15"), source="late.example", published="2022-06-23"))
    entries = fold(held, dossier).aid
    (counted,) = [entry for entry in entries if entry.counted]
    assert counted.documents == 6
    assert {entry.part_of for entry in entries if entry is not counted} == {counted.id}


@pytest.mark.parametrize(("at", "count"), [(40, 1), (5, 2)], ids=["a vague lead before its figure", "two sums of one clause"])
def test_a_vague_sum_and_a_figure_of_one_document_are_one_unless_they_stand_in_one_clause(facts, dossier, at, count):
    vague = facts.aid(facts.money(2e8, high=1e9, approximate=True), "NLD", on="2025-12-03", counts_as=CountsAs.VAGUE)
    figure = facts.aid(5e8, "NLD", on="2025-12-03", at=at)
    assert len(fold([facts.document(vague, figure, source="a.example", published="2025-12-03")], dossier).aid) == count


def test_what_a_group_gives_at_no_stated_day_is_not_what_a_member_gives(facts, dossier):
    group = facts.aid(None, "EUROPEAN_ALLIES", stage=Stage.DELIVERED, items=("Patriots",))
    member = facts.aid(None, "DEU", stage=Stage.DELIVERED, items=("Patriots",))
    assert len(fold(documents(facts, group, member), dossier).aid) == 2


@pytest.mark.parametrize(
    ("left", "right", "count"),
    [
        ({}, {}, 2),
        ({"on": "2025-12-03"}, {}, 1),
        ({"items": (("Patriots", 2.0),)}, {"items": (("Patriots", 2.0),)}, 1),
        ({"items": (("Patriots", 2.0),)}, {}, 2),
    ],
)
def test_two_remarks_that_goods_were_sent_are_one_delivery_where_one_says_when_or_both_how_many(facts, dossier, left, right, count):
    said = {"stage": Stage.DELIVERED, "items": ("Patriots",)}
    claims = [facts.aid(None, "DEU", **{**said, **more}) for more in (left, right)]
    told = [facts.document(claim, text=text, published="2025-12-04") for claim, text in zip(claims, ("a report of many words", "another"), strict=True)]
    assert len(fold(told, dossier).aid) == count


@pytest.mark.parametrize(("day", "count"), [("2025-12-03", 1), ("2025-12-09", 2)])
def test_one_sum_in_two_currencies_is_promised_and_approved_in_one_act_on_one_day(facts, dossier, day, count):
    pledge = facts.aid(facts.money(5e8, "EUR"), "NLD", on="2025-12-03")
    approved = facts.aid(5.5e8, "NLD", on=day, stage=Stage.COMMITTED)
    entries = fold(documents(facts, pledge, approved), dossier).aid
    assert len(entries) == count
    assert count == 2 or [conflict.field for conflict in entries[0].conflicts] == ["currency", "stage"]


def test_a_running_total_told_twice_is_one_whoever_is_said_to_have_given(facts, dossier):
    totals = [facts.aid(2e9, *donors, scheme="PURL", counts_as=CountsAs.UMBRELLA) for donors in (("EUROPEAN_ALLIES",), ("NATO",), ())]
    (entry,) = fold(documents(facts, *totals, published="2025-09-02"), dossier).aid
    assert (entry.documents, entry.counted) == (3, False)


def test_a_finding_says_line_by_line_what_counted_and_the_lines_add_up(facts, dossier):
    held = {document.id: document for document in documents(facts, facts.aid(5e8, "NLD", on="2025-12-03"), facts.aid(5.02e8, "NLD", on="2025-12-03"))}
    found = matcher(held, {id_: document.reported for id_, document in held.items()}, dossier)
    finding = found.finding(*found.views)
    assert finding is not None
    assert finding.verdict is Verdict.SAME
    assert finding.score == pytest.approx(sum(line.points for line in finding.lines))
    assert finding.lines[0] == Reason("donors", "equal", 0.3, "NLD")
    assert [reason.split()[0] for reason in finding.reasons][:4] == ["donors", "amounts", "dates", "items"]
