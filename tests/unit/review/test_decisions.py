"""Which decisions stand, and how claims that people added join what was read."""

from __future__ import annotations

import itertools

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pledgebook.model.claim import Stage
from pledgebook.model.ledger import WITHDRAWN, Anchor, Correction, Judgement, Reported, Verdict
from pledgebook.model.text import Span
from pledgebook.resolve.fold import fold
from pledgebook.review.decisions import ACCEPTED, UNDONE, addition, basis, decided, not_undone, standing, with_additions

PLACE = Anchor("doc", "aid", (Span(0, 10),), "c1")


def at(minute, body):
    return decided(body, f"2026-03-01T10:{minute:02}:00.000000+00:00")


def correction(field, value, target=PLACE):
    return Correction(target, field, value, "because", "mk")


def undo(minute, decision):
    return at(minute, correction(UNDONE, decision.id))


def test_an_id_depends_on_what_was_decided_and_when_and_not_on_the_books_number():
    body = correction("scheme", "PURL")
    assert at(1, body).id == at(1, msgspec.structs.replace(body, number=7)).id
    assert len({at(1, body).id, at(2, body).id, at(1, correction("scheme", "USAI")).id}) == 3


def test_an_undone_decision_does_not_stand_and_an_undone_undo_lets_it():
    first = at(1, correction("scheme", "PURL"))
    back = undo(2, first)
    again = undo(3, back)
    assert not_undone([first]) == [first]
    assert not_undone([first, back]) == []
    assert not_undone([first, back, again]) == [first]
    assert not_undone([first, back, again, undo(4, again)]) == []


@settings(deadline=None)
@given(st.lists(st.integers(0, 9), max_size=8), st.randoms(use_true_random=False))
def test_what_stands_does_not_depend_on_the_order_decisions_came_in(targets, random):
    taken = [at(0, correction("scheme", "PURL"))]
    for minute, target in enumerate(targets, 1):
        fresh = at(minute, correction("scheme", f"S{minute}"))
        taken.append(undo(minute, taken[target % len(taken)]) if target % 2 else fresh)
    shuffled = list(taken)
    random.shuffle(shuffled)
    assert standing(shuffled) == standing(taken)


def test_decisions_are_numbered_as_they_were_taken():
    later, earlier = at(5, correction("scheme", "PURL")), at(1, Judgement(PLACE, PLACE, Verdict.SAME, ("why",), "mk", number=9))
    found = standing([later, earlier])
    assert ([j.number for j in found.judgements], [c.number for c in found.corrections]) == ([1], [2])


@pytest.fixture
def read(facts):
    return facts.document(facts.aid(5e8, "NLD", on="2025-08-04", at=20), text="x" * 200)


def stated(facts, document, **more):
    claim = facts.aid(5e8, "NLD", on="2025-08-04", scheme="PURL", doc=document.id, id="mine", evidence=(Span(15, 40),), confidence=1.0)
    return Reported(msgspec.structs.replace(claim, **more), ("x" * 25,))


def entries(facts, document, *decisions):
    found = standing(decisions)
    return fold(with_additions([document], found.additions), facts.dossier, found.judgements, found.corrections).aid


def test_an_added_claim_joins_its_document_and_is_reviewed(facts, read):
    listed = entries(facts, read, at(1, addition(stated(facts, read, stage=Stage.DELIVERED), "seen", "mk")))
    assert sorted((str(entry.stage), basis(entry)) for entry in listed) == [("delivered", "reviewed"), ("pledged", "machine")]


def test_an_added_claim_that_was_read_as_well_stands_once_as_the_person_stated_it(facts, read):
    (entry,) = entries(facts, read, at(1, addition(stated(facts, read), "seen", "mk")))
    assert (entry.claims, entry.scheme, basis(entry)) == (("mine",), "PURL", "reviewed")


def test_an_added_claim_of_another_place_stands_beside_what_was_read(facts, read):
    listed = entries(facts, read, at(1, addition(stated(facts, read, evidence=(Span(120, 150),), donors=("NOR",)), "seen", "mk")))
    assert sorted(entry.donors for entry in listed) == [("NLD",), ("NOR",)]


def test_what_was_decided_on_the_claim_before_does_not_touch_the_one_that_takes_its_place(facts, read):
    claim = read.reported[0].claim
    there = Anchor(read.id, "aid", claim.evidence, claim.id)
    rejected, corrected = at(1, correction(WITHDRAWN, True, there)), at(2, correction("scheme", "USAI", there))
    (entry,) = entries(facts, read, rejected, corrected, at(3, addition(stated(facts, read), "seen", "mk")))
    assert entry.scheme == "PURL"
    # and what is decided after it does
    mine = Anchor(read.id, "aid", (Span(15, 40),), "mine")
    assert entries(facts, read, at(3, addition(stated(facts, read), "seen", "mk")), at(4, correction(WITHDRAWN, True, mine))) == ()


def test_an_added_claim_of_a_document_that_is_not_there_waits(facts, read):
    elsewhere = msgspec.structs.replace(stated(facts, read), claim=msgspec.structs.replace(stated(facts, read).claim, doc="elsewhere"))
    (entry,) = entries(facts, read, at(1, addition(elsewhere, "seen", "mk")))
    assert basis(entry) == "machine"


def test_an_accepted_claim_is_reviewed_and_says_the_same(facts, read):
    claim = read.reported[0].claim
    (before,), (after,) = entries(facts, read), entries(facts, read, at(1, correction(ACCEPTED, 1.0, Anchor(read.id, "aid", claim.evidence, claim.id))))
    assert (basis(before), basis(after)) == ("machine", "reviewed")
    assert (before.amount, before.stage, before.donors) == (after.amount, after.stage, after.donors)


def test_decisions_of_one_moment_keep_the_books_order():
    bodies = [msgspec.structs.replace(correction("scheme", f"S{k}"), number=k) for k in (1, 2, 3)]
    for order in itertools.permutations(at(1, body) for body in bodies):
        assert [c.value for c in standing(order).corrections] == ["S1", "S2", "S3"]
