"""Aid in memory answers as the saved book does, whatever is asked."""

from __future__ import annotations

import datetime
import pathlib
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pledgebook.book import Book, open_book
from pledgebook.selection import Selection
from pledgebook.shelf import Sort
from pledgebook.web.columns import FACETS
from pledgebook.web.index import Index

DAYS = st.none() | st.dates(datetime.date(2025, 1, 1), datetime.date(2026, 1, 1))
SELECTIONS = st.builds(
    Selection,
    donor=st.sampled_from((None, "NLD", "CAN", "EUROPEAN_ALLIES", "sweden")),
    stage=st.sampled_from((None, "pledged", "delivered")),
    scheme=st.sampled_from((None, None, "PURL", "purl")),
    aid_type=st.sampled_from((None, None, "military")),
    since=DAYS,
    until=DAYS,
    basis=st.sampled_from((None, None, "reviewed", "machine")),
    item_class=st.sampled_from((None, None, "air defence")),
    conflicts=st.sampled_from((None, True, False)),
    independent=st.sampled_from((None, 2, 3)),
    source=st.sampled_from((None, None, "capital-crier.example")),
)


@pytest.fixture(scope="module")
def book(story_book: pathlib.Path) -> Iterator[Book]:
    with open_book(story_book, create=False) as held:
        yield held


@pytest.fixture(scope="module")
def index(book: Book) -> Index:
    return Index(book, None, ())


@given(SELECTIONS)
@settings(max_examples=80, deadline=None)
def test_the_same_entries_and_counts_are_found(book: Book, index: Index, selection: Selection) -> None:
    assert index.columns.chosen(selection) == list(book.outlines(selection))
    saved = book.facets(selection)
    assert index.columns.facets(selection) == {name: saved[name] for name in FACETS}


@pytest.mark.parametrize(("order", "of"), [("earliest", lambda e: e.date.first if e.date else e.first_published), ("sources", lambda e: -e.independent)])
def test_entries_stand_in_the_order_asked_for(index: Index, order: str, of: object) -> None:
    found = [of(entry) for entry in index.columns.chosen(Selection(), order)]  # type: ignore[operator]
    known = [value for value in found if value is not None]
    assert known == sorted(known)
    assert len(found) == len(index.aid) > 20


def test_the_greatest_amount_comes_first_in_dollars(book: Book, index: Index) -> None:
    assert index.columns.chosen(Selection(), "greatest")[0].id == book.page(sort=Sort.GREATEST, limit=1).entries[0].id
