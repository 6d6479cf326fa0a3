"""`report`: a dated briefing of the book."""

from __future__ import annotations

import datetime
import pathlib
from typing import Annotated

import typer

from pledgebook.cli.choice import Choice, choosing
from pledgebook.cli.export import ReplaceOption

OutArgument = Annotated[pathlib.Path, typer.Argument(metavar="OUT", help="The file to write: .html or .pdf.")]
SinceOption = Annotated[datetime.datetime | None, typer.Option("--since", formats=["%Y-%m-%d"], metavar="DAY", help="Also what changed after this day.")]
CurrencyOption = Annotated[str, typer.Option("--in", metavar="CURRENCY", help="The currency of the sums.")]


@choosing("donor", "scheme")
def report(choice: Choice, out: OutArgument, changed: SinceOption = None, into: CurrencyOption = "usd", replace: ReplaceOption = False) -> None:
    """Write a briefing: sums and a chart, what changed, what is in dispute, and a footnote for each sentence that says so."""
    with choice.opened() as book:
        view = choice.view(book)
        changes = book.changes(changed.date(), choice.narrowed["as_of"]) if changed else None
    from pledgebook.export.briefing import briefing
    from pledgebook.export.briefing_files import write_briefing

    held = briefing(view, changes, into.upper())
    write_briefing(held, out, replace=replace)
    typer.echo(f"{out}: {sum(len(section.items) for section in held.sections)} lines, {len(held.notes)} sentences cited")
