"""Sources come some at a time: outlets, families of copies, an outlet's reports."""

from __future__ import annotations

import datetime
import pathlib
import re
from collections.abc import Iterator
from typing import Any

import pytest
from litestar.testing import TestClient

from pledgebook.analyse.outlets import outlets
from pledgebook.web.app import create_app
from pledgebook.web.pages import sources as pages
from pledgebook.web.settings import Settings

DAY = "2025-08-20"


@pytest.fixture
def site(story_book: pathlib.Path) -> Iterator[TestClient[Any]]:
    with TestClient(create_app(Settings(book=str(story_book))), base_url="http://127.0.0.1") as client:
        yield client


def listed(text: str) -> list[str]:
    return re.findall(r'<th scope="row"><a href="/sources/([^"?]*)', text)


@pytest.mark.parametrize("as_of", [None, DAY])
def test_every_outlet_stands_on_one_page_with_what_the_ledger_says_of_it(site: TestClient[Any], monkeypatch: pytest.MonkeyPatch, as_of: str | None) -> None:
    library = site.app.state.library
    ledger = library.ledger(None if as_of is None else datetime.date.fromisoformat(as_of))
    known = {outlet.name: outlet for outlet in outlets(ledger.entries)}
    day = {"as_of": as_of} if as_of else {}
    whole = listed(site.get("/sources", params=day).text)
    assert len(whole) > 8
    assert known.keys() <= set(whole)
    assert {row["name"]: row["first"] for row in site.get("/api/v1/sources", params=day).json()["items"]} == {n: o.first for n, o in known.items()}
    monkeypatch.setattr(pages, "PAGE_SIZE", 3)
    number = -(-len(whole) // 3)
    each = [listed(site.get("/sources", params={**day, "page": k}).text) for k in range(1, number + 1)]
    assert [len(names) for names in each[:-1]] == [3] * (number - 1)
    assert [name for names in each for name in names] == whole


def test_a_family_names_some_of_its_reports_and_leads_to_all(site: TestClient[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "MEMBERS", 1)
    book = site.app.state.library.book
    families = book.families()
    assert families
    assert [held.number for held in families] == sorted((held.number for held in families), reverse=True)
    documents: dict[str, set[str]] = {}
    for entry in book.folded().entries:
        for testimony in entry.testimonies:
            documents.setdefault(testimony.family, set()).add(testimony.claim.doc)
    assert {held.key: held.number for held in families} == {key: len(held) for key, held in documents.items() if len(held) > 1}
    text = site.get("/sources").text
    for held in families:
        assert f'<a href="/sources?family={held.key}">and {held.number - 1} more</a>' in text
        assert set(re.findall(r'href="/documents/(\w+)"', site.get("/sources", params={"family": held.key}).text)) == documents[held.key]
    assert site.get("/sources?family=none").status_code == 404


def test_an_outlets_page_says_what_it_had_first_alone_and_otherwise(site: TestClient[Any]) -> None:
    library = site.app.state.library
    for outlet in outlets(library.ledger().entries):
        text = site.get(f"/sources/{outlet.name}").text
        assert f"{outlet.first} first, {outlet.alone} alone." in text
        assert ("Where its figures differ" in text) == bool(outlet.differing)
        documents = library.book.documents_of(outlet.name)
        assert set(re.findall(r'<th scope="row"><a href="/documents/(\w+)"', text)) == {held.id for held in documents}
    assert any(outlet.differing for outlet in outlets(library.ledger().entries))
