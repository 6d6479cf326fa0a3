"""`ledger`, `show`, `statements` and `talks`: the book to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from pledgebook.cli.choice import Choice, choosing
from pledgebook.cli.options import AsOfOption, BookOption, DossierOption, Format, FormatOption, day, opened

if TYPE_CHECKING:
    from pledgebook.ledgerview import LedgerView

InOption = Annotated[str | None, typer.Option("--in", metavar="CURRENCY", help="Amounts in USD and EUR too, and totals in this: usd, eur or another.")]
PricesOption = Annotated[int | None, typer.Option("--prices", metavar="YEAR", help="Totals at the prices of this year too, in the currency of --in or USD.")]


@choosing("donor", "stage", "scheme", "aid_type", "conflicts", "since", "until")
def ledger(choice: Choice, into: InOption = None, prices: PricesOption = None, output: FormatOption = Format.TABLE) -> None:
    """Show the ledger: who gives what, at which stage, how much, when, and who says so, with totals and the gap."""
    with choice.opened() as book:
        view = choice.view(book)
    currency = into.upper() if into else None
    constant = view.at_prices(currency or "USD", prices) if prices else None
    if output is Format.TABLE:
        from pledgebook.cli.render import print_ledger

        print_ledger(view, currency)
        if constant:
            from pledgebook.cli.money import print_at_prices

            print_at_prices(constant, view)
    elif output is Format.JSON:
        _print_json(view.document(currency) | ({"at_prices": constant} if constant else {}))
    else:
        from pledgebook.export import tables

        typer.echo(tables.as_csv(_ledger_rows(view, currency)), nl=False)


def show(
    entry: Annotated[str, typer.Argument(metavar="ENTRY", help="The beginning of an entry's or a claim's id.")],
    book: BookOption = None,
    as_of: AsOfOption = None,
    output: FormatOption = Format.TABLE,
    dossier: DossierOption = None,
) -> None:
    """Show one entry: every claim with its sentence, source, date and speaker, and what contradicts what."""
    with opened(book, dossier) as opened_book:
        found = opened_book.entry(entry, as_of=day(as_of))
        if output is not Format.TABLE:
            _print_json(found)
            return
        from pledgebook.cli.render import Shown, print_entry

        documents = sorted({testimony.claim.doc for testimony in found.testimonies})
        shown = {id_: Shown(opened_book.text(id_), tuple(opened_book.names(id_)), opened_book.pages(id_)) for id_ in documents}
        outside = [id_ for conflict in found.conflicts for value in conflict.values for id_ in value.claims if id_ not in found.claims]
        others = dict.fromkeys(held.id for held in opened_book.holders(outside, as_of=day(as_of)).values()) if outside else {}
        print_entry(found, shown, opened_book.dossier, opened_book.entries_by_id(list(others), as_of=day(as_of)))
        from pledgebook.cli.questions import print_taken

        print_taken(found, opened_book.decisions(undone=False))


@choosing("actor", "since", "until")
def statements(choice: Choice, output: FormatOption = Format.TABLE) -> None:
    """Show who said what, when, in which role and through which medium."""
    _tell(choice, output, "statements")


@choosing("actor", "since", "until")
def talks(choice: Choice, output: FormatOption = Format.TABLE) -> None:
    """Show who met or is to meet whom, where and when, and what came of it."""
    _tell(choice, output, "talks")


def _ledger_rows(view: LedgerView, currency: str | None) -> list[dict[str, Any]]:
    """One row an entry, and where a currency was asked for the amount in dollars, euros and it."""
    from pledgebook.export.rows import converted
    from pledgebook.export.tables import ledger_rows

    rows = ledger_rows(view)
    for into in dict.fromkeys(("USD", "EUR", currency)) if currency else ():
        found = view.conversions(into)
        for row in rows:
            row |= converted(found.get(row["id"]), into)
    return rows


def _tell(choice: Choice, output: Format, kind: str) -> None:
    with choice.opened() as book:
        view = choice.view(book)
    if output is Format.TABLE:
        from pledgebook.cli import render

        {"statements": render.print_statements, "talks": render.print_talks}[kind](view)
    elif output is Format.JSON:
        _print_json(getattr(view, kind))
    else:
        from pledgebook.export import tables

        rows = {"statements": tables.statement_rows, "talks": tables.talks_rows}[kind](view)
        typer.echo(tables.as_csv(rows), nl=False)


def _print_json(content: Any) -> None:
    from pledgebook.export.tables import as_json

    typer.echo(as_json(content))
