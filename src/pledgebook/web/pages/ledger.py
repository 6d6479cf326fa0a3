"""The ledger: entries filtered, sorted and grouped, with totals that say how they are made."""

from __future__ import annotations

import collections
import datetime
import pathlib
import tempfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec
from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from pledgebook.analyse.explained import Counting, counting
from pledgebook.analyse.prices import AtPrices, at_prices
from pledgebook.analyse.rates import in_currency
from pledgebook.analyse.totals import Sum, Total, add, grand_totals, row, totals, umbrellas
from pledgebook.export import tables
from pledgebook.export.about import about
from pledgebook.export.workbook import write_workbook
from pledgebook.model.claim import AidClaim, Stage
from pledgebook.model.ledger import AidEntry, Ledger, StatementEntry, TalksEntry, Testimony
from pledgebook.selection import Selection
from pledgebook.web.asked import COLUMNS, GROUPS, PAGE_SIZE, SHOWN, SORTS, Asked, asked
from pledgebook.web.cells import BOOKED, MEASURES, Figure, beside, figure_of
from pledgebook.web.index import ORDER, Index, first_day
from pledgebook.web.library import Library
from pledgebook.web.lists import Cells
from pledgebook.web.pages.entry import earliest
from pledgebook.web.rendering import opened, page

EXPORTS = {
    "csv": "text/csv",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
LAST = datetime.date.max
TOLD_OFTEN = 100
"""reports of an entry up to which all are looked at for a sentence"""


class Group(msgspec.Struct, frozen=True):
    """Entries under one heading; `counted` is what they come to in each currency."""

    name: str
    entries: tuple[AidEntry, ...]
    count: int
    counted: tuple[tuple[str, Sum], ...]


@get("/ledger", sync_to_thread=False)
def ledger(request: Request[Any, Any, Any]) -> Response[str]:
    """A page of the ledger."""
    _, index = opened(request)
    wanted = asked(request.query_params)
    view = index.made(("ledger", msgspec.structs.replace(wanted, number=1, columns=())), lambda: looked_up(index, wanted))
    pages = max(1, -(-len(view.entries) // PAGE_SIZE))
    number = min(wanted.number, pages)
    start = (number - 1) * PAGE_SIZE
    listed = view.entries[start : start + PAGE_SIZE]
    outlets = index.book.outlets_of([entry.id for entry in listed], as_of=index.as_of) if "sources" in wanted.columns else {}
    return page(
        request,
        "ledger.html",
        asked=wanted,
        groups=on_page(view.groups, listed, wanted.group),
        sentences=sentences_of(listed, index) if wanted.total else {},
        rows=request.app.state.rows.of(listed, wanted, index.as_of, outlets),
        found=len(view.entries),
        first=start + 1,
        last=start + len(listed),
        number=number,
        pages=pages,
        cells=view.cells,
        prices=view.prices,
        priced=view.priced,
        how=view.how,
        cell_sum=view.cell,
        elsewhere=index.parts_elsewhere(view.entries, wanted.donor) if wanted.scheme and not wanted.row else (),
        choices=index.columns.facets(selection_of(wanted)),
        COLUMNS=COLUMNS,
        SHOWN=SHOWN,
        SORTS=SORTS,
        GROUPS=GROUPS,
        MEASURES=MEASURES,
    )


def sentences_of(entries: Sequence[AidEntry], index: Index) -> dict[str, Testimony]:
    """A report of each entry that says what the entry shows, the earliest such; of entries that are told of very often none is looked for."""
    found = {}
    for entry in index.book.entries_by_id([entry.id for entry in entries if entry.documents <= TOLD_OFTEN], as_of=index.as_of):
        if isinstance(entry, AidEntry) and entry.testimonies:
            told = earliest(entry)
            found[entry.id] = next((held for held in told if isinstance(held.claim, AidClaim) and held.claim.amount == entry.amount), told[0])
    return found


class LookedUp(msgspec.Struct, frozen=True):
    """What all pages of one view share: its entries in order, its headings, its totals and how they were made."""

    entries: tuple[AidEntry, ...]
    groups: dict[str, Group]
    cells: tuple[Cells, ...]
    how: Counting
    prices: AtPrices | None
    priced: tuple[Cells, ...]
    cell: Sum | None
    """of the cell whose entries are shown"""


def looked_up(index: Index, wanted: Asked) -> LookedUp:
    """The entries asked for, in order and under their headings, with their totals."""
    entries = chosen(index, wanted, wanted.sort)
    groups: dict[str, Group] = {}
    if wanted.group:
        entries = by_group(entries, wanted.group)
        groups = headings(entries, wanted.group, wanted.into)
    prices = at_prices(entries, wanted.into or "USD", wanted.prices) if wanted.prices else None
    priced = tables_of(prices.totals, prices.grand_totals) if prices else ()
    # of a figure's entries alone the sum would be another: a share is added where its whole is not, and the other way about
    figure = figure_asked(index, wanted, asked_for(index, wanted)) if wanted.total else None
    tables = () if wanted.total else table_of_totals(entries, wanted.into)
    return LookedUp(tuple(entries), groups, tables, counting(entries), prices, priced, figure.sum if figure else None)


@get("/ledger/export/{form:str}", sync_to_thread=False)
def export(request: Request[Any, Any, Any], library: NamedDependency[Library], index: NamedDependency[Index], form: FromPath[str]) -> Response[bytes]:
    """Just the entries a view shows, in its order, all pages of it."""
    if form not in EXPORTS:
        raise NotFoundException(f"the ledger is exported as {' or '.join(EXPORTS)}, not as {form[:20]}")
    wanted = asked(request.query_params)
    ids = [entry.id for entry in chosen(index, wanted, wanted.sort)]
    ledger = library.book.folded(index.as_of)
    held = {entry.id: entry for entry in ledger.aid}
    view = Listed(ledger, selection_of(wanted), tuple(held[id_] for id_ in ids))
    return Response(content_of(view, form), media_type=EXPORTS[form], headers={"Content-Disposition": f'attachment; filename="ledger.{form}"'})


def content_of(view: Listed, form: str) -> bytes:
    """The file of an export."""
    if form == "csv":
        return tables.as_csv(tables.ledger_rows(view)).encode()
    if form == "json":
        return tables.as_json({"about": about(view), "entries": view.entries}).encode()
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "ledger.xlsx"
        write_workbook(view, path)
        return path.read_bytes()


class Listed(msgspec.Struct, frozen=True):
    """Entries of a ledger as an export takes them, in the order of the page."""

    ledger: Ledger
    selection: Selection
    entries: tuple[AidEntry, ...]
    talks: tuple[TalksEntry, ...] = ()
    statements: tuple[StatementEntry, ...] = ()


def selection_of(wanted: Asked) -> Selection:
    """What is asked for, in the words of the book."""
    return Selection(
        donor=None if wanted.row else wanted.donor,
        stage=wanted.stage,
        scheme=wanted.scheme,
        aid_type=wanted.type,
        since=wanted.since,
        until=wanted.until,
        basis=wanted.basis,
        item_class=wanted.item_class,
        conflicts=True if wanted.conflicts else None,
        independent=wanted.independent,
        source=wanted.source,
    )


def chosen(index: Index, wanted: Asked, sort: str | None = None) -> list[AidEntry]:
    """The entries that are shown, without testimonies, in an order of the page or in the ledger's."""
    entries = asked_for(index, wanted, sort)
    if wanted.total:
        figure = figure_asked(index, wanted, entries)
        return [entry for entry in entries if figure and entry.id in figure.entries]
    return [entry for entry in entries if wanted.month is None or first_day(entry).replace(day=1) == wanted.month]


def figure_asked(index: Index, wanted: Asked, entries: Sequence[AidEntry]) -> Figure | None:
    """The figure whose entries are asked for; None where nothing is added in it."""
    assert wanted.total is not None
    if wanted.total[1] == BOOKED:
        return beside(wanted.total, index.made("umbrellas", lambda: umbrellas(index.aid)))
    return figure_of(wanted.total, entries, wanted.into, wanted.month)


def asked_for(index: Index, wanted: Asked, sort: str | None = None) -> list[AidEntry]:
    """The entries the filters ask for, among which a figure is made."""
    entries = index.columns.chosen(selection_of(wanted), sort)
    return [entry for entry in entries if row(entry) == wanted.row] if wanted.row else entries


def by_group(entries: Sequence[AidEntry], group: str) -> list[AidEntry]:
    """The entries under their headings, which stand in the order of their first entries."""
    key = GROUP_KEYS[group]
    order: dict[str, int] = {}
    for entry in entries:
        order.setdefault(key(entry), len(order))
    return sorted(entries, key=lambda entry: order[key(entry)])


def headings(entries: Sequence[AidEntry], group: str, into: str | None) -> dict[str, Group]:
    """What stands under each heading, on all pages."""
    whole: dict[str, list[AidEntry]] = collections.defaultdict(list)
    for entry in entries:
        whole[GROUP_KEYS[group](entry)].append(entry)
    return {name: Group(name, (), len(held), sums(held, into)) for name, held in whole.items()}


def on_page(groups: Mapping[str, Group], shown: Sequence[AidEntry], group: str | None) -> list[Group]:
    """What a page shows, under its headings; without headings in one nameless group."""
    if group is None:
        return [Group("", tuple(shown), len(shown), ())]
    here: dict[str, list[AidEntry]] = collections.defaultdict(list)
    for entry in shown:
        here[GROUP_KEYS[group](entry)].append(entry)
    return [msgspec.structs.replace(groups[name], entries=tuple(held)) for name, held in here.items()]


GROUP_KEYS: Mapping[str, Callable[[AidEntry], str]] = {
    "donor": row,
    "stage": lambda entry: str(entry.stage),
    "scheme": lambda entry: entry.scheme or "no scheme named",
    "month": lambda entry: "no day known" if first_day(entry) == LAST else f"{first_day(entry):%B %Y}",
    "type": lambda entry: str(entry.aid_type or "type unknown"),
}


def sums(entries: Sequence[AidEntry], into: str | None) -> tuple[tuple[str, Sum], ...]:
    """What the counted entries of a heading come to, by currency and stage."""
    held = in_currency(entries, into) if into else tuple(entries)
    cells: dict[tuple[str, Stage], list[AidEntry]] = collections.defaultdict(list)
    for entry in held:
        if entry.counted and entry.amount:
            cells[entry.amount.currency, entry.stage].append(entry)
    ordered = sorted(cells.items(), key=lambda cell: (cell[0][0], ORDER[cell[0][1]]))
    return tuple((f"{currency} {stage}", add(e.amount for e in listed if e.amount)) for (currency, stage), listed in ordered)


def table_of_totals(entries: Sequence[AidEntry], into: str | None) -> tuple[Cells, ...]:
    """Totals by donor and stage, a table a currency; the one asked for comes first."""
    held = in_currency(entries, into) if into else tuple(entries)
    return tables_of(totals(held), grand_totals(held), into)


def tables_of(by_row: Sequence[Total], overall: Sequence[Total], into: str | None = None) -> tuple[Cells, ...]:
    """Totals as tables, one a currency."""
    found = []
    for currency in sorted({total.currency for total in overall}, key=lambda code: (code != into, code)):
        all_ = {total.stage: total.sum for total in overall if total.currency == currency}
        stages = tuple(stage for stage in Stage if stage in all_)
        cells: dict[str, dict[Stage, Sum]] = collections.defaultdict(dict)
        for total in by_row:
            if total.currency == currency:
                cells[total.donor][total.stage] = total.sum
        rows = tuple((donor, tuple(held_.get(stage) for stage in stages)) for donor, held_ in cells.items())
        found.append(Cells(currency, stages, rows, tuple(all_[stage] for stage in stages)))
    return tuple(found)
