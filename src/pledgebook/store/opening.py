"""Opens a book's database, and refuses what is not ours before anything is written to it."""

from __future__ import annotations

import contextlib
import pathlib
from collections.abc import Iterator

import sqlalchemy as sa

from pledgebook.errors import BookError
from pledgebook.store import postgresql, sqlite
from pledgebook.store.faults import read_only, shown, translated
from pledgebook.store.revision import REVISIONS, upgrade

BUSY_S = 5.0
"""how long a writer waits for another process by default"""


def open_database(location: str, *, create: bool, timeout_s: float = BUSY_S) -> sa.Engine:
    """The database of a book at a path (SQLite) or URL (PostgreSQL), upgraded to this version's tables.

    Raises `BookError` for a book that is missing (unless `create`), is no book, is damaged, or was written by a newer
    pledgebook, and for a server that cannot be reached; what is there is left exactly as it was.
    """
    location = location.removeprefix("sqlite:///")
    if "://" in location:
        return _open_server(location, create, timeout_s)
    path = pathlib.Path(location)
    revision = sqlite.inspect(path, create=create)
    if revision != REVISIONS[-1] and sqlite.frozen(path):
        raise read_only(location)
    return _upgraded(sqlite.engine(path, timeout_s), location, revision)


def _open_server(location: str, create: bool, timeout_s: float) -> sa.Engine:
    engine = postgresql.engine(location, timeout_s)
    place = shown(location)
    try:
        with translated(location), postgresql.open_connection(engine, place) as connection, connection.begin():
            revision = postgresql.inspect(connection, place, create=create)
    except BookError:
        engine.dispose()
        raise
    return _upgraded(engine, location, revision)


def _upgraded(engine: sa.Engine, location: str, revision: str | None) -> sa.Engine:
    if revision != REVISIONS[-1]:
        try:
            with translated(location), writing(engine) as connection:
                upgrade(connection)
        except BookError:
            engine.dispose()
            raise
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


__all__ = ["BUSY_S", "REVISIONS", "looking", "open_database", "translated", "writing"]
