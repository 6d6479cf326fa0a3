"""The fold gives the same bytes for the same facts, in whatever order they come."""

from __future__ import annotations

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from pledgebook.model.claim import CountsAs, Stage
from pledgebook.model.ledger import Correction, Judgement, Verdict
from pledgebook.resolve.fold import fold
from pledgebook.resolve.identity import anchor


@st.composite
def books(draw, facts):
    """Documents that share donors, days and amounts often enough to match, with decisions on some."""
    documents = []
    for k in range(draw(st.integers(1, 6))):
        claims = []
        for at in range(draw(st.integers(0, 3))):
            donors = draw(st.lists(st.sampled_from(["NLD", "DEU", "NOR", "EUROPEAN_ALLIES", "NATO"]), max_size=3, unique=True))
            amount = draw(st.sampled_from([None, 5e8, 5.05e8, 6e8, 1e9]))
            more = {"stage": draw(st.sampled_from([Stage.PLEDGED, Stage.COMMITTED, Stage.DELIVERED])), "scheme": draw(st.sampled_from([None, "PURL"]))}
            if amount:
                more["counts_as"] = draw(st.sampled_from([CountsAs.TOTAL, CountsAs.TOTAL, CountsAs.VAGUE, CountsAs.UMBRELLA, CountsAs.COMPONENT]))
            items = draw(st.sampled_from([(), ("Patriots",), ("arms",), (("tanks", 10.0),)]))
            on = draw(st.sampled_from([None, "2025-08-04", "2025-08-05", "2025-09-04"]))
            claims.append(facts.aid(amount, *donors, on=on, items=items, at=at * 20, **more))
        published = draw(st.sampled_from([None, "2025-08-04", "2025-08-06", "2025-09-05"]))
        documents.append(facts.document(*claims, source=f"{k % 4}.example", published=published, text=f"document {k} of the test " * (k + 3)))
    anchors = [anchor(item.claim, document.id) for document in documents for item in document.reported]
    judgements, corrections = [], []
    if len(anchors) > 1:
        for number in range(draw(st.integers(0, 3))):
            left, right = draw(st.lists(st.sampled_from(anchors), min_size=2, max_size=2, unique=True))
            judgements.append(Judgement(left, right, draw(st.sampled_from(list(Verdict))), ("said so",), "a person", number=number))
        for number in range(draw(st.integers(0, 2))):
            corrections.append(Correction(draw(st.sampled_from(anchors)), "donors", ["NLD"], "said so", number=number))
    return documents, judgements, corrections


@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_the_order_of_the_facts_changes_no_byte(facts, data):
    documents, judgements, corrections = data.draw(books(facts))
    was = msgspec.json.encode(fold(documents, facts.dossier, judgements, corrections), order="deterministic")
    shuffled = [data.draw(st.permutations(things)) for things in (documents, judgements, corrections)]
    # a document twice, and the claims of each in another order, say nothing new
    again = [msgspec.structs.replace(document, reported=document.reported[::-1]) for document in shuffled[0]]
    assert msgspec.json.encode(fold([*again, *again[:1]], facts.dossier, *shuffled[1:]), order="deterministic") == was


@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_every_claim_is_in_exactly_one_entry(facts, data):
    documents, judgements, corrections = data.draw(books(facts))
    ledger = fold(documents, facts.dossier, judgements, corrections)
    held = [claim for entry in ledger.entries for claim in entry.claims]
    assert sorted(held) == sorted(item.claim.id for document in documents for item in document.reported)
