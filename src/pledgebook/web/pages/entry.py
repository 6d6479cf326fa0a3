"""One entry: what is claimed, by whom, in which sentence, against whom, and how it came together."""

from __future__ import annotations

import collections
import datetime
import urllib.parse
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import msgspec
from litestar import Request, Response, get
from litestar.response import Redirect

from pledgebook.analyse.rates import SHOWN as CURRENCIES
from pledgebook.analyse.rates import Converted, conversions
from pledgebook.book import Book
from pledgebook.model.ledger import AidEntry, Conflict, Entry, Judgement, Testimony
from pledgebook.review.decisions import ACCEPTED, Decision, not_undone
from pledgebook.review.sides import said
from pledgebook.store.entry_page import EntryPage, Window
from pledgebook.store.telling import Report as Told
from pledgebook.store.telling import family_of
from pledgebook.web.asked import whole_number
from pledgebook.web.index import ORDER, Index, first_day
from pledgebook.web.passages import Passage, passages
from pledgebook.web.rendering import opened, page

PAGE_SIZE = 40
"""reports on a page; an event may be told of thousands of times"""
SHOWN = 20
"""reports that are named beside each of several rival values"""
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
    asked: str = request.path_params["id_"]
    number = whole_number(request.query_params, "page", 1) or 1
    held = index.book.entry_page(asked, Window(number, PAGE_SIZE, len(index.decided.get(asked, ()))), as_of=index.as_of)
    if held is None:
        return onward(asked, index)
    found = held.entry
    decisions = index.decided.get(found.id, ())
    standing = {decision.id for decision in not_undone(decisions)}
    conflicts = [shortened(conflict) for conflict in found.conflicts]
    told = known({claim for conflict in conflicts for value in conflict.values for claim in value.claims}, held, index)
    others = elsewhere(found.id, told, index)
    here = {testimony.claim.id for testimony in held.testimonies}
    return page(
        request,
        "entry.html",
        entry=found,
        basis=held.basis,
        families=families_of(reports_of(held.testimonies, found, library.book), held.copies),
        number=held.number,
        pages=held.pages,
        here=here,
        own_page=1 if found.id in here else index.book.page_of(found.id, found.id, PAGE_SIZE, as_of=index.as_of),
        joined=held.joined,
        **(led_to(found, index) if isinstance(found, AidEntry) else {}),
        conflicts=list(zip(found.conflicts, conflicts, strict=True)),
        holders=others,
        outlet_of={claim: ", ".join(report.testimony.sources) or "unknown source" for claim, report in told.items() if report.entry == found.id},
        decisions=[(decision, decision.id in standing) for decision in decisions],
        history=history(held, decisions),
        near=near(held, others),
    )


def onward(asked: str, index: Index) -> Redirect:
    """To the entry that holds a claim, at the place of the claim, or that the beginning of an id names."""
    id_ = index.book.entry_id(asked, as_of=index.as_of)
    number = index.book.page_of(id_, asked, PAGE_SIZE, as_of=index.as_of)
    query = urllib.parse.urlencode({name: value for name, value in {"as_of": index.as_of, "page": number if number > 1 else None}.items() if value})
    holds = index.book.testimonies([asked], as_of=index.as_of)
    return Redirect(f"/entries/{id_}{'?' if query else ''}{query}{f'#claim-{asked}' if holds else ''}")


def shortened(conflict: Conflict) -> Conflict:
    """A conflict with the first of the claims that hold each value."""
    return msgspec.structs.replace(conflict, values=tuple(msgspec.structs.replace(value, claims=value.claims[:SHOWN]) for value in conflict.values))


def known(claims: Collection[str], held: EntryPage, index: Index) -> dict[str, Told]:
    """What a page has to know of claims it names: those given, and those of its judgements."""
    named = {anchor.claim for judgement in (*held.joined, *held.near) for anchor in (judgement.left, judgement.right) if anchor.claim} | set(claims)
    found = {testimony.claim.id: Told(held.entry.id, testimony) for testimony in (*held.testimonies, *held.told)}
    missing = named - found.keys()
    return {**found, **(index.book.testimonies(missing, as_of=index.as_of) if missing else {})}


def elsewhere(entry: str, told: Mapping[str, Told], index: Index) -> dict[str, Entry]:
    """The entries that hold claims this one does not hold, by claim."""
    others = {claim: report.entry for claim, report in told.items() if report.entry != entry}
    entries = {held.id: held for held in index.book.outlines_by_id(sorted(set(others.values())), as_of=index.as_of)} if others else {}
    return {claim: entries[id_] for claim, id_ in others.items() if id_ in entries}


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


def families_of(reports: Sequence[Report], copies: Collection[str]) -> list[Family]:
    """The reports of a page by family; a family that goes on over several pages is one family on each."""
    found: dict[str, list[Report]] = collections.defaultdict(list)
    for report in reports:
        found[family_of(report.testimony)].append(report)
    return [Family(tuple(held), family in copies) for family, held in found.items()]


def led_to(entry: AidEntry, index: Index) -> dict[str, Any]:
    """What stands around an aid entry: its promise's other steps, its whole and its parts, its amount in other money."""
    whole = index.entries.get(entry.part_of) if entry.part_of else None
    siblings = index.parts.get(whole.id, ()) if whole else ()
    found: dict[str, Converted | None] = {into: conversions([whole, entry] if whole else [entry], into).get(entry.id) for into in CURRENCIES}
    return {
        "lifecycle": sorted(index.steps.get(entry.lifecycle, (entry,)), key=lambda step: (ORDER[step.stage], first_day(step), step.id)),
        "whole": whole,
        "siblings": [other for other in siblings if other.id != entry.id],
        "parts": index.parts.get(entry.id, ()),
        "converted": [held for into, held in found.items() if held and (entry.amount and entry.amount.currency != into)],
    }


def history(held: EntryPage, decisions: Sequence[Decision]) -> list[Moment]:
    """The page's part of how the entry came to be: when each report came out, and what people decided."""
    found = []
    for testimony in held.told:
        day = testimony.published.last if testimony.published else None
        found.append(Moment(day, f"reported by {', '.join(testimony.sources) or 'an unknown source'}", testimony.claim.id))
    found += [Moment(datetime.datetime.fromisoformat(d.made_at).date(), f"{d.body.by} decided: {d.reason}") for d in decisions]
    ordered = sorted(found, key=lambda moment: (moment.day is None, moment.day or datetime.date.max))
    # as many reports as there are decisions were asked for beyond the page, since these may stand before it
    first = (held.number - 1) * PAGE_SIZE - held.before
    return ordered[first : None if held.number == held.pages else first + PAGE_SIZE]


def near(held: EntryPage, told: Mapping[str, Entry]) -> list[tuple[Entry, Judgement]]:
    """Entries that may be the same event, where the matcher could not tell, with its judgement."""
    found: dict[str, tuple[Entry, Judgement]] = {}
    for judgement in held.near:
        for anchor in (judgement.left, judgement.right):
            other = told.get(anchor.claim or "")
            if other is not None:
                found.setdefault(other.id, (other, judgement))
    return list(found.values())
