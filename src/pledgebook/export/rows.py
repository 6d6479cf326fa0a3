"""The rows of every sheet, made one after another from the entries of a view."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, Protocol

from pledgebook.dossier.schema import Dossier
from pledgebook.export.columns import SHEETS, Sheet
from pledgebook.model.claim import AidClaim, Amount, Base, ItemCount
from pledgebook.model.ledger import AidEntry, Entry, EntryBase, Ledger, StatementEntry, TalksEntry, Testimony
from pledgebook.resolve.identity import kind_of
from pledgebook.review.decisions import basis as basis_of

if TYPE_CHECKING:
    from pledgebook.analyse.rates import Converted
    from pledgebook.selection import Selection

Row = dict[str, Any]


class View(Protocol):
    """What is exported: the entries of a ledger after selection."""

    @property
    def ledger(self) -> Ledger: ...
    @property
    def selection(self) -> Selection: ...
    @property
    def entries(self) -> tuple[AidEntry, ...]: ...
    @property
    def talks(self) -> tuple[TalksEntry, ...]: ...
    @property
    def statements(self) -> tuple[StatementEntry, ...]: ...


class Named(View, Protocol):
    """A view that knows what its codes stand for."""

    @property
    def dossier(self) -> Dossier: ...


def rows(view: View, sheet: Sheet) -> Iterator[Row]:
    """The rows of a sheet; None is unknown."""
    made: dict[str, Callable[[], Iterable[Row]]] = {
        "entries": lambda: _with_conversions(view.entries),
        "items": lambda: (row for entry in view.entries for row in _item_rows(entry)),
        "claims": lambda: (_claim_row(entry, testimony) for entry in _all(view) for testimony in entry.testimonies),
        "evidence": lambda: (row for entry in _all(view) for testimony in entry.testimonies for row in _evidence_rows(entry, testimony)),
        "statements": lambda: map(statement_row, view.statements),
        "talks": lambda: map(talks_row, view.talks),
        "conflicts": lambda: (row for entry in _all(view) for row in _conflict_rows(entry)),
    }
    yield from made[sheet.name]()


def all_rows(view: View) -> Iterator[tuple[Sheet, Iterator[Row]]]:
    """Every sheet with its rows."""
    for sheet in SHEETS:
        yield sheet, rows(view, sheet)


def aid_row(entry: AidEntry) -> Row:
    """An aid entry, without its amount in other currencies."""
    return {
        **_head(entry),
        "stage": str(entry.stage),
        "donors": listed(entry.donors),
        "joint": entry.joint,
        "recipient": entry.recipient,
        "supplier": entry.supplier,
        "aid_type": _word(entry.aid_type),
        **_money(entry.amount),
        "counts_as": _word(entry.counts_as),
        "counted": entry.counted,
        "items": listed(map(goods, entry.items)),
        "scheme": entry.scheme,
        "incremental": entry.incremental,
        "delivery_stage": _word(entry.delivery_stage),
        "part_of": entry.part_of,
        "follows": entry.follows,
        "lifecycle": entry.lifecycle,
        **_tail(entry),
    }


def talks_row(entry: TalksEntry) -> Row:
    """An occasion on which parties met."""
    who = [each if isinstance(each, str) else f"{each.name} ({each.actor})" if each.actor else each.name for each in entry.participants]
    return {**_head(entry), "status": str(entry.status), "participants": listed(who), "place": entry.place, "topic": entry.topic, **_tail(entry)}


def statement_row(entry: StatementEntry) -> Row:
    """What somebody said."""
    fields = ("speaker", "role", "actor", "mode", "cue", "medium", "act", "text")
    return {**_head(entry), **{name: _word(getattr(entry, name)) for name in fields}, **_tail(entry)}


def goods(item: ItemCount) -> str:
    """Goods with their number, as they are read again.

    >>> goods(ItemCount("tanks", 14.0)), goods(ItemCount("grain", 2.5, "tonnes")), goods(ItemCount("weapons"))
    ('14 tanks', '2.5 tonnes grain', 'weapons')
    """
    number = "" if item.quantity is None else f"{item.quantity:.15g} "
    return number + (f"{item.unit} " if item.unit else "") + item.name


def carrier(entry: Entry) -> Testimony | None:
    """The testimony that states the amount an entry shows, else the first."""
    if isinstance(entry, AidEntry):
        stated = [testimony for testimony in entry.testimonies if getattr(testimony.claim, "amount", None) == entry.amount]
        return next(iter(stated or entry.testimonies), None)
    return next(iter(entry.testimonies), None)


def listed(members: Iterable[str]) -> str | None:
    """Members in one cell; None where there are none.

    >>> listed(["DEU", "NLD"])
    'DEU; NLD'
    """
    return "; ".join(member.replace(";", ",") for member in members) or None


def converted(amount: Converted | None, into: str) -> Row:
    """An amount in another currency, with the day of its rate."""
    held, rate = (amount.amount, amount.rate) if amount else (None, None)
    return {f"{into}_min": held.min if held else None, f"{into}_max": held.max if held else None, f"{into}_rate_day": rate.day if rate else None}


def _with_conversions(entries: tuple[AidEntry, ...]) -> Iterator[Row]:
    from pledgebook.analyse.rates import SHOWN, conversions

    found = {into: conversions(entries, into) for into in SHOWN}
    for entry in entries:
        row = aid_row(entry)
        for into, held in found.items():
            row |= converted(held.get(entry.id), into)
        yield row


def _all(view: View) -> Iterator[Entry]:
    yield from view.entries
    yield from view.talks
    yield from view.statements


def _item_rows(entry: AidEntry) -> Iterator[Row]:
    for number, item in enumerate(entry.items, 1):
        yield {"entry": entry.id, "number": number, "name": item.name, "quantity": item.quantity, "unit": item.unit}


def _claim_row(entry: Entry, testimony: Testimony) -> Row:
    claim, said = testimony.claim, testimony.claim.attribution
    aid = claim if isinstance(claim, AidClaim) else None
    return {
        "id": claim.id,
        "entry": entry.id,
        "kind": kind_of(claim),
        **_where(testimony),
        "published_first": testimony.published.first if testimony.published else None,
        "published_last": testimony.published.last if testimony.published else None,
        "official": testimony.official,
        "family": testimony.family or None,
        **_days(claim),
        "realis": str(claim.realis),
        "stage": str(aid.stage) if aid else None,
        "donors": listed(aid.donors) if aid else None,
        **_money(aid.amount if aid else None),
        "counts_as": _word(aid.counts_as) if aid else None,
        "items": listed(map(goods, aid.items)) if aid else None,
        "speaker": said.speaker if said else None,
        "role": said.role if said else None,
        "medium": said.medium if said else None,
        "actor": said.actor if said else None,
        "via": listed(said.via) if said else None,
        "flags": listed(claim.flags),
        "confidence": claim.confidence,
        "corrected": listed(testimony.corrected),
    }


def _evidence_rows(entry: Entry, testimony: Testimony) -> Iterator[Row]:
    claim = testimony.claim
    for number, (span, words) in enumerate(zip(claim.evidence, testimony.words, strict=True), 1):
        yield {
            "claim": claim.id,
            "number": number,
            "entry": entry.id,
            **_where(testimony),
            "start": span.start,
            "end": span.end,
            "words": words,
            "published": testimony.published.last if testimony.published else None,
        }


def _conflict_rows(entry: Entry) -> Iterator[Row]:
    for conflict in entry.conflicts:
        for number, held in enumerate(conflict.values, 1):
            yield {
                "entry": entry.id,
                "kind": kind_of(entry.testimonies[0].claim),
                "field": conflict.field,
                "number": number,
                "value": held.value,
                "independent": held.independent,
                "claims": listed(held.claims),
            }


def _where(testimony: Testimony) -> Row:
    return {"document": testimony.claim.doc, "sources": listed(testimony.sources), "url": testimony.url, "title": testimony.title}


def _head(entry: EntryBase) -> Row:
    return {"id": entry.id, **_days(entry), "published": entry.first_published, "realis": str(entry.realis)}


def _tail(entry: EntryBase) -> Row:
    sources = sorted({source for testimony in entry.testimonies for source in testimony.sources})
    words = entry.testimonies[0].words if entry.testimonies else ()
    return {
        "documents": entry.documents,
        "independent": entry.independent,
        "sources": listed(sources),
        "conflicts": listed(f"{conflict.field}: " + " | ".join(value.value for value in conflict.values) for conflict in entry.conflicts),
        "flags": listed(entry.flags),
        "evidence": " ".join(words[0].split()) if words else None,
        "basis": basis_of(entry),
    }


def _days(held: EntryBase | Base) -> Row:
    return {"first": held.date.first if held.date else None, "last": held.date.last if held.date else None}


def _money(amount: Amount | None) -> Row:
    names = {"amount_min": "min", "amount_max": "max", "currency": "currency", "approximate": "approximate"}
    return {column: getattr(amount, name) if amount else None for column, name in names.items()}


def _word(value: Any) -> str | None:
    return None if value is None else str(value)
