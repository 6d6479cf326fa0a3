"""pledgebook keeps the book of international aid: who promised, paid and delivered what, and the sentence that says so.

`open` opens or makes a book; `extract` answers the claims of a text or path without one. Everything else is loaded
when it is first used, so that importing pledgebook is quick.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from pledgebook.version import __version__

if TYPE_CHECKING:
    from pledgebook.book import Book
    from pledgebook.model.claim import Claim

__all__ = ["Book", "__version__", "extract", "open"]


def open(location: str | os.PathLike[str] = "pledgebook.db", *, dossier: str = "ukraine", create: bool = True) -> Book:
    """Opens the book at a path or SQLAlchemy URL, making it where there is none and `create` allows.

    >>> import pledgebook, tempfile
    >>> with tempfile.TemporaryDirectory() as folder, pledgebook.open(f"{folder}/x.db") as book:
    ...     book.ledger().entries
    ()

    Raises `pledgebook.errors.BookError` where the file is no book, is damaged or comes from a newer pledgebook.
    """
    from pledgebook.book import open_book

    return open_book(location, dossier=dossier, create=create)


def extract(source: str | os.PathLike[str], *, dossier: str = "ukraine", every_document: bool = False) -> tuple[Claim, ...]:
    """All claims of a text, or of the documents at a path given as a `pathlib.Path`.

    A string is a text. Raises `pledgebook.errors.DocumentError` where a path holds something that cannot be read.
    """
    from pledgebook.extraction import extract_claims

    return extract_claims(source, dossier, every_document=every_document)


def __getattr__(name: str) -> Any:
    if name == "Book":
        from pledgebook.book import Book

        return Book
    raise AttributeError(f"module 'pledgebook' has no attribute '{name}'")
