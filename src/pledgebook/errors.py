"""Every error pledgebook raises on purpose, with what to do about it."""

from __future__ import annotations


class PledgebookError(Exception):
    """An error a user can act on: what is wrong, where, and the remedy.

    >>> error = PledgebookError("empty_document", "a.txt: the file is empty", hint="remove it")
    >>> error.code, str(error), error.hint
    ('empty_document', 'a.txt: the file is empty', 'remove it')

    `code` is a stable word for programs; the message names the place and the value seen;
    `hint` says what to do, and is None only where nothing can be done.
    """

    def __init__(self, code: str, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.hint = hint


class DossierError(PledgebookError):
    """A dossier that cannot be used; the message names file and line."""


class DocumentError(PledgebookError):
    """A document that cannot be read; the book is as it was."""


class BookError(PledgebookError):
    """A book that cannot be opened, written or trusted."""


class EvidenceError(PledgebookError):
    """A figure that is not in the span it is said to stand in."""
