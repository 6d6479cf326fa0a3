"""The application's own promises: one book, ledgers by day, errors in words, files kept for ever."""

from __future__ import annotations

import pathlib
import re
from typing import Any

import pytest
from litestar.testing import TestClient

from pledgebook.book import open_book
from pledgebook.errors import BookError
from pledgebook.web.app import create_app
from pledgebook.web.library import Library
from pledgebook.web.settings import Settings


def test_a_missing_book_is_refused_before_anything_is_served(tmp_path: pathlib.Path) -> None:
    with pytest.raises(BookError, match="no book here"):
        create_app(Settings(book=str(tmp_path / "none.db")))
    assert list(tmp_path.iterdir()) == []


def test_the_first_page_tells_what_the_book_holds(site: TestClient[Any]) -> None:
    answer = site.get("/")
    assert answer.status_code == 200
    assert "68 reports" in answer.text


@pytest.mark.parametrize("path", ["/", "/ledger", "/api/v1/entries", "/static/nothing-here.css"])
def test_head_is_answered_like_get_without_the_body(site: TestClient[Any], path: str) -> None:
    asked, told = site.get(path), site.head(path)
    assert (told.status_code, told.content) == (asked.status_code, b"")
    assert told.headers.get("ETag") == asked.headers.get("ETag")


def test_a_page_of_a_past_day_is_of_that_day(site: TestClient[Any]) -> None:
    # reports s01 to s04 of the story came out by 14 February
    assert "68 reports" not in site.get("/", params={"as_of": "2025-02-14"}).text


def test_an_empty_field_of_a_form_asks_for_nothing(site: TestClient[Any]) -> None:
    assert site.get("/", params={"as_of": ""}).text.count("68 reports") == site.get("/").text.count("68 reports")


@pytest.mark.parametrize(("address", "status", "said"), [("/nowhere", 404, "Not Found"), ("/?as_of=tomorrow", 400, "write YYYY-MM-DD")])
def test_what_goes_wrong_is_told_on_a_page(site: TestClient[Any], address: str, status: int, said: str) -> None:
    answer = site.get(address)
    assert answer.status_code == status
    assert said in answer.text
    assert answer.headers["content-type"].startswith("text/html")


def test_a_page_for_what_is_not_there_leads_on_and_names_no_command(site: TestClient[Any]) -> None:
    page = site.get("/entries/ffffffffffff").text
    assert "pledgebook ledger" not in page
    assert '<a href="/search">Search</a>' in page.partition("<main")[2]


def test_a_day_that_is_none_is_left_behind(site: TestClient[Any]) -> None:
    answer = site.get("/ledger?as_of=tomorrow")
    assert answer.status_code == 400
    assert "as_of=tomorrow" not in answer.text.partition("<main")[0], "the menu would lead to the same fault again"


def test_a_day_before_the_first_report_says_so_and_leads_to_it(site: TestClient[Any]) -> None:
    page = site.get("/?as_of=2020-01-01").text
    assert "No report had come out by 1 Jan 2020." in page
    assert '<a href="/?as_of=2025-02-13">13 Feb 2025</a>' in page
    assert "0 entries" not in page
    assert "pledgebook read" not in page


@pytest.mark.parametrize("address", ["/ledger", "/donors/NLD", "/schemes/PURL", "/statements", "/talks", "/sources", "/compare"])
def test_what_is_empty_on_a_past_day_says_that_it_is_the_day(site: TestClient[Any], address: str) -> None:
    page = site.get(f"{address}?as_of=2020-01-01").text.partition("<main")[2]
    assert re.search(r'class="empty">[^<]*(by that day|by 1 Jan 2020)', page)


def test_a_book_without_reports_says_how_to_fill_it(tmp_path: pathlib.Path) -> None:
    open_book(tmp_path / "empty.db").close()
    with TestClient(create_app(Settings(book=str(tmp_path / "empty.db"))), base_url="http://127.0.0.1") as client:
        page = client.get("/").text
        assert "Nothing has been read yet." in page
        assert "pledgebook read PATH" in page
        for address in ("/ledger", "/donors", "/schemes", "/statements", "/talks", "/sources", "/compare", "/waits", "/search?q=x", "/method"):
            assert client.get(address).status_code == 200, address


def test_paper_tells_what_a_view_is_narrowed_to_and_where_it_was(site: TestClient[Any]) -> None:
    page = site.get("/ledger?donor=NLD&stage=pledged&from=2025-08-01&conflicts=1").text
    assert '<p class="print-only">Shown: Netherlands, pledged, from 1 Aug 2025, conflicts only.</p>' in page
    assert '<p class="print-only">http://127.0.0.1/ledger?donor=NLD&amp;stage=pledged&amp;from=2025-08-01&amp;conflicts=1</p>' in page


def test_an_error_does_not_say_where_the_book_lies(site: TestClient[Any], story_book: pathlib.Path) -> None:
    answer = site.get("/entries/ffffffffffff")
    assert answer.status_code == 404
    assert "No entry or claim begins with" in answer.text
    assert str(story_book.parent) not in answer.text


def test_a_program_is_told_as_rfc_9457_wants_it(site: TestClient[Any]) -> None:
    answer = site.get("/api/v1/nowhere")
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json() == {"title": "Not Found", "status": 404, "detail": "Not Found", "code": "http_404", "instance": "/api/v1/nowhere"}


def test_a_program_is_told_which_parameter_is_wrong(site: TestClient[Any]) -> None:
    problem = site.get("/api/v1/entries?stage=nonsense&as_of=someday").json()
    assert problem["status"] == 400
    assert problem["detail"].startswith(("stage: ", "as_of: "))
    assert "Validation failed" not in problem["detail"]
    assert "/api" in problem["hint"]


@pytest.mark.parametrize("address", ["/charts/stages.csv", "/ledger/export/csv"])
def test_tables_name_their_encoding_once(site: TestClient[Any], address: str) -> None:
    assert site.get(address).headers["content-type"] == "text/csv; charset=utf-8"


def test_files_are_kept_for_ever_under_the_hash_of_their_content(site: TestClient[Any]) -> None:
    address = site.app.state.assets.url("pledgebook.css")
    answer = site.get(address)
    assert answer.headers["content-type"].startswith("text/css")
    assert "immutable" in answer.headers["cache-control"]
    assert site.get("/static/pledgebook.css").status_code == 404
    assert site.get("/static/..%2Fapp.py").status_code == 404


def test_what_is_worked_out_is_kept_until_the_book_changes(story_book: pathlib.Path, tmp_path: pathlib.Path) -> None:
    copy = tmp_path / "copy.db"
    copy.write_bytes(story_book.read_bytes())
    library = Library(Settings(book=str(copy)))
    held = library.index()
    first = held.aid[0].id
    assert library.index() is held
    with open_book(copy) as book:
        book.reject(*book.entry(first).claims, reason="a test", by="tester")
    changed = library.index()
    left = {entry.id for entry in changed.aid}
    library.close()
    assert changed is not held
    assert first not in left
