"""`export`: the ledger as a file for other programs."""

from __future__ import annotations

import pathlib
from typing import TYPE_CHECKING, Annotated

import typer

from pledgebook.cli.choice import Choice, choosing

if TYPE_CHECKING:
    from pledgebook.export.formats import Format

OutArgument = Annotated[pathlib.Path, typer.Argument(metavar="OUT", help="The file or folder to write.")]
KindOption = Annotated[str | None, typer.Option("--format", metavar="FORMAT", help="What to write [default: by the suffix of OUT, else csv].")]
LicenceOption = Annotated[str | None, typer.Option("--licence", metavar="NAME", help="Licence a data package states for its tables [default: CC-BY-4.0].")]
ReplaceOption = Annotated[bool, typer.Option("--replace", help="Write over what stands there.")]


@choosing("donor", "stage", "scheme", "aid_type", "since", "until")
def export(choice: Choice, out: OutArgument, kind: KindOption = None, licence: LicenceOption = None, replace: ReplaceOption = False) -> None:
    """Write the ledger for other programs: xlsx, csv, parquet, jsonl, kiel, iati or prov; the same book gives the same bytes."""
    chosen = _format(kind)
    with choice.opened() as book:
        view = choice.view(book)
    from pledgebook.export.files import LICENCE
    from pledgebook.export.formats import write

    written = write(view, out, chosen, licence=licence or LICENCE, replace=replace)
    typer.echo(f"{out}: {written}, {len(view.entries)} entries, {len(view.talks)} talks, {len(view.statements)} statements")


def _format(name: str | None) -> Format | None:
    from pledgebook.errors import PledgebookError
    from pledgebook.export.formats import Format

    if name is None:
        return None
    if name.lower() not in set(Format):
        raise PledgebookError("unknown_export", f"there is no format '{name}'", f"use one of {', '.join(Format)}")
    return Format(name.lower())
