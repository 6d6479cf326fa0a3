"""Entries and totals as tables a person reads."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import msgspec
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pledgebook.analyse.gap import Gap, Knowledge
from pledgebook.analyse.totals import Sum, Umbrella
from pledgebook.cli.sentences import marked
from pledgebook.dossier.schema import Dossier
from pledgebook.ledgerview import LedgerView
from pledgebook.model.claim import CountsAs, Realis, Stage
from pledgebook.model.ledger import AidEntry, ConflictValue, Entry, EntryBase, StatementEntry, TalksEntry, Testimony
from pledgebook.model.text import page_of
from pledgebook.resolve.amounts import figure, shown
from pledgebook.review.decisions import ACCEPTED, MACHINE, REVIEWED, basis
from pledgebook.selection import Selection

if TYPE_CHECKING:
    from pledgebook.analyse.rates import Converted

PIPE_WIDTH = 160
"""columns where the output is no terminal"""
ID = 7
"""digits of an id that are shown"""

RULES = {
    CountsAs.TOTAL: "counted",
    CountsAs.COMPONENT: "a part, not added",
    CountsAs.CONTAINER: "holds more than aid, not added",
    CountsAs.UMBRELLA: "running total, not added",
    CountsAs.VAGUE: "vague, not added",
    CountsAs.UNIT_PRICE: "price of one, not added",
}


def print_ledger(view: LedgerView, into: str | None = None) -> None:
    """The entries, then totals by donor and stage, running totals and the gap; with `into` amounts and totals converted."""
    out = console()
    if view.entries:
        out.print(_ledger(view, into))
    else:
        out.print("no entries" + (" match" if _narrowed(view) else "; read some reports first: pledgebook read PATH"))
    for currency in sorted({total.currency for total in view.grand_totals(into)}, key=lambda currency: (currency != into, currency)):
        out.print(_totals(view, currency, into))
    for umbrella in view.umbrellas():
        out.print(_umbrella(umbrella, view.dossier))
    for gap in view.gaps():
        if gap.donor == "all":
            out.print(_gap(gap))
    out.print(_footing(view))


def _ledger(view: LedgerView, into: str | None) -> Table:
    table = Table(box=box.SIMPLE_HEAD, show_lines=True, pad_edge=False)
    asked = tuple(dict.fromkeys(("USD", "EUR", into))) if into else ()
    converted = [(currency or "", 3) for currency in asked]
    for name, ratio in [("id", None), ("date", None), ("who", 3), ("what", 4), ("stage", None), ("amount", 3), *converted, ("sources", 3), ("conflicts", 4)]:
        table.add_column(name, ratio=ratio, no_wrap=name in ("id", "date", "stage"))
    found = [view.conversions(currency or "") for currency in asked]
    for entry in view.entries:
        who, what = _who(entry, view.dossier), _what(entry, view.dossier)
        cells = [_converted(held.get(entry.id)) for held in found]
        table.add_row(f"{entry.id[:ID]}\n{basis(entry)}", _date(entry), who, what, _stage(entry), amount_of(entry), *cells, _sources(entry), _conflicts(entry))
    return table


def _converted(held: Converted | None) -> str:
    from pledgebook.cli.money import converted_cell

    return converted_cell(held)


def print_statements(view: LedgerView) -> None:
    out = console()
    table = Table(box=box.SIMPLE_HEAD, show_lines=True, pad_edge=False)
    for name, ratio in (("id", None), ("date", None), ("speaker", 3), ("act", None), ("words", 8), ("medium", 2), ("sources", 3)):
        table.add_column(name, ratio=ratio, no_wrap=name in ("id", "date", "act"))
    for entry in view.statements:
        table.add_row(entry.id[:ID], _date(entry), _speaker(entry), entry.act or "", entry.text, entry.medium or "", _sources(entry))
    out.print(table if view.statements else "no statements")


def print_talks(view: LedgerView) -> None:
    out = console()
    table = Table(box=box.SIMPLE_HEAD, show_lines=True, pad_edge=False)
    for name, ratio in (("id", None), ("date", None), ("who", 5), ("status", None), ("place", 2), ("topic", 4), ("sources", 3)):
        table.add_column(name, ratio=ratio, no_wrap=name in ("id", "date", "status"))
    for entry in view.talks:
        table.add_row(entry.id[:ID], _date(entry), _participants(entry, view.dossier), entry.status, entry.place or "", entry.topic or "", _sources(entry))
    out.print(table if view.talks else "no talks")


class Shown(msgspec.Struct, frozen=True):
    """What is shown of a document beside its claims: its text, the names it was read under, where its pages begin."""

    text: str = ""
    names: tuple[str, ...] = ()
    pages: tuple[int, ...] = ()


def print_entry(entry: Entry, documents: Mapping[str, Shown], dossier: Dossier, others: Iterable[Entry] = ()) -> None:
    """One entry with every claim and its sentence; `others` hold what contradicts it from outside, as shares do."""
    out = console()
    out.print(Text(f"entry {entry.id}", style="bold"))
    for name, value in _facts(entry, dossier):
        if value:
            out.print(f"  {name}: {value}")
    for conflict in entry.conflicts:
        out.print(Text(f"  conflict in {conflict.field}:", style="bold red"))
        for held in conflict.values:
            out.print(f"    {held.value}  ({counted(held.independent, 'independent source')}: {', '.join(held.claims)})")
            for told in _sides(held, entry, others) if conflict.field != "wording" else ():
                words = " … ".join(" ".join(part.split()) for part in told.words)
                out.print(f"      {', '.join(told.sources) or 'unknown source'}: “{words}”", markup=False, highlight=False)
    out.print(Text(f"\n{counted(len(entry.testimonies), 'claim')} in {counted(entry.documents, 'document')}", style="bold"))
    for testimony in entry.testimonies:
        _print_testimony(out, testimony, documents.get(testimony.claim.doc, Shown()))
    if entry.judgements:
        out.print(Text("judgements", style="bold"))
    for judgement in entry.judgements:
        score = f" {judgement.score:g}" if judgement.score is not None else ""
        pair = f"{judgement.left.claim} {judgement.verdict} {judgement.right.claim}"
        out.print(f"  {pair} ({judgement.by}{score}): {'; '.join(judgement.reasons)}")


def _sides(value: ConflictValue, entry: Entry, others: Iterable[Entry]) -> Iterable[Testimony]:
    """The earliest report of a value in each entry that has one."""
    for held in (entry, *others):
        yield from [testimony for testimony in held.testimonies if testimony.claim.id in value.claims][:1]


def _print_testimony(out: Console, testimony: Testimony, document: Shown) -> None:
    claim = testimony.claim
    when = _window(testimony) or "no date"
    out.print(Text(f"\n  {claim.id}  {', '.join(testimony.sources) or 'unknown source'}, {when}", style="bold"))
    for value in (testimony.title, testimony.url, f"read as {', '.join(document.names)}; document {claim.doc[:12]}" if document.names else None):
        if value:
            out.print(f"    {value}")
    if claim.attribution:
        said = claim.attribution
        role = f", {said.role}" if said.role else ""
        medium = f", to {said.medium}" if said.medium else ""
        via = f" (through {', '.join(said.via)})" if said.via else ""
        out.print(f"    said by {said.speaker}{role}{medium}{via}")
    changed = [field for field in testimony.corrected if field != ACCEPTED]
    if testimony.corrected:
        out.print(f"    {'corrected by a person: ' + ', '.join(changed) if changed else 'accepted by a person'}")
    for span in claim.evidence:
        page = page_of(span, document.pages)
        out.print(Text(f"    p. {page}: " if page else "    ").append_text(marked(document.text, span)))
    if claim.flags:
        out.print(f"    flags: {', '.join(claim.flags)}")


def _facts(entry: Entry, dossier: Dossier) -> Iterable[tuple[str, str]]:
    yield "date", _date(entry)
    if isinstance(entry, AidEntry):
        yield "who", _who(entry, dossier)
        yield "what", _what(entry, dossier)
        yield "stage", _stage(entry)
        yield "amount", amount_of(entry).replace("\n", " ")
        yield from _in_others(entry)
        yield "part of", entry.part_of or ""
        yield "carries forward", entry.follows or ""
        yield "lifecycle", entry.lifecycle if entry.lifecycle != entry.id else ""
    elif isinstance(entry, TalksEntry):
        yield "who", _participants(entry, dossier)
        yield "status", str(entry.status)
        yield "place", entry.place or ""
        yield "topic", entry.topic or ""
    else:
        yield "speaker", _speaker(entry)
        yield "words", entry.text
    yield "flags", ", ".join(entry.flags)
    reviewed = sum(bool(testimony.corrected) for testimony in entry.testimonies)
    yield "basis", f"{reviewed} of {counted(len(entry.testimonies), 'claim')} reviewed by a person" if reviewed else "read by machine alone"


def _in_others(entry: AidEntry) -> Iterable[tuple[str, str]]:
    """The amount in dollars and euros with the day of the rate, or that there is none."""
    from pledgebook.analyse.rates import SHOWN, conversions

    if entry.amount is None:
        return
    for currency in SHOWN:
        if currency != entry.amount.currency:
            yield f"in {currency}", _converted(conversions([entry], currency).get(entry.id)).replace("\n", " ")


def _who(entry: AidEntry, dossier: Dossier) -> str:
    names = names_of(entry.donors, dossier) or "unknown"
    return f"{names} (together)" if entry.joint or len(entry.donors) > 1 else names


def _what(entry: AidEntry, dossier: Dossier) -> str:
    items = [f"{item.quantity:,.0f} {item.name}" if item.quantity is not None else item.name for item in entry.items]
    what = ", ".join(items[:4]) + (f" and {len(items) - 4} more" if len(items) > 4 else "")
    parts = [what or (f"{entry.aid_type} aid" if entry.aid_type else "aid")]
    if entry.supplier:
        parts.append(f"from {names_of((entry.supplier,), dossier)}")
    if entry.recipient and entry.recipient not in dossier.beneficiaries:
        parts.append(f"to {names_of((entry.recipient,), dossier)}")
    if entry.scheme:
        parts.append(f"[{entry.scheme}]")
    return " ".join(parts)


def _stage(entry: AidEntry) -> str:
    return str(entry.stage) if entry.realis is Realis.ACTUAL else f"{entry.stage}\n({entry.realis})"


def amount_of(entry: AidEntry) -> str:
    if entry.amount is None:
        return "unknown"
    rule = RULES.get(entry.counts_as, "not added") if entry.counts_as else "not added"
    if entry.counts_as is CountsAs.TOTAL and not entry.counted:
        rule = f"{entry.realis}, not added"
    if entry.part_of:
        rule = f"part of {entry.part_of[:ID]}, not added"
    return f"{shown(entry.amount)}\n({rule})"


def _sources(entry: EntryBase) -> str:
    names = sorted({source for testimony in entry.testimonies for source in testimony.sources})
    listed = ", ".join(names[:2]) + (f" +{len(names) - 2}" if len(names) > 2 else "")
    count = counted(entry.documents, "report")
    independent = f", {entry.independent} independent" if entry.documents > 1 else ""
    return f"{listed or 'unknown'}\n({count}{independent})"


def _conflicts(entry: EntryBase) -> str:
    return "\n".join(f"{conflict.field}: " + " | ".join(f"{held.value} ({held.independent})" for held in conflict.values) for conflict in entry.conflicts)


def _date(entry: EntryBase) -> str:
    if entry.date is None:
        return f"by {entry.first_published}" if entry.first_published else "unknown"
    if entry.date.first == entry.date.last:
        return str(entry.date.first)
    return f"{entry.date.first}\nto {entry.date.last}"


def _window(testimony: Testimony) -> str | None:
    days = testimony.published
    if days is None:
        return None
    return str(days.first) if days.first == days.last else f"between {days.first} and {days.last}"


def _speaker(entry: StatementEntry) -> str:
    return (entry.speaker or "unknown") + (f"\n({entry.role})" if entry.role else "")


def _participants(entry: TalksEntry, dossier: Dossier) -> str:
    named = [who if isinstance(who, str) else f"{who.name} ({who.actor})" if who.actor else who.name for who in entry.participants]
    codes = {party.code: party.name for party in dossier.parties}
    return ", ".join(codes.get(name, name) for name in named)


def names_of(codes: Iterable[str], dossier: Dossier) -> str:
    names = {party.code: party.name for party in dossier.parties}
    return ", ".join(names.get(code, code) for code in codes)


def _totals(view: LedgerView, currency: str, into: str | None) -> Table:
    cells, all_cells = view.totals(into), view.grand_totals(into)
    stages = [stage for stage in Stage if any(cell.stage is stage and cell.currency == currency for cell in all_cells)]
    rate = "" if into is None else " at the rate of the day" if currency == into else f" (no rate to {into})"
    title = f"Totals in {currency}{rate}"
    table = Table(title=title, min_width=len(title), title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("donor")
    for stage in stages:
        table.add_column(stage, justify="right")
    held = {(cell.donor, cell.stage): cell.sum for cell in cells if cell.currency == currency}
    show = _sum if currency != into else _rounded
    for donor in dict.fromkeys(cell.donor for cell in sorted(cells, key=lambda c: (c.donor in ("joint", "unknown"), c.donor)) if cell.currency == currency):
        name = {"joint": "joint, not split", "unknown": "donor unknown"}.get(donor) or names_of((donor,), view.dossier)
        table.add_row(name, *(show(held.get((donor, stage))) for stage in stages))
    table.add_section()
    overall = {cell.stage: cell.sum for cell in all_cells if cell.currency == currency}
    table.add_row("all", *(show(overall.get(stage)) for stage in stages), style="bold")
    if any(basis(entry) == REVIEWED for entry in view.entries):
        for name, which in (("of it reviewed", REVIEWED), ("of it read by machine alone", MACHINE)):
            part = {cell.stage: cell.sum for cell in view.grand_totals(into, which) if cell.currency == currency}
            table.add_row(name, *(show(part.get(stage)) for stage in stages))
    return table


def _sum(value: Sum | None) -> str:
    if value is None:
        return ""
    if value.plain:
        return figure(value.low)
    return f"{figure(value.low)} or more" if value.high is None else f"{figure(value.low)}-{figure(value.high)}"


def _rounded(value: Sum | None) -> str:
    from pledgebook.cli.money import rounded

    return _sum(value and Sum(rounded(value.low), None if value.high is None else rounded(value.high)))


def _umbrella(umbrella: Umbrella, dossier: Dossier) -> str:
    stated = f"Running total {umbrella.entry[:ID]}: {names_of(umbrella.donors, dossier) or 'unknown'} {shown(umbrella.stated)}"
    if umbrella.booked is None or umbrella.missing is None:
        return f"{stated}; the book holds nothing counted to compare it with"
    word = "less" if umbrella.missing >= 0 else "more"
    return f"{stated}; the book adds up to {_sum(umbrella.booked)}, {figure(abs(umbrella.missing))} {word}"


def _gap(gap: Gap) -> str:
    promised = _sum(gap.promised) if gap.promised else "unknown"
    if gap.knowledge is Knowledge.UNKNOWN or gap.delivered is None:
        why = f"{counted(gap.deliveries, 'delivery')} reported, none with a value" if gap.deliveries else "no delivery reported"
        return f"Gap in {gap.currency}: promised {promised}, delivered unknown ({why}), gap unknown"
    width = "not to be told: an amount has no upper bound" if gap.gap is None else _sum(gap.gap)
    most = "at most " if gap.knowledge is Knowledge.AT_MOST and gap.gap is not None else ""
    valued = f"{gap.valued} of {counted(gap.deliveries, 'delivery')} with a value"
    return f"Gap in {gap.currency}: promised {promised}, delivered {_sum(gap.delivered)} ({valued}), gap {most}{width}"


def _footing(view: LedgerView) -> str:
    ledger = view.ledger
    text = f"{counted(len(view.entries), 'entry')} from {counted(ledger.documents, 'document')}"
    if ledger.as_of:
        text += f" as of {ledger.as_of} ({ledger.undated} undated left out, {ledger.later} published later)"
    reviewed = sum(basis(entry) == REVIEWED for entry in view.entries)
    text += f"; {reviewed} reviewed by a person, {len(view.entries) - reviewed} read by machine alone"
    if ledger.unplaced:
        text += f"; {counted(len(ledger.unplaced), 'decision')} to review: nothing stands at its place any more"
    return text


def _narrowed(view: LedgerView) -> bool:
    return view.selection != Selection()


def counted(count: int, noun: str) -> str:
    plural = noun[:-1] + "ies" if noun.endswith("y") else noun + "s"
    return f"{count} {noun if count == 1 else plural}"


def console() -> Console:
    """Where output goes: words stand as they are, brackets and colons of reports too."""
    width = None if sys.stdout.isatty() else PIPE_WIDTH
    return Console(width=width, markup=False, emoji=False, highlight=False)
