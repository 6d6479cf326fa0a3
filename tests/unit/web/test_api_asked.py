"""The API refuses what it does not know, and keeps nobody waiting for ever."""

from __future__ import annotations

import base64
import datetime
import json
import pathlib
import threading
import time
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from litestar.testing import TestClient

from pledgebook.book import Book, open_book
from pledgebook.web import library
from pledgebook.web.app import create_app
from pledgebook.web.settings import Settings

Client = TestClient[Any]
V1 = "/api/v1"
SINCE, UNTIL = datetime.date(2025, 3, 1), datetime.date(2025, 9, 1)


@pytest.fixture
def api(story_book: pathlib.Path) -> Iterator[Client]:
    with TestClient(create_app(Settings(book=str(story_book), api_per_minute=100_000)), base_url="http://127.0.0.1") as client:
        yield client


def test_every_address_refuses_a_parameter_it_does_not_take_and_names_those_it_takes(api: Client) -> None:
    paths = api.get(f"{V1}/openapi.json").json()["paths"]
    assert len(paths) > 20
    for path, operations in paths.items():
        takes = [held["name"] for held in operations["get"].get("parameters", ()) if held["in"] == "query"]
        answer = api.get(path.replace("{id}", "ab").replace("{other}", "cd").replace("{code}", "weapons"), params={"donr": "NLD"})
        problem = answer.json()
        assert (answer.status_code, problem["code"]) == (400, "unknown_parameter"), path
        assert answer.headers["content-type"] == "application/problem+json"
        assert "'donr'" in problem["detail"]
        assert problem["hint"] == (f"it takes {', '.join(takes)}" if takes else "it takes none")


def test_a_parameter_given_twice_is_refused_and_given_once_is_taken(api: Client) -> None:
    assert api.get(f"{V1}/entries?limit=1").status_code == 200
    twice = api.get(f"{V1}/entries?limit=1&limit=2")
    assert (twice.status_code, twice.json()["code"]) == (400, "repeated_parameter")


@pytest.mark.parametrize("held", [[10**30, "a"], [-1, "a"], [0, "\0"], ["a", 0], [0]])
@pytest.mark.parametrize("path", ["claims", "documents"])
def test_a_cursor_nobody_was_given_is_refused(api: Client, path: str, held: list[Any]) -> None:
    cursor = base64.urlsafe_b64encode(json.dumps(held).encode()).decode().rstrip("=")
    answer = api.get(f"{V1}/{path}", params={"after": cursor})
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_cursor")


def test_what_pages_link_to_is_taken(api: Client) -> None:
    text = api.get("/waits?donor=NLD&start=pledged&as_of=2025-12-01&column=what&into=EUR").text
    links = [part.partition('"')[0].replace("&amp;", "&") for part in text.split('href="')[1:] if part.startswith("/api/v1")]
    assert len(links) == 2
    assert all("donor=NLD" in link and "as_of=2025-12-01" in link and api.get(link).status_code == 200 for link in links)


def test_changes_between_two_days_are_those_of_the_command_line(api: Client, story_book: pathlib.Path) -> None:
    for until in (UNTIL, None):
        with open_book(story_book, create=False) as book:
            expected = book.changes(SINCE, until)
        asked = {"since": str(SINCE), "limit": 500, **({"until": str(until)} if until else {})}
        found = api.get(f"{V1}/changes", params=asked).json()
        assert expected.changes
        assert (found["documents"], found["undated"], found["count"]) == (expected.documents, expected.undated, len(expected.changes))
        told = [(change["kind"], change["entry"], change["differences"]) for change in found["items"]]
        assert told == [(change.kind, change.entry, msgspec.to_builtins(list(change.differences))) for change in expected.changes]


def test_changes_are_told_to_come_later_while_a_day_is_put_together_and_are_there_then(api: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    go_on, folded, days = threading.Event(), Book.folded, list[datetime.date | None]()

    def slowly(self: Book, as_of: datetime.date | None = None) -> Any:
        if as_of is not None:
            days.append(as_of)
            assert go_on.wait(20)
        return folded(self, as_of)

    monkeypatch.setattr(Book, "folded", slowly)
    monkeypatch.setattr(library, "PROGRAM_S", 0.05)
    asked = {"since": str(SINCE), "until": str(UNTIL)}
    for path, query in (("changes", asked), ("changes", asked), ("changes.atom", {})):
        answer = api.get(f"{V1}/{path}", params=query)
        assert (answer.status_code, answer.headers["retry-after"], answer.json()["code"]) == (503, "2", "preparing")
    assert api.get(f"{V1}/totals").status_code == 200, "others wait for nothing"
    go_on.set()
    until = time.monotonic() + 20
    while (answer := api.get(f"{V1}/changes", params=asked)).status_code == 503 and time.monotonic() < until:
        time.sleep(0.05)
    assert answer.status_code == 200
    assert api.get(f"{V1}/conflicts", params={"as_of": str(SINCE)}).status_code == 200
    assert sorted(day for day in days if day in (SINCE, UNTIL)) == [SINCE, UNTIL], "each day is folded once"
