"""Accounts, sessions, throttling and the audit log in the register."""

from __future__ import annotations

import os
import pathlib
import stat
import threading
import time

import pytest

from pledgebook.errors import PledgebookError
from pledgebook.web import accounts, audit, sessions
from pledgebook.web.register import Register

PASSWORD = "a long enough one"


class Clock:
    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = time.time()
        monkeypatch.setattr(time, "time", lambda: self.now)


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2 with little memory, for what is tried here is what is done with the hashes."""
    import argon2

    quick = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(accounts, "_hasher", lambda: quick)
    accounts._nobody.cache_clear()


@pytest.fixture
def register(tmp_path: pathlib.Path) -> Register:
    made = Register(tmp_path / "book.accounts.db")
    accounts.add_account(made, "Ada", PASSWORD)
    return made


def test_only_the_right_password_signs_in(register: Register) -> None:
    assert accounts.authenticated(register, "Ada", PASSWORD, "127.0.0.1")
    assert not accounts.authenticated(register, "Ada", PASSWORD + " ", "127.0.0.1")
    assert not accounts.authenticated(register, "ada", PASSWORD, "127.0.0.1")
    assert not accounts.authenticated(register, "Bob", PASSWORD, "127.0.0.1")


def test_the_password_is_kept_as_an_argon2_hash_that_only_the_owner_can_read(register: Register) -> None:
    assert register.path is not None
    held = register.path.read_bytes()
    assert PASSWORD.encode() not in held
    assert b"$argon2id$" in held
    assert stat.S_IMODE(os.stat(register.path).st_mode) == 0o600


def test_shipped_hashes_take_the_memory_rfc_9106_asks_for_at_least(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    hasher = accounts._hasher()
    assert (hasher.memory_cost, hasher.time_cost) >= (65536, 3)


def test_the_sixth_attempt_is_refused_even_with_the_right_password_until_the_window_passed(register: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(monkeypatch)
    for _ in range(accounts.PAIR_LIMIT):
        assert not accounts.authenticated(register, "Ada", "wrong", "10.0.0.1")
    with pytest.raises(accounts.TooManyAttempts) as refused:
        accounts.authenticated(register, "Ada", PASSWORD, "10.0.0.1")
    assert 0 < refused.value.wait_s <= accounts.WINDOW_S + 1
    assert accounts.authenticated(register, "Ada", PASSWORD, "10.0.0.2"), "another address is not kept out"
    clock.now += accounts.WINDOW_S + 1
    assert accounts.authenticated(register, "Ada", PASSWORD, "10.0.0.1")


def test_an_address_that_tries_many_names_is_refused(register: Register) -> None:
    for k in range(accounts.ADDRESS_LIMIT):
        assert not accounts.authenticated(register, f"name{k}", "wrong", "10.0.0.1")
    with pytest.raises(accounts.TooManyAttempts):
        accounts.authenticated(register, "another", "wrong", "10.0.0.1")


def test_many_attempts_at_once_get_no_more_tries_than_one_after_another(register: Register) -> None:
    outcomes: list[str] = []

    def attempt() -> None:
        try:
            accounts.authenticated(register, "Ada", "wrong", "10.0.0.1")
            outcomes.append("tried")
        except accounts.TooManyAttempts:
            outcomes.append("refused")

    threads = [threading.Thread(target=attempt) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count("tried") == accounts.PAIR_LIMIT


@pytest.mark.parametrize(("name", "password", "code"), [("Ada", PASSWORD, "account_exists"), ("<b>", PASSWORD, "bad_name"), ("Bob", "short", "bad_password")])
def test_an_unfit_account_is_refused(register: Register, name: str, password: str, code: str) -> None:
    with pytest.raises(PledgebookError) as refused:
        accounts.add_account(register, name, password)
    assert refused.value.code == code
    assert accounts.accounts(register) == ["Ada"]


def test_a_session_ends_when_idle_when_old_when_signed_out_and_when_the_password_changes(register: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(monkeypatch)
    idle, ended, changed = (sessions.begin(register, "Ada") for _ in range(3))
    found = sessions.session(register, idle)
    assert found is not None
    assert found.name == "Ada"
    sessions.end(register, ended)
    assert sessions.session(register, ended) is None
    accounts.change_password(register, "Ada", "another long one")
    assert sessions.session(register, changed) is None

    idle = sessions.begin(register, "Ada")
    clock.now += sessions.IDLE_S - 1
    assert sessions.session(register, idle) is not None
    clock.now += sessions.IDLE_S - 1
    assert sessions.session(register, idle) is not None, "using it keeps it"
    clock.now += sessions.IDLE_S + 1
    assert sessions.session(register, idle) is None

    old = sessions.begin(register, "Ada")
    for _ in range(sessions.LIFE_S // 3600 + 1):
        clock.now += 3600
        alive = sessions.session(register, old)
    assert alive is None


def test_the_register_does_not_hold_what_the_cookie_holds(register: Register) -> None:
    token = sessions.begin(register, "Ada")
    assert register.path is not None
    assert token.encode() not in register.path.read_bytes()
    accounts.remove_account(register, "Ada")
    assert sessions.session(register, token) is None
    assert sessions.session(register, None) is None


def test_the_log_tells_what_came_of_a_write(register: Register) -> None:
    with audit.logged(register, "Ada", "10.0.0.1", "merge", "a b") as writing:
        writing.outcome = "decision d1"
    with pytest.raises(PledgebookError), audit.logged(register, "Ada", "10.0.0.1", "merge", "a a"):
        raise PledgebookError("one_entry", "these are one entry already")
    last, first = audit.notes(register, 2)
    assert (first.who, first.address, first.act, first.place, first.outcome) == ("Ada", "10.0.0.1", "merge", "a b", "decision d1")
    assert last.outcome == "refused: one_entry: these are one entry already"


def test_what_is_no_register_is_left_alone(tmp_path: pathlib.Path) -> None:
    import sqlite3

    path = tmp_path / "other.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE theirs (x)")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(PledgebookError) as refused:
        accounts.add_account(Register(path), "Ada", PASSWORD)
    assert refused.value.code == "not_a_register"
    assert path.read_bytes() == before
