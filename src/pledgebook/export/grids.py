"""Tables of other people: rows of a CSV file or of a workbook's sheets as texts, numbers and days, with their place."""

from __future__ import annotations

import csv
import datetime
import pathlib
import re
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from pledgebook.errors import DocumentError

csv.field_size_limit(10_000_000)

UNKNOWN = frozenset(("", ".", "-", "–", "n/a", "na", "nan", "none", "null", "no price", "undisclosed", "unknown", "not available"))
"""what trackers write where they do not know"""
_NUMBER = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
_DAY = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})")


class Grid(msgspec.Struct, frozen=True):
    """A table: the names of its columns and the rows below, each with its place."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, Mapping[str, Any]], ...]


def read_csv(path: pathlib.Path) -> Grid:
    """A CSV file in UTF-8 or UTF-16, separated by comma, semicolon or tab."""
    body = path.read_bytes()
    text = body.decode("utf-16" if body[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig", errors="replace")
    head = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=head.count)
    return _grid(path.name, path, csv.reader(text.splitlines(keepends=True), delimiter=delimiter))


def read_workbook(path: pathlib.Path) -> tuple[Grid, ...]:
    """Every sheet of an Excel workbook that has a header."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_path(str(path))
        return tuple(_grid(name, path, iter(book.get_sheet_by_name(name).to_python())) for name in book.sheet_names)
    except CalamineError as error:
        raise DocumentError("bad_workbook", f"{path}: the workbook cannot be read ({error})", "save it anew as .xlsx, or as CSV") from None


def cell(value: Any) -> str | None:
    """A cell as a text; None where it says that nobody knows.

    >>> cell(" Norway "), cell("."), cell(3.0)
    ('Norway', None, '3')
    """
    if value is None:
        return None
    text = f"{value:.15g}" if isinstance(value, float) else str(value).strip()
    return None if text.casefold() in UNKNOWN else text


def number(value: Any) -> float | None:
    """A cell as a number; None where it holds none.

    >>> number("1,234,567.5"), number("No price"), number("about 5")
    (1234567.5, None, None)
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value)
    text = cell(value)
    return float(text.replace(",", "")) if text and _NUMBER.fullmatch(text) else None


def day(value: Any) -> datetime.date | None:
    """A cell as a day; None where it holds none, or one that could be two.

    >>> day("2023-05-04"), day("13/02/2023"), day("03/04/2023")
    (datetime.date(2023, 5, 4), datetime.date(2023, 2, 13), None)
    """
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, datetime.date):
        return value
    text = (cell(value) or "")[:10]
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        found = _DAY.fullmatch(text)
    if not found:
        return None
    one, two, year = (int(part) for part in found.groups())
    if "." not in text and one <= 12 and two <= 12 and one != two:
        return None
    month, of_month = (two, one) if one > 12 or "." in text else (one, two)
    try:
        return datetime.date(year, month, of_month)
    except ValueError:
        return None


def _grid(name: str, path: pathlib.Path, lines: Iterator[list[Any]]) -> Grid:
    columns = tuple(str(column).strip() for column in next(lines, []))
    rows = [(f"{path}:{number}", dict(zip(columns, line, strict=False))) for number, line in enumerate(lines, 2) if any(str(value).strip() for value in line)]
    return Grid(name, columns, tuple(rows))
