"""`serve`: the book in a browser."""

from __future__ import annotations

from typing import Annotated

import typer

from pledgebook.cli.options import BookOption, DossierOption
from pledgebook.settings import DEFAULT_HOST, DEFAULT_PORT, read_settings

HostOption = Annotated[str, typer.Option("--host", metavar="ADDRESS", help="The address to listen on.")]
PortOption = Annotated[int, typer.Option("--port", min=0, max=65535, help="The port to listen on.")]
NameOption = Annotated[list[str] | None, typer.Option("--name", metavar="HOST", help="A name others open it by, where something stands before it.")]
AccountsOption = Annotated[
    str | None, typer.Option("--accounts", metavar="FILE", envvar="PLEDGEBOOK_ACCOUNTS", help="The file of accounts [default: beside the book].")
]
ProcessesOption = Annotated[int, typer.Option("--processes", metavar="N", min=1, max=64, help="Processes that answer, for many readers at a time.")]
LimitOption = Annotated[int, typer.Option("--api-limit", metavar="N", min=1, help="Requests of the API answered to one address in a minute.")]


def serve(
    book: BookOption = None,
    host: HostOption = DEFAULT_HOST,
    port: PortOption = DEFAULT_PORT,
    name: NameOption = None,
    accounts: AccountsOption = None,
    processes: ProcessesOption = 1,
    api_limit: LimitOption = 600,
    dossier: DossierOption = None,
) -> None:
    """Open the book in a browser: pages, review and the API, on this machine unless told otherwise."""
    from pledgebook.web import serve as server
    from pledgebook.web.settings import Settings

    given = read_settings()
    settings = Settings(
        book=book or given.book,
        dossier=dossier or given.dossier,
        busy_timeout_s=given.busy_timeout_s,
        host=host,
        port=port,
        names=tuple(name or ()),
        accounts=accounts,
        processes=processes,
        api_per_minute=api_limit,
    )
    server.serve(settings, announce=typer.echo)
