"""While the book is folded readers see it as it was; who changed it sees the change; a book without entries is waited for."""

from __future__ import annotations

import contextlib
import pathlib
import re
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from litestar.testing import TestClient

from pledgebook.book import Book, open_book
from pledgebook.store import write
from pledgebook.store.opening import writing
from pledgebook.web import accounts, library
from pledgebook.web.app import create_app
from pledgebook.web.keeper import WRITER_S, Keeper
from pledgebook.web.library import Library
from pledgebook.web.register import Register, register_path
from pledgebook.web.settings import Settings

PASSWORD = "a long sentence to sign in with"


@pytest.fixture
def place(story_book: pathlib.Path, tmp_path: pathlib.Path) -> pathlib.Path:
    return pathlib.Path(shutil.copy(story_book, tmp_path / "own.db"))


@contextlib.contextmanager
def served(place: pathlib.Path) -> Iterator[TestClient[Any]]:
    with TestClient(create_app(Settings(book=str(place))), base_url="http://127.0.0.1") as client:
        yield client


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Folding takes until this is set."""
    done = threading.Event()
    fold = Book.catch_up

    def catch_up(book: Book) -> None:
        assert done.wait(20)
        fold(book)

    monkeypatch.setattr(Book, "catch_up", catch_up)
    return done


def withdraw(place: pathlib.Path) -> str:
    """Takes an entry out of the book and leaves the folding to who serves it; answers the entry."""
    with open_book(place) as book:
        book.settle(None, lambda: None)
        entry = next(entry for entry in book.overview().newest if entry.documents == 1)
        for claim in entry.claims:
            book.reject(claim, reason="misread", by="analyst")
    return entry.id


def soon(whether: Callable[[], bool]) -> None:
    until = time.monotonic() + 20
    while not whether():
        assert time.monotonic() < until
        time.sleep(0.02)


def test_readers_see_the_book_before_while_the_next_is_folded(place: pathlib.Path, slow: threading.Event) -> None:
    with served(place) as site:
        gone = withdraw(place)
        time.sleep(0.4)
        started = time.monotonic()
        assert site.get(f"/entries/{gone}").status_code == 200
        assert site.get("/ledger").status_code == 200
        assert time.monotonic() - started < 2
        slow.set()
        soon(lambda: site.get(f"/entries/{gone}").status_code == 404)


def test_a_book_without_entries_says_that_it_is_being_put_together(place: pathlib.Path, slow: threading.Event, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library, "PATIENCE_S", 0.1)
    monkeypatch.setattr("pledgebook.web.kept.PATIENCE_S", 0.1)
    with open_book(place) as book, writing(book._engine) as connection:
        write.drop_ledger(connection)
    with served(place) as site:
        answer = site.get("/ledger")
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
        assert "being put together" in answer.text
        assert 'http-equiv="refresh"' in answer.text
        assert site.get("/account/sign-in").status_code == 200
        slow.set()
        soon(lambda: site.get("/ledger").status_code == 200)


def test_a_process_that_does_not_fold_shows_what_another_saved(place: pathlib.Path) -> None:
    shown = Library(Settings(book=str(place)))
    keeper = Keeper(shown, folds=False)
    keeper.start()
    before = shown.book.stamp()
    withdraw(place)
    time.sleep(0.5)
    assert shown.book.stamp() == before
    with open_book(place) as book:
        book.catch_up()
    soon(lambda: shown.book.stamp() != before)
    keeper.stop()
    shown.close()


def test_who_decides_sees_the_decision(place: pathlib.Path) -> None:
    shown = Library(Settings(book=str(place)))
    keeper = Keeper(shown)
    keeper.start()
    entry = next(entry for entry in shown.book.overview().newest if entry.documents == 1)
    number = len(shown.index().aid)
    for claim in entry.claims:
        shown.book.reject(claim, reason="misread", by="analyst")
    assert len(shown.index().aid) == number - 1
    keeper.stop()
    shown.close()


def test_one_who_answers_questions_goes_on_while_the_last_answer_is_folded(place: pathlib.Path, slow: threading.Event) -> None:
    accounts.add_account(Register(register_path(str(place))), "Ada", PASSWORD)
    with served(place) as site:
        asked = [site.post("/account/sign-in", data={"name": "Ada", "password": PASSWORD, "next": "/review"}).text]
        started = time.monotonic()
        for _ in range(2):
            form = {name: re.findall(f'name="{name}" value="([^"]*)"', asked[-1])[0] for name in ("csrf", "n", "claims")}
            act = "accept" if 'value="accept"' in asked[-1] else "not_same"
            asked.append(site.post("/review/decide", data={**form, "act": act}).text)
        assert time.monotonic() - started < WRITER_S / 2, "each answer would wait as long for a fold that does not end"
        shown = [re.findall('name="claims" value="([^"]*)"', page) for page in asked]
        assert len({tuple(claims) for claims in shown}) == 3, "an answered question is not asked again"
        slow.set()
        soon(lambda: len(decided(place)) == 2)


def decided(place: pathlib.Path) -> list[str]:
    """The decisions that the saved entries show."""
    with open_book(place) as book:
        return [] if book.behind() else [decision.id for decision in book.decisions()]
