"""The ledger as an Excel workbook: each figure leads to the evidence that carries it, and back."""

from __future__ import annotations

import datetime
import pathlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from pledgebook.errors import PledgebookError
from pledgebook.export.about import about, facts
from pledgebook.export.columns import SHEETS, Column, Sheet
from pledgebook.export.printable import printable
from pledgebook.export.rows import Row, View, carrier, rows
from pledgebook.export.tables import FORMULA
from pledgebook.model.ledger import Entry

ROWS, LINKS, TEXT, ADDRESS = 1_048_576, 65_530, 32_767, 2_079
"""what Excel holds: rows of a sheet, links of a sheet, characters of a text and of a link"""
CREATED = datetime.datetime(2000, 1, 1)
"""Excel wants a day of making; a real one would make the same book another file"""
FIGURES = ("amount_min", "amount_max", "USD_min", "USD_max", "EUR_min", "EUR_max")
RULES = (
    "An empty cell is unknown, never zero.",
    "A click on a figure leads to the evidence that carries it; a click on an entry in the sheet evidence leads back.",
    "Only amounts with counted = true may be added up, and only within one stage: a promise and its delivery are one promise (see lifecycle).",
    "A joint amount stands once, under all its donors; it is never split.",
    "conflicts holds values that cannot all be true; number 1 is the one the entry shows.",
    "An entry that basis calls machine was read by a program and checked by nobody.",
)


class Links(msgspec.Struct, frozen=True):
    """The row of each entry in its sheet, and of the evidence each entry's figure stands in (both from 1, the header being 1)."""

    entries: dict[str, tuple[str, int]]
    evidence: dict[str, int]


def write_workbook(view: View, path: pathlib.Path) -> None:
    """Writes sheets for entries, items, claims, evidence, statements, talks, conflicts and the method; the same bytes for the same book.

    Raises `PledgebookError` where a sheet has more rows than Excel holds.
    """
    links = _links(view)
    with opened(path) as book:
        styles = _styles(book)
        for sheet in SHEETS:
            write_sheet(book, sheet, rows(view, sheet), styles, links)
        _write_method(book, view, styles)


def opened(path: pathlib.Path) -> Any:
    """A workbook that is written row by row, and takes no text for a formula, a number or a link."""
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False})
    book.set_properties({"created": CREATED})
    return book


def write_sheet(book: Any, sheet: Sheet, made: Iterable[Row], styles: Mapping[str, Any] | None = None, links: Links | None = None) -> None:
    """A sheet with a frozen header, filters and widths."""
    styles = styles or _styles(book)
    page = book.add_worksheet(sheet.name)
    page.freeze_panes(1, 1)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, column.width)
    page.write_row(0, 0, sheet.names, styles["head"])
    left, count = LINKS, 0
    for count, row in enumerate(made, 1):
        if count >= ROWS:
            raise PledgebookError("sheet_full", f"{sheet.name}: Excel holds {ROWS - 1} rows a sheet, no more", "export parquet or csv, or narrow the view")
        for place, column in enumerate(sheet.columns):
            target = _target(sheet, column, row, links) if left else None
            left -= target is not None
            _write_cell(page, (count, place), row[column.name], (column, target), styles)
    page.autofilter(0, 0, max(count, 1), len(sheet.columns) - 1)


def _write_cell(page: Any, place: tuple[int, int], value: Any, what: tuple[Column, str | None], styles: Mapping[str, Any]) -> None:
    column, target = what
    if value is None:
        return
    if target is not None:
        page.write_url(*place, target, styles["link"], string=printable(str(value))[:TEXT])
    # a number or day written over a link keeps the link and stays what it is
    if isinstance(value, bool):
        page.write_boolean(*place, value, styles["boolean"])
    elif isinstance(value, int | float):
        shape = "number" if float(value).is_integer() or column.name in FIGURES else "fraction"
        page.write_number(*place, value, styles[f"linked {shape}" if target else shape])
    elif isinstance(value, datetime.date):
        page.write_datetime(*place, datetime.datetime.combine(value, datetime.time()), styles["date"])
    else:
        text = _fitting(printable(str(value)))
        style = "link" if target else "quoted" if text.startswith(FORMULA) else "text"
        page.write_string(*place, text, styles[style])


def _fitting(text: str) -> str:
    """The text, or as much of it as a cell holds and a note that it was cut."""
    note = f" [cut, {len(text)} characters]"
    return text if len(text) <= TEXT else text[: TEXT - len(note)] + note


def _target(sheet: Sheet, column: Column, row: Row, links: Links | None) -> str | None:
    value = row[column.name]
    if value is None or links is None:
        return None
    if column.name == "url":
        web = str(value).startswith(("http://", "https://"))
        return str(value) if web and len(str(value)) <= ADDRESS else None
    if column.name == "entry" or (sheet.name == "entries" and column.name in ("part_of", "follows", "lifecycle")):
        found = links.entries.get(str(value))
        return f"internal:'{found[0]}'!A{found[1]}" if found else None
    if column.name == "evidence" or (sheet.name == "entries" and column.name in FIGURES):
        return f"internal:'evidence'!A{links.evidence[row['id']]}" if row["id"] in links.evidence else None
    return None


def _links(view: View) -> Links:
    entries: dict[str, tuple[str, int]] = {}
    evidence: dict[str, int] = {}
    at = 2
    kept: tuple[tuple[str, tuple[Entry, ...]], ...] = (("entries", view.entries), ("talks", view.talks), ("statements", view.statements))
    for name, held in kept:
        for number, entry in enumerate(held, 2):
            entries[entry.id] = (name, number)
            shown = carrier(entry)
            for testimony in entry.testimonies:
                if testimony is shown and testimony.claim.evidence:
                    evidence[entry.id] = at
                at += len(testimony.claim.evidence)
    return Links(entries, evidence)


def _write_method(book: Any, view: View, styles: Mapping[str, Any]) -> None:
    page = book.add_worksheet("method")
    page.set_column(0, 0, 18)
    page.set_column(1, 1, 24)
    page.set_column(2, 2, 10)
    page.set_column(3, 3, 100)
    for number, line in enumerate(_method(view)):
        for place, text in enumerate(line):
            if text:
                page.write_string(number, place, text, styles["head" if number == 0 or line[0] == "sheet" else "text"])


def _method(view: View) -> Iterator[tuple[str, ...]]:
    yield ("about", "is", "", "")
    for name, value in facts(about(view)).items():
        yield (name, value, "", "")
    for rule in RULES:
        yield ("rule", rule, "", "")
    yield ("sheet", "column", "holds", "meaning")
    for sheet in SHEETS:
        yield (sheet.name, "", "", sheet.description)
        for column in sheet.columns:
            yield (sheet.name, column.name, str(column.kind), column.description)


def _styles(book: Any) -> dict[str, Any]:
    plain = {"valign": "top", "align": "left", "indent": 1}
    link = {"font_color": "#0563C1", "underline": 1, "valign": "top"}
    # Excel knows truth values by themselves, others need to be told how they look
    truth = {"num_format": '"TRUE";"TRUE";"FALSE"', "valign": "top", "align": "center"}
    whole, fraction = {"num_format": "#,##0", "valign": "top"}, {"num_format": "#,##0.00", "valign": "top"}
    given = {
        "head": {"bold": True, "bg_color": "#DDE7F0", "border": 1, "text_wrap": True, "valign": "top"},
        "text": plain,
        "boolean": truth,
        "quoted": {**plain, "quote_prefix": True},
        "number": whole,
        "fraction": fraction,
        "date": {"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"},
        "link": link,
        "linked number": {**link, **whole},
        "linked fraction": {**link, **fraction},
    }
    return {name: book.add_format(look) for name, look in given.items()}
