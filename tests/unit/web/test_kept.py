"""A page is made once while the book is the same, for those who are not signed in, and never shown when it is older."""

from __future__ import annotations

import pathlib
import shutil
import time
from collections.abc import Iterator
from typing import Any

import pytest
from litestar.testing import TestClient

from pledgebook.book import open_book
from pledgebook.web import kept
from pledgebook.web.app import create_app
from pledgebook.web.settings import Settings


@pytest.fixture
def place(story_book: pathlib.Path, tmp_path: pathlib.Path) -> pathlib.Path:
    return pathlib.Path(shutil.copy(story_book, tmp_path / "own.db"))


@pytest.fixture
def site(place: pathlib.Path) -> Iterator[TestClient[Any]]:
    with TestClient(create_app(Settings(book=str(place))), base_url="http://127.0.0.1") as client:
        yield client


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The templates that were filled in."""
    import jinja2

    found: list[str] = []
    render = jinja2.Template.render
    monkeypatch.setattr(jinja2.Template, "render", lambda self, *args, **more: found.append(self.name) or render(self, *args, **more))
    return found


def test_a_page_is_made_once_and_sent_alike(site: TestClient[Any], made: list[str]) -> None:
    first, second = site.get("/ledger?stage=pledged"), site.get("/ledger?stage=pledged")
    assert made.count("ledger.html") == 1
    assert first.content == second.content
    differing = {"server-timing", "date"}
    assert {k: v for k, v in first.headers.items() if k not in differing} == {k: v for k, v in second.headers.items() if k not in differing}
    assert first.headers["server-timing"].startswith("app;dur=")


def test_another_question_theme_or_day_is_another_page(site: TestClient[Any], made: list[str]) -> None:
    pages = {site.get("/").text, site.get("/", params={"into": "EUR"}).text, site.get("/", params={"as_of": "2025-02-14"}).text}
    site.cookies.set("theme", "dark")
    pages.add(site.get("/").text)
    assert len(pages) == made.count("overview.html") == 4


def test_what_changed_is_shown_and_nothing_older(site: TestClient[Any], place: pathlib.Path) -> None:
    before = site.get("/").text
    with open_book(place) as book:
        for claim in book.overview().newest[0].claims:
            book.reject(claim, reason="misread", by="analyst")
    until = time.monotonic() + 10
    while site.get("/").text == before:
        assert time.monotonic() < until, "what another process wrote is not shown"
        time.sleep(0.05)


def test_errors_are_made_anew(site: TestClient[Any], made: list[str]) -> None:
    for _ in range(2):
        assert site.get("/nowhere").status_code == 404
    assert made.count("problem.html") == 2


def test_pages_make_room_for_newer_ones(site: TestClient[Any], made: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "BYTES", 1)
    site.get("/ledger")
    site.get("/ledger")
    assert made.count("ledger.html") == 2
