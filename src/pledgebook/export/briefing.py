"""A dated briefing: what the book adds up to, what changed, what is in dispute, with a footnote for each sentence that says so."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from pledgebook.analyse.burden import GIVEN
from pledgebook.analyse.changes import Change, Changes, Kind
from pledgebook.analyse.rates import conversions
from pledgebook.analyse.totals import JOINT, NOBODY, Sum
from pledgebook.export.about import About, about
from pledgebook.export.rows import carrier
from pledgebook.ledgerview import LedgerView
from pledgebook.model.claim import Stage
from pledgebook.model.ledger import AidEntry, Entry, Testimony
from pledgebook.resolve.amounts import figure, shown

MOST = 15
"""lines of a list; the rest is counted"""
TOLD = {
    Kind.ENTERED: "New",
    Kind.MOVED: "Moved on",
    Kind.CHANGED: "Told otherwise",
    Kind.JOINED: "Found to be one",
    Kind.LEFT: "No longer in the book",
    Kind.CORRECTED: "Decided by a person",
}
METHOD = (
    "Read from reports by pledgebook. Each promise counts once; a joint amount is never split; running totals, parts and vague figures are in no sum; "
    "unknown is not zero. Amounts are converted at the European Central Bank's rate of the day. Figures in dispute stand side by side."
)


class Note(msgspec.Struct, frozen=True):
    """A footnote: the sentence, and where it stands."""

    number: int
    words: str
    sources: tuple[str, ...]
    published: datetime.date | None
    title: str | None
    url: str | None


class Item(msgspec.Struct, frozen=True):
    """A line of the briefing with the numbers of its footnotes."""

    text: str
    notes: tuple[int, ...] = ()


class Section(msgspec.Struct, frozen=True):
    title: str
    items: tuple[Item, ...]
    left: int = 0
    """lines there is no room for"""


class Briefing(msgspec.Struct, frozen=True):
    """`donors` are what each gives in `currency`, at least, the greatest first: the bars of the chart."""

    title: str
    about: About
    currency: str
    sections: tuple[Section, ...]
    donors: tuple[tuple[str, float], ...]
    notes: tuple[Note, ...]


class _Notes:
    """Footnotes in the order they are cited; one place in a document is one note."""

    def __init__(self) -> None:
        self.held: dict[str, Note] = {}

    def of(self, testimonies: Iterable[Testimony | None]) -> tuple[int, ...]:
        return tuple(dict.fromkeys(self._number(testimony) for testimony in testimonies if testimony and testimony.words))

    def _number(self, testimony: Testimony) -> int:
        known = self.held.get(testimony.claim.id)
        if known is None:
            published = testimony.published.last if testimony.published else None
            words = " ".join(testimony.words[0].split())
            known = Note(len(self.held) + 1, words, testimony.sources, published, testimony.title, testimony.url)
            self.held[testimony.claim.id] = known
        return known.number


def briefing(view: LedgerView, changes: Changes | None = None, currency: str = "USD") -> Briefing:
    """The briefing of a view, and of what changed since another day where that is asked for."""
    notes = _Notes()
    names = {party.code: party.name for party in view.dossier.parties}
    sections = [_in_short(view, currency)]
    if changes is not None:
        sections.append(_changed(changes, names, notes))
    sections += [_largest(view, currency, names, notes), _disputed(view, names, notes), _gaps(view)]
    day = f" as of {view.ledger.as_of}" if view.ledger.as_of else ""
    given = ((row.donor, row.given.low) for row in view.burdens(currency) if row.given and row.given.low)
    donors = tuple((_donor(code, names), value) for code, value in given)
    kept = tuple(section for section in sections if section.items)
    return Briefing(f"{view.dossier.title}{day}", about(view), currency, kept, donors, tuple(notes.held.values()))


def _in_short(view: LedgerView, currency: str) -> Section:
    told = about(view)
    items = [Item(f"{told.entries} acts of aid, {told.talks} talks and {told.statements} statements, from {told.documents} documents.")]
    for cell in view.grand_totals(currency):
        rate = "" if cell.currency == currency else " (no rate)"
        acts = "1 act" if len(cell.entries) == 1 else f"{len(cell.entries)} acts"
        items.append(Item(f"{str(cell.stage).capitalize()}: {cell.currency} {_sum(cell.sum)}{rate}, in {acts}."))
    return Section("In short", tuple(items))


def _changed(changes: Changes, names: Mapping[str, str], notes: _Notes) -> Section:
    wanted = [change for change in changes.changes if change.kind in TOLD and (change.entry_now is None or isinstance(change.entry_now, AidEntry))]
    items = [Item(_change(change, names), _cited(change.entry_now, notes)) for change in wanted[:MOST]]
    since = f"Changes since {changes.since}"
    return Section(since, tuple(items) or (Item("Nothing changed."),), max(0, len(wanted) - MOST))


def _change(change: Change, names: Mapping[str, str]) -> str:
    what = aid_line(change.entry_now, names) if isinstance(change.entry_now, AidEntry) else change.entry
    moved = "; ".join(f"{held.field}: {held.before or 'unknown'} to {held.after or 'unknown'}" for held in change.differences)
    decided = f" ({change.decision.reason})" if change.decision else ""
    return f"{TOLD[change.kind]}: {what}" + (f" [{moved}]" if moved else "") + decided + "."


def _largest(view: LedgerView, currency: str, names: Mapping[str, str], notes: _Notes) -> Section:
    worth = {id_: held.amount.min or 0.0 for id_, held in conversions(view.entries, currency).items() if held.amount}
    counted = sorted((entry for entry in view.entries if entry.counted and entry.stage in GIVEN), key=lambda entry: (-worth.get(entry.id, 0.0), entry.id))
    items = tuple(Item(aid_line(entry, names) + ".", _cited(entry, notes)) for entry in counted[:MOST])
    return Section("The largest amounts", items, max(0, len(counted) - MOST))


def _disputed(view: LedgerView, names: Mapping[str, str], notes: _Notes) -> Section:
    found = [(entry, conflict) for entry in view.entries for conflict in entry.conflicts]
    items = []
    for entry, conflict in found[:MOST]:
        values = " against ".join(f"{held.value} ({held.independent} independent)" for held in conflict.values)
        by_claim = {testimony.claim.id: testimony for testimony in entry.testimonies}
        cited = notes.of(by_claim.get(held.claims[0]) for held in conflict.values if held.claims)
        items.append(Item(f"{aid_line(entry, names)}; {conflict.field}: {values}.", cited))
    return Section("In dispute", tuple(items), max(0, len(found) - MOST))


def _gaps(view: LedgerView) -> Section:
    items = []
    for gap in view.gaps():
        if gap.donor == "all":
            promised = _sum(gap.promised) if gap.promised else "unknown"
            delivered = _sum(gap.delivered) if gap.delivered else f"unknown ({gap.deliveries} deliveries, none with a value)"
            items.append(Item(f"{gap.currency}: promised {promised}, delivered {delivered}, gap {_sum(gap.gap) if gap.gap else 'unknown'}."))
    return Section("Promised and delivered", tuple(items))


def aid_line(entry: AidEntry, names: Mapping[str, str]) -> str:
    """An act of aid in a line: who, how much, what, at which stage, when."""
    amount = shown(entry.amount) if entry.amount else "no amount"
    what = ", ".join(item.name for item in entry.items[:3]) or f"{entry.aid_type or ''} aid".strip()
    day = entry.date.last if entry.date else entry.first_published
    stage = entry.stage if entry.stage is not Stage.PROPOSED else "proposed, nothing promised"
    return f"{_who(entry.donors, names)}: {amount}, {what} ({stage}, {day or 'undated'})"


def _cited(entry: Entry | None, notes: _Notes) -> tuple[int, ...]:
    """The sentence that carries the figure, and one of another source where there is one."""
    if entry is None:
        return ()
    first = carrier(entry)
    others = [testimony for testimony in entry.testimonies if first and testimony.family != first.family]
    return notes.of([first, *others[:1]])


def _who(codes: Sequence[str], names: Mapping[str, str]) -> str:
    return ", ".join(names.get(code, code) for code in codes) or "Unknown donor"


def _donor(code: str, names: Mapping[str, str]) -> str:
    return {JOINT: "several together", NOBODY: "unknown"}.get(code, names.get(code, code))


def _sum(value: Sum) -> str:
    if value.plain:
        return figure(value.low)
    return f"{figure(value.low)} or more" if value.high is None else f"{figure(value.low)} to {figure(value.high)}"
