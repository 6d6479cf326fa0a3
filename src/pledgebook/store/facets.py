"""What is kept of an entry beside its body, so that pages need not read every body: columns, facets, and words to search."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator
from typing import Any

import msgspec

from pledgebook.analyse.rates import SHOWN, conversions
from pledgebook.analyse.totals import row
from pledgebook.dossier.schema import Dossier
from pledgebook.model.claim import Stage, TalksStatus
from pledgebook.model.ledger import AidEntry, Entry, EntryBase, Ledger, StatementEntry, TalksEntry
from pledgebook.review.decisions import basis
from pledgebook.selection import Classes, days_of, parties_of, sources_of
from pledgebook.store.telling import Row, digest, judgement_rows, reporting_rows, testimony_rows

DOCUMENT = "document"
"""the kind of a passage that is a whole document"""
KINDS = tuple(str(kind.__struct_config__.tag) for kind in (AidEntry, TalksEntry, StatementEntry))
"""the kinds of entries"""
INDEXED = 200_000
"""code points of a text that can be searched; the index of a PostgreSQL row holds a megabyte of words"""
FILLED = 3
"""one more whenever a column is filled otherwise, so that the rows of older books are written anew"""

Facet = tuple[str, str]


class Shelved(msgspec.Struct, frozen=True):
    """An entry as it is kept: its row, its facets, what can be searched of it, and a row for each testimony, judgement and outlet."""

    row: Row
    facets: tuple[Facet, ...]
    passage: Row
    testimonies: list[Row]
    judgements: list[Row]
    reporting: list[Row]


class Shelver:
    """Makes the rows of a ledger's entries; they depend on the ledger, the dossier and the exchange rates alone."""

    def __init__(self, dossier: Dossier) -> None:
        self._classes = Classes(dossier)
        self._names = {party.code: party.name for party in dossier.parties}
        self._schemes = {scheme.code: scheme.name for scheme in dossier.schemes}

    def rows(self, ledger: Ledger, only: Collection[str] | None = None) -> Iterator[Shelved]:
        """Every entry of the ledger, or those of the ids asked for, as it is kept, in the ledger's order."""
        entries = ledger.entries if only is None else tuple(entry for entry in ledger.entries if entry.id in only)
        wholes = {entry.part_of for entry in entries if isinstance(entry, AidEntry)}
        aid = ledger.aid if only is None else [entry for entry in ledger.aid if entry.id in only or entry.id in wholes]
        worth = {currency.lower(): conversions(aid, currency) for currency in SHOWN}
        for entry in entries:
            held = {currency: found[entry.id].amount for currency, found in worth.items() if entry.id in found}
            least = {currency: None if amount is None else amount.min if amount.min is not None else amount.max for currency, amount in held.items()}
            yield self._shelved(entry, {**dict.fromkeys(worth), **least})

    def _shelved(self, entry: Entry, worth: dict[str, float | None]) -> Shelved:
        body = _json(msgspec.structs.replace(entry, testimonies=(), judgements=()))
        passage = {"kind": _kind(entry), "ref": entry.id, "day": _day(entry.first_published), "title": self._title(entry), "text": _words(entry)}
        facets = tuple(sorted(set(self._facets(entry))))
        told, judged = testimony_rows(entry), judgement_rows(entry)
        columns = {"id": entry.id, "kind": _kind(entry), "body": body, "reports": len(told), "judged": len(judged), **_columns(entry), **worth}
        # what the rows say besides follows from these, but for the dossier, the rates and which columns there are
        whole = [body, [row["digest"] for row in told], [row["digest"] for row in judged], worth, facets, passage["title"], FILLED]
        return Shelved({**columns, "digest": digest(whole)}, facets, passage, told, judged, reporting_rows(entry))

    def _facets(self, entry: Entry) -> Iterator[Facet]:
        yield from (("donor", party) for party in parties_of(entry))
        yield from (("source", source) for source in sources_of(entry))
        if isinstance(entry, AidEntry):
            yield from (("class", name) for name in self._classes.of(entry))
            if entry.scheme:
                yield "scheme", entry.scheme.casefold()
        if isinstance(entry, StatementEntry) and entry.speaker:
            yield "speaker", entry.speaker.casefold()

    def _title(self, entry: Entry) -> str:
        """Names and words an entry should be found by, though its sentences may call them otherwise."""
        if isinstance(entry, AidEntry):
            donors, goods = (self._names.get(code, code) for code in entry.donors), (item.name for item in entry.items)
            found = [*donors, entry.stage, entry.aid_type, entry.scheme, self._schemes.get(entry.scheme or ""), *goods]
        elif isinstance(entry, TalksEntry):
            people = [who if isinstance(who, str) else who.name for who in entry.participants]
            found = [*(self._names.get(who, who) for who in people), entry.status, entry.place, entry.topic]
        else:
            found = [self._names.get(entry.speaker or "", entry.speaker), entry.role, self._names.get(entry.actor or ""), entry.medium, entry.act]
        return _clean(" · ".join(dict.fromkeys(str(part) for part in found if part)))


def document_passage(id_: str, title: str | None, day: datetime.date | None, text: str) -> dict[str, Any]:
    """What can be searched of a document."""
    return {"kind": DOCUMENT, "ref": id_, "day": _day(day), "title": _clean(title or ""), "text": _clean(text[:INDEXED])}


def _columns(entry: Entry) -> dict[str, Any]:
    first, last = days_of(entry)
    aid = entry if isinstance(entry, AidEntry) else None
    statement = entry if isinstance(entry, StatementEntry) else None
    return {
        "first": _day(first),
        "last": _day(last),
        "published": _day(entry.first_published),
        "rank": _rank(entry),
        "giver": row(aid) if aid else (statement and statement.actor) or "",
        "stage": aid and str(aid.stage),
        "scheme": aid and aid.scheme,
        "aid_type": aid and aid.aid_type and str(aid.aid_type),
        "status": str(entry.status) if isinstance(entry, TalksEntry) else None,
        "speaker": statement and statement.speaker,
        "act": statement and statement.act and str(statement.act),
        "basis": basis(entry),
        "conflicts": len(entry.conflicts),
        "independent": entry.independent,
        "lifecycle": aid and aid.lifecycle,
        "part_of": aid and aid.part_of,
        "counted": bool(aid and aid.counted),
    }


def _kind(entry: Entry) -> str:
    return str(entry.__struct_config__.tag)


def _rank(entry: Entry) -> int:
    if isinstance(entry, AidEntry):
        return list(Stage).index(entry.stage)
    return list(TalksStatus).index(entry.status) if isinstance(entry, TalksEntry) else 0


def _words(entry: EntryBase) -> str:
    """The sentences that carry an entry, each wording once."""
    found = (" ".join(part.split()) for testimony in entry.testimonies for part in testimony.words[:1])
    return _clean("\n".join(dict.fromkeys(found)))[:INDEXED]


def _day(day: datetime.date | None) -> str | None:
    return day.isoformat() if day else None


def _clean(text: str) -> str:
    return text.replace("\0", " ")


def _json(value: Any) -> str:
    return msgspec.json.encode(value, order="deterministic").decode()
