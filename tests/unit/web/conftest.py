"""The demonstration's story as pages show it, and its ledger; to be looked at, not written."""

from __future__ import annotations

import pathlib
from collections.abc import Iterator
from typing import Any

import pytest
from litestar.testing import TestClient

from pledgebook.book import open_book
from pledgebook.ledgerview import LedgerView
from pledgebook.web.app import create_app
from pledgebook.web.settings import Settings


@pytest.fixture(scope="module")
def site(story_book: pathlib.Path) -> Iterator[TestClient[Any]]:
    with TestClient(create_app(Settings(book=str(story_book))), base_url="http://127.0.0.1") as client:
        yield client


@pytest.fixture(scope="module")
def view(story_book: pathlib.Path) -> LedgerView:
    with open_book(story_book, create=False) as book:
        return book.ledger()
