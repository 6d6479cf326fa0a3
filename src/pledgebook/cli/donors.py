"""`donors`: what each donor gives, beside its economy and its people."""

from __future__ import annotations

from typing import Annotated

import typer

from pledgebook.cli.options import AsOfOption, BookOption, DossierOption, Format, FormatOption, FromOption, ReviewedOption, ToOption, basis, day, opened

CurrencyOption = Annotated[str, typer.Option("--in", metavar="CURRENCY", help="The currency of the sums: usd, eur or another with a rate.")]


def donors(
    book: BookOption = None,
    into: CurrencyOption = "usd",
    since: FromOption = None,
    until: ToOption = None,
    as_of: AsOfOption = None,
    reviewed: ReviewedOption = None,
    output: FormatOption = Format.TABLE,
    dossier: DossierOption = None,
) -> None:
    """Show what each donor promised and delivered in one currency, as a share of its GDP and per head."""
    currency = into.upper()
    with opened(book, dossier) as opened_book:
        view = opened_book.ledger(as_of=day(as_of), since=day(since), until=day(until), basis=basis(reviewed))
        rows = view.burdens(currency)
    from pledgebook.cli.money import burden_rows, print_burdens

    if output is Format.TABLE:
        print_burdens(rows, currency, view)
        return
    from pledgebook.export.tables import as_csv, as_json

    typer.echo(as_json(rows) if output is Format.JSON else as_csv(burden_rows(rows)).removesuffix("\n"))
