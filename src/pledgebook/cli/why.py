"""`why`: what makes two claims one event, or keeps them two, line by line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import typer

from pledgebook.cli.options import BookOption, DossierOption, Format, FormatOption, opened

if TYPE_CHECKING:
    from rich.table import Table

    from pledgebook.book import Book
    from pledgebook.model.claim import Claim
    from pledgebook.resolve.why import Link, Why

SHOWN = 4
"""blocks that are told; a group's claims stand in one for each member"""
IdArgument = typer.Argument(metavar="ID", help="The beginning of a claim's id, or of an entry's for its earliest claim.")


def why(
    left: Annotated[str, IdArgument],
    right: Annotated[str, IdArgument],
    book: BookOption = None,
    output: FormatOption = Format.TABLE,
    dossier: DossierOption = None,
) -> None:
    """Show why two claims are one event or two: blocks, each comparison with its points, sum, threshold, decisions, and the joins between."""
    from pledgebook.cli.render import console

    with opened(book, dossier) as opened_book:
        found = opened_book.why(left, right)
        claims = [_claim(opened_book, id_) for id_ in (found.left, found.right)]
    if output is not Format.TABLE:
        from pledgebook.export.tables import as_json

        typer.echo(as_json(found))
        return
    out = console()
    out.print(f"{found.left} and {found.right} are {found.answer}", markup=False)
    out.print(_sides(found, *claims))
    if found.weighed:
        out.print(_points(found))
    out.print(_blocks(found), markup=False)
    if found.decided:
        out.print(f"{found.decided.by} said {found.decided.verdict}: {'; '.join(found.decided.reasons)}", markup=False)
    for title, links in (("joined by", found.path), ("held apart by", found.barriers), ("nearest pair of the two", (found.nearest,) if found.nearest else ())):
        if links:
            out.print(_links(title, links))


def _claim(book: Book, id_: str) -> Claim:
    return next(testimony.claim for testimony in book.entry(id_).testimonies if testimony.claim.id == id_)


def _sides(found: Why, left: Claim, right: Claim) -> Table:
    """What both claims say, field by field."""
    from pledgebook.review.sides import claim_lines, pair_lines

    table = _table("field", found.left, found.right)
    if type(left) is type(right):
        for line in pair_lines(left, right, ()):
            table.add_row(line.field, line.left, line.right)
    else:
        for line in claim_lines(left):
            table.add_row(line.field, line.left, "")
        for line in claim_lines(right):
            table.add_row(line.field, "", line.right)
    return table


def _blocks(found: Why) -> str:
    if not found.blocks:
        return "blocks that hold both: none"
    more = f"; and {len(found.blocks) - SHOWN} more" if len(found.blocks) > SHOWN else ""
    near = "" if found.compared else "; in none of them are they near enough to be compared"
    return f"blocks that hold both: {'; '.join(found.blocks[:SHOWN])}{more}{near}"


def _points(found: Why) -> Table:
    table, weighed = _table("compared", "outcome", "points", "of"), found.weighed
    assert weighed is not None
    for line in weighed.lines:
        table.add_row(line.field, line.outcome, f"{line.points:+.2f}" if line.points else "0", line.values)
    short = weighed.short if weighed.score >= weighed.same else ""
    unsure = f", unsure from {weighed.unsure:.2f}" if 0 < weighed.unsure < weighed.same else ""
    table.add_row("sum", f"the same from {weighed.same:.2f}{unsure}", f"{weighed.score:.2f}", short, style="bold")
    if weighed.against:
        against = weighed.against
        table.add_row("against", f"{against.field} {against.outcome}", "", against.values, style="bold")
    if found.doubted:
        table.add_row("against", "several events fit as well", "", "", style="bold")
    return table


def _links(title: str, links: Iterable[Link]) -> Table:
    table = _table(title, "and", "score", "by", "because")
    for link in links:
        table.add_row(link.left, link.right, "" if link.score is None else f"{link.score:.2f}", link.by, "; ".join(link.reasons))
    return table


def _table(*columns: str) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    return table
