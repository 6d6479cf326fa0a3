"""FollowTheMoney entities, a line each: parties, acts of aid, money that was paid, reports, and what links them.

A promise is no payment: each act of aid is a `Project` with its donors, recipient and supplier as participants, so that a joint amount stands once and is
split by nobody; only money that was delivered is a `Payment` too. The lines are written by the published schema, without its library.
"""

from __future__ import annotations

import pathlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from pledgebook.analyse.rates import Converted, conversions
from pledgebook.dossier.schema import Party, PartyKind
from pledgebook.export.about import about, facts
from pledgebook.export.briefing import aid_line
from pledgebook.export.codes import alpha2
from pledgebook.export.rows import Named, goods
from pledgebook.model.claim import AidType, Stage
from pledgebook.model.ledger import AidEntry, Testimony

SCHEMAS = {PartyKind.STATE: "PublicBody", PartyKind.ORGANISATION: "Organization", PartyKind.GROUP: "LegalEntity"}
MONEY = (AidType.FINANCIAL, AidType.HUMANITARIAN)
"""kinds of aid whose delivery is a payment where no goods are named"""
Entity = dict[str, Any]
Values = Mapping[str, Sequence[str | None]]


def write_ftm(view: Named, path: pathlib.Path) -> None:
    """Writes the aid of a view, each entity once, in the order it is first met."""
    with path.open("wb") as out:
        for entity in entities(view):
            out.write(msgspec.json.encode(entity) + b"\n")


def entities(view: Named) -> Iterator[Entity]:
    """The entities of a view; the first says which pledgebook made them of which dossier, as of which day."""
    made = _Entities(f"pledgebook-{view.dossier.name}".lower(), {party.code: party for party in view.dossier.parties})
    told = [f"{name.replace('_', ' ')}: {value}" for name, value in facts(about(view)).items() if value]
    yield from made.new("Note", "about", {"name": ["pledgebook"], "description": list(told)})
    dollars, euros = conversions(view.entries, "USD"), conversions(view.entries, "EUR")
    for entry in view.entries:
        yield from made.of(entry, dollars.get(entry.id), euros.get(entry.id))


class _Entities:
    """Makes entities, each id once."""

    def __init__(self, dataset: str, parties: Mapping[str, Party]) -> None:
        self._dataset = dataset
        self._parties = parties
        self._names = {code: party.name for code, party in parties.items()}
        self._seen: set[str] = set()

    def new(self, schema: str, key: str, properties: Values) -> Iterator[Entity]:
        """The entity, where it was not made before; what is unknown is left out."""
        id_ = self._id(key)
        if id_ not in self._seen:
            self._seen.add(id_)
            held = {name: list(dict.fromkeys(value for value in values if value)) for name, values in properties.items()}
            yield {"id": id_, "schema": schema, "datasets": [self._dataset], "properties": {name: values for name, values in held.items() if values}}

    def of(self, entry: AidEntry, dollars: Converted | None, euros: Converted | None) -> Iterator[Entity]:
        roles = [*((code, "donor") for code in entry.donors), (entry.recipient, "recipient"), (entry.supplier, "supplier")]
        named = [(code, role) for code, role in roles if code]
        for code, _ in named:
            yield from self._party(code)
        days: Values = {"startDate": [str(entry.date.first)], "endDate": [str(entry.date.last)]} if entry.date else {}
        value = _value(entry, dollars, euros)
        act = f"entry-{entry.id}"
        yield from self.new(
            "Project",
            act,
            {
                "name": [aid_line(entry, self._names)],
                "projectId": [entry.id],
                "status": [str(entry.stage)],
                "phase": [entry.lifecycle],
                "description": ["; ".join(goods(item) for item in entry.items), *(f"in dispute: {held.field}" for held in entry.conflicts)],
                "keywords": [entry.aid_type and str(entry.aid_type), entry.scheme, entry.counts_as and str(entry.counts_as)],
                **days,
                **value,
            },
        )
        for code, role in named:
            linked: Values = {"project": [self._id(act)], "participant": [self._id(f"party-{code}")], "role": [role]}
            yield from self.new("ProjectParticipant", f"{act}-{role}-{code}", linked)
        if value and _paid(entry):
            payer, payee = self._id(f"party-{entry.donors[0]}"), self._id(f"party-{entry.recipient}")
            paid: Values = {"payer": [payer], "beneficiary": [payee], "project": [self._id(act)], "programme": [entry.scheme], **days, **value}
            yield from self.new("Payment", f"payment-{entry.id}", paid)
        for testimony in entry.testimonies:
            yield from self._report(act, testimony)

    def _party(self, code: str) -> Iterator[Entity]:
        party = self._parties.get(code)
        schema = SCHEMAS[party.kind] if party else "LegalEntity"
        country = alpha2(code)
        names: Values = {"name": [party.name if party else code], "alias": list(party.names) if party else []}
        yield from self.new(schema, f"party-{code}", {**names, "country": [country.lower() if country else None]})

    def _report(self, act: str, testimony: Testimony) -> Iterator[Entity]:
        claim = testimony.claim
        document = f"document-{claim.doc}"
        published = [str(testimony.published.last)] if testimony.published else []
        told: Values = {"title": [testimony.title], "sourceUrl": [_address(testimony.url)], "publisher": list(testimony.sources), "publishedAt": published}
        yield from self.new("Article", document, {**told, "fileName": [] if testimony.title else [claim.doc]})
        words = [" ".join(said.split()) for said in testimony.words[:1]]
        linked: Values = {"document": [self._id(document)], "entity": [self._id(act)], "role": ["evidence"], "summary": words, "recordId": [claim.id]}
        yield from self.new("Documentation", f"claim-{claim.id}", {**linked, "date": published})

    def _id(self, key: str) -> str:
        # an id is letters, digits, dots and hyphens
        return f"{self._dataset}-{key}".replace("_", "-")


def _value(entry: AidEntry, dollars: Converted | None, euros: Converted | None) -> Values:
    """The amount, where it counts and is one figure: a field that is one number holds no range."""
    amount = entry.amount
    if amount is None or not entry.counted or amount.min is None or amount.min != amount.max:
        return {}
    converted = {name: held.amount for name, held in (("amountUsd", dollars), ("amountEur", euros)) if held and held.amount}
    plain: Values = {name: [f"{held.min:.2f}"] for name, held in converted.items() if held.min is not None}
    return {"amount": [f"{amount.min:.2f}"], "currency": [amount.currency], **plain}


def _address(url: str | None) -> str | None:
    """The address, where it is one that can be asked."""
    return url if url and url.startswith(("http://", "https://")) else None


def _paid(entry: AidEntry) -> bool:
    """Whether an act is money that went from one to another."""
    money = entry.stage is Stage.DELIVERED and entry.aid_type in MONEY and not entry.items
    return money and len(entry.donors) == 1 and entry.recipient is not None
