"""A fold that is kept and told of changes gives the bytes of a fold of everything, whatever changed and in whatever order."""

from __future__ import annotations

import random

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pledgebook.model.ledger import Correction, Judgement, Verdict
from pledgebook.resolve import steps
from pledgebook.resolve.blocks import Blocks
from pledgebook.resolve.fold import fold
from pledgebook.resolve.folding import Folding
from pledgebook.resolve.identity import anchor
from pledgebook.resolve.match import matcher
from pledgebook.resolve.parties import Parties

from .test_fold import books


def rows(ledger):
    return msgspec.json.encode(ledger, order="deterministic")


@given(data=st.data())
@settings(max_examples=50, deadline=None)
def test_documents_and_decisions_that_come_and_go_leave_the_fold_of_those_there(facts, data):
    documents, judgements, corrections = data.draw(books(facts))
    kept = Folding(facts.dossier)
    for _ in range(data.draw(st.integers(1, 5))):
        there = [data.draw(st.lists(st.sampled_from(things), unique_by=id)) if things else [] for things in (documents, judgements, corrections)]
        assert rows(kept.fold(*there)) == rows(fold(there[0], facts.dossier, *there[1:]))


@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_a_document_that_says_something_else_is_as_if_it_had_always_said_so(facts, data):
    (one, *_), (other, *_) = data.draw(books(facts)), data.draw(books(facts))
    kept = Folding(facts.dossier)
    kept.fold(one)
    # a better reading finds other claims in the same text, and another sighting another outlet
    anew = [msgspec.structs.replace(a, reported=b.reported, sightings=b.sightings, published=b.published) for a, b in zip(one, other, strict=False)]
    now = [*anew, *one[len(anew) :]]
    assert rows(kept.fold(now)) == rows(fold(now, facts.dossier))


@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_a_fold_that_is_taken_up_again_goes_on_as_if_it_had_never_ended(facts, data):
    documents, judgements, corrections = data.draw(books(facts))

    def some(things):
        return data.draw(st.lists(st.sampled_from(things), unique_by=id)) if things else []

    there, taken = some(documents), (some(judgements), some(corrections))
    ended = fold(there, facts.dossier, *taken)
    kept = Folding(facts.dossier)
    resumed = kept.resume(there, *taken, ended)
    assert resumed is not None
    assert rows(resumed) == rows(ended)
    for _ in range(3):
        # decisions first, which find again what they need; then documents come and go too
        taken = (some(judgements), some(corrections))
        assert rows(kept.fold(there, *taken)) == rows(fold(there, facts.dossier, *taken))
    there = some(documents)
    assert rows(kept.fold(there, *taken)) == rows(fold(there, facts.dossier, *taken))


def test_a_copy_that_was_rejected_is_a_copy_still_when_it_is_put_back(facts):
    first = facts.document(facts.aid(5e8, "NLD", on="2025-08-04"), source="a.example")
    second = msgspec.structs.replace(facts.document(facts.aid(5e8, "NLD", on="2025-08-04"), source="b.example"), sketch=first.sketch)
    rejected = Correction(anchor(second.reported[0].claim, second.id), "withdrawn", True, "not it", "a person", number=1)
    kept = Folding(facts.dossier)
    assert kept.resume([first, second], (), [rejected], fold([first, second], facts.dossier, (), [rejected])) is not None
    (entry,) = kept.fold([first, second]).aid
    assert (entry.documents, entry.independent) == (2, 1)


def test_a_fold_of_other_facts_is_not_taken_up(facts):
    one, other = (facts.document(facts.aid(5e8, donor, on="2025-08-04"), source=f"{donor}.example") for donor in ("NLD", "DEU"))
    ended = fold([one], facts.dossier)
    assert Folding(facts.dossier).resume([other], (), (), ended) is None
    # entries that somebody changed by hand stand as no fold leaves them
    tampered = msgspec.structs.replace(ended, entries=(msgspec.structs.replace(ended.aid[0], follows="c0"),))
    assert Folding(facts.dossier).resume([one], (), (), tampered) is None


@pytest.fixture(scope="module")
def crowded(facts):
    """A hundred reports of one donor's many promises and what became of them, with copies among them."""
    chance = random.Random(5)
    documents = []
    for k in range(100):
        month, stage = chance.randint(1, 4), chance.choice(["pledged", "committed", "delivered"])
        said = {"on": f"2025-{month:02}-{chance.randint(1, 28):02}", "stage": stage, "items": chance.choice([(), ("Patriots",), ("tanks",)])}
        donors = [chance.choice([("USA",), ("USA", "DEU"), ("DEU",)]) for _ in range(2)]
        claims = [facts.aid(chance.choice([1e8, 1.02e8, 2e8, 5e8]), *donors[n], joint=True, at=20 * n, **said) for n in range(2)]
        copied = documents[-1] if documents and chance.random() < 0.2 else None
        made = facts.document(*claims, source=f"{k % 9}.example", published=f"2025-{month:02}-28", text=f"report {k} " * 40)
        documents.append(msgspec.structs.replace(made, sketch=copied.sketch) if copied else made)
    return documents


def test_crowds_that_grow_and_shrink_are_divided_as_if_they_had_always_been_so(crowded, facts, monkeypatch):
    monkeypatch.setattr(steps, "AHEAD", 3)
    monkeypatch.setattr(Blocks.__init__, "__defaults__", (6,))
    chance = random.Random(7)
    kept, there = Folding(facts.dossier), list(crowded[:60])
    waiting = crowded[60:]
    for _ in range(12):
        for _ in range(chance.choice([1, 1, 4])):
            if waiting and chance.random() < 0.6:
                there.append(waiting.pop())
            elif there:
                waiting.insert(0, there.pop(chance.randrange(len(there))))
        anchors = [anchor(item.claim, document.id) for document in chance.sample(there, 4) for item in document.reported]
        judged = [Judgement(*chance.sample(anchors, 2), chance.choice(list(Verdict)), ("read both",), "a person", number=n) for n in range(3)]
        corrected = [Correction(chance.choice(anchors), "donors", ["DEU"], "misread", "a person", number=9)]
        assert rows(kept.fold(there, judged, corrected)) == rows(fold(there, facts.dossier, judged, corrected))


def test_a_crowd_taken_up_again_is_divided_as_if_nothing_had_ended(crowded, facts, monkeypatch):
    monkeypatch.setattr(Blocks.__init__, "__defaults__", (6,))
    chance = random.Random(13)
    taken = ((), ())
    for _ in range(8):
        kept = Folding(facts.dossier)
        assert kept.resume(crowded, *taken, fold(crowded, facts.dossier, *taken)) is not None
        for _ in range(3):
            anchors = [anchor(item.claim, document.id) for document in chance.sample(crowded, 4) for item in document.reported]
            judged = [Judgement(*chance.sample(anchors, 2), chance.choice(list(Verdict)), ("read both",), "a person", number=n) for n in range(3)]
            field, value = chance.choice([("donors", ["DEU"]), ("withdrawn", True), ("stage", "delivered"), ("date", None)])
            taken = judged, [Correction(chance.choice(anchors), field, value, "misread", "a person", number=9)]
            assert rows(kept.fold(crowded, *taken)) == rows(fold(crowded, facts.dossier, *taken))


def test_what_is_near_is_what_it_would_be_had_all_claims_come_at_once_and_every_change_is_told(crowded, facts):
    views = matcher({d.id: d for d in crowded}, {d.id: d.reported for d in crowded}, facts.dossier).views
    chance = random.Random(11)
    blocks, there = Blocks(Parties(facts.dossier), crowd=5), {}
    near: set[tuple[str, str]] = set()
    for _ in range(15):
        gone = chance.sample(sorted(there), min(len(there), chance.randint(0, 8)))
        come = chance.sample(sorted(views.keys() - there.keys()), min(len(views) - len(there), chance.randint(0, 20)))
        lost, gained = blocks.update(gone, {id_: views[id_] for id_ in come})
        there = {id_: view for id_, view in there.items() if id_ not in gone} | {id_: views[id_] for id_ in come}
        fresh = Blocks(Parties(facts.dossier), crowd=5)
        fresh.update((), there)
        beside = {id_: fresh.near(id_) for id_ in there}
        assert {id_: blocks.near(id_) for id_ in there} == beside
        now = {(id_, other) for id_, others in beside.items() for other in others if id_ < other}
        known = {pair for pair in near if not {*gone, *come} & {*pair}}
        assert ({pair for pair in now if not {*come} & {*pair}}, gained & now) == ((known - lost) | gained, gained)
        near = now
