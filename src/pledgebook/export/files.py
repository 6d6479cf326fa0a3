"""The sheets as files: JSON lines, Parquet, and a Frictionless data package of CSV files."""

from __future__ import annotations

import csv
import hashlib
import io
import pathlib
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from pledgebook.export.about import about
from pledgebook.export.columns import SHEETS, Kind, Sheet
from pledgebook.export.rows import Row, View, all_rows
from pledgebook.export.tables import as_json, cell, whole

LICENCE = "CC-BY-4.0"
DESCRIPTOR = "datapackage.json"
NOTE = (
    "An empty cell is unknown, never zero. A text that a spreadsheet would take for a formula has an apostrophe before it. "
    "The licence is that of the table; sentences quoted as evidence remain their publishers'."
)
TYPES: Mapping[Kind, str] = {Kind.INTEGER: "integer", Kind.NUMBER: "number", Kind.BOOLEAN: "boolean", Kind.DATE: "date"}
"""Table Schema's names for what a column holds; the rest is a string"""
REFERENCES = {"items": ("entry", "entries", "id"), "evidence": ("claim", "claims", "id")}


def write_jsonl(view: View, path: pathlib.Path) -> None:
    """All sheets in one file: the first line tells where it comes from, each further one is a row and names its sheet."""
    with path.open("wb") as out:
        out.write(_line({"sheet": "about", **msgspec.to_builtins(about(view))}))
        for sheet, rows in all_rows(view):
            for row in rows:
                out.write(_line({"sheet": sheet.name, **{name: row[name] for name in sheet.names}}))


def write_parquet(view: View, folder: pathlib.Path) -> None:
    """A file a sheet; each carries version, dossier digest and as-of date in its metadata, and each column its description."""
    import pyarrow.parquet as pq

    from pledgebook.export.frames import batches, schema

    for sheet in SHEETS:
        with pq.ParquetWriter(folder / f"{sheet.name}.parquet", schema(sheet, view)) as out:
            for batch in batches(view, sheet):
                out.write_batch(batch)


def write_package(view: View, folder: pathlib.Path, licence: str = LICENCE) -> None:
    """A CSV file a sheet, and `datapackage.json` with their columns, keys and digests."""
    resources = [_write_resource(sheet, rows, folder) for sheet, rows in all_rows(view)]
    held = about(view)
    package = {
        "name": f"pledgebook-{held.dossier}".lower().replace("_", "-"),
        "title": f"pledgebook: {held.dossier}" + (f" as of {held.as_of}" if held.as_of else ""),
        "description": NOTE,
        "profile": "tabular-data-package",
        "licenses": [{"name": licence}],
        "pledgebook": held,
        "resources": resources,
    }
    (folder / DESCRIPTOR).write_text(as_json(package) + "\n", encoding="utf-8")


def table_schema(sheet: Sheet) -> dict[str, Any]:
    """The sheet's columns as a Table Schema."""
    fields = [{"name": c.name, "type": TYPES.get(c.kind, "string"), "description": c.description} for c in sheet.columns]
    described: dict[str, Any] = {"fields": fields, "missingValues": [""], "primaryKey": list(sheet.key)}
    if sheet.name in REFERENCES:
        field, resource, target = REFERENCES[sheet.name]
        described["foreignKeys"] = [{"fields": [field], "reference": {"resource": resource, "fields": [target]}}]
    return described


def write_csv(sheet: Sheet, rows: Iterable[Row], path: pathlib.Path) -> str:
    """A sheet with a header line, row after row; answers the SHA-256 of the file."""
    digest = hashlib.sha256()
    with path.open("wb") as out:
        buffer = io.StringIO(newline="")
        writer = csv.writer(buffer, lineterminator="\n")
        writer.writerow(sheet.names)
        for row in rows:
            writer.writerow([cell(row[name]) for name in sheet.names])
            if buffer.tell() > io.DEFAULT_BUFFER_SIZE:
                _flush(buffer, out, digest)
        _flush(buffer, out, digest)
    return digest.hexdigest()


def _write_resource(sheet: Sheet, rows: Iterable[Row], folder: pathlib.Path) -> dict[str, Any]:
    path = folder / f"{sheet.name}.csv"
    digest = write_csv(sheet, rows, path)
    return {
        "name": sheet.name,
        "path": path.name,
        "profile": "tabular-data-resource",
        "description": sheet.description,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": path.stat().st_size,
        "hash": f"sha256:{digest}",
        "schema": table_schema(sheet),
    }


def _flush(buffer: io.StringIO, out: io.BufferedWriter, digest: Any) -> None:
    written = buffer.getvalue().encode()
    out.write(written)
    digest.update(written)
    buffer.seek(0)
    buffer.truncate()


def _line(row: Row) -> bytes:
    return msgspec.json.encode(whole(row)) + b"\n"
