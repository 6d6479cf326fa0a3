"""What the demonstration tells of its book, chapter by chapter."""

from __future__ import annotations

import collections
import tomllib
from collections.abc import Mapping, Sequence
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pledgebook.analyse.totals import Sum
from pledgebook.book import Book
from pledgebook.cli.render import amount_of, counted, names_of
from pledgebook.demo.story import story
from pledgebook.ledgerview import LedgerView
from pledgebook.model.ledger import AidEntry
from pledgebook.resolve.amounts import figure

QUESTIONS = 3
"""doubtful cases that are shown"""


def tell_one_event(entry: AidEntry, view: LedgerView, console: Console) -> None:
    """One event in the words of everybody who reports it, what they contradict, and how often it is counted."""
    who, sources = names_of(entry.donors, view.dossier), counted(entry.independent, "independent source")
    say(console, f"\nOne event, {counted(entry.documents, 'report')}, {sources}: {who}, {flat(amount_of(entry))}", "bold")
    for testimony in entry.testimonies:
        source = ", ".join(testimony.sources) or "unknown source"
        day = testimony.published.last if testimony.published else "no date"
        say(console, f"  {source}, {day}: {flat(testimony.words[0])}")
    for conflict in entry.conflicts:
        say(console, f"  they disagree on {conflict.field}: " + " | ".join(f"{held.value} ({held.independent})" for held in conflict.values), "red")


def tell_lifecycle(entries: Sequence[AidEntry], view: LedgerView, console: Console) -> None:
    """One promise from the first step that is known to the last."""
    say(console, f"\nOne promise, from {entries[0].stage} to {entries[-1].stage}: {names_of(entries[0].donors, view.dossier)}", "bold")
    for entry in entries:
        day = entry.date.first if entry.date else f"by {entry.first_published}"
        say(console, f"  {day}  {entry.stage:<10} {flat(amount_of(entry)):<40} {counted(entry.documents, 'report')}")


def tell_past_days(book: Book, console: Console) -> None:
    """What the book knew on past days, and what somebody who reads all reports by hand adds up for the same days."""
    hand = tomllib.loads(story().joinpath("ledger.toml").read_text(encoding="utf-8"))
    scheme = hand["scheme"]["code"]
    say(console, f"\nThe book on past days: acts of aid known, and what {scheme} was promised, each promise once", "bold")
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in ("end of", "acts", "by hand", "EUR", "by hand", "USD", "by hand"):
        table.add_column(name, justify="right")
    for past in hand["past"]:
        table.add_row(str(past["day"]), *_compared(book.ledger(as_of=past["day"], scheme=scheme), past, len(past["entries"])))
    table.add_row("all reports", *_compared(book.ledger(scheme=scheme), hand["scheme"], len(hand["entry"])), style="bold")
    console.print(table)


def tell_doubts(book: Book, console: Console) -> None:
    """What the book would ask a person first."""
    questions = book.review()
    few = f"; the first {QUESTIONS}" if len(questions) > QUESTIONS else ""
    say(console, f"\n{len(questions)} doubtful cases wait for a person, most valuable first{few}", "bold")
    for question in questions[:QUESTIONS]:
        words = " / ".join(flat(testimony.words[0]) for testimony in question.testimonies)
        say(console, f"  {question.why}: {words}")


def longest_lifecycle(view: LedgerView) -> list[AidEntry]:
    """The steps of the promise that went through most stages, in order of time."""
    held: dict[str, list[AidEntry]] = collections.defaultdict(list)
    for entry in view.entries:
        held[entry.lifecycle].append(entry)
    best = max(held.values(), key=lambda entries: (len({entry.stage for entry in entries}), len(entries), entries[0].id), default=[])
    return sorted(best, key=lambda entry: (entry.date.first if entry.date else entry.first_published or entry.id, entry.id))


def most_contested(view: LedgerView) -> AidEntry | None:
    """The entry most worth a look: one whose reports contradict one another, with most reports."""
    return max(view.entries, key=lambda entry: (bool(entry.conflicts), entry.documents, entry.id), default=None)


def say(console: Console, text: str, style: str = "") -> None:
    console.print(Text(text), style=style, soft_wrap=True)


def flat(text: str) -> str:
    return " ".join(text.split())


def _compared(view: LedgerView, hand: Mapping[str, Any], acts: int) -> tuple[str, ...]:
    promised = {gap.currency: gap.promised for gap in view.gaps() if gap.donor == "all"}
    sums = [(_millions(promised.get(currency)), figure(hand[currency] * 1e6) if hand[currency] else "0") for currency in ("EUR", "USD")]
    return (str(len(view.ledger.aid)), str(acts), *(cell for pair in sums for cell in pair))


def _millions(value: Sum | None) -> str:
    return figure(value.low) if value else "0"
