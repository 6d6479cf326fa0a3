"""`ledger`, `show`, `statements` and `talks`: the book to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from pledgebook.cli.options import (
    AsOfOption,
    BookOption,
    DossierOption,
    Format,
    FormatOption,
    FromOption,
    InOption,
    ReviewedOption,
    ToOption,
    basis,
    day,
    opened,
)

if TYPE_CHECKING:
    from pledgebook.ledgerview import LedgerView

DonorOption = Annotated[str | None, typer.Option("--donor", metavar="PARTY", help="Only aid this party gives, by code or name.")]
StageOption = Annotated[str | None, typer.Option("--stage", help="Only this stage: pledged, committed, delivered ...")]
SchemeOption = Annotated[str | None, typer.Option("--scheme", metavar="CODE", help="Only aid through this scheme.")]
TypeOption = Annotated[str | None, typer.Option("--type", help="Only military, humanitarian, financial or mixed aid.")]
PricesOption = Annotated[
    int | None, typer.Option("--prices", metavar="YEAR", help="Totals at the prices of this year too, in the currency of --in or USD.")
]
ActorOption = Annotated[str | None, typer.Option("--actor", metavar="PARTY", help="Only those of this party, by code or name.")]


def ledger(
    book: BookOption = None,
    donor: DonorOption = None,
    stage: StageOption = None,
    scheme: SchemeOption = None,
    aid_type: TypeOption = None,
    since: FromOption = None,
    until: ToOption = None,
    as_of: AsOfOption = None,
    into: InOption = None,
    prices: PricesOption = None,
    reviewed: ReviewedOption = None,
    output: FormatOption = Format.TABLE,
    dossier: DossierOption = None,
) -> None:
    """Show the ledger: who gives what, at which stage, how much, when, and who says so, with totals and the gap."""
    with opened(book, dossier) as opened_book:
        view = opened_book.ledger(
            as_of=day(as_of), donor=donor, stage=stage, scheme=scheme, aid_type=aid_type, since=day(since), until=day(until), basis=basis(reviewed)
        )
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
        print_entry(found, shown, opened_book.dossier)
        from pledgebook.cli.questions import print_taken

        print_taken(found, opened_book.decisions(undone=False))


def statements(
    book: BookOption = None,
    actor: ActorOption = None,
    since: FromOption = None,
    until: ToOption = None,
    as_of: AsOfOption = None,
    reviewed: ReviewedOption = None,
    output: FormatOption = Format.TABLE,
    dossier: DossierOption = None,
) -> None:
    """Show who said what, when, in which role and through which medium."""
    with opened(book, dossier) as opened_book:
        view = opened_book.ledger(as_of=day(as_of), donor=actor, since=day(since), until=day(until), basis=basis(reviewed))
    if output is Format.TABLE:
        from pledgebook.cli.render import print_statements

        print_statements(view)
    else:
        _print(output, view.statements, view, "statements")


def talks(
    book: BookOption = None,
    actor: ActorOption = None,
    since: FromOption = None,
    until: ToOption = None,
    as_of: AsOfOption = None,
    reviewed: ReviewedOption = None,
    output: FormatOption = Format.TABLE,
    dossier: DossierOption = None,
) -> None:
    """Show who met or is to meet whom, where and when, and what came of it."""
    with opened(book, dossier) as opened_book:
        view = opened_book.ledger(as_of=day(as_of), donor=actor, since=day(since), until=day(until), basis=basis(reviewed))
    if output is Format.TABLE:
        from pledgebook.cli.render import print_talks

        print_talks(view)
    else:
        _print(output, view.talks, view, "talks")


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


def _print(output: Format, content: Any, view: LedgerView, kind: str) -> None:
    if output is Format.JSON:
        _print_json(content)
        return
    from pledgebook.export import tables

    rows = {"statements": tables.statement_rows, "talks": tables.talks_rows}[kind](view)
    typer.echo(tables.as_csv(rows), nl=False)


def _print_json(content: Any) -> None:
    from pledgebook.export.tables import as_json

    typer.echo(as_json(content))
