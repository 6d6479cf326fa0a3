"""What was refused, and why."""

from __future__ import annotations

import msgspec

from pledgebook.errors import PledgebookError


class Rejection(msgspec.Struct, frozen=True):
    """One input that was not taken in: where it is, why, and what to do about it.

    >>> print(Rejection("notes/a.txt", "empty_document", "notes/a.txt: the file is empty", "remove it"))
    notes/a.txt: the file is empty (remove it)

    `place` is a path, `FILE:LINE` of a row, or `-` for standard input; `code` is a stable word for programs;
    `hint` is None only where nothing can be done.
    """

    place: str
    code: str
    message: str
    hint: str | None = None

    def __str__(self) -> str:
        return self.message if self.hint is None else f"{self.message} ({self.hint})"

    @classmethod
    def of(cls, place: str, error: PledgebookError) -> Rejection:
        """The rejection that an error met at a place amounts to."""
        return cls(place, error.code, str(error), error.hint)
