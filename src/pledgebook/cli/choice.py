"""What several commands look at: the book, and which part of it. The options are declared once and come as one value."""

from __future__ import annotations

import datetime
import functools
import inspect
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from pledgebook.cli.options import AsOfOption, BookOption, DossierOption, day, opened

if TYPE_CHECKING:
    from pledgebook.book import Book
    from pledgebook.ledgerview import LedgerView

FromOption = Annotated[datetime.datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], metavar="DAY", help="Only what happened on or after this day.")]
ToOption = Annotated[datetime.datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], metavar="DAY", help="Only what happened by this day.")]
NARROWING: dict[str, Any] = {
    "donor": Annotated[str | None, typer.Option("--donor", metavar="PARTY", help="Only aid this party gives, by code or name.")],
    "actor": Annotated[str | None, typer.Option("--actor", metavar="PARTY", help="Only those of this party, by code or name.")],
    "stage": Annotated[str | None, typer.Option("--stage", help="Only this stage: pledged, committed, delivered ...")],
    "scheme": Annotated[str | None, typer.Option("--scheme", metavar="CODE", help="Only aid through this scheme.")],
    "aid_type": Annotated[str | None, typer.Option("--type", help="Only military, humanitarian, financial or mixed aid.")],
    "conflicts": Annotated[bool | None, typer.Option("--conflicts", help="Only aid whose reports contradict one another.")],
    "since": FromOption,
    "until": ToOption,
    "as_of": AsOfOption,
    "reviewed": Annotated[bool | None, typer.Option("--reviewed/--machine", help="Only what a person looked at, or only what nobody did.")],
}
ALWAYS = ("as_of", "reviewed")


class Choice(NamedTuple):
    """What the options of a command named: the book, its dossier, and the arguments of `Book.ledger`."""

    book: str | None
    dossier: str | None
    narrowed: dict[str, Any]

    def opened(self) -> Book:
        """The book, to be closed by `with`."""
        return opened(self.book, self.dossier)

    def view(self, book: Book) -> LedgerView:
        """The chosen part of its ledger."""
        return book.ledger(**self.narrowed)


def choosing(*names: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Gives a command the options of the book, of the named ways to narrow it, of the day and of who looked; they come to it as its `choice`.

    >>> @choosing("donor", "since")
    ... def told(choice: Choice, loud: bool = False) -> None:
    ...     print(choice.narrowed["donor"], choice.narrowed["basis"])
    >>> list(inspect.signature(told).parameters)
    ['book', 'donor', 'since', 'as_of', 'reviewed', 'loud', 'dossier']
    >>> told(donor="NLD", reviewed=True)
    NLD reviewed
    """
    shared = (*names, *ALWAYS)

    def decorated(command: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(command)
        def run(*, book: str | None = None, dossier: str | None = None, **given: Any) -> None:
            command(choice=Choice(book, dossier, _narrowed({name: given.pop(name, None) for name in shared})), **given)

        own = [parameter for parameter in inspect.signature(command, eval_str=True).parameters.values() if parameter.name != "choice"]
        arguments = [parameter for parameter in own if parameter.default is inspect.Parameter.empty]
        options = [parameter for parameter in own if parameter not in arguments]
        narrowing = [_option(name, NARROWING[name]) for name in shared]
        order = [*arguments, _option("book", BookOption), *narrowing, *options, _option("dossier", DossierOption)]
        run.__signature__ = inspect.Signature([parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in order])  # type: ignore[attr-defined]
        run.__annotations__ = {parameter.name: parameter.annotation for parameter in order}
        return run

    return decorated


def _option(name: str, annotation: Any) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=annotation)


def _narrowed(given: dict[str, Any]) -> dict[str, Any]:
    """The arguments of `Book.ledger`: days for moments, a party whatever it does, and who looked as a word."""
    days: dict[str, Any] = {name: day(given.pop(name)) for name in ("since", "until", "as_of") if name in given}
    reviewed = given.pop("reviewed")
    basis = None if reviewed is None else "reviewed" if reviewed else "machine"
    if "actor" in given:
        given["donor"] = given.pop("actor")
    return {**given, **days, "basis": basis}
