"""`donors`: what each donor gives, beside its economy and its people."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from pledgebook.cli.options import AsOfOption, BookOption, DossierOption, Format, FormatOption, FromOption, ReviewedOption, ToOption, basis, day, opened
from pledgebook.cli.views import DonorOption

if TYPE_CHECKING:
    from pledgebook.ledgerview import LedgerView

Row = TypeVar("Row")

GoodsOption = Annotated[bool, typer.Option("--goods", help="How many of which goods instead of money.")]
CurrencyOption = Annotated[str, typer.Option("--in", metavar="CURRENCY", help="The currency of the sums: usd, eur or another with a rate.")]


def donors(
    book: BookOption = None,
    donor: DonorOption = None,
    goods: GoodsOption = False,
    into: CurrencyOption = "usd",
    since: FromOption = None,
    until: ToOption = None,
    as_of: AsOfOption = None,
    reviewed: ReviewedOption = None,
    output: FormatOption = Format.TABLE,
    dossier: DossierOption = None,
) -> None:
    """Show what each donor promised and delivered in one currency, as a share of its GDP and per head; or in goods."""
    with opened(book, dossier) as opened_book:
        view = opened_book.ledger(as_of=day(as_of), donor=donor, since=day(since), until=day(until), basis=basis(reviewed))
    if goods:
        _goods(view, output)
    else:
        _money(view, into.upper(), output)


def _money(view: LedgerView, currency: str, output: Format) -> None:
    from pledgebook.cli.money import burden_rows, print_burdens

    rows = view.burdens(currency)
    if output is Format.TABLE:
        print_burdens(rows, currency, view)
    else:
        _print(rows, burden_rows, output)


def _goods(view: LedgerView, output: Format) -> None:
    from pledgebook.cli.goods import count_rows, print_counts

    counts = view.counts()
    if output is Format.TABLE:
        print_counts(counts, view)
    else:
        _print(counts, count_rows, output)


def _print(found: Sequence[Row], rows: Callable[[Sequence[Row]], list[dict[str, Any]]], output: Format) -> None:
    from pledgebook.export.tables import as_csv, as_json

    typer.echo(as_json(found) if output is Format.JSON else as_csv(rows(found)).removesuffix("\n"))
