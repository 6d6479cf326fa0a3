"""The ledger as JSON and CSV: the same bytes for the same documents, dossier and decisions."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Any

import msgspec

from pledgebook.export.rows import Row, View, aid_row, statement_row, talks_row

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""what makes a spreadsheet take a text for a formula when it stands first in a cell"""


def as_json(content: Any) -> str:
    """Indented JSON with sorted keys; whole amounts without a fraction."""
    encoded = msgspec.json.encode(whole(msgspec.to_builtins(content)), order="deterministic")
    return msgspec.json.format(encoded, indent=2).decode()


def as_csv(rows: Iterable[Row]) -> str:
    """Rows with a header line; None is an empty cell, and no cell is taken for a formula by a spreadsheet."""
    listed = list(rows)
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(listed[0]) if listed else ["id"], lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: cell(value) for name, value in row.items()} for row in listed)
    return out.getvalue()


def ledger_rows(view: View) -> list[Row]:
    """One row an aid entry."""
    return [aid_row(entry) for entry in view.entries]


def talks_rows(view: View) -> list[Row]:
    """One row a talks entry."""
    return [talks_row(entry) for entry in view.talks]


def statement_rows(view: View) -> list[Row]:
    """One row a statement entry."""
    return [statement_row(entry) for entry in view.statements]


def cell(value: Any) -> Any:
    """A value as a CSV cell; a text that a spreadsheet would take for a formula gets an apostrophe before it.

    >>> cell(None), cell(5e8), cell(True), cell("=1+1")
    ('', 500000000, 'true', "'=1+1")
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    text = str(value)
    return "'" + text if text.startswith(FORMULA) else text


def whole(value: Any) -> Any:
    """Floats that are whole become integers, so that an amount reads 500000000 and not 500000000.0."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        return {key: whole(held) for key, held in value.items()}
    if isinstance(value, list | tuple):
        return [whole(held) for held in value]
    return value
