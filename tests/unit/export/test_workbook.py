"""The workbook as Excel would see it: values, links, and nothing that runs."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
import zipfile

import pytest
from python_calamine import CalamineWorkbook

from pledgebook.export import workbook
from pledgebook.export.columns import SHEETS
from pledgebook.export.formats import write
from pledgebook.export.rows import rows

NS = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


@pytest.fixture(scope="module")
def book(sample, tmp_path_factory):
    path = tmp_path_factory.mktemp("workbook") / "book.xlsx"
    write(sample.view, path)
    return path


def part(book, name):
    with zipfile.ZipFile(book) as archive:
        return ET.fromstring(archive.read(name))


def page(book, name):
    return part(book, f"xl/worksheets/sheet{[sheet.name for sheet in SHEETS].index(name) + 1}.xml")


def test_the_sheets_are_those_an_analyst_expects(book):
    assert CalamineWorkbook.from_path(str(book)).sheet_names == [*(sheet.name for sheet in SHEETS), "method"]


def test_every_value_reads_back_as_what_it_is(sample, book):
    for sheet in SHEETS:
        head, *read = CalamineWorkbook.from_path(str(book)).get_sheet_by_name(sheet.name).to_python()
        assert tuple(head) == sheet.names
        assert read == [["" if row[name] is None else seen(row[name]) for name in sheet.names] for row in rows(sample.view, sheet)]


def seen(value):
    """The one character of the sample that no workbook can hold is shown as unknown."""
    return value.replace("\x07", "\ufffd") if isinstance(value, str) else value


def test_no_cell_holds_a_formula_and_no_link_runs_a_script(book):
    for sheet in SHEETS:
        assert page(book, sheet.name).findall(".//m:f", NS) == []
    with zipfile.ZipFile(book) as archive:
        links = b"".join(archive.read(name) for name in archive.namelist() if name.endswith(".rels"))
    assert b"javascript" not in links


def test_a_text_that_looks_like_a_formula_is_marked_as_text(book):
    styles = part(book, "xl/styles.xml")
    quoted = {str(number) for number, style in enumerate(styles.find("m:cellXfs", NS)) if style.get("quotePrefix") == "1"}
    marked = [cell for cell in page(book, "items").iter(f"{{{NS['m']}}}c") if cell.get("s") in quoted]
    # of the hostile item names five begin like a formula and one with a tab
    assert len(marked) == 6


def test_a_figure_leads_to_the_evidence_that_carries_it_and_back(sample, book):
    calamine = CalamineWorkbook.from_path(str(book))
    entries, evidence, claims = (calamine.get_sheet_by_name(name).to_python() for name in ("entries", "evidence", "claims"))
    links = {link.get("ref"): link.get("location") for link in page(book, "entries").iter(f"{{{NS['m']}}}hyperlink")}
    amounts = {line[0]: dict(zip(claims[0], line, strict=True)) for line in claims[1:]}
    for number, line in enumerate(entries[1:], 2):
        row = dict(zip(entries[0], line, strict=True))
        if row["amount_min"] == "":
            continue
        column = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[entries[0].index("amount_min")]
        sheet, at = re.fullmatch(r"'?(\w+)'?!A(\d+)", links[f"{column}{number}"]).groups()
        carried = dict(zip(evidence[0], evidence[int(at) - 1], strict=True))
        assert (sheet, carried["entry"]) == ("evidence", row["id"])
        assert amounts[carried["claim"]]["amount_min"] == row["amount_min"]
    back = {link.get("ref"): link.get("location") for link in page(book, "evidence").iter(f"{{{NS['m']}}}hyperlink")}
    at = evidence[0].index("entry")
    for number, line in enumerate(evidence[1:], 2):
        sheet, row = re.fullmatch(r"'?(\w+)'?!A(\d+)", back[f"{'ABC'[at]}{number}"]).groups()
        assert calamine.get_sheet_by_name(sheet).to_python()[int(row) - 1][0] == line[at]


def test_headers_are_frozen_and_filters_set(book):
    for sheet in SHEETS:
        found = page(book, sheet.name)
        assert found.find(".//m:pane", NS).get("state") == "frozen"
        assert found.find("m:autoFilter", NS) is not None


def test_the_method_sheet_tells_version_digest_and_every_column(sample, book):
    lines = CalamineWorkbook.from_path(str(book)).get_sheet_by_name("method").to_python()
    assert ["dossier_digest", "d1", "", ""] in lines
    told = {(line[0], line[1]) for line in lines}
    assert {(sheet.name, column.name) for sheet in SHEETS for column in sheet.columns} <= told


def test_more_rows_than_excel_holds_are_refused_with_another_way(sample, tmp_path, monkeypatch):
    monkeypatch.setattr(workbook, "ROWS", 3)
    with pytest.raises(Exception, match="Excel holds 2 rows") as caught:
        write(sample.view, tmp_path / "book.xlsx")
    assert "parquet" in caught.value.hint
    assert list(tmp_path.iterdir()) == []


def test_more_links_than_excel_holds_leave_the_value_without_a_link(sample, tmp_path, monkeypatch):
    monkeypatch.setattr(workbook, "LINKS", 2)
    write(sample.view, tmp_path / "book.xlsx")
    assert len(list(page(tmp_path / "book.xlsx", "entries").iter(f"{{{NS['m']}}}hyperlink"))) == 2
    read = CalamineWorkbook.from_path(str(tmp_path / "book.xlsx")).get_sheet_by_name("entries").to_python()
    assert len(read) == len(sample.view.entries) + 1


def test_a_text_longer_than_a_cell_is_cut_with_a_note(sample, tmp_path, monkeypatch):
    monkeypatch.setattr(workbook, "TEXT", 40)
    assert workbook._fitting("x" * 41) == "x" * 19 + " [cut, 41 characters]"
    assert workbook._fitting("x" * 40) == "x" * 40
