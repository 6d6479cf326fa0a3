"""A comparison of two ledgers, as a person reads it."""

from __future__ import annotations

from rich import box
from rich.table import Table
from rich.text import Text

from pledgebook.analyse.compare import Comparison, Kind, Row
from pledgebook.cli.render import console
from pledgebook.export.comparison import MEANINGS, ORDER, TITLES, line, reason, told


def print_comparison(found: Comparison, shown: int) -> None:
    """The totals, what makes their difference, and the weightiest rows of each kind."""
    out = console()
    out.print(Text(f"This book against {found.name}, in {found.currency}", style="bold"))
    out.print(_decomposition(found))
    if found.no_rate:
        out.print(f"{len(found.no_rate)} amounts are in neither total, for want of a rate")
    for kind in ORDER:
        rows = [row for row in found.rows if row.kind is kind]
        if rows:
            out.print(_rows(kind, rows, shown))


def _decomposition(found: Comparison) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_header=False)
    table.add_column("why")
    table.add_column("sum", justify="right")
    table.add_column("rows")
    table.add_row("this book", f"{found.ours:,}", "")
    table.add_row("the other", f"{found.theirs:,}", "")
    table.add_row("difference", f"{found.difference:+,}", "", style="bold")
    table.add_section()
    for part in found.parts:
        table.add_row(MEANINGS[part.reason], f"{part.value:+,}", part.note)
    table.add_row("left unexplained", f"{found.difference - sum(part.value for part in found.parts):,}", "", style="bold")
    return table


def _rows(kind: Kind, rows: list[Row], shown: int) -> Table:
    title = f"{TITLES[kind]}: {len(rows)}" + (f", the {shown} weightiest shown (--all for all)" if len(rows) > shown else "")
    table = Table(title=title, title_justify="left", min_width=len(title), box=box.SIMPLE_HEAD, pad_edge=False)
    sides = {Kind.ONLY_OURS: ("this book",), Kind.ONLY_THEIRS: ("the other",)}.get(kind, ("this book", "the other"))
    for name in (*sides, "why"):
        table.add_column(name)
    for row in rows[:shown]:
        cells = {"this book": "\n".join(map(line, row.ours)), "the other": "\n".join(map(line, row.theirs))}
        why = [*map(told, row.differences), *map(reason, row.parts), *([row.note] if row.note and not row.parts else [])]
        table.add_row(*(Text(cells[name]) for name in sides), Text("\n".join(why)))
    return table
