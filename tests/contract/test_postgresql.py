"""What only a server can do to a book: not be there, refuse, or go away in the middle."""

from __future__ import annotations

import sys

import pytest

import pledgebook
from pledgebook.clean.decode import row_document
from pledgebook.errors import BookError
from pledgebook.export.tables import as_json
from pledgebook.model.text import Given
from pledgebook.store.opening import looking, open_database, translated, writing

pytestmark = pytest.mark.usefixtures("plain_reader")

KEY = "hunter" + "2"


def report(k):
    return row_document(f"Report {k}. NLD pledges ${k + 1}00 million. " + f"filler {k} " * 40, f"r{k}", Given(id=f"r{k}", date="2025-08-04"))


def refused(location, **options):
    with pytest.raises(BookError) as caught:
        open_database(location, **{"create": True, **options})
    assert KEY not in f"{caught.value} {caught.value.hint}"
    assert caught.value.hint
    return caught.value


@pytest.mark.parametrize(
    ("location", "code"),
    [
        (f"postgresql://me:{KEY}@127.0.0.1:1/aid", "no_server"),
        (f"postgresql://me:{KEY}@nowhere.invalid/aid", "no_server"),
        (f"postgresql:///aid?host=/nowhere&password={KEY}", "no_server"),
        (f"mysql://me:{KEY}@db.example/aid", "bad_location"),
        (f"postgresql://me:{KEY}@db.example:port/aid", "bad_location"),
    ],
)
def test_a_server_that_is_not_there_is_named_without_the_password(location, code):
    assert refused(location).code == code


def test_a_missing_driver_is_told_with_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    error = refused(f"postgresql://me:{KEY}@db.example/aid")
    assert error.code == "no_driver"
    assert "pledgebook[postgresql]" in error.hint


def test_a_database_or_user_that_does_not_exist_is_named(new_database):
    location = new_database()
    name = location.partition("?")[0].rpartition("/")[2]
    assert refused(location.replace(f"/{name}?", "/nothing?")).code == "no_database"
    assert refused(location.replace("postgres@", f"stranger:{KEY}@")).code == "no_access"


def test_a_database_that_cannot_hold_every_text_is_refused(new_database):
    assert refused(new_database("ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")).code == "bad_encoding"


def test_a_schema_of_the_search_path_holds_a_book_of_its_own(new_database):
    location = new_database()
    aid, flood = (f"{location}&options=-csearch_path%3D{name}" for name in ("aid", "flood"))
    assert refused(aid).code == "no_schema"
    engine = open_database(location, create=True)
    with writing(engine) as connection:
        connection.exec_driver_sql("CREATE SCHEMA aid; CREATE SCHEMA flood")
    engine.dispose()
    with pledgebook.open(aid) as first, pledgebook.open(flood) as second:
        first.add([report(1)])
        second.add([report(2), report(3)])
        assert (first.counts().documents, second.counts().documents) == (1, 2)


def test_books_of_two_schemas_do_not_keep_each_other_waiting(new_database):
    location = new_database()
    engine = open_database(location, create=True)
    with writing(engine) as connection:
        connection.exec_driver_sql("CREATE SCHEMA other")
    other = open_database(f"{location}&options=-csearch_path%3Dother", create=True, timeout_s=0.3)
    with writing(engine), translated(location), writing(other) as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM book").scalar() == 1
    for one in (engine, other):
        one.dispose()


def test_a_user_who_may_only_read_looks_and_is_told_why_nothing_is_written(new_database, administrate):
    location = new_database()
    with pledgebook.open(location) as book:
        book.add([report(1)])
        expected = as_json(book.ledger().document())
    engine = open_database(location, create=False)
    name = f"reader_{location.partition('?')[0].rpartition('/')[2]}"
    with writing(engine) as connection:
        connection.exec_driver_sql(f"CREATE ROLE {name} LOGIN; GRANT SELECT ON ALL TABLES IN SCHEMA public TO {name}")
    engine.dispose()
    theirs = location.replace("postgres@", f"{name}@")
    with pledgebook.open(theirs, create=False) as book:
        assert as_json(book.ledger().document()) == expected
        assert book.verify().faults == ()
        with pytest.raises(BookError) as caught:
            book.add([report(2)])
    assert caught.value.code == "read_only"
    assert refused(new_database().replace("postgres@", f"{name}@")).code == "read_only"


def cutting(book, administrate, after):
    """Reports whose reading is interrupted by the server, once, when it comes to one of them."""
    for k in range(10):
        if k == after:
            administrate(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{book}'")
        yield report(k)


def test_a_connection_lost_between_two_reports_is_made_anew(new_database, administrate):
    location = new_database()
    name = location.partition("?")[0].rpartition("/")[2]
    with pledgebook.open(location) as book:
        assert book.add(cutting(name, administrate, 4)).read == 10
        assert book.verify().faults == ()


@pytest.mark.parametrize("before", ["documents", "sightings", "passages", "claims"])
def test_a_connection_lost_in_a_report_leaves_what_is_kept_with_it_out_whole_and_reading_again_ends_the_same(new_database, administrate, monkeypatch, before):
    location, whole = new_database(), new_database()
    name = location.partition("?")[0].rpartition("/")[2]
    with pledgebook.open(whole) as book:
        book.add([report(k) for k in range(10)])
        expected = as_json(book.ledger().document()), book.counts()
    import pledgebook.store.adding as adding

    insert = adding.insert

    def cut(connection, table, rows):
        if table.name == before:
            administrate(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
        insert(connection, table, rows)

    with pledgebook.open(location) as book:
        monkeypatch.setattr(adding, "insert", cut)
        with pytest.raises(BookError) as caught:
            book.add([report(k) for k in range(10)])
        assert caught.value.code == "connection_lost"
        monkeypatch.setattr(adding, "insert", insert)
        assert book.counts().documents == book.counts().readings == 0, "reports that are kept together are kept whole or not at all"
        assert book.verify().faults == ()
        book.add([report(k) for k in range(10)])
        assert (as_json(book.ledger().document()), book.counts()) == expected


def test_a_look_whose_connection_is_lost_says_so(new_database, administrate):
    location = new_database()
    engine = open_database(location, create=True)
    name = location.partition("?")[0].rpartition("/")[2]

    def look():
        with translated(location), looking(engine) as connection:
            administrate(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
            connection.exec_driver_sql("SELECT value FROM book")

    with pytest.raises(BookError) as caught:
        look()
    assert caught.value.code == "connection_lost"
    engine.dispose()
