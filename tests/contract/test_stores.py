"""What a store does about strangers, old and new books, other processes, and its own death, whatever database it is."""

from __future__ import annotations

import multiprocessing
import os
import pathlib

import alembic.op
import pytest
import sqlalchemy as sa

import pledgebook
from pledgebook.clean.decode import row_document
from pledgebook.errors import BookError
from pledgebook.export.tables import as_json
from pledgebook.model.text import Given
from pledgebook.store import postgresql, sqlite
from pledgebook.store.opening import looking, open_database, translated, writing
from pledgebook.store.revision import REVISIONS, upgrade
from pledgebook.store.schema import metadata

pytestmark = pytest.mark.usefixtures("plain_reader")

processes = multiprocessing.get_context("fork")


def report(k):
    text = f"Report {k} — «à voir»: NLD pledges ${k % 3 + 1}00 million, and DEU delivers ${k + 1} million. " + f"filler {k} " * 40
    return row_document(text, f"r{k}", Given(id=f"r{k}", date=f"2025-0{k % 3 + 1}-0{k % 4 + 1}", source=f"{k % 5}.example", title="Ἀρχή 🇳🇱"))


def engine_of(location):
    """A database without the checks of opening."""
    return postgresql.engine(location, 5) if "://" in location else sqlite.engine(pathlib.Path(location), 5)


def run(location, *statements):
    engine = engine_of(location)
    with writing(engine) as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    engine.dispose()


def answer(location, query):
    engine = engine_of(location)
    with looking(engine) as connection:
        found = connection.exec_driver_sql(query).scalar()
    engine.dispose()
    return found


def refused(location, **options):
    with pytest.raises(BookError) as caught:
        open_database(location, **{"create": True, **options})
    return caught.value


def test_the_same_reports_give_the_same_bytes_in_every_store(tmp_path, request):
    reports = [report(k) for k in range(12)]
    found = []
    for location, order in ((str(tmp_path / "a.db"), reports), (request.getfixturevalue("new_database")(), reports[::-1])):
        with pledgebook.open(location) as book:
            book.add(order[:5])
            book.add(order[5:])
            entry = next(entry for entry in book.ledger().entries if len(entry.claims) > 1)
            book.correct(sorted(entry.claims)[0], "scheme", "PURL", reason="the annex", by="analyst")
            book.judge(*sorted(entry.claims)[:2], "not_same", reason="two packages", by="analyst")
            assert book.verify().faults == ()
            assert book.rebuild().identical
            found.append((as_json(book.ledger().document()), as_json(book.ledger(as_of="2025-02-02").document()), book.counts()))
    assert found[0] == found[1]


def test_a_book_grown_one_report_at_a_time_is_saved_as_one_read_at_once(new_place):
    reports = [report(k) for k in range(12)]
    once, grown = new_place(), new_place()
    with pledgebook.open(once) as book:
        book.add(reports)
        expected = book.folded()
    with pledgebook.open(grown) as book:
        for item in reports:
            book.add([item])
        assert book.folded() == expected
        # nothing but the rows that had to change was written, and nothing was left behind
        assert book.rebuild().identical


def test_a_missing_book_is_made_only_when_asked_for(new_place):
    location = new_place()
    assert refused(location, create=False).code == "no_book"
    open_database(location, create=True).dispose()
    open_database(location, create=False).dispose()


def test_another_programs_database_is_refused_and_untouched(new_place):
    location = new_place()
    run(location, "CREATE TABLE songs (name VARCHAR(20))", "INSERT INTO songs VALUES ('Anthem')")
    error = refused(location)
    assert error.code == "not_a_book"
    assert "songs" in str(error)
    engine = engine_of(location)
    assert sa.inspect(engine).get_table_names() == ["songs"]
    engine.dispose()


def test_a_book_of_a_newer_version_is_refused(new_place):
    location = new_place()
    open_database(location, create=True).dispose()
    run(location, "UPDATE alembic_version SET version_num = '9999'")
    error = refused(location)
    assert error.code == "newer_book"
    assert "upgrade" in (error.hint or "")


def test_the_migrations_make_the_tables_of_the_schema(new_place):
    engine = open_database(new_place(), create=True)
    found = sa.inspect(engine)
    for table in metadata.tables.values():
        # PostgreSQL keeps the words of a passage in a column it fills itself
        columns = {column["name"]: column for column in found.get_columns(table.name) if not column.get("computed")}
        assert list(columns) == [column.name for column in table.columns]
        assert {name: column["nullable"] for name, column in columns.items()} == {column.name: column.nullable for column in table.columns}
        assert found.get_pk_constraint(table.name)["constrained_columns"] == [column.name for column in table.primary_key]
        assert len(found.get_foreign_keys(table.name)) == len(table.foreign_keys)
    engine.dispose()


def old_book(location):
    """A book of the first version, with one entry saved as it saved them."""
    engine = engine_of(location)
    with writing(engine) as connection:
        upgrade(connection, REVISIONS[0])
        connection.exec_driver_sql("INSERT INTO entries (id, position, kind, body) VALUES ('e1', 0, 'aid', '{}')")
        connection.exec_driver_sql("INSERT INTO fold (name, value) VALUES ('stamp', 'old'), ('head', '{}')")
    engine.dispose()


def test_a_book_of_an_older_version_is_upgraded_and_read_on(new_place):
    old, new = new_place(), new_place()
    old_book(old)
    found = []
    for location in (old, new):
        with pledgebook.open(location) as book:
            assert book.ledger().entries == ()
            book.add([report(0)])
            assert book.verify().faults == ()
            assert book.rebuild().identical
            found.append(as_json(book.ledger().document()))
    assert found[0] == found[1]
    assert answer(old, "SELECT version_num FROM alembic_version") == REVISIONS[-1]


def test_an_upgrade_that_fails_leaves_the_book_as_it_was(new_place, monkeypatch):
    location = new_place()
    old_book(location)

    def fail(*_):
        raise RuntimeError("the power went")

    with monkeypatch.context() as patch:
        patch.setattr(alembic.op, "execute", fail)
        with pytest.raises(RuntimeError):
            open_database(location, create=False)
    assert answer(location, "SELECT version_num FROM alembic_version") == REVISIONS[0]
    assert answer(location, "SELECT position FROM entries") == 0
    open_database(location, create=False).dispose()


def hold(location, pipe):
    """Another process that writes, and takes its time."""
    engine = open_database(location, create=False)
    with writing(engine) as connection:
        connection.exec_driver_sql("UPDATE book SET value = 'half' WHERE name = 'format'")
        pipe.send("writing")
        pipe.recv()


@pytest.fixture
def holder():
    """Starts a process that holds a book's lock until it is told to go on."""
    started = []

    def start(location):
        ours, theirs = processes.Pipe()
        process = processes.Process(target=hold, args=(location, theirs))
        process.start()
        theirs.close()
        started.append(process)
        assert ours.poll(20)
        return process, ours

    yield start
    for process in started:
        process.kill()
        process.join()


def test_a_second_writer_waits_and_then_is_told_who_is_in_the_way(new_place, holder):
    location = new_place()
    open_database(location, create=True).dispose()
    process, pipe = holder(location)
    engine = open_database(location, create=False, timeout_s=0.3)
    with pytest.raises(BookError) as caught, translated(location), writing(engine):
        pass
    assert caught.value.code == "book_busy"
    patient = open_database(location, create=False, timeout_s=20)
    pipe.send("go on")
    with translated(location), writing(patient) as connection:
        assert connection.exec_driver_sql("SELECT value FROM book WHERE name = 'format'").scalar() == "half"
    process.join()
    for one in (engine, patient):
        one.dispose()


def test_readers_neither_wait_for_a_writer_nor_see_what_is_half_written(new_place, holder):
    location = new_place()
    open_database(location, create=True).dispose()
    reader = open_database(location, create=False, timeout_s=0.3)
    process, pipe = holder(location)
    with looking(reader) as connection:
        assert connection.exec_driver_sql("SELECT value FROM book WHERE name = 'format'").scalar() == "pledgebook"
        pipe.send("go on")
        process.join()
        # who looks goes on seeing the book as it was when the look began
        assert connection.exec_driver_sql("SELECT value FROM book WHERE name = 'format'").scalar() == "pledgebook"
    with looking(reader) as connection:
        assert connection.exec_driver_sql("SELECT value FROM book WHERE name = 'format'").scalar() == "half"
    reader.dispose()


def test_a_writer_that_dies_leaves_no_lock_and_nothing_half_written(new_place, holder):
    location = new_place()
    open_database(location, create=True).dispose()
    process, _ = holder(location)
    os.kill(process.pid, 9)
    process.join()
    engine = open_database(location, create=False, timeout_s=5)
    with translated(location), writing(engine) as connection:
        assert connection.exec_driver_sql("SELECT value FROM book WHERE name = 'format'").scalar() == "pledgebook"
    engine.dispose()


def test_who_only_looks_cannot_write(new_place):
    location = new_place()
    engine = open_database(location, create=True)
    with pytest.raises(BookError) as caught, translated(location), looking(engine) as connection:
        connection.exec_driver_sql("DELETE FROM book")
    assert caught.value.code == "read_only"
    engine.dispose()


def test_a_row_that_holds_something_else_is_told_as_damage(new_place):
    location = new_place()
    with pledgebook.open(location) as book:
        book.add([report(0)])
        run(location, "UPDATE claims SET body = '{'")
        with pytest.raises(BookError) as caught:
            book.verify()
    assert caught.value.code == "book_damaged"


def test_ids_are_told_apart_by_case_in_every_store(new_place):
    with pledgebook.open(new_place()) as book:
        book.add([report(k) for k in range(4)])
        claim = next(id_ for entry in book.ledger().entries for id_ in entry.claims if not id_[:8].isdigit())
        assert book.entry(claim[:8]).claims
        with pytest.raises(BookError):
            book.entry(claim[:8].upper())


def test_a_report_more_writes_only_the_entries_it_changes(new_place, monkeypatch):
    import pledgebook.store.write as write

    insert, inserted = write.insert, []

    def noted(connection, table, rows):
        inserted.extend(row["id"] for row in rows if table.name == "entries")
        insert(connection, table, rows)

    with pledgebook.open(new_place()) as book:
        book.add([report(k) for k in range(12)])
        before = {entry.id: entry for entry in book.folded().entries}
        monkeypatch.setattr(write, "insert", noted)
        book.add([row_document("NOR pledges $77 million for a bridge.", "n", Given(date="2024-01-01"))])
        after = {entry.id: entry for entry in book.folded().entries}
    assert len(after) == len(before) + 1
    assert sorted(inserted) == sorted(id_ for id_, entry in after.items() if before.get(id_) != entry)
    assert len(inserted) < len(after) / 2


def test_folding_keeps_no_writer_waiting_and_what_was_added_meanwhile_is_folded_too(new_place, monkeypatch):
    from pledgebook.book import open_book
    from pledgebook.resolve.folding import Folding

    place, whole = new_place(), new_place()
    folding, added = Folding.fold, []

    def interrupted(*arguments):
        if not added:
            added.append(1)
            with open_book(place, busy_timeout_s=0.3) as other:
                other.add([report(1)])
        return folding(*arguments)

    with pledgebook.open(place) as book, pledgebook.open(whole) as undisturbed:
        undisturbed.add([report(0), report(1)])
        monkeypatch.setattr(Folding, "fold", interrupted)
        book.add([report(0)])
        assert added
        assert book.rebuild().identical
        assert as_json(book.ledger().document()) == as_json(undisturbed.ledger().document())
