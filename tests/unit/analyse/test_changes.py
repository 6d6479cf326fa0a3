"""Two ledgers of one book, a while apart."""

from __future__ import annotations

import datetime

from pledgebook.analyse.changes import Kind, changes
from pledgebook.model.claim import Stage
from pledgebook.model.ledger import Anchor, Correction
from pledgebook.resolve.fold import fold
from pledgebook.review.decisions import decided

DAY = datetime.date(2025, 8, 31)


def between(facts, *documents, decisions=()):
    return changes(fold(documents, facts.dossier, as_of=DAY), fold(documents, facts.dossier, as_of=datetime.date.max), decisions)


def test_a_further_report_that_says_the_same_confirms(facts):
    found = between(
        facts,
        facts.document(facts.aid(5e8, "NLD", on="2025-08-29"), published="2025-08-30", source="a.example"),
        facts.document(facts.aid(5e8, "NLD", on="2025-08-29"), published="2025-09-01", source="b.example"),
    )
    assert [(change.kind, [source.sources for source in change.by]) for change in found] == [(Kind.CONFIRMED, [("b.example",)])]


def test_nothing_changes_where_no_report_came(facts):
    assert between(facts, facts.document(facts.aid(5e8, "NLD", on="2025-08-04"))) == ()


def test_a_delivery_moves_the_promise_known_before_and_says_from_where(facts):
    pledge = facts.aid(5e8, "NLD", on="2025-08-04", items=("Patriot missiles",))
    delivery = facts.aid(5e8, "NLD", on="2025-09-20", items=("Patriot missiles",), stage=Stage.DELIVERED)
    found = between(facts, facts.document(pledge, source="a.example"), facts.document(delivery, published="2025-09-21", source="b.example"))
    (change,) = found
    assert (change.kind, [(d.before, d.after) for d in change.differences]) == (Kind.MOVED, [("pledged", "delivered")])


def test_a_step_that_builds_on_another_new_one_comes_from_what_was_known_before(facts):
    def step(stage, day):
        claim = facts.aid(5e8, "NLD", on=day, items=("Patriot missiles",), stage=stage)
        return facts.document(claim, published=day, source=f"{stage}.example")

    pledge, contract, delivery = step(Stage.PLEDGED, "2025-08-04"), step(Stage.CONTRACTED, "2025-09-10"), step(Stage.DELIVERED, "2025-10-20")
    found = between(facts, pledge, contract, delivery)
    known = pledge.reported[0].claim.id
    assert [(change.kind, change.before) for change in found] == [(Kind.MOVED, (known,)), (Kind.MOVED, (known,))]


def test_a_promise_and_its_delivery_that_come_together_both_enter(facts):
    pledge = facts.aid(5e8, "NLD", on="2025-09-04", items=("Patriot missiles",))
    delivery = facts.aid(5e8, "NLD", on="2025-09-20", items=("Patriot missiles",), stage=Stage.DELIVERED)
    found = between(
        facts, facts.document(pledge, published="2025-09-05", source="a.example"), facts.document(delivery, published="2025-09-21", source="b.example")
    )
    assert [change.kind for change in found] == [Kind.ENTERED, Kind.ENTERED]


def test_another_figure_of_a_later_report_is_told_with_both(facts):
    found = between(
        facts,
        facts.document(facts.aid(5e8, "NLD", on="2025-08-30"), published="2025-08-30", source="a.example"),
        facts.document(facts.aid(5.8e8, "NLD", on="2025-08-30"), published="2025-09-01", source="b.example"),
    )
    ((change),) = found
    assert change.kind is Kind.CHANGED
    assert [(d.field, d.before, d.after) for d in change.differences] == [("amount", "USD 500m", "USD 580m")]


def test_a_decision_stands_under_the_entry_that_holds_its_claim(facts):
    document = facts.document(facts.aid(5e8, "NLD", on="2025-08-04"))
    claim = document.reported[0].claim
    taken = decided(Correction(Anchor(document.id, "aid", claim.evidence, claim.id), "scheme", "PURL", "named", "mk"), "2025-09-01T10:00:00.000000+00:00")
    (change,) = between(facts, document, decisions=[taken])
    assert (change.kind, change.entry, change.decision) == (Kind.CORRECTED, claim.id, taken)
