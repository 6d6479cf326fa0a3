"""Sessions of reviewers who signed in: a random token in a cookie, its digest in the register."""

from __future__ import annotations

import hashlib
import secrets
import time

import msgspec

from pledgebook.web.register import Register

IDLE_S = 2 * 3600
"""a session nobody used for so long has ended"""
LIFE_S = 12 * 3600
"""and any after so long"""
NOTED_S = 60
"""a session's last use is noted this often, so that looking at pages does not write each time"""


class Session(msgspec.Struct, frozen=True):
    """Who is signed in, and the word forms have to bring to show that they come from our own pages."""

    name: str
    csrf: str


def begin(register: Register, name: str) -> str:
    """The token of a new session of an account; only its digest is kept."""
    token, now = secrets.token_urlsafe(32), time.time()
    with register.changing() as connection:
        connection.execute("DELETE FROM sessions WHERE seen_at < ? OR created_at < ?", (now - IDLE_S, now - LIFE_S))
        connection.execute("INSERT INTO sessions VALUES (?, ?, ?, ?, ?)", (_digest(token), name, secrets.token_urlsafe(24), now, now))
    return token


def session(register: Register, token: str | None) -> Session | None:
    """The session of a token; None where there is none, or it has ended."""
    if not token:
        return None
    now = time.time()
    with register.looking() as connection:
        row = connection.execute("SELECT * FROM sessions WHERE digest = ?", (_digest(token),)).fetchone() if connection else None
    if row is None or row["seen_at"] < now - IDLE_S or row["created_at"] < now - LIFE_S:
        return None
    if row["seen_at"] < now - NOTED_S:
        with register.changing() as connection:
            connection.execute("UPDATE sessions SET seen_at = ? WHERE digest = ?", (now, row["digest"]))
    return Session(row["name"], row["csrf"])


def end(register: Register, token: str) -> None:
    """Ends a session; one that has ended stays so."""
    with register.changing() as connection:
        connection.execute("DELETE FROM sessions WHERE digest = ?", (_digest(token),))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
