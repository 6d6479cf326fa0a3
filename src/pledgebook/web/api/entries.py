"""Entries, their sums, and what contradicts what."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency

from pledgebook.analyse.burden import Burden
from pledgebook.analyse.gap import Gap, gaps
from pledgebook.analyse.rates import Converted, conversions
from pledgebook.analyse.totals import JOINT, NOBODY, Umbrella, umbrellas
from pledgebook.book import Book
from pledgebook.export.rows import aid_row, statement_row, talks_row
from pledgebook.ledgerview import LedgerView
from pledgebook.model.ledger import AidEntry, ConflictValue, Entry, StatementEntry, TalksEntry
from pledgebook.resolve.why import Why
from pledgebook.selection import Selection
from pledgebook.shelf import Totals
from pledgebook.store.shelf import Sort
from pledgebook.web.api.answers import All, Asked, Page, answer, paged, plain
from pledgebook.web.api.parameters import DEFAULT_LIMIT, ActOf, After, FormOf, Id, Into, Limit, Order, Speaker, StatusOf
from pledgebook.web.api.parameters import Asked as AskedDay
from pledgebook.web.library import PROGRAM_S, Library


class Amounts(msgspec.Struct, frozen=True):
    """A page of aid with each amount in another currency, by entry; `converted` is null unless that was asked for."""

    items: tuple[AidEntry, ...]
    count: int
    next: str | None = None
    converted: dict[str, Converted] | None = None


class Lifecycle(msgspec.Struct, frozen=True):
    """An entry of any kind; of aid with the other entries of its promise, and those that stand under its amount."""

    entry: Entry
    lifecycle: tuple[AidEntry, ...] = ()
    parts: tuple[AidEntry, ...] = ()


class Contested(msgspec.Struct, frozen=True):
    """One field of one entry whose reports contradict one another; the value the entry shows comes first."""

    entry: str
    kind: str
    field: str
    values: tuple[ConflictValue, ...]


class Given(msgspec.Struct, frozen=True):
    """What a donor gives: sums beside its economy, and what was promised less what was delivered, in each currency."""

    donor: str
    name: str
    burden: Burden | None
    gaps: tuple[Gap, ...]


class SchemeSums(msgspec.Struct, frozen=True):
    """A scheme of the dossier, and what runs through it."""

    code: str
    name: str
    entries: int
    totals: Totals


@get("/entries", sync_to_thread=True)
def list_entries(
    request: Asked,
    book: NamedDependency[Book],
    aid: NamedDependency[Selection],
    asked_day: AskedDay,
    sort: Order = Sort.EARLIEST,
    after: After = None,
    limit: Limit = DEFAULT_LIMIT,
    into: Into = None,
    form: FormOf = None,
) -> Response[Amounts]:
    """Entries of aid, each with its reports, their sentences, conflicts and judgements."""
    found = book.page(aid, sort=sort, after=after, limit=limit, as_of=asked_day)
    entries = tuple(entry for entry in found.entries if isinstance(entry, AidEntry))
    converted = conversions(entries, into.upper()) if into else None
    page = Amounts(entries, found.count, found.next, converted)
    return answer(request, page, lambda: [aid_row(entry) for entry in entries], form)


@get("/entries/{id:str}", sync_to_thread=True)
def show_entry(request: Asked, book: NamedDependency[Book], id: Id, asked_day: AskedDay) -> Response[Lifecycle]:
    """One entry of any kind, by the beginning of its id or of a claim's."""
    entry = book.entry(id, as_of=asked_day)
    if not isinstance(entry, AidEntry):
        return plain(request, Lifecycle(entry))
    return plain(request, Lifecycle(entry, book.lifecycle(entry, as_of=asked_day), book.parts(entry, as_of=asked_day)))


@get("/entries/{id:str}/why/{other:str}", sync_to_thread=True)
def explain_pair(request: Asked, library: NamedDependency[Library], id: Id, other: Id) -> Response[Why]:
    """Why two claims are one event or two, line by line; an entry's id stands for its earliest claim."""
    return plain(request, library.why(id, other, PROGRAM_S))


@get("/talks", sync_to_thread=True)
def list_talks(
    request: Asked,
    book: NamedDependency[Book],
    speech: NamedDependency[Selection],
    asked_day: AskedDay,
    status: StatusOf = None,
    sort: Order = Sort.EARLIEST,
    after: After = None,
    limit: Limit = DEFAULT_LIMIT,
    form: FormOf = None,
) -> Response[Page[TalksEntry]]:
    """Occasions on which parties met or negotiated."""
    wanted = msgspec.structs.replace(speech, status=status)
    found = book.page(wanted, kind="talks", sort=sort, after=after, limit=limit, as_of=asked_day)
    entries = tuple(entry for entry in found.entries if isinstance(entry, TalksEntry))
    return answer(request, Page(entries, found.count, found.next), lambda: [talks_row(entry) for entry in entries], form)


@get("/statements", sync_to_thread=True)
def list_statements(
    request: Asked,
    book: NamedDependency[Book],
    speech: NamedDependency[Selection],
    asked_day: AskedDay,
    speaker: Speaker = None,
    act: ActOf = None,
    sort: Order = Sort.EARLIEST,
    after: After = None,
    limit: Limit = DEFAULT_LIMIT,
    form: FormOf = None,
) -> Response[Page[StatementEntry]]:
    """Who said what, when, in which role and through which medium."""
    wanted = msgspec.structs.replace(speech, speaker=speaker, act=act)
    found = book.page(wanted, kind="statement", sort=sort, after=after, limit=limit, as_of=asked_day)
    entries = tuple(entry for entry in found.entries if isinstance(entry, StatementEntry))
    return answer(request, Page(entries, found.count, found.next), lambda: [statement_row(entry) for entry in entries], form)


@get("/totals", sync_to_thread=True)
def show_totals(
    request: Asked, book: NamedDependency[Book], aid: NamedDependency[Selection], asked_day: AskedDay, into: Into = None, form: FormOf = None
) -> Response[Totals]:
    """What the aid asked for adds up to, by currency, stage and donor, with the entries of each sum and how it was counted."""
    found = book.totals(aid, into=into.upper() if into else None, as_of=asked_day)
    return answer(request, found, lambda: _total_rows(found), form)


@get("/totals/running", sync_to_thread=True)
def show_running_totals(request: Asked, book: NamedDependency[Book], aid: NamedDependency[Selection], asked_day: AskedDay) -> Response[All[Umbrella]]:
    """Running totals that documents state, beside what the book adds up."""
    return plain(request, All(umbrellas(book.outlines(aid, as_of=asked_day))))


@get("/conflicts", sync_to_thread=True)
def list_conflicts(
    request: Asked, book: NamedDependency[Book], asked_day: AskedDay, after: After = None, limit: Limit = DEFAULT_LIMIT, form: FormOf = None
) -> Response[Page[Contested]]:
    """Values that cannot all be true, side by side, with who holds each and how many independent sources."""
    entries = book.contested(as_of=asked_day)
    found = [Contested(entry.id, str(entry.__struct_config__.tag), held.field, held.values) for entry in entries for held in entry.conflicts]
    page = paged(found, lambda held: f"{held.entry} {held.field}", after, limit)
    return answer(request, page, lambda: [row for held in page.items for row in _conflict_rows(held)], form)


@get("/donors", sync_to_thread=True)
def list_donors(
    request: Asked, library: NamedDependency[Library], aid: NamedDependency[Selection], asked_day: AskedDay, into: Into = None, form: FormOf = None
) -> Response[All[Given]]:
    """What each donor gives in one currency (US dollars unless asked otherwise), as a share of its GDP and per head, the greatest first."""
    book = library.book
    view = LedgerView(library.ledger(asked_day), book.dossier, aid, library.economies)
    names = {party.code: party.name for party in book.dossier.parties} | {JOINT: "joint, not split", NOBODY: "donor unknown"}
    by_donor: dict[str, list[Gap]] = {}
    for gap in gaps(view.entries):
        by_donor.setdefault(gap.donor, []).append(gap)
    found = tuple(Given(row.donor, names.get(row.donor, row.donor), row, tuple(by_donor.get(row.donor, ()))) for row in view.burdens((into or "USD").upper()))
    return answer(request, All(found), lambda: [_donor_row(given) for given in found], form)


@get("/schemes", sync_to_thread=True)
def list_schemes(request: Asked, book: NamedDependency[Book], asked_day: AskedDay, into: Into = None) -> Response[All[SchemeSums]]:
    """The schemes of the dossier, and what runs through each."""
    found = []
    for scheme in book.dossier.schemes:
        wanted = Selection(scheme=scheme.code)
        added = book.totals(wanted, into=into.upper() if into else None, as_of=asked_day)
        found.append(SchemeSums(scheme.code, scheme.name, added.counting.entries, added))
    return plain(request, All(tuple(found)))


def _total_rows(found: Totals) -> list[dict[str, Any]]:
    return [
        {"currency": cell.currency, "stage": cell.stage, "donor": cell.donor, "min": cell.sum.low, "max": cell.sum.high, "entries": ";".join(cell.entries)}
        for cell in found.cells
    ]


def _conflict_rows(held: Contested) -> list[dict[str, Any]]:
    head = {"entry": held.entry, "kind": held.kind, "field": held.field}
    return [
        {**head, "value": value.value, "shown": value is held.values[0], "independent": value.independent, "claims": ";".join(value.claims)}
        for value in held.values
    ]


def _donor_row(given: Given) -> dict[str, Any]:
    row = given.burden
    sums = {"given": row.given, "share_of_gdp": row.share_of_gdp, "per_head": row.per_head} if row else {}
    flat: dict[str, Any] = {"donor": given.donor, "name": given.name, "currency": row.currency if row else None}
    for name, value in sums.items():
        flat |= {f"{name}_min": value.low if value else None, f"{name}_max": value.high if value else None}
    return flat


ROUTES = (
    list_entries,
    show_entry,
    explain_pair,
    list_talks,
    list_statements,
    show_totals,
    show_running_totals,
    list_conflicts,
    list_donors,
    list_schemes,
)
