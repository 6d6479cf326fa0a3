"""pledgebook's own exports read again: entries as they were, less what a table cannot hold (claims, rival values, judgements)."""

from __future__ import annotations

import collections
import datetime
import pathlib
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from pledgebook.analyse.compare_lines import Line, Tracker, lines
from pledgebook.errors import DocumentError
from pledgebook.export.columns import ENTRIES, ITEMS, Kind, Sheet
from pledgebook.export.grids import Grid, read_csv
from pledgebook.export.tables import FORMULA
from pledgebook.model.claim import Amount, ItemCount
from pledgebook.model.ledger import AidEntry
from pledgebook.model.text import DateRange

Row = Mapping[str, Any]
_COUNTED = re.compile(r"(?:(?P<count>\d+(?:\.\d+)?(?:e\+\d+)?) )?(?P<name>.+)", re.DOTALL)
TOLD = ("pledgebook", "dossier", "dossier_digest", "as_of", "selection")


def is_own(columns: Iterable[str]) -> bool:
    """Whether a table with these columns is the sheet `entries`."""
    return {"id", "stage", "donors", "amount_min", "counts_as", "lifecycle"} <= set(columns)


def read_folder(folder: pathlib.Path) -> Tracker:
    """A folder of CSV or Parquet files that `export` wrote."""
    if (folder / "entries.parquet").is_file():
        import pyarrow.parquet as pq

        tables = {name: pq.read_table(folder / f"{name}.parquet") for name in ("entries", "items")}
        held = {key.decode().removeprefix("pledgebook."): value.decode() for key, value in (tables["entries"].schema.metadata or {}).items()}
        return _tracker(str(folder), tables["entries"].to_pylist(), tables["items"].to_pylist(), held)
    if not (folder / "entries.csv").is_file():
        raise DocumentError("no_ledger", f"{folder}: the folder holds no ledger", "give a folder that `pledgebook export` wrote, or a file")
    grids = [read_csv(folder / f"{name}.csv") for name in ("entries", "items") if (folder / f"{name}.csv").is_file()]
    package = folder / "datapackage.json"
    held = msgspec.json.decode(package.read_bytes()).get("pledgebook", {}) if package.is_file() else {}
    return from_grids(str(folder), [msgspec.structs.replace(grid, name=pathlib.Path(grid.name).stem) for grid in grids], held)


def from_workbook(name: str, grids: Sequence[Grid]) -> Tracker:
    """The sheets of a workbook or table that `export` wrote."""
    method = next((grid for grid in grids if grid.name == "method"), None)
    told = {str(line[0]): line[1] for _, row in method.rows if len(line := list(row.values())) > 1} if method else {}
    return from_grids(name, grids, told)


def read_jsonl(path: pathlib.Path) -> Tracker:
    """A file of JSON lines that `export` wrote."""
    entries: list[Row] = []
    items: list[Row] = []
    held: dict[str, Any] = {}
    with path.open("rb") as stream:
        for number, line in enumerate(stream, 1):
            try:
                row = msgspec.json.decode(line)
            except msgspec.DecodeError as error:
                raise DocumentError("bad_line", f"{path}:{number}: no JSON ({error})", "export the ledger anew") from None
            if number == 1 and row.get("sheet") == "about":
                held = row
            {"entries": entries, "items": items}.get(row.get("sheet", ""), []).append(row)
    return _tracker(str(path), entries, items, held)


def from_grids(name: str, grids: Iterable[Grid], about: Mapping[str, Any]) -> Tracker:
    """Entries of the sheets `entries` and `items`."""
    held = {grid.name: [row for _, row in grid.rows] for grid in grids}
    entries = held.get("entries") or next(iter(held.values()), [])
    return _tracker(name, entries, held.get("items", []), about)


def entry_of(row: Row, goods: Iterable[ItemCount]) -> AidEntry:
    """The entry a row of the sheet `entries` was made of, without its testimonies."""
    first, last = row.get("first"), row.get("last")
    currency = row.get("currency")
    amount = Amount(row["amount_min"], row["amount_max"], currency, bool(row.get("approximate"))) if currency else None
    fields = {name: row.get(name) for name in ("stage", "recipient", "supplier", "aid_type", "counts_as", "scheme", "delivery_stage", "part_of", "follows")}
    return msgspec.convert(
        {
            "kind": "aid",
            "id": row["id"],
            "date": DateRange(first, last) if first and last else None,
            "realis": row["realis"],
            "testimonies": (),
            "documents": row.get("documents") or 0,
            "independent": row.get("independent") or 0,
            "first_published": row.get("published"),
            "flags": split(row.get("flags")),
            **fields,
            "donors": split(row.get("donors")),
            "amount": amount,
            "items": tuple(goods),
            "joint": bool(row.get("joint")),
            "incremental": bool(row.get("incremental")),
            "lifecycle": row.get("lifecycle") or "",
        },
        AidEntry,
    )


def split(text: str | None) -> tuple[str, ...]:
    """The members of a list in one cell.

    >>> split("DEU; NLD"), split(None)
    (('DEU', 'NLD'), ())
    """
    return tuple(member.strip() for member in text.split(";") if member.strip()) if text else ()


def _tracker(name: str, entries: Iterable[Row], items: Iterable[Row], about: Mapping[str, Any]) -> Tracker:
    goods: dict[str, list[ItemCount]] = collections.defaultdict(list)
    for item in (_typed(row, ITEMS) for row in items):
        goods[item["entry"]].append(ItemCount(item["name"], item["quantity"], item["unit"]))
    rows = [_typed(row, ENTRIES) for row in entries]
    try:
        made = [entry_of(row, goods.get(row["id"]) or _goods(row.get("items"))) for row in rows]
    except (msgspec.ValidationError, KeyError, TypeError) as error:
        raise DocumentError("bad_export", f"{name}: a row is none that pledgebook wrote ({error})", "export the ledger anew") from None
    told = {key: "" if about.get(key) is None else str(about[key]) for key in TOLD if key in about}
    return Tracker(name, tuple(_line(line, row) for line, row in zip(lines(made), rows, strict=True)), told)


def _goods(text: str | None) -> tuple[ItemCount, ...]:
    """Goods of the one cell that lists them, where the sheet `items` did not come along; units stay part of the name."""
    found = (_COUNTED.fullmatch(member) for member in split(text))
    return tuple(ItemCount(match["name"], float(match["count"]) if match["count"] else None) for match in found if match)


def _line(line: Line, row: Row) -> Line:
    return msgspec.structs.replace(line, text=row.get("evidence"), sources=split(row.get("sources")))


def _typed(row: Row, sheet: Sheet) -> dict[str, Any]:
    """A row of texts, or of a format's own types, as the values it was made of."""
    return {column.name: _value(row.get(column.name), column.kind) for column in sheet.columns}


def _value(value: Any, kind: Kind) -> Any:
    if value is None or value == "":
        return None
    if kind is Kind.DATE:
        return value if isinstance(value, datetime.date) else datetime.date.fromisoformat(str(value)[:10])
    if kind is Kind.BOOLEAN:
        return value if isinstance(value, bool) else str(value).lower() == "true"
    if kind is Kind.INTEGER:
        return int(value)
    if kind is Kind.NUMBER:
        return float(value)
    text = str(value)
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA) else text
