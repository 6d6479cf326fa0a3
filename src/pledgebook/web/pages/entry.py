"""One entry: what is claimed, by whom, in which sentence, against whom, and how it came together."""

from __future__ import annotations

import collections
import datetime
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from pledgebook.analyse.rates import SHOWN, Converted, conversions
from pledgebook.book import Book
from pledgebook.model.claim import AidClaim
from pledgebook.model.ledger import AidEntry, Entry, Testimony, Verdict
from pledgebook.review.decisions import ACCEPTED, Decision, concerns, in_order, not_undone
from pledgebook.review.sides import said
from pledgebook.web.index import ORDER, Index, first_day
from pledgebook.web.library import Library
from pledgebook.web.passages import Passage, passages
from pledgebook.web.rendering import page

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

    @property
    def copies(self) -> bool:
        return len({report.testimony.claim.doc for report in self.reports}) > 1


class Moment(msgspec.Struct, frozen=True):
    """One step of how the entry came to be: a report that came out, or a decision."""

    day: datetime.date | None
    what: str
    ref: str = ""
    """id of the claim it leads to"""


@get("/entries/{id_:str}", sync_to_thread=False)
def entry(request: Request[Any, Any, Any], library: NamedDependency[Library], index: NamedDependency[Index], id_: FromPath[str]) -> Response[str] | Redirect:
    """One entry; the id of a claim, or the beginning of an id, leads to the entry that holds it."""
    held = library.book.entry(id_, as_of=index.as_of)
    if held.id != id_:
        query = f"?as_of={index.as_of}" if index.as_of else ""
        return Redirect(f"/entries/{held.id}{query}#claim-{id_}" if id_ in held.claims else f"/entries/{held.id}{query}")
    decisions = decisions_on(held, index)
    standing = {decision.id for decision in not_undone(decisions)}
    reports = reports_of(held, library.book)
    return page(
        request,
        "entry.html",
        entry=held,
        families=families_of(reports),
        **(led_to(held, index) if isinstance(held, AidEntry) else {}),
        holders=elsewhere(held, [id_ for conflict in held.conflicts for value in conflict.values for id_ in value.claims], index),
        outlet_of={t.claim.id: ", ".join(t.sources) or "unknown source" for t in held.testimonies},
        decisions=[(decision, decision.id in standing) for decision in decisions],
        history=history(held, decisions),
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


def reports_of(entry: Entry, book: Book) -> list[Report]:
    """Every claim of the entry with its sentences, earliest report first."""
    texts = book.texts(testimony.claim.doc for testimony in entry.testimonies)
    ordered = sorted(entry.testimonies, key=lambda t: (t.published is None, t.published.last if t.published else datetime.date.max, t.claim.id))
    return [_report(testimony, entry, texts.get(testimony.claim.doc, "")) for testimony in ordered]


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


def families_of(reports: Sequence[Report]) -> list[Family]:
    """The reports by source family, in the order in which each family was first heard of."""
    found: dict[str, list[Report]] = collections.defaultdict(list)
    for report in reports:
        found[report.testimony.family or report.testimony.claim.doc].append(report)
    return [Family(tuple(held)) for held in found.values()]


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


def near(entry: Entry, index: Index) -> list[tuple[Entry, tuple[str, ...]]]:
    """Entries that may be the same event, where the matcher could not tell, with its reasons."""
    own = set(entry.claims)
    unsure = [judgement for judgement in entry.judgements if judgement.verdict is Verdict.UNSURE]
    holders = elsewhere(entry, (anchor.claim for judgement in unsure for anchor in (judgement.left, judgement.right)), index)
    found: dict[str, tuple[Entry, tuple[str, ...]]] = {}
    for judgement in unsure:
        for anchor in (judgement.left, judgement.right):
            other = holders.get(anchor.claim or "")
            if other is not None and anchor.claim not in own:
                found.setdefault(other.id, (other, judgement.reasons))
    return list(found.values())
