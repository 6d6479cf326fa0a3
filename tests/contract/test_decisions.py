"""What every store keeps of decisions: whole steps, in order, the same wherever they are carried, at once from several people."""

from __future__ import annotations

import datetime
import threading

import pytest

import pledgebook
from pledgebook.clean.decode import row_document
from pledgebook.errors import PledgebookError
from pledgebook.export.tables import as_json
from pledgebook.model.text import Given
from pledgebook.review.transfer import exported

pytestmark = pytest.mark.usefixtures("plain_reader")

SIGNED = {"reason": "read it again", "by": "mk"}
TEXTS = ("NLD pledges $500 million for arms.", "Again: NLD pledges $500 million.", "DEU pledges $300 million, and Latvia 7 million euros.")
DOCUMENTS = [row_document(text, f"d{k}", Given(f"d{k}", f"2025-08-0{k + 4}", f"s{k}.example")) for k, text in enumerate(TEXTS)]


@pytest.fixture
def places(new_place):
    """Two books of the same reports."""
    found = new_place(), new_place()
    for place in found:
        with pledgebook.open(place) as book:
            book.add(DOCUMENTS)
    return found


def ledger_json(book):
    return as_json(book.ledger().document())


def test_decisions_give_the_same_ledger_in_every_store_they_are_carried_to(places):
    with pledgebook.open(places[0]) as book, pledgebook.open(places[1]) as other:
        nld = next(entry for entry in book.ledger().entries if entry.donors == ("NLD",))
        deu = next(entry for entry in book.ledger().entries if entry.donors == ("DEU",))
        book.split(nld.claims[1], **SIGNED)
        book.correct(nld.claims[0], "scheme", "PURL", **SIGNED)
        (rejected,) = book.reject(deu.claims[0], **SIGNED)
        book.undo(rejected.id, **SIGNED)
        fields = {"stage": "pledged", "donors": ["LVA"], "amount": {"min": 7e6, "max": 7e6, "currency": "EUR"}}
        book.add_claim("d2", fields, marked=["7 million euros"], **SIGNED)
        lines = list(exported(book.decisions()))
        assert (other.import_decisions(lines).added, other.import_decisions(lines).known) == (5, 5)
        assert ledger_json(other) == ledger_json(book)
        assert [decision.id for decision in other.decisions()] == [decision.id for decision in book.decisions()]
        assert (book.verify().faults, other.rebuild().identical) == ((), True)


def test_a_step_that_is_refused_leaves_nothing(places):
    with pledgebook.open(places[0]) as book:
        was = ledger_json(book)
        claim = next(entry for entry in book.ledger().entries if entry.donors == ("DEU",)).claims[0]
        for wrong in (
            lambda: book.correct(claim, "amount", {"min": 9e8, "max": 9e8, "currency": "USD"}, **SIGNED),
            lambda: book.merge(claim, claim, **SIGNED),
            lambda: book.accept(claim, reason="", by="mk"),
            lambda: book.undo("nothing", **SIGNED),
            lambda: book.split(claim, **SIGNED),
        ):
            with pytest.raises(PledgebookError) as caught:
                wrong()
            assert caught.value.hint
        assert (book.decisions(), ledger_json(book)) == ((), was)


def test_several_people_decide_at_once_and_nothing_is_lost(places):
    with pledgebook.open(places[0]) as book:
        claims = [claim for entry in book.ledger().entries for claim in entry.claims]
    failed: list[BaseException] = []

    def decide(name):
        try:
            with pledgebook.open(places[0], create=False) as own:
                for claim in claims:
                    own.accept(claim, reason="seen", by=name)
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=decide, args=(name,)) for name in ("ann", "ben", "cyd")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failed == []
    with pledgebook.open(places[0]) as book:
        taken = book.decisions()
        assert sorted(decision.body.by for decision in taken) == sorted(["ann", "ben", "cyd"] * len(claims))
        assert len({decision.made_at for decision in taken}) == len(taken)
        assert book.ledger(basis="machine").entries == ()
        assert book.rebuild().identical


def test_changes_are_told_alike(places):
    found = []
    for place in places:
        with pledgebook.open(place) as book:
            found.append(as_json(book.changes(datetime.date(2025, 8, 4))))
    assert found[0] == found[1]


def test_a_merge_overrules_what_was_held_apart_before_between_any_of_the_claims(new_place):
    texts = (*TEXTS[:2], "DEU pledges $300 million.", "In other words: DEU pledges $300 million.")
    with pledgebook.open(new_place()) as book:
        book.add([row_document(text, f"d{k}", Given(f"d{k}", "2025-08-04", f"s{k}.example")) for k, text in enumerate(texts)])
        nld, deu = (next(entry for entry in book.ledger().entries if entry.donors == (code,)) for code in ("NLD", "DEU"))
        for left in nld.claims:
            for right in deu.claims:
                book.judge(left, right, "not_same", **SIGNED)
        merged = book.merge(nld.id, deu.id, **SIGNED)
        (entry,) = book.ledger().entries
        assert sorted(entry.claims) == sorted([*nld.claims, *deu.claims])
        book.undo(merged[-1].id, **SIGNED)
        assert len(book.ledger().entries) == 2
