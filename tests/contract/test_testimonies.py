"""An event that many report is kept a row a report and looked at a page at a time, in every store."""

from __future__ import annotations

import datetime

import msgspec
import pytest
import sqlalchemy as sa

import pledgebook
from pledgebook.clean.decode import row_document
from pledgebook.model.ledger import Verdict
from pledgebook.model.text import Given
from pledgebook.reporters import Window
from pledgebook.resolve.testimonies import earliness
from pledgebook.store import entry_page, schema, telling, write
from pledgebook.store.opening import looking, writing

pytestmark = pytest.mark.usefixtures("plain_reader")

DAY = datetime.date(2025, 3, 1)
WORDS = ("harbour", "winter", "railway", "grain", "bridge", "school", "turbine", "market", "council", "forest", "river")


def report(k, *, source=None, words=None, amount=500):
    """The k-th report of one promise; every other day has two, and three outlets share them."""
    told = " ".join(f"{word} {k}" for word in (words or WORDS[k % 11 :] + WORDS[: k % 11]))
    day = DAY + datetime.timedelta(days=k // 2)
    return row_document(f"NLD pledges ${amount} million. {told}.", f"r{k}", Given(id=f"r{k}", date=day.isoformat(), source=source or f"{k % 3}.example"))


@pytest.fixture
def book(new_place):
    with pledgebook.open(new_place()) as opened:
        opened.add([report(k) for k in range(11)])
        yield opened


def pages(book, id_, size, **options):
    found = [book.entry_page(id_, Window(1, size), **options)]
    return found + [book.entry_page(id_, Window(number, size), **options) for number in range(2, found[0].pages + 1)]


@pytest.mark.parametrize("as_of", [None, DAY + datetime.timedelta(days=3)], ids=["today", "as of a day"])
@pytest.mark.parametrize("size", [3, 4, 40])
def test_the_pages_of_an_entry_hold_every_report_once_family_by_family(book, size, as_of):
    (entry,) = book.folded(as_of).aid
    found = pages(book, entry.id, size, as_of=as_of)
    assert all(held.entry == msgspec.structs.replace(entry, testimonies=(), judgements=()) for held in found)
    assert {held.reports for held in found} == {len(entry.testimonies)} == {11 if as_of is None else 8}
    shown = [testimony for held in found for testimony in held.testimonies]
    assert sorted(shown, key=earliness) == list(entry.testimonies)
    assert all(len(held.testimonies) == size for held in found[:-1])
    families = [testimony.family for testimony in shown]
    together = [family for k, family in enumerate(families) if k == 0 or families[k - 1] != family]
    assert len(together) == len(set(together)), "a family stands in two places"
    assert [judgement for held in found for judgement in held.joined] == [j for j in entry.judgements if j.verdict is Verdict.SAME]
    assert entry.judgements
    told = {testimony.claim.id: held.number for held in found for testimony in held.testimonies}
    assert told == {claim: book.page_of(entry.id, claim, size, as_of=as_of) for claim in entry.claims}


def test_the_history_of_a_page_goes_on_by_day(book):
    (entry,) = book.folded().aid
    days = [testimony.published.last for held in pages(book, entry.id, 4) for testimony in held.told]
    assert days == sorted(testimony.published.last for testimony in entry.testimonies)
    # with two moments more, two reports more are told that may stand before the page's part
    assert [(held.before, len(held.told)) for held in (book.entry_page(entry.id, Window(n, 4, 2)) for n in (1, 2, 3))] == [(0, 4), (2, 6), (6, 5)]


def test_a_family_of_copies_is_known_for_one_where_a_page_cuts_it(book):
    long = [f"{word}{number}" for number in range(30) for word in WORDS]
    book.add([report(20, source="x.example", words=long), report(20, source="y.example", words=(*long, "and"))])
    # ten days later it is a promise of its own
    entry = next(held for held in book.folded().aid if len(held.testimonies) == 2)
    assert len({testimony.family for testimony in entry.testimonies}) == 1
    copied = entry.testimonies[0].family
    for size in (1, 2, 40):
        assert all(page.copies == {copied} for page in pages(book, entry.id, size))


def test_a_page_reads_the_reports_it_shows_and_no_more(book, monkeypatch):
    (entry,) = book.folded().aid
    read, decoded = [], telling.decoded

    def noted(bodies):
        found = decoded(bodies)
        read.append(len(found))
        return found

    monkeypatch.setattr(entry_page, "decoded", noted)
    monkeypatch.setattr(telling, "decoded", noted)
    book.entry_page(entry.id, Window(2, 3))
    assert read == [3, 3]


def test_one_report_more_of_an_event_writes_one_testimony(book, monkeypatch):
    insert, inserted = write.insert, []

    def noted(connection, table, rows):
        inserted.extend((table.name, row) for row in rows)
        insert(connection, table, rows)

    monkeypatch.setattr(write, "insert", noted)
    # it came out before most others, and all of them stand after it
    book.add([report(12, words=("lighthouse", "orchard", "quarry", "meadow", "chapel"))])
    (entry,) = book.folded().aid
    assert len(entry.testimonies) == 12
    assert sum(name == "testimonies" for name, _ in inserted) == 1
    assert sum(name == "reporting" for name, _ in inserted) <= 1
    assert book.rebuild().identical


def test_a_claim_that_leaves_an_entry_takes_its_row_along(book):
    (entry,) = book.folded().aid
    last = entry.testimonies[-1].claim.id
    book.reject(last, reason="a joke", by="analyst")
    assert book.testimonies([last, entry.id]).keys() == {entry.id}
    assert book.entry_page(entry.id, Window(1, 40)).reports == 10
    assert book.rebuild().identical


def test_what_documents_and_outlets_say_is_found_without_the_ledger(book, monkeypatch):
    book.add([report(30, source="0.example", amount=900), report(31, source="late.example", amount=500)])
    ledger = book.folded()
    monkeypatch.setattr(pledgebook.book.Book, "folded", lambda *_: pytest.fail("the whole ledger was read"))
    known = {testimony.claim.id: (entry.id, testimony) for entry in ledger.entries for testimony in entry.testimonies}
    documents = sorted({testimony.claim.doc for _, testimony in known.values()})
    assert {report.testimony.claim.id: tuple(report) for report in book.reports_of(documents)} == known
    assert [report.testimony.claim.doc for report in book.reports_of(documents)] == documents
    assert book.claims_in(documents) == dict.fromkeys(documents, 1)
    assert book.last_report() == DAY + datetime.timedelta(days=15)
    outlets = book.outlets()
    # r0, r3, r6, r9 and r30 are of 0.example, which reported first of all; the later amount is an event of its own, or contradicts
    assert (outlets["0.example"].claims, outlets["late.example"].claims) == (5, 1)
    assert outlets == {name: book.outlet_share(name).outlet for name in outlets}
    entry = book.entry(report_id(ledger, "r30"))
    assert "0.example" in book.outlets_of([entry.id])[entry.id]


def report_id(ledger, name):
    document = report(int(name[1:]), source="0.example", amount=900).sha256
    return next(t.claim.id for entry in ledger.entries for t in entry.testimonies if t.claim.doc == document)


def test_a_book_kept_with_whole_entries_is_upgraded_and_folded_from_its_facts(new_place):
    place = new_place()
    with pledgebook.open(place) as book:
        book.add([report(k) for k in range(3)])
        expected = book.folded().entries
        engine = book._engine
        with writing(engine) as connection:
            as_it_was_before(connection)
    with pledgebook.open(place) as book:
        assert book.folded().entries == expected
        book.accept(expected[0].id, reason="right", by="analyst")
        assert book.entry_page(expected[0].id, Window(1, 40)).reports == 3
        assert book.search("pledges").counts == {"document": 3, "aid": 1}
        assert book.rebuild().identical
        assert book.verify().faults == ()
        with looking(book._engine) as connection:
            assert "entry_claims" not in sa.inspect(connection).get_table_names()


def as_it_was_before(connection):
    """The tables of migration 0006 with a saved entry, made of those of 0007."""
    for table in (schema.testimonies, schema.entry_judgements, schema.reporting, schema.facets, schema.entries):
        connection.execute(sa.schema.DropTable(table))
    connection.exec_driver_sql("DROP INDEX ix_sightings_source")
    connection.exec_driver_sql("CREATE TABLE entries (id VARCHAR(24) PRIMARY KEY, kind VARCHAR(20), body TEXT, outline TEXT)")
    connection.exec_driver_sql("CREATE TABLE facets (name VARCHAR(20), value TEXT, entry VARCHAR(24) REFERENCES entries (id))")
    connection.exec_driver_sql("CREATE TABLE entry_claims (claim VARCHAR(24) PRIMARY KEY, entry VARCHAR(24) REFERENCES entries (id))")
    connection.exec_driver_sql("INSERT INTO entries (id, kind, body) VALUES ('e1', 'aid', '{}')")
    connection.exec_driver_sql("INSERT INTO facets (name, value, entry) VALUES ('donor', 'NLD', 'e1')")
    connection.exec_driver_sql("INSERT INTO entry_claims (claim, entry) VALUES ('e1', 'e1')")
    connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0006'")
