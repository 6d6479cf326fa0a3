"""The ledger a book holds in memory is, after every step of whoever, what a new look at all facts gives, and so are its rows."""

from __future__ import annotations

import datetime

import msgspec
import pytest

import pledgebook
import pledgebook.run.local
from pledgebook.clean.decode import row_document
from pledgebook.export.tables import as_json
from pledgebook.model.text import Given
from pledgebook.resolve.folding import Folding
from pledgebook.store import read as stored_facts
from pledgebook.store.opening import looking

pytestmark = pytest.mark.usefixtures("plain_reader")

SIGNED = {"reason": "read it again", "by": "mk"}


def report(k, text):
    return row_document(f"{text} Report {k} of the day.", f"d{k}", Given(f"d{k}", f"2025-08-0{k}", f"s{k}.example"))


def is_as_new(book):
    held = as_json(book.ledger().document())
    with pledgebook.open(book.place) as fresh:
        assert fresh.rebuild().identical
        assert as_json(fresh.ledger().document()) == held


@pytest.fixture
def book(new_place):
    place = new_place()
    with pledgebook.open(place) as opened:
        opened.place = place
        yield opened


def test_every_step_leaves_rows_that_folding_anew_gives(book):
    steps = [
        lambda: book.add([report(1, "NLD pledges $500 million for arms."), report(2, "NLD pledges $501 million.")]),
        lambda: book.add([report(3, "DEU pledges $300 million."), report(4, "NOR pledges $200 million, and DEU delivers $300 million.")]),
        lambda: book.judge(*(entry.claims[0] for entry in book.folded().aid[:2]), "same", **SIGNED),
        lambda: book.undo(book.decisions()[0].id, **SIGNED),
        lambda: book.correct(book.ledger(donor="DEU").entries[0].claims[0], "donors", ["NOR"], **SIGNED),
        lambda: book.add([report(4, "NOR pledges $200 million, and DEU delivers $300 million."), report(5, "NLD pledges $502 million.")]),
        lambda: book.forget("d2", **SIGNED),
        lambda: book.accept(book.ledger(donor="NLD").entries[0].claims[0], **SIGNED),
    ]
    for step in steps:
        step()
        is_as_new(book)


def test_a_process_that_decides_takes_up_the_fold_that_was_saved(book, monkeypatch):
    book.add([report(1, "NLD pledges $500 million for arms."), report(2, "NLD pledges $501 million."), report(3, "DEU pledges $300 million.")])
    resumed = []
    take_up = Folding.resume
    monkeypatch.setattr(Folding, "resume", lambda *given: resumed.append(take_up(*given)) or resumed[-1])
    steps = [
        lambda opened: opened.judge(*(entry.claims[0] for entry in opened.folded().aid[:2]), "same", **SIGNED),
        lambda opened: opened.correct(opened.ledger(donor="DEU").entries[0].claims[0], "donors", ["NOR"], **SIGNED),
        lambda opened: opened.reject(opened.ledger(donor="NOR").entries[0].claims[0], **SIGNED),
        lambda opened: opened.undo(opened.decisions()[0].id, **SIGNED),
        lambda opened: opened.undo(opened.decisions()[2].id, **SIGNED),
        lambda opened: opened.add_claim("d3", {"stage": "refused", "donors": ["DEU"], "recipient": "UKR"}, marked=["Report 3"], **SIGNED),
        lambda opened: opened.accept(opened.ledger(donor="NLD").entries[0].claims[0], **SIGNED),
    ]
    for step in steps:
        with pledgebook.open(book.place) as alone:
            alone.place = book.place
            step(alone)
            is_as_new(alone)
    assert len(resumed) == len(steps)
    assert None not in resumed
    # a new report is more than a decision
    with pledgebook.open(book.place) as alone:
        alone.add([report(4, "NOR pledges $200 million.")])
    assert len(resumed) == len(steps)


def test_what_another_process_adds_and_saves_is_taken_in(book):
    book.add([report(1, "NLD pledges $500 million for arms.")])
    with pledgebook.open(book.place) as other:
        other.add([report(2, "DEU pledges $300 million.")])
        (judged,) = other.judge(*(entry.claims[0] for entry in other.folded().aid), "same", **SIGNED)
        assert [entry.documents for entry in book.folded().aid] == [2]
        book.accept(book.folded().aid[0].claims[0], **SIGNED)
        other.undo(judged.id, **SIGNED)
    assert [entry.documents for entry in book.folded().aid] == [1, 1]
    book.add([report(4, "NOR pledges $200 million.")])
    is_as_new(book)


def test_entries_that_nothing_touches_stay_the_same_objects(book):
    book.add([report(1, "NLD pledges $500 million for arms."), report(2, "DEU pledges $300 million.")])
    book.accept(book.ledger(donor="DEU").entries[0].claims[0], **SIGNED)
    (was,) = book.ledger(donor="NLD").entries
    book.accept(book.ledger(donor="DEU").entries[0].claims[0], **SIGNED)
    (now,) = book.ledger(donor="NLD").entries
    assert now is was


def silent(k, day):
    return row_document(f"Nobody pledged anything, says paper {k}.", f"q{k}", Given(f"q{k}", day, f"s{k}.example"))


def test_documents_that_claim_nothing_are_counted_and_not_folded(book):
    book.add([report(1, "NLD pledges $500 million."), silent(1, "2025-08-01"), silent(2, "2025-09-02"), silent(3, None)])
    with looking(book._engine) as connection:
        assert [len(held.reported) for held in stored_facts.witnesses(connection)] == [1]
    assert book.folded().documents == 4
    then = book.folded(datetime.date(2025, 8, 10))
    assert (then.documents, then.undated, then.later) == (2, 1, 1)
    # a text that was forgotten is a document still
    book.forget("q2", **SIGNED)
    then = book.folded(datetime.date(2025, 8, 10))
    assert (then.documents, then.undated, then.later) == (2, 1, 1)
    is_as_new(book)


def test_a_claim_that_a_person_adds_to_a_document_that_claimed_nothing_is_folded(book):
    text = silent(1, "2025-08-01")
    book.add([report(1, "NLD pledges $500 million."), text])
    book.add_claim("q1", {"stage": "refused", "donors": ["DEU"], "recipient": "UKR"}, marked=["Nobody pledged anything"], **SIGNED)
    assert sorted(entry.donors for entry in book.folded().aid) == [("DEU",), ("NLD",)]
    is_as_new(book)


def test_a_better_reading_that_finds_nothing_takes_the_claims_back(book, monkeypatch):
    book.add([report(1, "NLD pledges $500 million."), report(2, "DEU pledges $300 million.")])
    read_document = pledgebook.pipeline.read_document
    monkeypatch.setattr("pledgebook.version.reading_version", lambda: "better")
    monkeypatch.setattr("pledgebook.pipeline.read_document", lambda raw, dossier, **how: read_document(msgspec.structs.replace(raw, text="-"), dossier))
    book.add([report(1, "NLD pledges $500 million.")])
    assert [entry.donors for entry in book.folded().aid] == [("DEU",)]
    is_as_new(book)
