"""`donors`: what each donor gives, beside its economy and its people."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from pledgebook.cli.choice import Choice, choosing
from pledgebook.cli.options import Format, FormatOption

if TYPE_CHECKING:
    from pledgebook.ledgerview import LedgerView

Row = TypeVar("Row")

GoodsOption = Annotated[bool, typer.Option("--goods", help="How many of which goods instead of money.")]
CurrencyOption = Annotated[str, typer.Option("--in", metavar="CURRENCY", help="The currency of the sums: usd, eur or another with a rate.")]


@choosing("donor", "since", "until")
def donors(choice: Choice, goods: GoodsOption = False, into: CurrencyOption = "usd", output: FormatOption = Format.TABLE) -> None:
    """Show what each donor promised and delivered in one currency, as a share of its GDP and per head; or in goods."""
    with choice.opened() as book:
        view = choice.view(book)
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
