"""Flows of OCHA's Financial Tracking Service, as its public API (JSON) and its downloads (CSV) give them, as a ledger to compare with."""

from __future__ import annotations

import pathlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from pledgebook.analyse.compare_lines import Line, Tracker
from pledgebook.dossier.schema import Dossier
from pledgebook.errors import DocumentError
from pledgebook.export.codes import Codes
from pledgebook.export.grids import Grid, cell, day, number
from pledgebook.export.own import split
from pledgebook.model.claim import AidType, Amount, CountsAs, Stage
from pledgebook.model.run import Rejection
from pledgebook.model.text import DateRange

Row = Mapping[str, Any]
STAGES = {"pledge": Stage.PLEDGED, "commitment": Stage.COMMITTED, "paid": Stage.DELIVERED}
COLUMNS = ("amountUSD", "srcOrganization", "status")
NOTES = ("FTS records humanitarian aid alone", "a flow passed on by its receiver ('internal' or 'outgoing') counts in no total")


def is_fts(columns: Iterable[str]) -> bool:
    """Whether a table has the columns of FTS flows."""
    return set(COLUMNS) <= set(columns)


def read_json(path: pathlib.Path, dossier: Dossier) -> Tracker:
    """What the API answers to `/v1/public/fts/flow`: flows under `data.flows`, `flows`, or as a list."""
    try:
        held = msgspec.json.decode(path.read_bytes())
    except msgspec.DecodeError as error:
        raise DocumentError("bad_json", f"{path}: no JSON ({error})", "save the answer of the API as it came") from None
    inner = held.get("data", held) if isinstance(held, dict) else held
    flows = inner.get("flows") if isinstance(inner, dict) else inner
    if not isinstance(flows, list) or not all(isinstance(flow, dict) for flow in flows):
        raise DocumentError("no_flows", f"{path}: holds no FTS flows", "save what /v1/public/fts/flow answers, with its 'flows'")
    return _tracker(str(path), [(f"{path}: flow {flow.get('id', number)}", _flat(flow)) for number, flow in enumerate(flows, 1)], dossier)


def read_csv(name: str, grid: Grid, dossier: Dossier) -> Tracker:
    """A CSV download of flows; a second header line of HXL tags is passed over."""
    rows = [(place, row) for place, row in grid.rows if not str(row.get("amountUSD", "")).startswith("#")]
    return _tracker(name, rows, dossier)


def _flat(flow: Row) -> Row:
    """A flow of the API as a row of the download."""
    places: dict[str, Any] = dict(flow)
    for side, prefix in (("sourceObjects", "src"), ("destinationObjects", "dest")):
        held: dict[str, list[str]] = {}
        for thing in flow.get(side) or ():
            if isinstance(thing, dict) and thing.get("name"):
                held.setdefault(str(thing.get("type")), []).append(str(thing["name"]))
        places |= {f"{prefix}{kind}{'s' if kind == 'Location' else ''}": ";".join(names) for kind, names in held.items()}
    return places


def _tracker(name: str, rows: Iterable[tuple[str, Row]], dossier: Dossier) -> Tracker:
    codes = Codes(dossier)
    refused: list[Rejection] = []
    found: list[Line] = []
    for place, row in rows:
        if number(row.get("amountUSD")) is None and number(row.get("originalAmount")) is None:
            refused.append(Rejection(place, "no_amount", f"{place}: the flow has no amount", "see whether the file was cut"))
        else:
            found.append(_line(place, row, codes))
    return Tracker(name, tuple(found), {"layout": "OCHA FTS"}, tuple(refused), (*NOTES, *codes.notes()))


def _line(place: str, row: Row, codes: Codes) -> Line:
    dollars, own, currency = number(row.get("amountUSD")), number(row.get("originalAmount")), cell(row.get("originalCurrency"))
    stated = Amount(dollars, dollars, "USD") if dollars is not None else None
    amount = Amount(own, own, currency) if own is not None and currency else stated
    stage = STAGES.get((cell(row.get("status")) or "").casefold())
    passed_on = (cell(row.get("boundary")) or "incoming").casefold() != "incoming"
    when = day(row.get("decisionDate")) or day(row.get("date"))
    id_ = cell(row.get("id")) or place
    return Line(
        id=id_,
        donors=tuple(dict.fromkeys(_donors(row, codes))),
        stage=stage,
        aid_type=AidType.HUMANITARIAN,
        date=DateRange(when, when) if when else None,
        day=when,
        amount=amount,
        stated=stated,
        counts=not passed_on,
        why_not="passed on by its receiver" if passed_on else None,
        counts_as=CountsAs.TOTAL,
        recipient=next((codes.of(place) for place in split(_semicolons(row.get("destLocations")))), None),
        lifecycle=id_,
        text=cell(row.get("description")),
    )


def _donors(row: Row, codes: Codes) -> Iterator[str]:
    """The one country that gives, where the flow names one; else the institution."""
    where = split(_semicolons(row.get("srcLocations")))
    who = split(_semicolons(row.get("srcOrganization")))
    own = [name for name in who if codes.known(name)]
    yield from (codes.of(name) for name in (own or (where if len(where) == 1 else ()) or who))


def _semicolons(value: Any) -> str | None:
    """Members of a list in a cell; FTS separates them by commas or semicolons."""
    text = cell(value)
    return text.replace(",", ";") if text and ";" not in text else text
