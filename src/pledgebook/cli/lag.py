"""`lag`: how long promises wait, those still open included."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from pledgebook.cli.choice import Choice, choosing
from pledgebook.cli.options import Format, FormatOption

if TYPE_CHECKING:
    from pledgebook.analyse.waiting import Waiting

StartOption = Annotated[str, typer.Option("--start", metavar="STAGE", help="The stage waits begin at: pledged, committed or contracted.")]
EndOption = Annotated[str, typer.Option("--end", metavar="STAGE", help="The stage waited for: committed, contracted or delivered.")]


@choosing("donor", "scheme", "aid_type", "since", "until")
def lag(choice: Choice, start: StartOption = "pledged", end: EndOption = "delivered", output: FormatOption = Format.TABLE) -> None:
    """Show how many days promises wait for a later stage, with those still open counted as open (Kaplan-Meier)."""
    with choice.opened() as book:
        found = choice.view(book).waiting(start, end)
    if output is Format.TABLE:
        _print(found)
        return
    from pledgebook.export.tables import as_csv, as_json

    rows = [{"promise": wait.start, "ended_by": wait.end, "days": wait.days, "ended": wait.ended} for wait in found.waits]
    typer.echo(as_json(found) if output is Format.JSON else as_csv(rows).removesuffix("\n"))


def _print(found: Waiting) -> None:
    from rich import box
    from rich.table import Table

    from pledgebook.cli.render import console

    out = console()
    until = found.until or "an unknown day"
    out.print(f"From {found.start} to {found.end}, up to {until}: {len(found.waits)} promises, {found.ended} ended, {found.open} open")
    if found.curve:
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
        for name in ("day", "under observation", "ended", "still waiting", "band of 95 %"):
            table.add_column(name, justify="right")
        for step in found.curve:
            table.add_row(str(step.days), str(step.waiting), str(step.ended), f"{step.share:.0%}", f"{step.low:.0%}-{step.high:.0%}")
        out.print(table)
    if found.waits:
        half = "more than half still wait" if found.median_days is None else f"half no longer wait by day {found.median_days}"
        out.print(f"{half}, if promises nobody reports on go like the others")
    undated, unknown, before = "promises without a day", f"{found.end} on an unknown day", f"{found.end} dated before the promise"
    for number, what in ((found.undated, undated), (found.unknown, unknown), (found.before, before)):
        if number:
            out.print(f"apart: {number} {what}")
