"""Opens a book's database, and refuses files that are not ours before anything is written to them."""

from __future__ import annotations

import contextlib
import os
import pathlib
import sqlite3
import urllib.parse
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.pool import QueuePool

from pledgebook.errors import BookError
from pledgebook.store.schema import FORMAT

REVISIONS = ("0001",)
"""the migrations this version knows, oldest first"""
BUSY_S = 5.0
"""how long a writer waits for another process by default"""

_MAGIC = b"SQLite format 3\0"


def open_database(location: str, *, create: bool, timeout_s: float = BUSY_S) -> sa.Engine:
    """The database of a book at a path (SQLite) or SQLAlchemy URL, upgraded to this version's tables.

    Raises `BookError` for a book that is missing (unless `create`), is no book, is damaged, or was written by a newer
    pledgebook; such a file is left exactly as it was.
    """
    location = location.removeprefix("sqlite:///")
    if "://" in location:
        engine = sa.create_engine(location)
        _upgrade(engine)
        return engine
    path = pathlib.Path(location)
    revision = _inspect(path, create)
    frozen = _frozen(path)
    engine = _sqlite(path, frozen, timeout_s)
    if revision != REVISIONS[-1]:
        if frozen:
            raise _read_only(path)
        with translated(location):
            _upgrade(engine)
    return engine


@contextlib.contextmanager
def translated(location: str) -> Iterator[None]:
    """Turns the database's own errors into ones a user can act on."""
    try:
        yield
    except (sa.exc.DBAPIError, sqlite3.Error) as error:
        raise _book_error(location, str(getattr(error, "orig", error))) from error


def _book_error(location: str, reason: str) -> BookError:
    low = reason.lower()
    if "locked" in low or "busy" in low:
        remedy = "wait until it has finished and run the command again; nothing is lost"
        return BookError("book_busy", f"{location}: another process is writing to this book", remedy)
    if "readonly" in low or "read-only" in low or "unable to open" in low or "permission" in low:
        return _read_only(pathlib.Path(location))
    if "full" in low:
        return BookError("disk_full", f"{location}: the disk is full", "free some space and run the command again; what was read before is kept")
    if "malformed" in low or "not a database" in low or "corrupt" in low:
        return BookError("book_damaged", f"{location}: the book is damaged ({reason})", "restore it from a copy, or read the documents again into a new book")
    return BookError("book_failed", f"{location}: {reason}", "run `pledgebook verify` on the book")


def _read_only(path: pathlib.Path) -> BookError:
    return BookError("read_only", f"{path}: the book or its folder cannot be written to", "choose another place with --book FILE or PLEDGEBOOK_BOOK")


def _inspect(path: pathlib.Path, create: bool) -> str | None:
    """The revision of the book at a path, None for one still to be made; raises for anything that is no book."""
    if path.is_dir():
        raise BookError("not_a_book", f"{path}: a folder, not a book", "name a file, such as " + str(path / "pledgebook.db"))
    try:
        size = path.stat().st_size if path.exists() else None
        if size:
            with path.open("rb") as file:
                head = file.read(len(_MAGIC))
    except OSError as error:
        raise BookError("unreadable_book", f"{path}: {error.strerror or error}", "check the path and your rights to it") from error
    if not size:
        _check_place(path, create, size)
        return None
    if head != _MAGIC:
        raise _not_a_book(path, "it is no SQLite file")
    with translated(str(path)), contextlib.closing(_connect(path, "mode=ro", 1.0)) as connection:
        return _revision(connection, path, create)


def _check_place(path: pathlib.Path, create: bool, size: int | None) -> None:
    if not create:
        state = "there is no book here yet" if size is None else "the file is empty"
        raise BookError("no_book", f"{path}: {state}", "make one with `pledgebook read PATH --book FILE`")
    parent = path.absolute().parent
    if not parent.is_dir():
        raise BookError("no_folder", f"{path}: the folder {parent} does not exist", f"make it first: mkdir -p {parent}")
    if not os.access(parent, os.W_OK):
        raise _read_only(path)


def _revision(connection: sqlite3.Connection, path: pathlib.Path, create: bool) -> str | None:
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")}
    if not tables:
        # a process killed while making a book leaves a file with a header and no tables
        if not create:
            raise BookError("no_book", f"{path}: the file holds no tables", "make a book with `pledgebook read PATH --book FILE`")
        return None
    if not {"book", "alembic_version"} <= tables:
        raise _not_a_book(path, f"it is another program's database (tables {', '.join(sorted(tables)[:3])})")
    if connection.execute("SELECT value FROM book WHERE name = 'format'").fetchone() != (FORMAT,):
        raise _not_a_book(path, "it is another program's database")
    revision = str((connection.execute("SELECT version_num FROM alembic_version").fetchone() or ("?",))[0])
    if revision not in REVISIONS:
        message = f"{path}: the book was written by a newer pledgebook (tables {revision}, this version knows up to {REVISIONS[-1]})"
        raise BookError("newer_book", message, "upgrade pledgebook: pip install -U pledgebook")
    return revision


def _not_a_book(path: pathlib.Path, reason: str) -> BookError:
    return BookError("not_a_book", f"{path}: not a pledgebook book: {reason}", "name another file with --book FILE; this one was not touched")


def _frozen(path: pathlib.Path) -> bool:
    """Whether a book can only be looked at: SQLite's own files cannot be made beside it."""
    parent = path.absolute().parent
    return path.exists() and not (os.access(parent, os.W_OK) and os.access(path, os.W_OK))


def _connect(path: pathlib.Path, query: str, timeout_s: float) -> sqlite3.Connection:
    wal = path.with_name(path.name + "-wal")
    if _frozen(path) and not (wal.exists() and wal.stat().st_size):
        query = "immutable=1"
    uri = f"file:{urllib.parse.quote(str(path.absolute()))}?{query}"
    return sqlite3.connect(uri, uri=True, timeout=timeout_s, isolation_level=None, check_same_thread=False)


def _sqlite(path: pathlib.Path, frozen: bool, timeout_s: float) -> sa.Engine:
    def connect() -> sqlite3.Connection:
        connection = _connect(path, "mode=ro" if frozen else "mode=rwc", timeout_s)
        if not frozen:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")
        return connection

    engine = sa.create_engine("sqlite://", creator=connect, poolclass=QueuePool, pool_size=2)

    # a writer takes the lock at once: two that both begin by reading could never finish
    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


@contextlib.contextmanager
def writing(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A transaction that writes: all of it happens or nothing."""
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        yield connection


@contextlib.contextmanager
def looking(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A transaction that only reads, and sees the book as it was at its start."""
    with engine.connect() as connection, connection.begin():
        yield connection


def _upgrade(engine: sa.Engine) -> None:
    """Runs the migrations that are missing, all in one transaction."""
    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(pathlib.Path(__file__).parent / "migrations"))
    scripts = ScriptDirectory.from_config(config)

    def missing(revision: Any, _: Any) -> Any:
        return scripts._upgrade_revs("head", revision)

    with writing(engine) as connection, EnvironmentContext(config, scripts, fn=missing) as environment:
        # SQLite can roll a CREATE TABLE back; alembic does not use that unless told, and a killed first opening would leave half a book
        environment.configure(connection=connection, transactional_ddl=True)
        environment.run_migrations()
