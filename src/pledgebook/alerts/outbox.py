"""What rules have seen and what is still to be told, in a SQLite file beside the book.

An alert is kept with all its places in one transaction and ticked off at each place by itself, so that a process killed
anywhere loses none; what was written and not yet ticked off is known again by its id.
"""

from __future__ import annotations

import contextlib
import datetime
import os
import pathlib
import sqlite3
from collections.abc import Iterable, Iterator

import msgspec

from pledgebook.alerts.news import Alert, Known, News, Spot
from pledgebook.alerts.rules import Rule
from pledgebook.errors import PledgebookError

APPLICATION = 0x70626172
"""tells our files from other SQLite files"""
TABLES = """
CREATE TABLE rules (rule TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE marks (rule TEXT, detail TEXT, document TEXT, start INTEGER, "end" INTEGER, PRIMARY KEY (rule, detail, document, start, "end")) WITHOUT ROWID;
CREATE TABLE alerts (number INTEGER PRIMARY KEY, id TEXT UNIQUE, made_at TEXT, body TEXT);
CREATE TABLE deliveries (number INTEGER, place TEXT, told INTEGER DEFAULT 0, PRIMARY KEY (place, told, number)) WITHOUT ROWID;
"""


class Due(msgspec.Struct, frozen=True):
    """An alert with its number and when it was first found, ISO 8601 in UTC."""

    number: int
    made_at: str
    alert: Alert


def place_beside(book: str) -> pathlib.Path:
    """Where the alerts of a book in a file are kept; raises `PledgebookError` for a book on a server."""
    if "://" in book and not book.startswith("sqlite:///"):
        raise PledgebookError("no_place_for_alerts", "a book on a server has no file to keep alerts beside", "give --kept FILE")
    return pathlib.Path(book.removeprefix("sqlite:///") + ".alerts.db")


class Outbox:
    """The file, held by one process at a time."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def knows(self, rule: Rule) -> bool:
        """Whether the rule has looked at this book before."""
        return self._connection.execute("SELECT 1 FROM rules WHERE rule = ?", (rule.key,)).fetchone() is not None

    def known(self) -> Known:
        rows = self._connection.execute('SELECT rule, detail, document, start, "end" FROM marks')
        return Known((rule, detail, Spot(document, start, end)) for rule, detail, document, start, end in rows)

    def keep(self, rules: Iterable[Rule], found: Iterable[News], moment: datetime.datetime) -> None:
        """Remembers what was found, and what of it is to be told, in one transaction."""
        with self._connection as connection:
            connection.execute("BEGIN")
            connection.executemany("INSERT OR IGNORE INTO rules VALUES (?)", [(rule.key,) for rule in rules])
            for item in found:
                marks = [(item.rule.key, item.detail, spot.document, spot.start, spot.end) for spot in item.spots]
                connection.executemany("INSERT OR IGNORE INTO marks VALUES (?, ?, ?, ?, ?)", marks)
                if item.alert is None:
                    continue
                row = (item.alert.id, moment.isoformat(timespec="seconds"), msgspec.json.encode(item.alert).decode())
                number = connection.execute("INSERT OR IGNORE INTO alerts (id, made_at, body) VALUES (?, ?, ?)", row).lastrowid
                if connection.execute("SELECT changes()").fetchone()[0]:
                    connection.executemany("INSERT INTO deliveries (number, place) VALUES (?, ?)", [(number, place) for place in item.rule.to])

    def due(self, place: str) -> list[Due]:
        """What is still to be told there, the oldest first."""
        return self._alerts(place, "AND told = 0 ORDER BY number")

    def last(self, place: str, most: int) -> list[Due]:
        """The last alerts for a place, told or not, the newest first."""
        return self._alerts(place, f"ORDER BY number DESC LIMIT {most:d}")

    def told(self, place: str, alerts: Iterable[Due]) -> None:
        """Ticks alerts off."""
        with self._connection as connection:
            connection.execute("BEGIN")
            connection.executemany("UPDATE deliveries SET told = 1 WHERE place = ? AND told = 0 AND number = ?", [(place, due.number) for due in alerts])

    def _alerts(self, place: str, rest: str) -> list[Due]:
        query = f"SELECT number, made_at, body FROM deliveries JOIN alerts USING (number) WHERE place = ? {rest}"
        rows = self._connection.execute(query, (place,)).fetchall()
        return [Due(number, made_at, msgspec.json.decode(body, type=Alert)) for number, made_at, body in rows]


@contextlib.contextmanager
def outbox(path: pathlib.Path) -> Iterator[Outbox]:
    """Opens the file for this process alone, making it where there is none; the lock goes with the process.

    Raises `PledgebookError` where another process holds it, or it is no such file.
    """
    if not path.exists():
        with contextlib.suppress(FileExistsError, OSError):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL, 0o600))
    try:
        connection = sqlite3.connect(path, timeout=0.0, isolation_level=None)
    except sqlite3.Error as error:
        raise PledgebookError("alerts_unusable", f"{path}: {error}", "see that its folder is there and can be written, or give --kept FILE") from None
    try:
        _take(connection, path)
        yield Outbox(connection)
    finally:
        connection.close()


def _take(connection: sqlite3.Connection, path: pathlib.Path) -> None:
    try:
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        connection.execute("BEGIN EXCLUSIVE")
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if application != APPLICATION and tables:
            raise PledgebookError("alerts_unusable", f"{path}: it is another program's", "give --kept FILE")
        if not tables:
            connection.execute(f"PRAGMA application_id = {APPLICATION}")
            for statement in filter(str.strip, TABLES.split(";")):
                connection.execute(statement)
        connection.execute("COMMIT")
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise PledgebookError("alerts_busy", f"{path}: another process tells alerts", "wait for it and run the command again") from None
        raise PledgebookError("alerts_unusable", f"{path}: {error}", "see that it can be written, or give --kept FILE") from None
    except sqlite3.DatabaseError as error:
        raise PledgebookError("alerts_unusable", f"{path}: {error}", "give --kept FILE, or move it away: what the book holds then counts as told") from None
