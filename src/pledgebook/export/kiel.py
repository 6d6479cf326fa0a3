"""The layout of the Ukraine Support Tracker's main sheet: written for its analysts, and read as a ledger to compare with.

One row an item of an activity, the activity's value repeated. Both spellings of its headers are read: those with
underscores (`announcement_date`) and the older ones with spaces (`Announcement Date`).
"""

from __future__ import annotations

import itertools
import pathlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from pledgebook.analyse.compare_lines import GIVEN, Line, Tracker, at, lines
from pledgebook.dossier.schema import Dossier
from pledgebook.export.codes import Codes
from pledgebook.export.columns import Column, Kind, Sheet
from pledgebook.export.grids import Grid, cell, day, number
from pledgebook.export.own import split
from pledgebook.export.rows import Named, Row, View
from pledgebook.model.claim import AidType, Amount, CountsAs, ItemCount, Stage
from pledgebook.model.run import Rejection
from pledgebook.model.text import DateRange

NAMES: Mapping[str, tuple[str, ...]] = {
    "id": ("activityid", "id"),
    "donor": ("donor", "countries", "country"),
    "date": ("announcementdate",),
    "type": ("aidtypegeneral", "typeofaidgeneral"),
    "text": ("explanation",),
    "measure": ("measure", "typeofdonation"),
    "currency": ("reportingcurrency", "originalcurrency", "currency"),
    "value": ("sourcereportedvalue", "monetaryvalueasgivenbysource"),
    "euro": ("totactivityvalueeur", "convertedvalueineur"),
    "item": ("item", "subtypeofitem"),
    "quantity": ("itemnumb", "noofunits", "numberofunits"),
    "stage": ("pledgebookstage",),
}
"""a column's meaning, and its headers with everything but letters and digits left out"""
NEEDED = ("donor", "date", "type")
MEASURES = {
    "commitment": Stage.PLEDGED,
    "allocation": Stage.COMMITTED,
    "procurement": Stage.CONTRACTED,
    "delivery": Stage.DELIVERED,
    "disbursement": Stage.DELIVERED,
}
MEASURED = {Stage.PLEDGED: "Commitment", Stage.COMMITTED: "Allocation", Stage.CONTRACTED: "Allocation", Stage.DELIVERED: "Allocation"}
Value = tuple[Amount | None, Amount | None]
WHERE = re.compile(r"(?:sourceofaid|source)\d*")

_T, _N, _D = Kind.TEXT, Kind.NUMBER, Kind.DATE
KIEL = Sheet(
    "Bilateral Assistance",
    "One row an item of an activity; the activity's value stands in each of its rows and counts once.",
    tuple(
        Column(*row)
        for row in (
            ("activity_id", _T, "id of the entry", 14),
            ("donor", _T, "country or institution; several names are one joint amount", 24),
            ("announcement_date", _D, "day of the event, else of the first report", 14),
            ("aid_type_general", _T, "Military, Humanitarian or Financial", 14),
            ("measure", _T, "Commitment for what is pledged, Allocation for what is committed, contracted or delivered", 14),
            ("explanation", _T, "the words of the first piece of evidence", 60),
            ("source_of_aid_1", _T, "address or outlet of a report", 30),
            ("source_of_aid_2", _T, "of another", 30),
            ("reporting_currency", _T, "ISO 4217 code", 10),
            ("source_reported_value", _N, "amount in that currency, at least", 18),
            ("tot_activity_value_EUR", _N, "the same in euros at the rate of the day", 18),
            ("item", _T, "goods", 30),
            ("item_numb", _N, "how many; empty where no report says", 10),
            ("item_numb_deliv", _N, "of them delivered; filled only for deliveries", 10),
            ("pledgebook_stage", _T, "stage in pledgebook's words", 14),
        )
    ),
    (),
)


def kiel_rows(view: View, names: Mapping[str, str]) -> Iterator[Row]:
    """Each promise once, at its furthest stage, and gifts in kind without a value; a row an item."""
    listed = lines(view.entries)
    entries = {entry.id: entry for entry in view.entries}
    valued = {line.lifecycle for line in listed if line.counts}
    for line in listed:
        in_kind = line.amount is None and line.stage in GIVEN and line.lifecycle not in valued and entries[line.id].realis != "negated"
        if line.counts or in_kind:
            urls = sorted({testimony.url for testimony in entries[line.id].testimonies if testimony.url})
            yield from _kiel_rows(line, [*urls, *line.sources][:2], names)


def _kiel_rows(line: Line, where: Sequence[str], names: Mapping[str, str]) -> Iterator[Row]:
    for item in line.items or (None,):
        count = item.quantity if item else None
        yield {
            "activity_id": line.id,
            "donor": "; ".join(names.get(code, code) for code in line.donors) or None,
            "announcement_date": line.day,
            "aid_type_general": str(line.aid_type).capitalize() if line.aid_type else None,
            "measure": MEASURED[line.stage] if line.stage else None,
            "explanation": line.text,
            "source_of_aid_1": next(iter(where), None),
            "source_of_aid_2": next(iter(where[1:]), None),
            "reporting_currency": line.amount.currency if line.amount else None,
            "source_reported_value": line.amount.min if line.amount else None,
            "tot_activity_value_EUR": at(line.amount, "EUR", line.day),
            "item": item.name if item else None,
            "item_numb": count,
            "item_numb_deliv": count if line.stage is Stage.DELIVERED else None,
            "pledgebook_stage": str(line.stage),
        }


def write_kiel(view: Named, path: pathlib.Path) -> None:
    """Writes the layout as a workbook or CSV file, by the suffix of the path."""
    made = kiel_rows(view, {party.code: party.name for party in view.dossier.parties})
    if path.suffix.lower() == ".csv":
        from pledgebook.export.files import write_csv

        write_csv(KIEL, made, path)
        return
    from pledgebook.export.workbook import opened, write_sheet

    with opened(path) as book:
        write_sheet(book, KIEL, made)


def is_kiel(columns: Iterable[str]) -> bool:
    """Whether a table has the columns of the layout."""
    return all(name in _places(columns) for name in NEEDED)


def read_kiel(name: str, grid: Grid, dossier: Dossier) -> Tracker:
    """Activities as lines; rows of one id are one activity, and a value that they repeat counts once.

    Rows of one id with several values are as many lines. A row without a donor or an id is refused and told.
    """
    places = _places(grid.columns)
    where = [column for column in grid.columns if WHERE.fullmatch(_plain(column))]
    refused: list[Rejection] = []
    rows: list[tuple[str, Row]] = []
    for place, row in grid.rows:
        told = {meaning: row.get(column) for meaning, column in places.items()} | {"where": [row.get(column) for column in where]}
        if cell(told.get("donor")) is None:
            refused.append(Rejection(place, "no_donor", f"{place}: the row names no donor", "fill the column of the donor"))
        else:
            rows.append((cell(told.get("id")) or place, told))
    rows.sort(key=lambda held: held[0])
    found: list[Line] = []
    codes = Codes(dossier)
    for id_, held in itertools.groupby(rows, key=lambda pair: pair[0]):
        found += _activity(id_, [row for _, row in held], codes)
    return Tracker(name, tuple(found), {"layout": "Ukraine Support Tracker"}, tuple(refused), tuple(codes.notes()))


def _activity(id_: str, rows: Sequence[Row], codes: Codes) -> Iterator[Line]:
    values: list[Value | None] = [*dict.fromkeys(value for row in rows if (value := _value(row)) is not None)] or [None]
    first = rows[0]
    told = (cell(row.get("donor")) or "" for row in rows)
    donors = tuple(sorted({codes.of(name) for text in told for name in split(text)}))
    for place, value in enumerate(values):
        own = [row for row in rows if _value(row) == value or (place == 0 and _value(row) is None)]
        amount, stated = value or (None, None)
        when = next((found for row in own if (found := day(row.get("date")))), None)
        yield Line(
            id=id_ if place == 0 else f"{id_}#{place + 1}",
            donors=donors,
            joint=len(donors) > 1,
            stage=_stage(first),
            aid_type=_type(first),
            date=DateRange(when, when) if when else None,
            day=when,
            amount=amount or stated,
            stated=stated,
            counts=(amount or stated) is not None,
            why_not=None if amount or stated else "no amount",
            counts_as=CountsAs.TOTAL if amount or stated else None,
            items=_items(own),
            lifecycle=id_ if place == 0 else f"{id_}#{place + 1}",
            text=cell(first.get("text")),
            sources=tuple(sorted({text for row in own for held in row["where"] if (text := cell(held))})),
        )


def _value(row: Row) -> Value | None:
    """The amount in its own currency and in euros; None where the row has neither, or zero, which trackers write for unknown."""
    value, currency, euro = number(row.get("value")), cell(row.get("currency")), number(row.get("euro"))
    own = Amount(value, value, currency.upper()) if value and currency else None
    told = Amount(euro, euro, "EUR") if euro else None
    return (own, told) if own or told else None


def _items(rows: Iterable[Row]) -> tuple[ItemCount, ...]:
    held = [(cell(row.get("item")), number(row.get("quantity"))) for row in rows]
    return tuple(ItemCount(name, count) for name, count in held if name)


def _stage(row: Row) -> Stage | None:
    own = cell(row.get("stage"))
    if own in set(Stage):
        return Stage(own)
    return MEASURES.get((cell(row.get("measure")) or "").casefold())


def _type(row: Row) -> AidType | None:
    word = (cell(row.get("type")) or "").casefold()
    return AidType(word) if word in set(AidType) else None


def _places(columns: Iterable[str]) -> dict[str, str]:
    held = {_plain(column): column for column in columns}
    return {meaning: next(held[name] for name in names if name in held) for meaning, names in NAMES.items() if any(name in held for name in names)}


def _plain(column: str) -> str:
    return re.sub(r"[^a-z0-9]", "", column.casefold())
