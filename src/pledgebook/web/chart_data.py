"""What charts show, as tables: every figure of a chart stands in its table, unknown ones as unknown."""

from __future__ import annotations

import collections
import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import msgspec

from pledgebook.analyse.rates import in_currency
from pledgebook.analyse.series import STEPS, by_class, funnel, monthly, stretches
from pledgebook.analyse.totals import JOINT, NOBODY, Sum, grand_totals, row, totals
from pledgebook.analyse.waiting import Waiting, waiting
from pledgebook.errors import PledgebookError
from pledgebook.model.claim import Stage
from pledgebook.model.ledger import AidEntry, Entry, EntryBase, StatementEntry
from pledgebook.selection import Selection, parties_of
from pledgebook.web.index import Index, sides
from pledgebook.web.words import ROWS, added, count, days, headline, percent

DONORS = 8
"""donors with a colour of their own; the others share one"""
BURDENS = 20
"""donors in a chart of shares"""
OTHERS = "other donors"
UNKNOWN = "unknown"


class Question(msgspec.Struct, frozen=True):
    """What a chart is asked to show: the book on a day, which entries of it, and in which currency.

    `donor_row` keeps the entries whose amount stands in that row (`joint`, `unknown`); `entry` is the one whose lifecycle
    is asked for, `party` and `speaker` whose statements; waits go from `start` to `end`.
    """

    index: Index
    selection: Selection = Selection()
    currency: str = "USD"
    donor_row: str | None = None
    entry: str | None = None
    speaker: str | None = None
    start: Stage = Stage.PLEDGED
    end: Stage = Stage.DELIVERED

    @property
    def aid(self) -> tuple[AidEntry, ...]:
        """The aid asked for, amounts in the currency where they have a rate."""
        held = self.index.book.outlines(self.selection, as_of=self.index.as_of)
        kept = (entry for entry in held if self.donor_row in (None, row(entry)))
        return in_currency(kept, self.currency)

    def name(self, code: str) -> str:
        names = {party.code: party.name for party in self.index.dossier.parties} | ROWS
        return names.get(code, code)


class Chart(msgspec.Struct, frozen=True):
    """A chart's table: `columns` by key with their headings, `rows` with a value for each key, None where it is unknown.

    `summary` says in a sentence what the chart shows, for who cannot see it; `note` what is left out of it, and how much.
    """

    name: str
    title: str
    summary: str
    columns: Mapping[str, str]
    rows: tuple[dict[str, Any], ...]
    note: str = ""
    unit: str = ""

    @property
    def empty(self) -> bool:
        return not self.rows


def chart(name: str, question: Question) -> Chart:
    """The chart of a name; raises `PledgebookError` where there is none."""
    if name not in CHARTS:
        raise PledgebookError("unknown_chart", f"there is no chart '{name[:40]}'", f"use one of {', '.join(CHARTS)}")
    return CHARTS[name](question)


def stages(question: Question) -> Chart:
    """What is promised and delivered, a bar a stage, a colour a donor; stages are never added to one another."""
    entries = question.aid
    cells = [cell for cell in totals(entries) if cell.currency == question.currency and cell.stage in STEPS]
    great = _greatest(cells)
    bars: dict[tuple[Stage, str], list[Sum]] = collections.defaultdict(list)
    for cell in cells:
        bars[cell.stage, cell.donor if cell.donor in great else OTHERS].append(cell.sum)
    # a joint amount counts once, though shares that are told of it may come to more
    sums = [total for total in grand_totals(entries) if total.currency == question.currency and total.stage in STEPS]
    whole = {total.stage: total.sum.low for total in sums}
    rows: list[dict[str, Any]] = []
    for stage in STEPS:
        held = sorted((donor for found, donor in bars if found is stage), key=lambda donor: _order(donor, great))
        for donor in held:
            amount = bars[stage, donor]
            told = {"stage": str(stage), "donor": question.name(donor), "amount": _low(amount), "up_to": _high(amount)}
            rows.append({**told, "kind": _kind(donor), "order": _order(donor, great), "whole": whole[stage]})
        if not held:
            rows.append({"stage": str(stage), "donor": UNKNOWN, "amount": None, "up_to": None, "kind": "none", "order": 99})
    summary = ", ".join(f"{total.stage} {question.currency} {added(total.sum)}" for total in sums) or "No amount that may be added."
    columns = {"stage": "Stage", "donor": "Donor", "amount": f"{question.currency}, at least", "up_to": "At most"}
    note = _without_rate(entries, question)
    return Chart("stages", "Promised and delivered, by donor", summary, columns, tuple(rows) if sums else (), note, question.currency)


def over_time(question: Question) -> Chart:
    """How much had been promised and delivered by the end of each month, each stage by itself."""
    entries = question.aid
    sums: dict[tuple[Stage, str], float] = collections.defaultdict(float)
    undated = 0
    # whole amounts: the shares of a joint one add nothing to it
    for cell in monthly(entry for entry in entries if entry.counted):
        if cell.currency != question.currency or cell.stage not in STEPS:
            continue
        if cell.month is None:
            undated += len(cell.entries)
        else:
            sums[cell.stage, cell.month] += cell.sum.low
    months = _months({month for _, month in sums})
    rows = []
    for stage in STEPS:
        so_far = 0.0
        for month in months if any(held is stage for held, _ in sums) else []:
            so_far += sums.get((stage, month), 0.0)
            rows.append({"month": month, "stage": str(stage), "amount": so_far})
    note = _without_rate(entries, question) + (f" {undated} undated amounts are left out." if undated else "")
    columns = {"month": "Month", "stage": "Stage", "amount": f"{question.currency} until then, at least"}
    return Chart("over-time", "Over time", _ends(rows, question.currency), columns, tuple(rows), note.strip(), question.currency)


def months(question: Question) -> Chart:
    """What was promised and delivered in each month, amounts given by several together apart."""
    entries = question.aid
    sums: dict[tuple[str, Stage, str], list[Sum]] = collections.defaultdict(list)
    undated = 0
    for cell in monthly(entries):
        if cell.currency != question.currency or cell.stage not in STEPS:
            continue
        if cell.month is None:
            undated += len(cell.entries)
        else:
            sums[cell.month, cell.stage, _kind(cell.donor)].append(cell.sum)
    rows = [
        {"month": month, "stage": str(stage), "kind": kind, "amount": _low(held), "up_to": _high(held)}
        for (month, stage, kind), held in sorted(sums.items(), key=lambda item: (item[0][0], STEPS.index(item[0][1]), item[0][2]))
    ]
    note = _without_rate(entries, question) + (f" {undated} undated amounts are left out." if undated else "")
    columns = {"month": "Month", "stage": "Stage", "kind": "Given", "amount": f"{question.currency}, at least", "up_to": "At most"}
    return Chart("months", "Month by month", f"{len(rows)} sums by month and stage.", columns, tuple(rows), note.strip(), question.currency)


def funnels(question: Question) -> Chart:
    """How far promises have come: a bar for each stage passed, amounts given by several together apart."""
    rows = [
        {
            "stage": str(step.stage),
            "kind": "together" if step.joint else "alone",
            "amount": step.sum.low if step.sum else None,
            "up_to": step.sum.high if step.sum else None,
            "reached": step.reached,
            "unvalued": step.unvalued,
        }
        for step in funnel(question.aid, question.currency)
    ]
    columns = {"stage": "Come at least to", "kind": "Given", "amount": f"{question.currency}, at least", "up_to": "At most"}
    columns |= {"reached": "Promises", "unvalued": "Of unknown value"}
    told = "; ".join(f"{step['stage']} ({step['kind']}): {step['reached']}, {step['unvalued']} of unknown value" for step in rows if step["reached"])
    unknown = "A promise that came further has passed the stages before. Where no report gives a value, it is unknown and not nothing."
    return Chart("funnel", "From promise to delivery", told or "No promise to follow.", columns, tuple(rows), unknown, question.currency)


def shares(question: Question) -> Chart:
    """What each donor gives, as a share of its economy."""
    return _burdens(question, "gdp", "Share of GDP", "percent of GDP", lambda burden: burden.share_of_gdp, 100.0)


def heads(question: Question) -> Chart:
    """What each donor gives, for each of its people."""
    return _burdens(question, "head", "For each head of the people", f"{question.currency} a head", lambda burden: burden.per_head, 1.0)


def lag(question: Question) -> Chart:
    """How many days each stretch from promise to delivery took."""
    held = stretches(question.aid)
    rows = [{"stretch": f"{s.start} → {s.end}", "days": days, "median": s.median_days} for s in held for days in s.days]
    told = "; ".join(f"{s.start} to {s.end}: {f'{s.median_days:.0f} days in the middle of {len(s.days)}' if s.days else 'no case'}" for s in held)
    open_ = "; ".join(f"{s.start} → {s.end}: {s.open} not yet told of, {s.undated} undated" for s in held if s.open or s.undated)
    return Chart("lag", "How long it takes", told, {"stretch": "From, to", "days": "Days", "median": "Median of the stretch"}, tuple(rows), open_, "days")


def waits(question: Question) -> Chart:
    """What share of promises still waits for a later stage, by the day since they were made."""
    index = question.index
    found = waiting(index.columns.chosen(question.selection), index.last_day, question.start, question.end)
    steps = (
        {"days": step.days, "share": 100 * step.share, "low": 100 * step.low, "high": 100 * step.high, "waiting": step.waiting, "ended": step.ended}
        for step in found.curve
    )
    begun = {"days": 0, "share": 100.0, "low": 100.0, "high": 100.0, "waiting": len(found.waits), "ended": 0}
    rows = [begun, *steps] if found.curve else []
    if rows and (last := found.waits[-1].days) > rows[-1]["days"]:
        rows.append({**rows[-1], "days": last, "waiting": sum(wait.days == last for wait in found.waits), "ended": 0})
    title = f"Of promises {found.start}, still not {found.end}"
    columns = {"days": "Days", "share": "Percent still waiting", "low": "At least", "high": "At most", "waiting": "Under observation", "ended": "Ended then"}
    note = "The band holds the true share in 19 of 20 cases; it grows as fewer promises are left to look at." if rows else ""
    return Chart("waits", title, waited_in_words(found), columns, tuple(rows), note, "percent")


def waited_in_words(found: Waiting) -> str:
    """Waits in a sentence or two."""
    if not found.waits:
        return f"No promise with a day that could be followed from {found.start} to {found.end}."
    half = "more than half still wait" if found.median_days is None else f"half no longer wait by day {found.median_days}"
    return f"{count(len(found.waits), 'promise')}, {found.ended} {found.end}, {found.open} not, as far as reports tell: {half}."


def items(question: Question) -> Chart:
    """How many entries name goods of each class, by stage."""
    held = [found for found in by_class(question.aid, question.index.classes.of) if found.name is not None]
    none = sum(found.entries for found in by_class(question.aid, question.index.classes.of) if found.name is None)
    rows = tuple({"class": found.name, "stage": str(found.stage), "entries": found.entries} for found in held)
    names = collections.Counter({found.name: 0 for found in held})
    for found in held:
        names[found.name] += found.entries
    told = ", ".join(f"{name} {number}" for name, number in names.most_common(6))
    note = f"{count(none, 'entry')} {'names' if none == 1 else 'name'} no goods, or none whose class is known." if none else ""
    return Chart("items", "Goods by class", told or "No goods are named.", {"class": "Class", "stage": "Stage", "entries": "Entries"}, rows, note, "entries")


def lifecycle(question: Question) -> Chart:
    """The entries that carry one promise forward, by day and stage."""
    index = question.index
    asked = index.entries.get(index.book.entry_id(question.entry or "", as_of=index.as_of))
    held = index.steps.get(asked.lifecycle, ()) if asked else ()

    def parties(codes: Iterable[str]) -> str:
        return ", ".join(map(question.name, codes))

    rows = [{**_when(entry), "stage": str(entry.stage), "what": headline(entry, parties), "id": entry.id} for entry in held]
    return _timeline("lifecycle", "What became of it", rows, {"when": "When", "stage": "Stage", "what": "What"}, held)


def talks(question: Question) -> Chart:
    """Meetings and negotiations by day, with who was there and what became of them."""
    held = [entry for entry in question.index.talks if question.selection.donor in (None, *parties_of(entry))]
    rows = []
    for entry in held:
        who = ", ".join(map(question.name, sides(entry)))
        rows.append({**_when(entry), "status": str(entry.status).replace("_", " "), "what": who, "place": entry.place, "id": entry.id})
    return _timeline("talks", "Talks", rows, {"when": "When", "status": "Status", "what": "Who", "place": "Where"}, held)


def positions(question: Question) -> Chart:
    """What a person or party did in its statements over time: supported, demanded, rejected."""
    held = [entry for entry in question.index.statements if _speaks(entry, question)]
    rows = []
    for entry in held:
        who = question.name(entry.speaker or entry.actor or UNKNOWN)
        rows.append({**_when(entry), "act": str(entry.act or UNKNOWN), "what": " ".join(entry.text.split())[:160], "who": who, "id": entry.id})
    return _timeline("positions", "Statements over time", rows, {"when": "When", "who": "Who", "act": "Act", "what": "Words"}, held)


CHARTS: Mapping[str, Callable[[Question], Chart]] = {
    "stages": stages,
    "over-time": over_time,
    "months": months,
    "funnel": funnels,
    "gdp": shares,
    "head": heads,
    "lag": lag,
    "waits": waits,
    "items": items,
    "lifecycle": lifecycle,
    "talks": talks,
    "positions": positions,
}


def _burdens(question: Question, name: str, title: str, unit: str, of: Callable[[Any], Sum | None], times: float) -> Chart:
    from pledgebook.analyse.burden import burdens

    index = question.index
    entries = index.aid if question.selection == Selection() else index.book.outlines(question.selection, as_of=index.as_of)
    held = burdens(entries, index.economies, question.currency)
    known = sorted(((share, burden) for burden in held if (share := of(burden))), key=lambda pair: (-pair[0].low, pair[1].donor))
    without = [question.name(burden.donor) for burden in held if of(burden) is None and burden.donor not in (JOINT, NOBODY)]
    rows = []
    for share, burden in known[:BURDENS]:
        high = None if share.high is None else share.high * times
        year = burden.economy.year if burden.economy else None
        rows.append({"donor": question.name(burden.donor), "share": share.low * times, "up_to": high, "year": year})
    joint = any(burden.donor == JOINT and burden.given for burden in held)
    notes = [
        f"{len(known) - BURDENS} donors with less are left out." if len(known) > BURDENS else "",
        f"Unknown for {', '.join(without)}." if without else "",
        "What several give together is split among nobody, and stands in no bar." if joint else "",
    ]
    first = f"{rows[0]['donor']} gives most: {percent(known[0][0]) if times == 100 else added(known[0][0])}." if rows else "Of no donor is it known."
    columns = {"donor": "Donor", "share": f"{unit}, at least", "up_to": "At most", "year": "Economy of"}
    return Chart(name, title, first, columns, tuple(rows), " ".join(filter(None, notes)), unit)


def _timeline(name: str, title: str, rows: Sequence[dict[str, Any]], columns: Mapping[str, str], entries: Iterable[EntryBase]) -> Chart:
    dated = sorted((held for held in rows if held["first"]), key=lambda held: (held["first"], held["id"]))
    left = len(rows) - len(dated)
    told = f"{len(dated)} dated entries from {dated[0]['when']} to {dated[-1]['when']}." if dated else "No entry is dated."
    return Chart(name, title, told, columns, tuple(dated), f"{left} undated entries are left out." if left else "")


def _when(entry: Entry) -> dict[str, Any]:
    first = entry.date.first if entry.date else entry.first_published
    last = entry.date.last if entry.date else entry.first_published
    told = days(entry.date) if entry.date else f"by {first}" if first else UNKNOWN
    return {"first": first.isoformat() if first else None, "last": _after(last), "when": told}


def _after(day: datetime.date | None) -> str | None:
    """The morning after, so that a single day has a length."""
    return None if day is None else (day + datetime.timedelta(days=1)).isoformat()


def _speaks(entry: StatementEntry, question: Question) -> bool:
    party, speaker = question.selection.donor, question.speaker
    return (party is None or party in parties_of(entry)) and (speaker is None or (entry.speaker or "").casefold() == speaker.casefold())


def _greatest(cells: Sequence[Any]) -> list[str]:
    sums: collections.Counter[str] = collections.Counter()
    for cell in cells:
        if cell.donor not in (JOINT, NOBODY):
            sums[cell.donor] = max(sums[cell.donor], cell.sum.low)
    return [*(donor for donor, _ in sorted(sums.items(), key=lambda held: (-held[1], held[0]))[:DONORS]), JOINT, NOBODY]


def _kind(donor: str) -> str:
    return {JOINT: "together", NOBODY: "donor unknown"}.get(donor, "alone")


def _order(donor: str, great: Sequence[str]) -> int:
    return great.index(donor) if donor in great[:-2] else {OTHERS: 50, JOINT: 60, NOBODY: 70}[donor]


def _low(held: Iterable[Sum]) -> float:
    return sum(found.low for found in held)


def _high(held: Iterable[Sum]) -> float | None:
    highs = [found.high for found in held]
    return None if None in highs else sum(high for high in highs if high is not None)


def _months(found: set[str]) -> list[str]:
    """Every month from the first to the last."""
    if not found:
        return []
    month, last, out = datetime.date.fromisoformat(min(found) + "-01"), max(found), []
    while f"{month:%Y-%m}" <= last:
        out.append(f"{month:%Y-%m}")
        month = (month + datetime.timedelta(days=32)).replace(day=1)
    return out


def _ends(rows: Sequence[dict[str, Any]], currency: str) -> str:
    last = {held["stage"]: held for held in rows}
    told = (f"{stage}: {currency} {added(Sum(held['amount'], held['amount']))} by {held['month']}" for stage, held in last.items())
    return "; ".join(told) or "No dated amount that may be added."


def _without_rate(entries: Iterable[AidEntry], question: Question) -> str:
    left = [entry for entry in entries if entry.counted and entry.amount and entry.amount.currency != question.currency and entry.stage in STEPS]
    return f"{count(len(left), 'amount')} without a rate into {question.currency} left out." if left else ""
