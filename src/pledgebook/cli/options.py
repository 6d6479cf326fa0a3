"""Options several commands share."""

from __future__ import annotations

import datetime
import enum
from typing import TYPE_CHECKING, Annotated

import typer

from pledgebook.settings import read_settings

if TYPE_CHECKING:
    from pledgebook.book import Book


class Format(enum.StrEnum):
    TABLE = "table"
    JSON = "json"
    CSV = "csv"


BookOption = Annotated[str | None, typer.Option("--book", metavar="FILE", help="The book [default: $PLEDGEBOOK_BOOK or ./pledgebook.db].")]
DossierOption = Annotated[str | None, typer.Option("--dossier", metavar="NAME|FOLDER", help="The dossier [default: $PLEDGEBOOK_DOSSIER or ukraine].")]
FormatOption = Annotated[Format, typer.Option("--format", help="How to print.")]
AsOfOption = Annotated[datetime.datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d"], metavar="DAY", help="As the book stood at the end of this day.")]


def day(moment: datetime.datetime | None) -> datetime.date | None:
    """The day an option gave."""
    return moment.date() if moment else None


def opened(book: str | None, dossier: str | None, *, create: bool = False) -> Book:
    """The book the options and the environment name."""
    from pledgebook.book import open_book

    settings = read_settings()
    return open_book(book or settings.book, dossier=dossier or settings.dossier, create=create, busy_timeout_s=settings.busy_timeout_s)
