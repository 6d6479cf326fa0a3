"""An event that very many reports tell of is shown some reports at a time, and every claim has its place."""

from __future__ import annotations

import pathlib
import re
from collections.abc import Iterator
from typing import Any

import pytest
from litestar.testing import TestClient

from pledgebook.model.ledger import AidEntry
from pledgebook.web.app import create_app
from pledgebook.web.pages import entry as pages
from pledgebook.web.settings import Settings


@pytest.fixture
def site(story_book: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient[Any]]:
    monkeypatch.setattr(pages, "PAGE_SIZE", 2)
    with TestClient(create_app(Settings(book=str(story_book))), base_url="http://127.0.0.1") as client:
        client.follow_redirects = False
        yield client


@pytest.fixture
def told_often(site: TestClient[Any]) -> AidEntry:
    """The entry most reports tell of."""
    return max(site.app.state.library.ledger().aid, key=lambda entry: len(entry.testimonies))


def shown(text: str) -> list[str]:
    return re.findall(r'<article class="report" id="claim-(\w+)"', text)


def test_all_reports_are_found_page_by_page_each_once(site: TestClient[Any], told_often: AidEntry) -> None:
    number = -(-len(told_often.testimonies) // 2)
    assert number > 2
    each = [shown(site.get(f"/entries/{told_often.id}?page={page}").text) for page in range(1, number + 1)]
    assert all(len(claims) <= 2 for claims in each)
    assert sorted(claim for claims in each for claim in claims) == sorted(told_often.claims)
    assert shown(site.get(f"/entries/{told_often.id}?page=99").text) == each[-1]


def test_a_claim_leads_to_the_page_it_stands_on(site: TestClient[Any], told_often: AidEntry) -> None:
    for claim in told_often.claims:
        if claim != told_often.id:
            onward = site.get(f"/entries/{claim}").headers["location"]
            assert onward.endswith(f"#claim-{claim}")
            assert claim in shown(site.get(onward.partition("#")[0]).text)


def test_the_links_of_a_page_to_its_claims_lead_to_them(site: TestClient[Any], told_often: AidEntry) -> None:
    text = site.get(f"/entries/{told_often.id}").text
    links = re.findall(r'href="([^"]*)#claim-(\w+)"', text)
    own = [(path, claim) for path, claim in links if claim in told_often.claims and not path.startswith("/documents")]
    assert {path for path, _ in own} > {""}
    for path, claim in own:
        assert claim in (shown(site.get(path, follow_redirects=True).text) if path else shown(text))
