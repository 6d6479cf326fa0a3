"""Tables of a book for the demonstration, fit for eighty columns and more."""

from __future__ import annotations

import calendar
import pathlib
from collections.abc import Iterable

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from pledgebook.analyse.gap import Knowledge
from pledgebook.analyse.totals import Sum
from pledgebook.ledgerview import LedgerView
from pledgebook.model.claim import Amount, Person
from pledgebook.model.ledger import AidEntry, EntryBase
from pledgebook.model.text import DateRange
from pledgebook.run.local import ReadReport

SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£"}
SAMPLE_OF_SPEECH = 6
_LEGEND = (
    "Only amounts that count as a total are added up. \"By\" a day: reported then, no date of its own. \"2 of 3\": two independent sources in three reports. "
    "! marks reports that contradict each other.\n"
)
_SCALES = ((1e12, "tn"), (1e9, "bn"), (1e6, "m"))


def money(value: float, currency: str) -> str:
    """A figure as newspapers write it, exact to the last whole unit.

    >>> money(2.82e9, "USD"), money(500_000_000, "EUR"), money(30_000_000, "CAD"), money(0, "USD")
    ('$2.82bn', '€500m', 'CAD 30m', '$0')
    """
    sign = SYMBOLS.get(currency, currency + " ")
    for scale, letter in _SCALES:
        if abs(value) >= scale:
            return f"{sign}{value / scale:.12g}{letter}"
    return f"{sign}{value:,.0f}"


def amount(found: Amount | None) -> str:
    """An amount with its bounds: "about $1bn", "more than €2m", "$200m to $1bn"; a dash where there is none."""
    if found is None:
        return "–"
    about = "about " if found.approximate and found.min == found.max else ""
    return about + _bounds(found.min, found.max, found.currency)


def total(found: Sum | None, currency: str) -> str:
    """A sum with its bounds; "unknown" where there is none, which is not zero."""
    return "unknown" if found is None else _bounds(found.low, found.high, currency)


def days(found: DateRange | None) -> str:
    """A day, a month, or the first and last of several days; a dash where the text says none."""
    if found is None:
        return "–"
    if found.first == found.last:
        return f"{found.first}"
    whole_month = found.first.day == 1 and found.last == found.first.replace(day=calendar.monthrange(found.first.year, found.first.month)[1])
    return f"{found.first:%Y-%m}" if whole_month else f"{found.first} to {found.last}"


def reading(report: ReadReport, folder: pathlib.Path, console: Console) -> None:
    """What became of the documents; places are told from the folder of the sample."""
    console.print(
        f"Read {report.inputs} documents: {report.read} new, {report.known} known already, {len(report.refused)} refused; "
        f"{report.elsewhere} of the new ones are in another language or about something else. {report.claims} claims found.",
        highlight=False,
    )
    for refusal in report.refused:
        console.print(f"  refused {escape(str(refusal).replace(f"{folder}/", ""))}", style="dim", highlight=False)
    console.print()


def ledger(view: LedgerView, console: Console) -> None:
    """The aid entries, in the order of the ledger."""
    table = _table("The ledger", "date", "who", "stage", "what", "amount", "counts as", "sources", "!")
    for entry in view.entries:
        sources = f"{entry.documents}" if entry.documents == entry.independent else f"{entry.independent} of {entry.documents}"
        table.add_row(
            _day(entry), _who(entry), str(entry.stage), escape(_what(entry)), amount(entry.amount), str(entry.counts_as or "–"), sources, "!" if entry.conflicts else ""
        )
    console.print(table)
    console.print(_LEGEND, style="dim", highlight=False)


def totals(view: LedgerView, console: Console) -> None:
    """What each donor gives at each stage, per currency, with the grand total."""
    table = _table("Totals by donor and stage, each currency for itself", "currency", "stage", "donor", "amount")
    for cell in view.totals():
        table.add_row(cell.currency, str(cell.stage), cell.donor, total(cell.sum, cell.currency))
    table.add_section()
    for cell in view.grand_totals():
        table.add_row(cell.currency, str(cell.stage), "all", total(cell.sum, cell.currency), style="bold")
    console.print(table)
    console.print("Joint amounts are never split; only a share that a report states stands with its donor.\n", style="dim", highlight=False)


def gaps(view: LedgerView, console: Console) -> None:
    """Promised less delivered, of all donors together."""
    table = _table("Promised and delivered", "currency", "promised", "delivered", "gap", "deliveries reported", "with a value")
    for gap in view.gaps():
        if gap.donor == "all":
            shown = total(gap.gap, gap.currency) if gap.knowledge is not Knowledge.AT_MOST else f"at most {total(gap.gap, gap.currency)}"
            table.add_row(
                gap.currency, total(gap.promised, gap.currency), total(gap.delivered, gap.currency), shown, str(gap.deliveries), str(gap.valued)
            )
    console.print(table)
    console.print("Unknown is not zero: where no delivery has a value, nobody can say how wide the gap is.\n", style="dim", highlight=False)


def running_totals(view: LedgerView, console: Console) -> None:
    """Totals that reports state, beside what the book adds up."""
    found = view.umbrellas()
    if not found:
        return
    table = _table("Running totals that reports state, never added", "stated", "of", "the book adds up")
    for umbrella in found:
        booked = total(umbrella.booked, umbrella.stated.currency) if umbrella.booked else "nothing to compare"
        table.add_row(amount(umbrella.stated), ", ".join(umbrella.donors) or "–", booked)
    console.print(table)
    console.print()


def conflicts(view: LedgerView, console: Console) -> None:
    """Values of one field that cannot all be true, with how many independent sources carry each."""
    table = _table("Conflicts, side by side", "entry", "field", "values (independent sources)")
    for entry in view.entries:
        for conflict in entry.conflicts:
            values = ", ".join(f"{value.value} ({value.independent})" for value in conflict.values)
            table.add_row(f"{_who(entry)}, {entry.stage}, {_day(entry)}", conflict.field, escape(values))
    console.print(table)
    console.print()


def talks(view: LedgerView, console: Console) -> None:
    """Some of the occasions on which parties met."""
    table = _table("Talks", "date", "who", "status", "place", "sources")
    for entry in view.talks[:SAMPLE_OF_SPEECH]:
        who = ", ".join(f"{one.name} ({one.actor})" if isinstance(one, Person) else one for one in entry.participants)
        table.add_row(_day(entry), escape(who), str(entry.status), escape(entry.place or "–"), str(entry.documents))
    console.print(table)
    _rest(len(view.talks), console)


def statements(view: LedgerView, console: Console) -> None:
    """Some of the statements, those in quotation marks first."""
    table = _table("Statements", "who", "act", "words")
    spoken = sorted((entry for entry in view.statements if entry.speaker), key=lambda entry: entry.mode != "direct")
    for entry in spoken[:SAMPLE_OF_SPEECH]:
        table.add_row(escape(entry.speaker or ""), str(entry.act or "–"), escape(" ".join(entry.text.split())))
    console.print(table)
    _rest(len(view.statements), console)


def next_steps(path: pathlib.Path, console: Console) -> None:
    """Commands to go on with, each of which works on the book just made."""
    console.print(f"The book is {escape(str(path))}. Try next:", style="bold", highlight=False)
    for command, purpose in (
        (f"pledgebook ledger --book {path} --donor NLD", "what the Netherlands gave"),
        (f"pledgebook ledger --book {path} --as-of 2025-08-10", "what was known on that day"),
        (f"pledgebook ledger --book {path} --format json", "the same for programs"),
        (f"pledgebook statements --book {path}", "who said what"),
        (f"pledgebook verify --book {path}", "every figure against its sentence"),
        ("pledgebook read YOUR_REPORTS", "a book of your own, in pledgebook.db"),
    ):
        console.print(f"  {escape(command)}  [dim]# {escape(purpose)}[/dim]", highlight=False, soft_wrap=True)


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", show_edge=False, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold", justify="right" if column in ("amount", "promised", "delivered", "gap") else "left")
    return table


def _rest(count: int, console: Console) -> None:
    more = count - SAMPLE_OF_SPEECH
    console.print(f"... and {more} more.\n" if more > 0 else "", style="dim", highlight=False)


def _day(entry: EntryBase) -> str:
    if entry.date is not None:
        return days(entry.date)
    return f"by {entry.first_published}" if entry.first_published else "–"


def _who(entry: AidEntry) -> str:
    donors = ", ".join(entry.donors) or "unknown"
    return f"{donors} (joint)" if entry.joint else donors


def _what(entry: AidEntry) -> str:
    items = _listed(f"{item.quantity:g} {item.name}" if item.quantity is not None else item.name for item in entry.items)
    return ", ".join(part for part in (entry.scheme, items) if part) or str(entry.aid_type or "–")


def _listed(names: Iterable[str], at_most: int = 3) -> str:
    listed = [" ".join(name.split()) for name in names]
    return ", ".join(listed[:at_most]) + (" ..." if len(listed) > at_most else "")


def _bounds(low: float | None, high: float | None, currency: str) -> str:
    if low is not None and high is not None:
        return money(low, currency) if low == high else f"{money(low, currency)} to {money(high, currency)}"
    if low is not None:
        return f"more than {money(low, currency)}"
    return f"up to {money(high, currency)}" if high is not None else "–"
