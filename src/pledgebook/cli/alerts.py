"""`alerts`: what the book holds that nobody was told."""

from __future__ import annotations

import datetime
import pathlib
from typing import TYPE_CHECKING, Annotated

import typer

from pledgebook.cli.options import BookOption, DossierOption, day, opened

if TYPE_CHECKING:
    from pledgebook.alerts.run import Ran

SinceOption = Annotated[
    datetime.datetime | None,
    typer.Option("--since", formats=["%Y-%m-%d"], metavar="DAY", help="Rules that look for the first time tell what came after the end of this day."),
]
RulesArgument = Annotated[pathlib.Path, typer.Argument(metavar="RULES", help="The file of rules, in TOML.")]
EverythingOption = Annotated[bool, typer.Option("--everything", help="Rules that look for the first time tell all that is in the book.")]
KeptOption = Annotated[
    pathlib.Path | None, typer.Option("--kept", metavar="FILE", help="Where it is kept what was told [default: beside the book, BOOK.alerts.db].")
]
PreviewOption = Annotated[bool, typer.Option("--preview", help="Print what would be told; keep and tell nothing.")]
PrivateOption = Annotated[bool, typer.Option("--allow-private", help="Post to addresses of this machine and its own network, too.")]


def alerts(
    rules: RulesArgument,
    book: BookOption = None,
    since: SinceOption = None,
    everything: EverythingOption = False,
    kept: KeptOption = None,
    preview: PreviewOption = False,
    allow_private: PrivateOption = False,
    dossier: DossierOption = None,
) -> None:
    """Tell a file, a feed or a webhook, once, of new pledges, deliveries, conflicts and stages that moved, by rules."""
    from pledgebook.alerts import run
    from pledgebook.alerts.outbox import place_beside
    from pledgebook.alerts.rules import read_rules
    from pledgebook.read.fetch import Web
    from pledgebook.settings import read_settings

    with opened(book, dossier) as opened_book:
        held = read_rules(rules, opened_book.dossier)
        place = kept or place_beside(book or read_settings().book)
        if preview:
            ran = run.preview(opened_book, held, place, since=day(since), everything=everything)
        else:
            ran = run.run(opened_book, held, place, since=day(since), everything=everything, web=Web(allow_private=allow_private))
    _print(ran)
    if any(told.why for told in ran.places):
        raise typer.Exit(1)


def _print(ran: Ran) -> None:
    for alert in ran.alerts:
        typer.echo(f"{alert.rule}: {alert.title}")
    told = ", ".join(f"{place.told} to {place.place}" for place in ran.places if place.told)
    typer.echo(f"{len(ran.alerts)} new" + (f"; told {told}" if told else "") + (f"; {ran.remembered} remembered and not told" if ran.remembered else ""))
    for place in ran.places:
        if place.why:
            typer.echo(f"error: {place.place}: {place.why}; {place.waiting} waiting", err=True)
            if place.why.hint:
                typer.echo(f"hint: {place.why.hint}", err=True)
