"""A book in a SQLite file."""

from __future__ import annotations

import contextlib
import os
import pathlib
import sqlite3
import urllib.parse

import sqlalchemy as sa
from sqlalchemy.pool import QueuePool

from pledgebook.errors import BookError
from pledgebook.store.faults import read_only, translated
from pledgebook.store.revision import not_a_book, revision_of

CACHE_KB = 64_000
"""of the book held in memory by each connection"""
_MAGIC = b"SQLite format 3\0"


def inspect(path: pathlib.Path, *, create: bool) -> str | None:
    """The migration the book at a path stands at, None for one still to be made; raises `BookError` for anything that is no book."""
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
        raise not_a_book(str(path), "it is no SQLite file")
    with translated(str(path)):
        try:
            return _revision(path, "mode=ro", create)
        except sqlite3.OperationalError as error:
            # a process killed in a transaction leaves a journal, which SQLite has to play back before anybody can read
            if frozen(path) or error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN):
                raise
        return _revision(path, "mode=rw", create)


def _revision(path: pathlib.Path, query: str, create: bool) -> str | None:
    with contextlib.closing(_connect(path, query, 1.0)) as connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")}
        return revision_of(tables, lambda query: (connection.execute(query).fetchone() or (None,))[0], str(path), create=create)


def frozen(path: pathlib.Path) -> bool:
    """Whether a book can only be looked at: SQLite's own files cannot be made beside it."""
    parent = path.absolute().parent
    return path.exists() and not (os.access(parent, os.W_OK) and os.access(path, os.W_OK))


def engine(path: pathlib.Path, timeout_s: float) -> sa.Engine:
    """Connections to the file; a transaction that writes takes its lock at once, one that looks sees the book as it was."""
    only_looks = frozen(path)

    def connect() -> sqlite3.Connection:
        connection = _connect(path, "mode=ro" if only_looks else "mode=rwc", timeout_s)
        if not only_looks:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            # keys are digests and fall anywhere in their index: of a great book more of it is held than by default
            connection.execute(f"PRAGMA cache_size = {-CACHE_KB}")
        connection.execute("PRAGMA foreign_keys = ON")
        return connection

    made = sa.create_engine("sqlite://", creator=connect, poolclass=QueuePool, pool_size=2)

    # a writer takes the lock at once: two that both begin by reading could never finish
    @sa.event.listens_for(made, "begin")
    def begin(connection: sa.Connection) -> None:
        writes = connection.get_execution_options().get("writes", False)
        if connection.info.get("writes") is not writes:
            connection.exec_driver_sql(f"PRAGMA query_only = {int(not writes)}")
            connection.info["writes"] = writes
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return made


def _check_place(path: pathlib.Path, create: bool, size: int | None) -> None:
    if not create:
        state = "there is no book here yet" if size is None else "the file is empty"
        raise BookError("no_book", f"{path}: {state}", "make one with `pledgebook read PATH --book FILE`")
    parent = path.absolute().parent
    if not parent.is_dir():
        raise BookError("no_folder", f"{path}: the folder {parent} does not exist", f"make it first: mkdir -p {parent}")
    if not os.access(parent, os.W_OK):
        raise read_only(str(path))


def _connect(path: pathlib.Path, query: str, timeout_s: float) -> sqlite3.Connection:
    wal = path.with_name(path.name + "-wal")
    if frozen(path) and not (wal.exists() and wal.stat().st_size):
        query = "immutable=1"
    uri = f"file:{urllib.parse.quote(str(path.absolute()))}?{query}"
    return sqlite3.connect(uri, uri=True, timeout=timeout_s, isolation_level=None, check_same_thread=False)
