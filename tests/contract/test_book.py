"""What every store keeps of a book: facts once, entries as the facts fold, decisions through every reading."""

from __future__ import annotations

import datetime
import random

import pytest
import sqlalchemy as sa

import pledgebook
from pledgebook.clean.decode import decode_document, row_document
from pledgebook.errors import BookError
from pledgebook.export.tables import as_json
from pledgebook.model.text import Given

pytestmark = pytest.mark.usefixtures("plain_reader")

A = "The cabinet met. NLD pledges $500 million for arms. It was raining."
B = "DEU pledges $300 million this week, and NLD delivers $100 million."


def row(text, **given):
    return row_document(text, given.get("id") or "-", Given(**given))


@pytest.fixture
def book(new_place):
    location = new_place()
    with pledgebook.open(location) as opened:
        opened.reached_at = location
        yield opened


def ledger_json(book, **options):
    return as_json(book.ledger(**options).document())


def test_reading_twice_changes_nothing(book):
    inputs = [row(A, id="a", date="2025-08-04", source="a.example"), row(B, id="b", date="2025-08-05", source="b.example")]
    first = book.add(inputs)
    was, counts = ledger_json(book), book.counts()
    second = book.add(inputs)
    assert (first.read, first.known, first.claims) == (2, 0, 3)
    assert (second.read, second.known) == (0, 2)
    assert (ledger_json(book), book.counts()) == (was, counts)


def test_one_text_in_two_outlets_is_one_document_with_two_sightings(book):
    book.add([row(A, date="2025-08-04", source="a.example"), row(A, date="2025-08-05", source="b.example")])
    assert (book.counts().documents, book.counts().sightings) == (1, 2)
    (entry,) = book.ledger().entries
    assert entry.testimonies[0].sources == ("a.example", "b.example")


def test_the_earliest_sighting_dates_a_document_whichever_was_read_first(new_place):
    rows = [row(A, date="2025-08-04", source="a.example"), row(A, date="2025-08-05", source="b.example"), row(A)]
    found = []
    for order in (rows, rows[::-1], [rows[1], rows[2], rows[0]]):
        with pledgebook.open(new_place()) as book:
            for item in order:
                book.add([item])
            found.append(ledger_json(book))
    assert found[0] == found[1] == found[2]
    assert '"first": "2025-08-04"' in found[0]


def test_the_ledger_does_not_depend_on_the_order_of_reading_or_the_names_of_files(new_place):
    found = set()
    for seed in range(3):
        inputs = [(A, "x"), (B, "y"), ("NOR pledges $700 million.", "z")]
        random.Random(seed).shuffle(inputs)
        with pledgebook.open(new_place()) as book:
            for text, name in inputs:
                book.add([decode_document(text.encode(), f"{seed}/{name}.txt")])
            found.add(ledger_json(book))
    assert len(found) == 1


def test_a_document_that_fails_is_refused_and_the_rest_is_read(book):
    report = book.add([row(A, id="a"), row("This cannot be read at all.", id="bad"), row(B, id="b")])
    assert (report.read, report.known, [r.place for r in report.refused], report.inputs) == (2, 0, ["bad"], 3)
    assert "nobody foresaw" in report.refused[0].message


def test_a_better_reading_takes_the_place_of_the_one_before(book, monkeypatch):
    book.add([row(A, id="a", date="2025-08-04")])
    monkeypatch.setattr("pledgebook.version.reading_version", lambda: "better")
    report = book.add([row(A, id="a", date="2025-08-04")])
    assert (report.read, book.counts().readings, len(book.ledger().entries)) == (1, 2, 1)


def test_as_of_leaves_later_and_undated_documents_out(book):
    book.add([row(A, date="2025-08-04"), row(B, date="2025-08-20"), row("NOR pledges $700 million.")])
    view = book.ledger(as_of=datetime.date(2025, 8, 10))
    assert [entry.donors for entry in view.entries] == [("NLD",)]
    assert (view.ledger.undated, view.ledger.later) == (1, 1)


def test_filters_narrow_entries_and_totals_alike(book):
    book.add([row(A, date="2025-08-04"), row(B, date="2025-08-20")])
    assert [e.donors for e in book.ledger(donor="Germany").entries] == [("DEU",)]
    assert [e.stage for e in book.ledger(stage="delivered").entries] == ["delivered"]
    view = book.ledger(since=datetime.date(2025, 8, 10), stage="pledged")
    assert [(total.donor, total.sum.low) for total in view.totals()] == [("DEU", 3e8)]


def test_decisions_survive_a_better_reading(book, monkeypatch):
    book.add([row(A, id="a", date="2025-08-04", source="a.example"), row("Again: NLD pledges $500 million today.", date="2025-08-04", source="b.example")])
    (entry,) = book.ledger().entries
    left, right = entry.claims
    book.judge(left, right, "not_same", reason="two packages", by="analyst")
    book.correct(left, "scheme", "PURL", reason="named in the annex", by="analyst")
    assert len(book.ledger().entries) == 2
    monkeypatch.setattr("pledgebook.version.reading_version", lambda: "better")
    book.add([row(A, id="a", date="2025-08-04", source="a.example")])
    assert [e.scheme for e in book.ledger().entries if left in e.claims] == ["PURL"]
    assert len(book.ledger().entries) == 2


def test_a_correction_that_does_not_fit_is_refused(book):
    book.add([row(A)])
    (entry,) = book.ledger().entries
    for field, value in (("colour", "red"), ("stage", "promised"), ("evidence", [])):
        with pytest.raises(BookError) as caught:
            book.correct(entry.id, field, value, reason="-", by="analyst")
        assert caught.value.code == "bad_correction"


def test_any_claim_leads_to_its_entry_and_a_doubtful_id_is_refused(book):
    book.add([row(A, date="2025-08-04", source="a.example"), row("Again: NLD pledges $500 million today.", date="2025-08-05", source="b.example")])
    (entry,) = book.ledger().entries
    assert {book.entry(claim[:8]).id for claim in entry.claims} == {entry.id}
    for id_ in ("", "zz"):
        with pytest.raises(BookError):
            book.entry(id_)


def test_rebuild_proves_the_rows_identical(book):
    book.add([row(A), row(B)])
    found = book.rebuild()
    assert (found.identical, found.stale, found.before) == (True, False, found.after)


def test_rebuild_puts_a_changed_entry_right_and_says_which(book):
    book.add([row(A)])
    (entry,) = book.ledger().entries
    tamper(book, "UPDATE entries SET body = replace(body, '500000000', '900000000')")
    assert [fault.place for fault in book.verify().faults] == [f"entry {entry.id}"]
    found = book.rebuild()
    assert (found.identical, found.changed) == (False, (entry.id,))
    assert book.verify().faults == ()


@pytest.mark.parametrize(
    ("statement", "place"),
    [
        ("UPDATE documents SET text = replace(text, '500', '900')", "document"),
        ("UPDATE documents SET text = ' ' || text", "document"),
        ("UPDATE claims SET words = replace(words, '500', '900')", "claim"),
        ("UPDATE claims SET body = replace(body, '500000000', '900000000')", "claim"),
        ("DELETE FROM claims", "claim"),
        ("DELETE FROM testimonies; DELETE FROM entry_judgements; DELETE FROM reporting; DELETE FROM facets; DELETE FROM entries", "entry"),
    ],
)
def test_verify_finds_what_was_tampered_with(book, statement, place):
    book.add([row(A), row(B)])
    assert book.verify().faults == ()
    tamper(book, statement)
    assert place in {fault.place.split()[0] for fault in book.verify().faults}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1252"])
def test_verify_holds_a_text_against_the_bytes_it_came_from(book, encoding):
    book.add([decode_document((A + " “Café”, they said; the naïve façade of the hôtel was new.").encode(encoding), "a.txt")])
    assert (book.verify().documents, book.verify().faults) == (1, ())


def tamper(book, statement):
    url = book.reached_at.replace("postgresql:", "postgresql+psycopg:") if "://" in book.reached_at else f"sqlite:///{book.reached_at}"
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        for part in statement.split(";"):
            connection.execute(sa.text(part))
    engine.dispose()


def test_documents_are_found_by_the_beginning_of_their_ids(book):
    book.add([row(f"NLD pledges ${k} million.", date="2025-08-04") for k in range(1, 40)])
    ids = book.documents()
    for beginning in (ids[0], ids[0][:3], ids[-1][:5], "9", "f", "a"):
        expected = [id_ for id_ in ids if id_.startswith(beginning)]
        assert [held.id for held in book.documents_like(beginning)] == expected[:10]
    assert book.documents_like("z") == book.documents_like("") == ()


def test_documents_are_counted_by_the_outlets_they_were_met_in_or_name_themselves(new_place, plain_reader):
    inputs = [
        row_document("NLD pledges $1 million.", "a", Given(id="a", source="one.example", date="2025-01-01")),
        row_document("NLD pledges $1 million.", "b", Given(id="b", source="one.example", date="2025-01-02")),
        row_document("NLD pledges $1 million.", "c", Given(id="c", source="two.example", date="2025-01-03")),
        row_document("DEU pledges $2 million.", "d", Given(id="d", date="2025-01-01")),
        row_document("DEU pledges $2 million.", "e", Given(id="e", source="two.example", date="2025-01-04")),
        row_document("NOR pledges $3 million.", "f", Given(id="f", date="2025-01-01")),
    ]
    with pledgebook.open(new_place()) as book:
        book.add(inputs)
        # the second text was met in two.example and once nobody said where; the third nowhere
        assert book.outlet_counts() == {"one.example": 1, "two.example": 2, None: 1}
        assert [len(book.documents_of(name)) for name in ("one.example", "two.example", None, "three.example")] == [1, 2, 1, 0]
        assert book.catalogue([held.id for held in book.documents_of(None)]) == book.documents_of(None)
