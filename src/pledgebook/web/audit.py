"""The audit log: every write over the web with who, from where, what and what came of it."""

from __future__ import annotations

import contextlib
import datetime
import sqlite3
from collections.abc import Iterator

import msgspec

from pledgebook.errors import PledgebookError
from pledgebook.web.register import Register

Connection = sqlite3.Connection
LENGTH = 300
"""characters kept of a place or an outcome"""


class Note(msgspec.Struct, frozen=True):
    """One line of the log; `outcome` is None of a write that never ended, because the server was stopped in it."""

    number: int
    at: str
    who: str
    address: str
    act: str
    place: str
    outcome: str | None


class Writing(msgspec.Struct):
    """A write under way; what it sets as `outcome` is logged when it ends."""

    outcome: str = "done"


def note(connection: Connection, who: str, act: str, place: str = "", *, address: str = "", outcome: str | None = "done") -> int:
    """Adds a line and answers its number."""
    at = datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds")
    row = (at, who, address, act, place[:LENGTH], outcome and outcome[:LENGTH])
    made = connection.execute("INSERT INTO audit (at, who, address, act, place, outcome) VALUES (?, ?, ?, ?, ?, ?)", row)
    return int(made.lastrowid or 0)


@contextlib.contextmanager
def logged(register: Register, who: str, address: str, act: str, place: str = "") -> Iterator[Writing]:
    """Logs a write before it begins and its outcome when it ends, also where it is refused."""
    with register.changing() as connection:
        number = note(connection, who, act, place, address=address, outcome=None)
    writing = Writing()
    try:
        yield writing
    except PledgebookError as error:
        writing.outcome = f"refused: {error.code}: {error}"
        raise
    except BaseException as error:
        writing.outcome = f"failed: {type(error).__name__}"
        raise
    finally:
        with register.changing() as connection:
            connection.execute("UPDATE audit SET outcome = ? WHERE number = ?", (writing.outcome[:LENGTH], number))


def notes(register: Register, limit: int = 200) -> list[Note]:
    """The last lines, newest first."""
    with register.looking() as connection:
        rows = connection.execute("SELECT * FROM audit ORDER BY number DESC LIMIT ?", (limit,)).fetchall() if connection else []
    return [Note(*row) for row in rows]
