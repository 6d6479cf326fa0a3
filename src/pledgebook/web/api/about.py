"""The book itself, the parties and people of its dossier, exchange rates and economies, and the description of the API."""

from __future__ import annotations

import datetime
from typing import Annotated, Any

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from pledgebook.analyse.economies import Economy
from pledgebook.analyse.rates import Rate, rate
from pledgebook.book import Book
from pledgebook.dossier.schema import PartyKind
from pledgebook.errors import PledgebookError
from pledgebook.shelf import Overview
from pledgebook.store.read import Counts
from pledgebook.version import __version__
from pledgebook.web.api.answers import All, Asked, answer, plain
from pledgebook.web.api.openapi import described
from pledgebook.web.api.parameters import Asked as AskedDay
from pledgebook.web.api.parameters import FormOf, Into
from pledgebook.web.library import Library

CurrencyOf = Annotated[str, QueryParameter(pattern="^[A-Za-z]{3}$", description="The currency an amount is in, by ISO 4217.")]
IntoOf = Annotated[str, QueryParameter(pattern="^[A-Za-z]{3}$", description="The currency it is wanted in.")]
DayOf = Annotated[datetime.date, QueryParameter(description="The day whose rate counts, or the last before it.")]


class BookHead(msgspec.Struct, frozen=True):
    """Which book this is; `stamp` changes with every fact, decision, dossier and code."""

    version: str
    dossier: str
    dossier_digest: str
    title: str
    stamp: str
    counts: Counts
    overview: Overview


class PartyHead(msgspec.Struct, frozen=True):
    """A party of the dossier."""

    code: str
    kind: PartyKind
    name: str
    currency: str | None
    members: tuple[str, ...]


@get("/book", sync_to_thread=True)
def show_book(request: Asked, book: NamedDependency[Book], asked_day: AskedDay, into: Into = None) -> Response[BookHead]:
    """The book at a glance: how much it holds, what it adds up to, the newest entries and the most contested."""
    dossier = book.dossier
    overview = book.overview(into=into.upper() if into else None, as_of=asked_day)
    return plain(request, BookHead(__version__, dossier.name, dossier.digest, dossier.title, book.stamp(), book.counts(), overview))


@get("/parties", sync_to_thread=True)
def list_parties(request: Asked, book: NamedDependency[Book], form: FormOf = None) -> Response[All[PartyHead]]:
    """The states, organisations and groups the dossier knows."""
    found = tuple(PartyHead(party.code, party.kind, party.name, party.currency, party.members) for party in book.dossier.parties)
    return answer(request, All(found), lambda: [_party_row(party) for party in found], form)


@get("/economies", sync_to_thread=True)
def list_economies(request: Asked, library: NamedDependency[Library], form: FormOf = None) -> Response[All[Economy]]:
    """Gross domestic product and population by party and year, each with its source."""
    return answer(request, All(library.economies), lambda: [msgspec.structs.asdict(row) for row in library.economies], form)


@get("/rates", sync_to_thread=True)
def show_rate(request: Asked, currency: CurrencyOf, into: IntoOf, day: DayOf) -> Response[Rate]:
    """The European Central Bank's reference rate of a day, or the last of the week before it."""
    try:
        found = rate(currency.upper(), into.upper(), day)
    except OverflowError:
        found = None
    if found is None:
        raise PledgebookError("no_rate", f"no rate for {currency.upper()} in {into.upper()} on {day}", "the bank has about thirty currencies, since 1999")
    return plain(request, found)


@get("/openapi.json", include_in_schema=False, sync_to_thread=True)
def show_description(request: Asked) -> Response[Any]:
    """This API, described in OpenAPI 3.1."""
    return plain(request, described(request.app))


def _party_row(party: PartyHead) -> dict[str, Any]:
    return {"code": party.code, "kind": party.kind, "name": party.name, "currency": party.currency, "members": ";".join(party.members)}


ROUTES = (show_book, list_parties, list_economies, show_rate, show_description)
