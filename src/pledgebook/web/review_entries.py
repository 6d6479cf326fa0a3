"""Review of one entry: accept, reject and split off claims, correct a field, and join it with another, side by side."""

from __future__ import annotations

import enum
import types
import typing
from collections.abc import Mapping
from typing import Any

import msgspec
from litestar import Response, get, post
from litestar.datastructures import FormMultiDict
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from pledgebook.book import Book
from pledgebook.errors import PledgebookError
from pledgebook.model.claim import Claim
from pledgebook.model.ledger import Entry
from pledgebook.resolve.identity import kind_of
from pledgebook.review.sides import pair_lines, said
from pledgebook.review.stated import stated_value
from pledgebook.web.library import Library
from pledgebook.web.pages.entry import earliest, reports_of
from pledgebook.web.rendering import page
from pledgebook.web.writing import Asked, field, fields, onward, written

CORRECTABLE: Mapping[str, tuple[str, ...]] = {
    "aid": (
        "stage",
        "donors",
        "recipient",
        "supplier",
        "aid_type",
        "amount",
        "counts_as",
        "items",
        "date",
        "scheme",
        "realis",
        "joint",
        "incremental",
        "delivery_stage",
    ),
    "talks": ("participants", "status", "place", "topic", "date", "realis"),
    "statement": ("speaker", "role", "actor", "act", "mode", "medium", "cue", "date"),
}
PLAIN = ("amount", "date", "donors", "items")
"""fields whose way of being told is the way they are written, where nothing is lost in it"""
ACTS = {"accept": "right as it was read, by its sentence", "reject": "not what its sentence says", "split": "another event than the rest of its entry"}


class Field(msgspec.Struct, frozen=True):
    """A field of a claim as a form shows it: its value as it is written, and the words it may be (none: any)."""

    name: str
    value: str
    choices: tuple[str, ...] = ()


@get("/entries/{id_:str}", sync_to_thread=True)
def show(request: Asked, book: NamedDependency[Book], id_: FromPath[str], done: FromQuery[str] = "") -> Response[str]:
    """An entry with all that can be decided on it."""
    entry = book.entry(id_)
    return page(request, "review/entry.html", entry=entry, reports=reports_of(earliest(entry), entry, book), done=done)


@post("/entries/{id_:str}", sync_to_thread=True)
def decide(request: Asked, form: NamedDependency[FormMultiDict], id_: FromPath[str]) -> Response[Any]:
    """Accepts, rejects or splits off the claims that were chosen."""
    act, claims = field(form, "act"), fields(form, "claim")
    if act not in ACTS or not claims:
        raise PledgebookError("bad_form", "no claim was chosen" if act in ACTS else f"there is nothing like '{act[:40]}' to do", "choose claims and a button")
    with written(request, act, " ".join(claims)) as desk:
        done = desk.took(getattr(desk.book, act)(*claims, reason=field(form, "reason", ACTS[act]), by=desk.name))
    left = claims[0] if act != "reject" else id_
    return onward(f"/review/history?done={done}" if act == "reject" else f"/review/entries/{left}?done={done}")


@get("/merge", sync_to_thread=True)
def compare(request: Asked, book: NamedDependency[Book], library: NamedDependency[Library], entry: FromQuery[str], other: FromQuery[str] = "") -> Response[str]:
    """Two entries side by side; without a second those most like the first."""
    left = book.entry(entry)
    if not other:
        return page(request, "review/choose.html", entry=left, near=near(left, library.ledger().entries))
    right = book.entry(other)
    lines = pair_lines(left.testimonies[0].claim, right.testimonies[0].claim, ()) if kind_of_entry(left) == kind_of_entry(right) else ()
    reports = tuple(reports_of(earliest(side), side, book) for side in (left, right))
    return page(request, "review/merge.html", left=left, right=right, lines=lines, reports=reports)


@post("/merge", sync_to_thread=True)
def merge(request: Asked, form: NamedDependency[FormMultiDict]) -> Response[Any]:
    """Makes two entries one."""
    entries = fields(form, "entry")
    with written(request, "merge", " ".join(entries)) as desk:
        done = desk.took(desk.book.merge(*entries, reason=field(form, "reason", "one event, by all reports side by side"), by=desk.name))
    return onward(f"/review/entries/{entries[0]}?done={done}")


@get("/claims/{id_:str}", sync_to_thread=True)
def show_claim(request: Asked, book: NamedDependency[Book], id_: FromPath[str]) -> Response[str]:
    """A claim with a form for each of its fields."""
    entry = book.entry(id_)
    report = next((held for held in reports_of(earliest(entry), entry, book) if held.testimony.claim.id.startswith(id_)), None)
    if report is None:
        raise PledgebookError("no_claim", f"entry {entry.id} holds no claim '{id_[:40]}' any more", f"see /review/entries/{entry.id}")
    return page(request, "review/claim.html", entry=entry, report=report, form_fields=form_fields(report.testimony.claim))


@post("/claims/{id_:str}", sync_to_thread=True)
def correct(request: Asked, form: NamedDependency[FormMultiDict], id_: FromPath[str]) -> Response[Any]:
    """Says what a field of a claim should be; a figure has to stand in the claim's sentence."""
    name, value = field(form, "field"), field(form, "value")
    with written(request, "correct", f"{id_} {name}") as desk:
        stated = stated_value(name, value) if value else None
        done = desk.took(desk.book.correct(id_, name, stated, reason=field(form, "reason"), by=desk.name))
    return onward(f"/review/entries/{id_}?done={done}")


def near(entry: Entry, entries: tuple[Entry, ...], most: int = 12) -> list[Entry]:
    """Entries of the same kind that share most with one: parties, days, amount, scheme."""
    alike = [other for other in entries if other.id != entry.id and kind_of_entry(other) == kind_of_entry(entry)]
    return sorted(alike, key=lambda other: (-_likeness(entry, other), other.id))[:most]


def _likeness(one: Entry, other: Entry) -> float:
    score = 0.0
    for name in ("donors", "participants", "speaker", "actor", "amount", "scheme", "stage", "recipient"):
        left, right = getattr(one, name, None), getattr(other, name, None)
        score += 2.0 if left and left == right else 1.0 if isinstance(left, tuple) and isinstance(right, tuple) and set(left) & set(right) else 0.0
    if one.date and other.date:
        score += max(0.0, 2.0 - abs((one.date.first - other.date.first).days) / 15)
    return score


def kind_of_entry(entry: Entry) -> str:
    return kind_of(entry.testimonies[0].claim)


def form_fields(claim: Claim) -> list[Field]:
    """The fields of a claim that can be corrected."""
    return [Field(name, written_value(claim, name), choices(type(claim), name)) for name in CORRECTABLE[kind_of(claim)]]


def written_value(claim: Claim, name: str) -> str:
    """A field's value as `stated_value` reads it; "" where there is none."""
    value = getattr(claim, name)
    if value is None or value == ():
        return ""
    told = said(claim, name)
    if isinstance(value, str) or (name in PLAIN and _read_again(claim, name, told) == value):
        return told
    return msgspec.json.encode(value).decode()


def _read_again(claim: Claim, name: str, text: str) -> Any:
    """What a field would be if this were written for it; None where that is no value of it."""
    try:
        return msgspec.convert(stated_value(name, text), typing.get_type_hints(type(claim))[name])
    except msgspec.ValidationError:
        return None


def choices(kind: type[Any], name: str) -> tuple[str, ...]:
    """The words of a closed set a field is of; none where it may be anything."""
    hint = typing.get_type_hints(kind)[name]
    options = typing.get_args(hint) if isinstance(hint, types.UnionType) or typing.get_origin(hint) is typing.Union else (hint,)
    if bool in options:
        return ("true", "false")
    closed = next((held for held in options if isinstance(held, type) and issubclass(held, enum.Enum)), None)
    return tuple(str(member) for member in closed) if closed else ()


ROUTES = (show, decide, compare, merge, show_claim, correct)
