"""One entry: what is claimed, by whom, in which sentence, against whom, and how it came together."""

from __future__ import annotations

import collections
import datetime
import urllib.parse
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from litestar import Request, Response, get
from litestar.response import Redirect

from pledgebook.analyse.rates import SHOWN, Converted, conversions
from pledgebook.book import Book
from pledgebook.model.claim import AidClaim
from pledgebook.model.ledger import AidEntry, Entry, Judgement, Testimony, Verdict
from pledgebook.review.decisions import ACCEPTED, Decision, concerns, in_order, not_undone
from pledgebook.review.sides import said
from pledgebook.web.asked import placed
from pledgebook.web.index import ORDER, Index, first_day
from pledgebook.web.passages import Passage, passages
from pledgebook.web.rendering import opened, page

PAGE_SIZE = 40
"""reports on a page; an event may be told of thousands of times"""
OWN = ("stage", "amount", "donors", "date", "scheme", "recipient", "status", "place")
"""fields in which a report may differ from the entry that holds it"""


class Report(msgspec.Struct, frozen=True):
    """One claim of the entry with its sentences, and where it says other than the entry shows."""

    testimony: Testimony
    passages: tuple[Passage, ...]
    differs: tuple[tuple[str, str], ...]
    changed: tuple[str, ...]
    """fields a person corrected"""


class Family(msgspec.Struct, frozen=True):
    """Reports that are one source: they copy one another or are of one outlet."""

    reports: tuple[Report, ...]
    copies: bool
    """whether several documents are of it"""


class Moment(msgspec.Struct, frozen=True):
    """One step of how the entry came to be: a report that came out, or a decision."""

    day: datetime.date | None
    what: str
    ref: str = ""
    """id of the claim it leads to"""


@get("/entries/{id_:str}", sync_to_thread=False)
def entry(request: Request[Any, Any, Any]) -> Response[str] | Redirect:
    """One entry; the id of a claim, or the beginning of an id, leads to the entry that holds it."""
    library, index = opened(request)
    id_: str = request.path_params["id_"]
    held = library.book.entry(id_, as_of=index.as_of)
    by_family = in_families(held)
    order = [testimony for family in by_family for testimony in family]
    if held.id != id_:
        place = next((k for k, testimony in enumerate(order) if testimony.claim.id == id_), 0)
        asking = {"as_of": index.as_of, "page": 1 + place // PAGE_SIZE if place >= PAGE_SIZE else None}
        query = urllib.parse.urlencode({name: value for name, value in asking.items() if value})
        return Redirect(f"/entries/{held.id}{'?' if query else ''}{query}{f'#claim-{id_}' if id_ in held.claims else ''}")
    decisions = decisions_on(held, index)
    standing = {decision.id for decision in not_undone(decisions)}
    number, pages = placed(request, len(order), PAGE_SIZE)
    shown = slice((number - 1) * PAGE_SIZE, number * PAGE_SIZE if number < pages else None)
    return page(
        request,
        "entry.html",
        entry=held,
        families=families_of(reports_of(order[shown], held, library.book), by_family),
        number=number,
        pages=pages,
        page_of={testimony.claim.id: 1 + k // PAGE_SIZE for k, testimony in enumerate(order)},
        joined=[judgement for judgement in held.judgements if judgement.verdict is Verdict.SAME][shown],
        **(led_to(held, index) if isinstance(held, AidEntry) else {}),
        holders=elsewhere(held, [id_ for conflict in held.conflicts for value in conflict.values for id_ in value.claims], index),
        outlet_of={t.claim.id: ", ".join(t.sources) or "unknown source" for t in held.testimonies},
        decisions=[(decision, decision.id in standing) for decision in decisions],
        history=history(held, decisions)[shown],
        near=near(held, index),
    )


def decisions_on(entry: Entry, index: Index) -> list[Decision]:
    """What people decided on the entry's claims, in the order they did."""
    near = {decision.id: decision for t in entry.testimonies for decision in index.decisions.get(t.claim.doc, ())}
    return in_order(decision for decision in near.values() if any(concerns(decision, t.claim) for t in entry.testimonies))


def elsewhere(entry: Entry, claims: Iterable[str | None], index: Index) -> dict[str, Entry]:
    """The entries that hold claims this one does not hold, by claim."""
    own = set(entry.claims)
    others = [claim for claim in claims if claim and claim not in own]
    return index.book.holders(others, as_of=index.as_of) if others else {}


def in_families(entry: Entry) -> list[list[Testimony]]:
    """The reports by source family, in the order in which each family was first heard of, the earliest report first."""
    found: dict[str, list[Testimony]] = collections.defaultdict(list)
    for testimony in earliest(entry):
        found[testimony.family or testimony.claim.doc].append(testimony)
    return list(found.values())


def earliest(entry: Entry) -> list[Testimony]:
    """The reports as they came out; those of no known day last."""
    return sorted(entry.testimonies, key=lambda t: (t.published is None, t.published.last if t.published else datetime.date.max, t.claim.id))


def reports_of(testimonies: Sequence[Testimony], entry: Entry, book: Book) -> list[Report]:
    """Claims of the entry with their sentences, in the order given."""
    texts = book.texts(testimony.claim.doc for testimony in testimonies)
    return [_report(testimony, entry, texts.get(testimony.claim.doc, "")) for testimony in testimonies]


def _report(testimony: Testimony, entry: Entry, text: str) -> Report:
    claim = testimony.claim
    both = [field for field in OWN if hasattr(claim, field) and hasattr(entry, field)]
    differs = [(field, said(claim, field)) for field in both if _bare(getattr(claim, field)) != _bare(getattr(entry, field))]
    found = passages(text, claim.evidence) if text else []
    changed = tuple(field for field in testimony.corrected if field != ACCEPTED)
    return Report(testimony, tuple(found), tuple((field, value) for field, value in differs if value), changed)


def _bare(value: Any) -> Any:
    """A value without its order."""
    return frozenset(value) if isinstance(value, tuple) else value


def families_of(reports: Sequence[Report], by_family: Sequence[Sequence[Testimony]]) -> list[Family]:
    """The reports of a page by family; a family that goes on over several pages is one family on each."""
    family_of = {testimony.claim.id: k for k, family in enumerate(by_family) for testimony in family}
    found: dict[int, list[Report]] = collections.defaultdict(list)
    for report in reports:
        found[family_of[report.testimony.claim.id]].append(report)
    return [Family(tuple(held), len({testimony.claim.doc for testimony in by_family[k]}) > 1) for k, held in found.items()]


def led_to(entry: AidEntry, index: Index) -> dict[str, Any]:
    """What stands around an aid entry: its promise's other steps, its whole and its parts, its amount in other money."""
    whole = index.entries.get(entry.part_of) if entry.part_of else None
    siblings = index.parts.get(whole.id, ()) if whole else ()
    found: dict[str, Converted | None] = {into: conversions([whole, entry] if whole else [entry], into).get(entry.id) for into in SHOWN}
    return {
        "lifecycle": sorted(index.steps.get(entry.lifecycle, (entry,)), key=lambda step: (ORDER[step.stage], first_day(step), step.id)),
        "whole": whole,
        "siblings": [other for other in siblings if other.id != entry.id],
        "parts": index.parts.get(entry.id, ()),
        "converted": [held for into, held in found.items() if held and (entry.amount and entry.amount.currency != into)],
        "fields_of": {t.claim.id: t.claim for t in entry.testimonies if isinstance(t.claim, AidClaim)},
    }


def history(entry: Entry, decisions: Sequence[Decision]) -> list[Moment]:
    """How the entry came to be: when each report came out, and what people decided."""
    found = []
    for testimony in entry.testimonies:
        day = testimony.published.last if testimony.published else None
        found.append(Moment(day, f"reported by {', '.join(testimony.sources) or 'an unknown source'}", testimony.claim.id))
    found += [Moment(datetime.datetime.fromisoformat(d.made_at).date(), f"{d.body.by} decided: {d.reason}") for d in decisions]
    return sorted(found, key=lambda moment: (moment.day is None, moment.day or datetime.date.max, moment.what))


def near(entry: Entry, index: Index) -> list[tuple[Entry, Judgement]]:
    """Entries that may be the same event, where the matcher could not tell, with its judgement."""
    own = set(entry.claims)
    unsure = [judgement for judgement in entry.judgements if judgement.verdict is Verdict.UNSURE]
    holders = elsewhere(entry, (anchor.claim for judgement in unsure for anchor in (judgement.left, judgement.right)), index)
    found: dict[str, tuple[Entry, Judgement]] = {}
    for judgement in unsure:
        for anchor in (judgement.left, judgement.right):
            other = holders.get(anchor.claim or "")
            if other is not None and anchor.claim not in own:
                found.setdefault(other.id, (other, judgement))
    return list(found.values())
