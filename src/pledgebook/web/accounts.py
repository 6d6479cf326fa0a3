"""Reviewers' accounts: made on the command line, passwords kept as Argon2 hashes, attempts to sign in counted."""

from __future__ import annotations

import functools
import re
import time
from typing import TYPE_CHECKING

from pledgebook.errors import PledgebookError
from pledgebook.web import audit
from pledgebook.web.register import Register

if TYPE_CHECKING:
    import argon2

MIN_PASSWORD = 12
MAX_PASSWORD = 1024
"""characters; hashing takes time that grows with them"""
NAME = re.compile(r"[\w.@-]+(?: [\w.@-]+)*")
MAX_NAME = 60
WINDOW_S = 15 * 60
"""how long a failed attempt counts"""
PAIR_LIMIT = 5
"""failed attempts on one name from one address"""
ADDRESS_LIMIT = 25
"""failed attempts from one address, whatever the names"""
NAME_LIMIT = 50
"""failed attempts on one name, from wherever"""
COMMAND_LINE = "command line"


class TooManyAttempts(PledgebookError):
    """Signing in is refused for a while; `wait_s` says how long."""

    def __init__(self, wait_s: int) -> None:
        super().__init__("too_many_attempts", "too many failed attempts to sign in", f"wait {max(1, round(wait_s / 60))} minutes and try again")
        self.wait_s = wait_s


def add_account(register: Register, name: str, password: str) -> None:
    """Makes an account; raises `PledgebookError` for a name that is taken or unfit and a password that is too short."""
    _check_name(name)
    hashed = _hashed(password)
    with register.changing() as connection:
        if connection.execute("SELECT 1 FROM accounts WHERE name = ?", (name,)).fetchone():
            raise PledgebookError(
                "account_exists", f"there is an account '{name}' already", "choose another name, or `pledgebook account password` to change it"
            )
        connection.execute("INSERT INTO accounts VALUES (?, ?, ?)", (name, hashed, time.time()))
        audit.note(connection, COMMAND_LINE, "account added", name)


def remove_account(register: Register, name: str) -> None:
    """Removes an account with its sessions; what it decided stays."""
    with register.changing() as connection:
        if connection.execute("DELETE FROM accounts WHERE name = ?", (name,)).rowcount != 1:
            raise _no_account(name)
        audit.note(connection, COMMAND_LINE, "account removed", name)


def change_password(register: Register, name: str, password: str) -> None:
    """Gives an account another password and ends its sessions."""
    hashed = _hashed(password)
    with register.changing() as connection:
        if connection.execute("UPDATE accounts SET hash = ?, changed_at = ? WHERE name = ?", (hashed, time.time(), name)).rowcount != 1:
            raise _no_account(name)
        connection.execute("DELETE FROM sessions WHERE name = ?", (name,))
        audit.note(connection, COMMAND_LINE, "password changed", name)


def accounts(register: Register) -> list[str]:
    """The names, sorted; [] where there is no register."""
    with register.looking() as connection:
        return [row["name"] for row in connection.execute("SELECT name FROM accounts ORDER BY name")] if connection else []


def authenticated(register: Register, name: str, password: str, address: str) -> bool:
    """Whether name and password fit; a failed attempt is counted.

    Raises `TooManyAttempts`, before looking at the password, where too many failed. An unknown name takes as long as a
    wrong password, so that names cannot be told apart.
    """
    if not register.exists:
        return False
    now = time.time()
    # counted before the password is looked at, so that many at once get no more tries than one after another
    with register.changing() as connection:
        _throttle(connection, name, address, now)
        connection.execute("INSERT INTO attempts VALUES (?, ?, ?)", (name[:MAX_NAME], address, now))
        row = connection.execute("SELECT hash FROM accounts WHERE name = ?", (name,)).fetchone()
    fits = _fits(row["hash"] if row else _nobody(), password) and row is not None
    with register.changing() as connection:
        if fits:
            connection.execute("DELETE FROM attempts WHERE name = ? AND address = ?", (name[:MAX_NAME], address))
        audit.note(connection, name[:MAX_NAME], "signed in" if fits else "failed to sign in", address=address)
    return fits


def _throttle(connection: audit.Connection, name: str, address: str, now: float) -> None:
    connection.execute("DELETE FROM attempts WHERE at < ?", (now - WINDOW_S,))
    name = name[:MAX_NAME]
    limits = (("name = ? AND address = ?", (name, address), PAIR_LIMIT), ("address = ?", (address,), ADDRESS_LIMIT), ("name = ?", (name,), NAME_LIMIT))
    for where, values, limit in limits:
        failed, oldest = connection.execute(f"SELECT count(*), min(at) FROM attempts WHERE {where}", values).fetchone()
        if failed >= limit:
            raise TooManyAttempts(int(oldest + WINDOW_S - now) + 1)


@functools.cache
def _hasher() -> argon2.PasswordHasher:
    import argon2

    return argon2.PasswordHasher()


@functools.cache
def _nobody() -> str:
    """A hash no password fits, for names that do not exist."""
    import secrets

    return _hasher().hash(secrets.token_hex(32))


def _fits(hashed: str, password: str) -> bool:
    import argon2

    try:
        return len(password) <= MAX_PASSWORD and _hasher().verify(hashed, password)
    except (argon2.exceptions.VerificationError, argon2.exceptions.InvalidHashError):
        return False


def _hashed(password: str) -> str:
    if not MIN_PASSWORD <= len(password) <= MAX_PASSWORD:
        raise PledgebookError("bad_password", f"the password has {len(password)} characters", f"give {MIN_PASSWORD} to {MAX_PASSWORD}; a few words do well")
    return _hasher().hash(password)


def _check_name(name: str) -> None:
    if not NAME.fullmatch(name) or len(name) > MAX_NAME:
        raise PledgebookError(
            "bad_name", f"'{name[:MAX_NAME]}' is no name for an account", f"use up to {MAX_NAME} letters, digits and . @ - _, words parted by one blank"
        )


def _no_account(name: str) -> PledgebookError:
    return PledgebookError("no_account", f"there is no account '{name}'", "`pledgebook account list` lists them")
