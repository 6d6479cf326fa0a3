"""Errors of the databases, told so that a user can act on them."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator

import msgspec
import sqlalchemy as sa

from pledgebook.errors import BookError

_SQLITE = {
    sqlite3.SQLITE_BUSY: "busy",
    sqlite3.SQLITE_LOCKED: "busy",
    sqlite3.SQLITE_READONLY: "read_only",
    sqlite3.SQLITE_CANTOPEN: "read_only",
    sqlite3.SQLITE_PERM: "read_only",
    sqlite3.SQLITE_FULL: "full",
    sqlite3.SQLITE_IOERR: "disk",
    sqlite3.SQLITE_CORRUPT: "damaged",
    sqlite3.SQLITE_NOTADB: "damaged",
}
# https://www.postgresql.org/docs/current/errcodes-appendix.html; the longer key wins
_POSTGRESQL = {
    "55P03": "busy",
    "40": "busy",
    "25006": "read_only",
    "42501": "read_only",
    "53100": "full",
    "53": "unreachable",
    "58030": "disk",
    "XX001": "damaged",
    "XX002": "damaged",
    "3D000": "no_database",
    "28": "no_access",
    "08": "lost",
    "57P01": "lost",
    "57P02": "lost",
    "57P03": "unreachable",
}


def shown(location: str) -> str:
    """A book's location as it may be printed: without a password.

    >>> shown("postgresql://me:secret@db.example/aid"), shown("aid.db")
    ('postgresql://me:***@db.example/aid', 'aid.db')
    """
    if "://" not in location:
        return location
    try:
        url = sa.make_url(location)
    except (sa.exc.ArgumentError, ValueError):
        return location.partition("://")[0] + "://..."
    if "password" in url.query:
        url = url.update_query_dict({"password": "***"})
    return url.render_as_string(hide_password=True)


@contextlib.contextmanager
def translated(location: str) -> Iterator[None]:
    """Turns the database's own errors into ones a user can act on."""
    try:
        yield
    except sa.exc.DBAPIError as error:
        raise _book_error(shown(location), error.orig or error, error.connection_invalidated) from error
    except sqlite3.Error as error:
        raise _book_error(shown(location), error, False) from error
    except msgspec.MsgspecError as error:
        raise _damaged(shown(location), f"a row holds what pledgebook did not write: {error}") from error


def _book_error(place: str, error: BaseException, lost: bool) -> BookError:
    reason = " ".join(str(error).split())
    match _kind(error, lost):
        case "busy":
            return BookError(
                "book_busy", f"{place}: another process is writing to this book", "wait until it has finished and run the command again; nothing is lost"
            )
        case "read_only" if isinstance(error, sqlite3.Error):
            return read_only(place)
        case "read_only":
            return BookError("read_only", f"{place}: this user may not write to the book ({reason})", "grant the right to, or name another book with --book")
        case "full":
            return BookError("disk_full", f"{place}: the disk is full", "free some space and run the command again; what was read before is kept")
        case "disk":
            return BookError(
                "disk_failed",
                f"{place}: the disk could not be read or written ({reason})",
                "check the disk, its free space and limits on the size of files, and run the command again; what was read before is kept",
            )
        case "damaged":
            return _damaged(place, reason)
        case "lost":
            return BookError(
                "connection_lost", f"{place}: the connection to the server was lost ({reason})", "run the command again; what was read before is kept"
            )
        case "unreachable" | "no_database" | "no_access" as kind:
            return unreachable(place, reason, kind)
    return BookError("book_failed", f"{place}: {reason}", "run `pledgebook verify` on the book")


def unreachable(place: str, reason: str, kind: str = "unreachable") -> BookError:
    """Why there is no getting at a server's database."""
    if kind == "no_database":
        return BookError("no_database", f"{place}: {reason}", "make the database first, in UTF-8: createdb --encoding UTF8 NAME")
    if kind == "no_access":
        return BookError("no_access", f"{place}: {reason}", "check user and password in the URL, PGPASSWORD or ~/.pgpass")
    return BookError("no_server", f"{place}: the server cannot be reached ({reason})", "check host and port, and that the server runs")


def read_only(place: str) -> BookError:
    return BookError("read_only", f"{place}: the book or its folder cannot be written to", "choose another place with --book FILE or PLEDGEBOOK_BOOK")


def _damaged(place: str, reason: str) -> BookError:
    return BookError("book_damaged", f"{place}: the book is damaged ({reason})", "restore it from a copy, or read the documents again into a new book")


def _kind(error: BaseException, lost: bool) -> str | None:
    if isinstance(error, sqlite3.Error):
        return _SQLITE.get((getattr(error, "sqlite_errorcode", None) or 0) & 0xFF)
    state = getattr(error, "sqlstate", None) or ""
    known = next((_POSTGRESQL[state[:length]] for length in (5, 2) if state[:length] in _POSTGRESQL), None)
    return "lost" if known is None and lost else known
