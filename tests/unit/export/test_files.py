"""Files: every row comes back, hostile texts are texts, and the same ledger gives the same bytes."""

from __future__ import annotations

import csv
import hashlib
import json

import frictionless
import polars as pl
import pyarrow.parquet as pq
import pytest

from pledgebook.errors import PledgebookError
from pledgebook.export import formats
from pledgebook.export.columns import SHEETS
from pledgebook.export.formats import Format, write
from pledgebook.export.rows import rows
from pledgebook.export.tables import FORMULA


def test_json_lines_hold_every_row_of_every_sheet(sample, tmp_path):
    write(sample.view, tmp_path / "book.jsonl")
    head, *lines = [json.loads(line) for line in (tmp_path / "book.jsonl").read_text().splitlines()]
    assert (head["sheet"], head["dossier_digest"], head["as_of"], head["pledgebook"]) == ("about", "d1", None, "0.1.0")
    for sheet in SHEETS:
        written = [{name: value for name, value in line.items() if name != "sheet"} for line in lines if line["sheet"] == sheet.name]
        wanted = [{name: str(value) if hasattr(value, "isoformat") else value for name, value in row.items()} for row in rows(sample.view, sheet)]
        assert written == wanted


def test_parquet_reads_back_as_the_frames_and_tells_where_it_comes_from(sample, tmp_path):
    write(sample.view, tmp_path / "book", Format.PARQUET)
    for sheet in SHEETS:
        path = tmp_path / "book" / f"{sheet.name}.parquet"
        assert pl.read_parquet(path).equals(sample.view.to_polars(sheet.name))
        held = pq.read_schema(path)
        assert held.metadata[b"pledgebook.dossier_digest"] == b"d1"
        assert held.field(0).metadata[b"description"]


def test_a_data_package_is_valid_by_frictionless(sample, tmp_path):
    write(sample.view, tmp_path / "book")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path / "book")
        report = frictionless.Package("datapackage.json").validate()
    assert report.valid, report.flatten(["type", "note"])
    package = json.loads((tmp_path / "book" / "datapackage.json").read_text())
    assert package["licenses"] == [{"name": "CC-BY-4.0"}]
    assert package["pledgebook"]["dossier_digest"] == "d1"
    for resource in package["resources"]:
        body = (tmp_path / "book" / resource["path"]).read_bytes()
        assert (resource["hash"], resource["bytes"]) == (f"sha256:{hashlib.sha256(body).hexdigest()}", len(body))


def test_frictionless_finds_a_value_that_was_tampered_with(sample, tmp_path):
    write(sample.view, tmp_path / "book")
    path = tmp_path / "book" / "entries.csv"
    path.write_text(path.read_text().replace("2025-08-04", "4 August", 1))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path / "book")
        assert not frictionless.Package("datapackage.json").validate().valid


def test_no_cell_of_a_csv_file_is_a_formula(sample, tmp_path):
    write(sample.view, tmp_path / "book")
    cells = [cell for sheet in SHEETS for line in csv.reader((tmp_path / "book" / f"{sheet.name}.csv").open(newline="")) for cell in line]
    assert "'=1+2" in cells
    assert [cell for cell in cells if cell.startswith(FORMULA)] == []


@pytest.mark.parametrize("format", list(Format))
def test_the_same_ledger_gives_the_same_bytes(sample, tmp_path, format):
    suffix = next(iter(formats.shapes()[format].suffixes), "")
    for name in ("one", "two"):
        write(sample.view, tmp_path / f"{name}{suffix}", format)
    assert contents(tmp_path / f"one{suffix}") == contents(tmp_path / f"two{suffix}")


def test_what_stands_there_is_left_alone_unless_told_otherwise(sample, tmp_path):
    place = tmp_path / "notes.jsonl"
    place.write_text("mine")
    with pytest.raises(PledgebookError, match="something stands there"):
        write(sample.view, place)
    assert place.read_text() == "mine"
    write(sample.view, place, replace=True)
    assert place.read_text().startswith('{"sheet":"about"')


def test_a_write_that_fails_leaves_what_was_there_and_no_traces(sample, tmp_path, monkeypatch):
    place = tmp_path / "book.jsonl"
    place.write_text("mine")

    def fail(view, path, licence):
        path.write_text("half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(formats, "shapes", lambda: {Format.JSONL: formats.Shape((".jsonl",), fail)})
    with pytest.raises(PledgebookError, match="No space left on device"):
        write(sample.view, place, replace=True)
    assert [path.name for path in tmp_path.iterdir()] == ["book.jsonl"]
    assert place.read_text() == "mine"


def test_a_name_that_does_not_fit_the_format_is_refused(sample, tmp_path):
    with pytest.raises(PledgebookError, match=r"ends in \.xlsx or \.csv"):
        write(sample.view, tmp_path / "kiel.json", Format.KIEL)


def test_a_suffix_that_says_nothing_is_refused(sample, tmp_path):
    with pytest.raises(PledgebookError, match=r"'\.docx'"):
        write(sample.view, tmp_path / "book.docx")


def contents(place):
    if place.is_file():
        return place.read_bytes()
    return {path.name: path.read_bytes() for path in place.iterdir()}
