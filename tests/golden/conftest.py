"""The sample, read once: its claims and its ledger."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources

import pytest

from pledgebook.book import Book, open_book
from pledgebook.demo import demo_reports
from pledgebook.dossier.load import load_dossier
from pledgebook.ledgerview import LedgerView
from pledgebook.model.run import Rejection
from pledgebook.read.files import read_paths
from pledgebook.run.local import Extraction, extract_document


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", default=False, help="write the golden files anew instead of comparing with them")


@pytest.fixture(scope="session")
def extractions() -> dict[str, Extraction]:
    """What each report of the sample says, by its name."""
    dossier = load_dossier("ukraine")
    with resources.as_file(demo_reports()) as folder:
        return {raw.name: extract_document(raw, dossier) for raw in read_paths([folder]) if not isinstance(raw, Rejection)}


@pytest.fixture(scope="session")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    with open_book(tmp_path_factory.mktemp("golden") / "sample.db") as opened, resources.as_file(demo_reports()) as folder:
        opened.read(folder)
        yield opened


@pytest.fixture(scope="session")
def view(book: Book) -> LedgerView:
    return book.ledger()
