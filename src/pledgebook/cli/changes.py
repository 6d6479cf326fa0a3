"""`changes`: what a stretch of time brought to the book."""

from __future__ import annotations

import datetime
from typing import Annotated

import typer

from pledgebook.cli.options import BookOption, DossierOption, Format, FormatOption, day, opened

SinceOption = Annotated[datetime.datetime, typer.Option("--since", formats=["%Y-%m-%d"], metavar="DAY", help="After the end of this day.")]
UntilOption = Annotated[
    datetime.datetime | None, typer.Option("--until", formats=["%Y-%m-%d"], metavar="DAY", help="Up to the end of this day [default: every dated report].")
]


def changes(
    since: SinceOption,
    until: UntilOption = None,
    book: BookOption = None,
    every_kind: Annotated[bool, typer.Option("--all", help="Talks and statements too, and what was only confirmed.")] = False,
    output: FormatOption = Format.TABLE,
    dossier: DossierOption = None,
) -> None:
    """Show what entered the book, what moved stage, what reports put otherwise and people corrected, and by which document."""
    first = since.date()
    with opened(book, dossier) as opened_book:
        found = opened_book.changes(first, day(until))
        parties = opened_book.dossier
    from pledgebook.cli.history import change_rows, chosen, print_changes

    found = chosen(found, every_kind)
    if output is Format.TABLE:
        print_changes(found, parties)
        return
    from pledgebook.export.tables import as_csv, as_json

    typer.echo(as_json(found) if output is Format.JSON else as_csv(change_rows(found)).removesuffix("\n"))
