"""Where every figure comes from, as W3C PROV: an entry is derived from claims, a claim quoted from a document, a document an outlet's.

PROV-JSON (https://www.w3.org/submissions/prov-json/) groups records by kind; each group is written in a pass of its own over the entries, so that a great
book is never held as records.
"""

from __future__ import annotations

import pathlib
import urllib.parse
from collections.abc import Callable, Iterator
from typing import IO, Any

import msgspec

from pledgebook.export.about import about, facts
from pledgebook.export.rows import View, listed
from pledgebook.model.ledger import AidEntry, Entry, Testimony
from pledgebook.resolve.identity import kind_of
from pledgebook.version import __version__

NAMESPACE = "urn:pledgebook:prov:"
MATCHER = "matcher"
"""how a judgement of the machine begins to say who made it"""
Record = tuple[str, dict[str, Any]]


def write_prov(view: View, path: pathlib.Path) -> None:
    """Writes PROV-JSON, a record a line, in the same order every time."""
    groups: dict[str, Callable[[View], Iterator[Record]]] = {
        "entity": _entities,
        "agent": _agents,
        "activity": lambda _: iter((("p:reading", {}), ("p:fold", {}))),
        "wasAssociatedWith": lambda _: _numbered("as", ({"prov:activity": f"p:{name}", "prov:agent": "p:pledgebook"} for name in ("reading", "fold"))),
        "hadMember": lambda view: _numbered("me", ({"prov:collection": "p:ledger", "prov:entity": _of(entry)} for entry in _entries(view))),
        "wasGeneratedBy": lambda view: _numbered("ge", _generations(view)),
        "wasDerivedFrom": lambda view: _numbered("de", _derivations(view)),
        "wasAttributedTo": lambda view: _numbered("at", _attributions(view)),
    }
    with path.open("wb") as out:
        out.write(b'{"prefix":{"p":"' + NAMESPACE.encode() + b'"}')
        for name, records in groups.items():
            out.write(f',\n"{name}":{{'.encode())
            _write(out, records(view))
            out.write(b"}")
        out.write(b"}\n")


def _write(out: IO[bytes], records: Iterator[Record]) -> None:
    for number, (name, told) in enumerate(records):
        out.write((b",\n" if number else b"\n") + msgspec.json.encode(name) + b":" + msgspec.json.encode({k: v for k, v in told.items() if v is not None}))


def _numbered(kind: str, relations: Iterator[dict[str, Any]]) -> Iterator[Record]:
    """Relations with names of their own; PROV-JSON keys each by one."""
    return ((f"_:{kind}{number}", relation) for number, relation in enumerate(relations, 1))


def _entries(view: View) -> Iterator[Entry]:
    yield from view.entries
    yield from view.talks
    yield from view.statements


def _testimonies(view: View) -> Iterator[Testimony]:
    return (testimony for entry in _entries(view) for testimony in entry.testimonies)


def _documents(view: View) -> Iterator[Testimony]:
    """A testimony of each document, once."""
    seen: set[str] = set()
    for testimony in _testimonies(view):
        if testimony.claim.doc not in seen:
            seen.add(testimony.claim.doc)
            yield testimony


def _entities(view: View) -> Iterator[Record]:
    yield "p:ledger", {"prov:type": _type("Collection"), **{f"p:{name}": value for name, value in facts(about(view)).items() if value}}
    for testimony in _documents(view):
        yield _document(testimony), {"prov:label": testimony.title, "p:url": testimony.url, "p:published": _published(testimony)}
    for entry in _entries(view):
        yield _of(entry), _told(entry)
        for testimony in entry.testimonies:
            words = testimony.words[0] if testimony.words else None
            place = testimony.claim.evidence[0] if testimony.claim.evidence else None
            span = {"p:start": _typed(place.start, "int"), "p:end": _typed(place.end, "int")} if place else {}
            yield _claim(testimony), {"prov:value": words, "p:corrected": listed(testimony.corrected), **span}


def _told(entry: Entry) -> dict[str, Any]:
    told: dict[str, Any] = {
        "p:kind": kind_of(entry.testimonies[0].claim),
        "p:realis": str(entry.realis),
        "p:conflicts": listed(conflict.field for conflict in entry.conflicts),
    }
    if isinstance(entry, AidEntry):
        amount = entry.amount
        told |= {"p:stage": str(entry.stage), "p:donors": listed(entry.donors), "p:counts_as": entry.counts_as and str(entry.counts_as)}
        if amount:
            told |= {"p:amount_min": _typed(amount.min, "double"), "p:amount_max": _typed(amount.max, "double"), "p:currency": amount.currency}
    return told


def _agents(view: View) -> Iterator[Record]:
    """pledgebook, the outlets, and the people whose judgements an entry carries."""
    yield "p:pledgebook", {"prov:type": _type("SoftwareAgent"), "p:version": __version__}
    outlets = dict.fromkeys(outlet for testimony in _documents(view) for outlet in testimony.sources)
    people = dict.fromkeys(person for entry in _entries(view) for person in _judges(entry))
    yield from ((_agent("outlet", outlet), {"prov:type": _type("Organization"), "prov:label": outlet}) for outlet in outlets)
    yield from ((_agent("person", person), {"prov:type": _type("Person"), "prov:label": person}) for person in people)


def _generations(view: View) -> Iterator[dict[str, Any]]:
    for entry in _entries(view):
        yield {"prov:entity": _of(entry), "prov:activity": "p:fold"}
        yield from ({"prov:entity": _claim(testimony), "prov:activity": "p:reading"} for testimony in entry.testimonies)


def _derivations(view: View) -> Iterator[dict[str, Any]]:
    for entry in _entries(view):
        for testimony in entry.testimonies:
            yield {"prov:generatedEntity": _of(entry), "prov:usedEntity": _claim(testimony), "prov:activity": "p:fold"}
            quoted = {"prov:activity": "p:reading", "prov:type": _type("Quotation")}
            yield {"prov:generatedEntity": _claim(testimony), "prov:usedEntity": _document(testimony), **quoted}


def _attributions(view: View) -> Iterator[dict[str, Any]]:
    for testimony in _documents(view):
        yield from ({"prov:entity": _document(testimony), "prov:agent": _agent("outlet", outlet)} for outlet in testimony.sources)
    for entry in _entries(view):
        yield from ({"prov:entity": _of(entry), "prov:agent": _agent("person", person)} for person in _judges(entry))


def _judges(entry: Entry) -> list[str]:
    return sorted({judgement.by for judgement in entry.judgements if judgement.by and not judgement.by.startswith(MATCHER)})


def _of(entry: Entry) -> str:
    return f"p:entry-{entry.id}"


def _claim(testimony: Testimony) -> str:
    return f"p:claim-{testimony.claim.id}"


def _document(testimony: Testimony) -> str:
    return f"p:document-{testimony.claim.doc}"


def _agent(kind: str, who: str) -> str:
    return f"p:{kind}-{urllib.parse.quote(who, safe='')}"


def _type(name: str) -> dict[str, str]:
    return {"$": f"prov:{name}", "type": "xsd:QName"}


def _typed(value: float | None, kind: str) -> dict[str, str] | None:
    return None if value is None else {"$": str(value), "type": f"xsd:{kind}"}


def _published(testimony: Testimony) -> str | None:
    return str(testimony.published.last) if testimony.published else None
