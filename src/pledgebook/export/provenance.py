"""Where every figure comes from, as W3C PROV: an entry is derived from claims, a claim quoted from a document, a document an outlet's."""

from __future__ import annotations

import json
import pathlib
import urllib.parse
from typing import TYPE_CHECKING, Any

from pledgebook.export.about import about, facts
from pledgebook.export.rows import View, listed
from pledgebook.model.ledger import AidEntry, Entry, Testimony
from pledgebook.resolve.identity import kind_of
from pledgebook.version import __version__

if TYPE_CHECKING:
    from prov.model import ProvDocument

NAMESPACE = "urn:pledgebook:prov:"
MATCHER = "matcher"
"""how a judgement of the machine begins to say who made it"""


def write_prov(view: View, path: pathlib.Path) -> None:
    """Writes PROV-JSON, in the same order of keys every time."""
    held = json.loads(provenance(view).serialize(format="json") or "")
    path.write_text(json.dumps(held, indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")


def provenance(view: View) -> ProvDocument:
    """The view's entries with everything they come from.

    Agents are outlets, pledgebook itself, and the people whose decisions an entry carries; activities are the reading of the documents and
    the fold into entries.
    """
    from prov.model import PROV, ProvDocument

    document = ProvDocument()
    document.add_namespace("p", NAMESPACE)
    told: dict[Any, Any] = {f"p:{name}": value for name, value in facts(about(view)).items() if value}
    document.agent("p:pledgebook", {"prov:type": PROV["SoftwareAgent"], "p:version": __version__})
    document.entity("p:ledger", {"prov:type": PROV["Collection"], **told})
    for name in ("reading", "fold"):
        document.activity(f"p:{name}")
        document.wasAssociatedWith(f"p:{name}", "p:pledgebook")
    seen: set[str] = set()
    kept: tuple[tuple[Entry, ...], ...] = (view.entries, view.talks, view.statements)
    for entry in (entry for entries in kept for entry in entries):
        _add_entry(document, entry, seen)
    return document


def _add_entry(document: ProvDocument, entry: Entry, seen: set[str]) -> None:
    name = f"p:entry-{entry.id}"
    kind = kind_of(entry.testimonies[0].claim)
    told: dict[str, Any] = {"p:kind": kind, "p:realis": str(entry.realis), "p:conflicts": listed(conflict.field for conflict in entry.conflicts)}
    if isinstance(entry, AidEntry):
        amount = entry.amount
        told |= {"p:stage": str(entry.stage), "p:donors": listed(entry.donors), "p:counts_as": entry.counts_as and str(entry.counts_as)}
        told |= {"p:amount_min": amount and amount.min, "p:amount_max": amount and amount.max, "p:currency": amount and amount.currency}
    document.entity(name, {key: value for key, value in told.items() if value is not None})
    document.hadMember("p:ledger", name)
    document.wasGeneratedBy(name, "p:fold")
    for testimony in entry.testimonies:
        _add_claim(document, testimony, seen)
        document.wasDerivedFrom(name, f"p:claim-{testimony.claim.id}", "p:fold")
    for person in sorted({judgement.by for judgement in entry.judgements if judgement.by and not judgement.by.startswith(MATCHER)}):
        document.wasAttributedTo(name, _agent(document, "person", person, seen))


def _add_claim(document: ProvDocument, testimony: Testimony, seen: set[str]) -> None:
    from prov.model import PROV

    claim = testimony.claim
    name, source = f"p:claim-{claim.id}", f"p:document-{claim.doc}"
    if source not in seen:
        seen.add(source)
        told = {"prov:label": testimony.title, "p:url": testimony.url, "p:published": _published(testimony)}
        document.entity(source, {key: value for key, value in told.items() if value is not None})
        for outlet in testimony.sources:
            document.wasAttributedTo(source, _agent(document, "outlet", outlet, seen))
    words = testimony.words[0] if testimony.words else None
    told_claim: dict[str, Any] = {"prov:value": words, "p:corrected": listed(testimony.corrected)}
    if claim.evidence:
        told_claim |= {"p:start": claim.evidence[0].start, "p:end": claim.evidence[0].end}
    document.entity(name, {key: value for key, value in told_claim.items() if value is not None})
    document.wasGeneratedBy(name, "p:reading")
    document.wasDerivedFrom(name, source, "p:reading", other_attributes={"prov:type": PROV["Quotation"]})


def _agent(document: ProvDocument, kind: str, who: str, seen: set[str]) -> str:
    from prov.model import PROV

    name = f"p:{kind}-{urllib.parse.quote(who, safe='')}"
    if name not in seen:
        seen.add(name)
        document.agent(name, {"prov:type": PROV["Person" if kind == "person" else "Organization"], "prov:label": who})
    return name


def _published(testimony: Testimony) -> str | None:
    return str(testimony.published.last) if testimony.published else None
