"""Files that are not ours are refused and left as they were."""

from __future__ import annotations

import hashlib
import multiprocessing
import pathlib
import sqlite3

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

import pledgebook.store
from pledgebook.errors import BookError
from pledgebook.store.opening import REVISIONS, looking, open_database, translated, writing
from pledgebook.store.schema import metadata


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def refused(path, **options):
    with pytest.raises(BookError) as caught:
        open_database(str(path), **{"create": True, **options})
    return caught.value


def test_the_newest_migration_is_the_one_the_code_expects():
    config = Config()
    config.set_main_option("script_location", str(pathlib.Path(pledgebook.store.__file__).parent / "migrations"))
    assert ScriptDirectory.from_config(config).get_current_head() == REVISIONS[-1]


def test_the_migrations_make_the_tables_of_the_schema(tmp_path):
    open_database(str(tmp_path / "a.db"), create=True).dispose()
    with sqlite3.connect(tmp_path / "a.db") as connection:
        for table in metadata.tables.values():
            columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table.name})")]
            assert columns == [column.name for column in table.columns]


def test_a_missing_book_is_made_only_when_asked_for(tmp_path):
    assert refused(tmp_path / "a.db", create=False).code == "no_book"
    assert not (tmp_path / "a.db").exists()
    open_database(str(tmp_path / "a.db"), create=True).dispose()
    open_database(str(tmp_path / "a.db"), create=False).dispose()


@pytest.mark.parametrize("content", [b"just some text\n", b"SQLite format 3\x00" + b"\xff" * 5000, b"\x00" * 4096], ids=["text", "damaged", "noise"])
def test_a_file_that_is_no_book_is_refused_and_untouched(tmp_path, content):
    path = tmp_path / "notes.txt"
    path.write_bytes(content)
    error = refused(path)
    assert error.code in ("not_a_book", "book_damaged")
    assert str(path) in str(error)
    assert error.hint
    assert path.read_bytes() == content
    assert sorted(p.name for p in tmp_path.iterdir()) == ["notes.txt"]


def test_another_programs_database_is_refused_and_untouched(tmp_path):
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE songs (name TEXT)")
    connection.close()
    was = digest(path)
    assert refused(path).code == "not_a_book"
    assert digest(path) == was


def test_a_book_of_a_newer_version_is_refused_and_untouched(tmp_path):
    path = tmp_path / "a.db"
    open_database(str(path), create=True).dispose()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    was = digest(path)
    error = refused(path)
    assert (error.code, digest(path)) == ("newer_book", was)
    assert "upgrade" in (error.hint or "")


def test_a_folder_and_a_missing_folder_are_named(tmp_path):
    assert refused(tmp_path).code == "not_a_book"
    assert refused(tmp_path / "nowhere" / "a.db").code == "no_folder"


def test_a_place_that_cannot_be_written_to_is_named():
    assert refused("/sys/pledgebook.db").code == "read_only"


def test_a_book_killed_while_it_was_made_is_made_again(tmp_path):
    path = tmp_path / "a.db"
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
    connection.close()
    assert refused(path, create=False).code == "no_book"
    open_database(str(path), create=True).dispose()
    open_database(str(path), create=False).dispose()


def test_a_journal_left_by_a_killed_process_is_played_back(tmp_path):
    path, killed = tmp_path / "a.db", tmp_path / "killed.db"
    open_database(str(path), create=True).dispose()
    with sqlite3.connect(path, isolation_level=None) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("PRAGMA cache_size = 1")
        connection.execute("BEGIN")
        connection.execute("UPDATE book SET value = 'half'")
        connection.executemany("INSERT INTO book VALUES (?, ?)", ((str(k), "x" * 900) for k in range(40)))
        # what is on the disk now is what a process killed now would leave
        for suffix in ("", "-journal"):
            killed.with_name(killed.name + suffix).write_bytes(path.with_name(path.name + suffix).read_bytes())
        connection.execute("ROLLBACK")
    connection.close()
    assert b"x" * 900 in killed.read_bytes()
    engine = open_database(str(killed), create=False)
    with looking(engine) as connection:
        assert connection.exec_driver_sql("SELECT value FROM book").scalars().all() == ["pledgebook"]
    engine.dispose()


def hold(path, ready, done):
    engine = open_database(path, create=False)
    with writing(engine):
        ready.set()
        done.wait(20)


def test_a_second_writer_waits_and_then_is_told_who_is_in_the_way(tmp_path):
    path = str(tmp_path / "a.db")
    engine = open_database(path, create=True, timeout_s=0.3)
    context = multiprocessing.get_context("spawn")
    ready, done = context.Event(), context.Event()
    other = context.Process(target=hold, args=(path, ready, done))
    other.start()
    try:
        assert ready.wait(30)
        with looking(engine) as connection:
            assert connection.exec_driver_sql("SELECT value FROM book").scalar() == "pledgebook"
        with pytest.raises(BookError) as caught, translated(path), writing(engine):
            pass
        assert caught.value.code == "book_busy"
    finally:
        done.set()
        other.join(30)
    with writing(engine):
        pass


def test_a_book_in_a_folder_that_cannot_be_written_to_can_still_be_looked_at(tmp_path, monkeypatch):
    path = tmp_path / "a.db"
    open_database(str(path), create=True).dispose()
    monkeypatch.setattr("pledgebook.store.sqlite.frozen", lambda path: True)
    was = digest(path)
    engine = open_database(str(path), create=False)
    with looking(engine) as connection:
        assert connection.exec_driver_sql("SELECT value FROM book").scalar() == "pledgebook"
    with pytest.raises(BookError) as caught, translated(str(path)), writing(engine) as connection:
        connection.exec_driver_sql("DELETE FROM book")
    engine.dispose()
    assert (caught.value.code, digest(path)) == ("read_only", was)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.db"]
