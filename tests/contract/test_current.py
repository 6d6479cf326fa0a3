"""The ledger a book holds in memory is, after every step of whoever, what a new look at all facts gives, and so are its rows."""

from __future__ import annotations

import pytest

import pledgebook
from pledgebook.clean.decode import row_document
from pledgebook.export.tables import as_json
from pledgebook.model.text import Given

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
