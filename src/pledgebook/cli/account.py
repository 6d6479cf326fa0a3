"""`account`: who may sign in to review."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from pledgebook.cli.options import BookOption
from pledgebook.errors import PledgebookError
from pledgebook.settings import read_settings

if TYPE_CHECKING:
    from pledgebook.web.register import Register

account_app = typer.Typer(help="Look after the accounts of reviewers, who may decide and upload over the web.", no_args_is_help=True)

NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="The name decisions are signed with.")]
AccountsOption = Annotated[
    str | None, typer.Option("--accounts", metavar="FILE", envvar="PLEDGEBOOK_ACCOUNTS", help="The file of accounts [default: beside the book].")
]
StdinOption = Annotated[bool, typer.Option("--password-stdin", help="Take the password from standard input, its first line.")]


@account_app.command("add")
def add(name: NameArgument, book: BookOption = None, accounts: AccountsOption = None, password_stdin: StdinOption = False) -> None:
    """Make an account; the password is asked for, and kept as an Argon2 hash."""
    from pledgebook.web.accounts import add_account

    register = _register(book, accounts)
    add_account(register, name, _password(password_stdin))
    typer.echo(f"account {name} added to {register.path}")


@account_app.command("list")
def show(book: BookOption = None, accounts: AccountsOption = None) -> None:
    """Show the names of all accounts."""
    from pledgebook.web.accounts import accounts as names

    for name in names(_register(book, accounts)):
        typer.echo(name)


@account_app.command("remove")
def remove(name: NameArgument, book: BookOption = None, accounts: AccountsOption = None) -> None:
    """Remove an account and end its sessions; what it decided stays."""
    from pledgebook.web.accounts import remove_account

    remove_account(_register(book, accounts), name)
    typer.echo(f"account {name} removed")


@account_app.command("password")
def password(name: NameArgument, book: BookOption = None, accounts: AccountsOption = None, password_stdin: StdinOption = False) -> None:
    """Give an account another password and end its sessions."""
    from pledgebook.web.accounts import change_password

    change_password(_register(book, accounts), name, _password(password_stdin))
    typer.echo(f"the password of {name} is changed; its sessions have ended")


@account_app.command("log")
def log(
    book: BookOption = None,
    accounts: AccountsOption = None,
    limit: Annotated[int, typer.Option("--limit", metavar="N", min=1, help="Show the last so many lines.")] = 50,
) -> None:
    """Show what was written over the web: when, by whom, from where, and what came of it."""
    from pledgebook.web.audit import notes

    for note in reversed(notes(_register(book, accounts), limit)):
        typer.echo("\t".join((note.at, note.who, note.address or "-", note.act, note.place or "-", note.outcome or "never ended")))


def _register(book: str | None, accounts: str | None) -> Register:
    from pledgebook.web.register import Register, register_path

    return Register(register_path(book or read_settings().book, accounts))


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise PledgebookError("no_password", "there is no terminal to ask for the password on", "pipe it in with --password-stdin")
    return str(typer.prompt("password", hide_input=True, confirmation_prompt=True))
