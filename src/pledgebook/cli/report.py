"""`report`: a dated briefing of the book."""

from __future__ import annotations

import datetime
import pathlib
from typing import Annotated

import typer

from pledgebook.cli.export import ReplaceOption
from pledgebook.cli.options import AsOfOption, BookOption, DossierOption, ReviewedOption, basis, day, opened
from pledgebook.cli.views import DonorOption, SchemeOption

OutArgument = Annotated[pathlib.Path, typer.Argument(metavar="OUT", help="The file to write: .html or .pdf.")]
SinceOption = Annotated[datetime.datetime | None, typer.Option("--since", formats=["%Y-%m-%d"], metavar="DAY", help="Also what changed after this day.")]
CurrencyOption = Annotated[str, typer.Option("--in", metavar="CURRENCY", help="The currency of the sums.")]


def report(
    out: OutArgument,
    book: BookOption = None,
    since: SinceOption = None,
    as_of: AsOfOption = None,
    into: CurrencyOption = "usd",
    donor: DonorOption = None,
    scheme: SchemeOption = None,
    reviewed: ReviewedOption = None,
    replace: ReplaceOption = False,
    dossier: DossierOption = None,
) -> None:
    """Write a briefing: sums and a chart, what changed, what is in dispute, and a footnote for each sentence that says so."""
    with opened(book, dossier) as opened_book:
        view = opened_book.ledger(as_of=day(as_of), donor=donor, scheme=scheme, basis=basis(reviewed))
        changes = opened_book.changes(since.date(), day(as_of)) if since else None
    from pledgebook.export.briefing import briefing
    from pledgebook.export.briefing_files import write_briefing

    held = briefing(view, changes, into.upper())
    write_briefing(held, out, replace=replace)
    typer.echo(f"{out}: {sum(len(section.items) for section in held.sections)} lines, {len(held.notes)} sentences cited")
