"""The register: accounts, sessions, failed attempts and the audit log, in a SQLite file of its own beside the book.

The book is handed on, copied and published, and its entries follow from its facts alone; passwords and addresses are none
of them. The register stays where the server runs, readable for its owner only.
"""

from __future__ import annotations

import contextlib
import os
import pathlib
import sqlite3
from collections.abc import Iterator

from pledgebook.errors import PledgebookError

VERSION = 1
BUSY_S = 5.0
_TABLES = """
CREATE TABLE accounts (name TEXT PRIMARY KEY, hash TEXT NOT NULL, changed_at REAL NOT NULL);
CREATE TABLE sessions (
    digest TEXT PRIMARY KEY, name TEXT NOT NULL REFERENCES accounts(name) ON DELETE CASCADE,
    csrf TEXT NOT NULL, created_at REAL NOT NULL, seen_at REAL NOT NULL
);
CREATE TABLE attempts (name TEXT NOT NULL, address TEXT NOT NULL, at REAL NOT NULL);
CREATE INDEX ix_attempts_at ON attempts(at);
CREATE TABLE audit (
    number INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, who TEXT NOT NULL, address TEXT NOT NULL,
    act TEXT NOT NULL, place TEXT NOT NULL, outcome TEXT
);
"""


def register_path(book: str, named: str | None = None) -> pathlib.Path | None:
    """Where a book's register is: as named, else beside a SQLite book; None beside a server's, which has no folder.

    >>> register_path("aid.db").name, register_path("postgresql://db.example/aid")
    ('aid.accounts.db', None)
    """
    if named:
        return pathlib.Path(named)
    place = book.removeprefix("sqlite:///")
    return None if "://" in place else pathlib.Path(place).with_suffix(".accounts.db")


class Register:
    """The register at a path; without one, or before the first account, there is nobody who may sign in."""

    def __init__(self, path: pathlib.Path | None) -> None:
        self.path = path

    @property
    def exists(self) -> bool:
        return self.path is not None and self.path.exists() and self.path.stat().st_size > 0

    @contextlib.contextmanager
    def changing(self) -> Iterator[sqlite3.Connection]:
        """A transaction that writes, making the register where there is none; raises `PledgebookError` where it cannot be written."""
        if self.path is None:
            raise PledgebookError("no_register", "the accounts of a book on a server need a file of their own", "name one with PLEDGEBOOK_ACCOUNTS=FILE")
        try:
            # never readable for others, not even for a moment
            os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
            with self._transaction("IMMEDIATE") as connection:
                _upgrade(connection, self.path)
                yield connection
        except (OSError, sqlite3.Error) as error:
            raise _failed(self.path, error) from error

    @contextlib.contextmanager
    def looking(self) -> Iterator[sqlite3.Connection | None]:
        """A transaction that reads; None where there is no register."""
        if not self.exists:
            yield None
            return
        assert self.path is not None
        try:
            with self._transaction("DEFERRED") as connection:
                _check(connection, self.path)
                yield connection
        except sqlite3.Error as error:
            raise _failed(self.path, error) from error

    @contextlib.contextmanager
    def _transaction(self, kind: str) -> Iterator[sqlite3.Connection]:
        assert self.path is not None
        connection = sqlite3.connect(self.path, timeout=BUSY_S, isolation_level=None)
        try:
            connection.row_factory = sqlite3.Row
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute(f"BEGIN {kind}")
            try:
                yield connection
            except BaseException:
                connection.rollback()
                raise
            connection.commit()
        finally:
            connection.close()


def _upgrade(connection: sqlite3.Connection, path: pathlib.Path) -> None:
    if _version(connection) == 0 and not connection.execute("SELECT 1 FROM sqlite_master").fetchone():
        for statement in filter(str.strip, _TABLES.split(";")):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {VERSION}")
    _check(connection, path)


def _check(connection: sqlite3.Connection, path: pathlib.Path) -> None:
    if (found := _version(connection)) != VERSION:
        told = f"tables {found}, this version knows {VERSION}" if found else "it is another program's database"
        raise PledgebookError("not_a_register", f"{path}: no register of accounts ({told})", "name another file with PLEDGEBOOK_ACCOUNTS")


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _failed(path: pathlib.Path, error: Exception) -> PledgebookError:
    return PledgebookError("register_failed", f"{path}: the register of accounts cannot be used ({error})", "check the file, its folder and your rights to it")
