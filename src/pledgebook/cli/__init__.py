"""The command line: documents in, the book to look at, what people decide, and whether what is kept still holds.

Only Typer is imported here; each command loads what it needs when it runs, so that `--help` is quick.
"""

from __future__ import annotations

import gc
import os
import sys
from typing import Annotated

import typer

from pledgebook.cli import account, alerts, changes, compare, demo, donors, export, lag, reading, report, review, serve, upkeep, views, why
from pledgebook.errors import PledgebookError
from pledgebook.version import __version__

REFUSED = 2
"""exit code where nothing could be done"""
INTERRUPTED = 130
ALLOCATED = 10_000
"""objects between two searches for garbage: what a start makes lives on, and going through it all the time is a tenth of a quick command"""

app = typer.Typer(
    name="pledgebook",
    help="Keeps the book of international aid: who promised, paid and delivered what, and the sentence that says so.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
dossier_app = typer.Typer(help="Look after a dossier, the folder of words and tables a book is configured by.", no_args_is_help=True)

app.command("demo")(demo.demo)
app.command("read")(reading.read)
app.command("load")(reading.load)
app.command("readers")(reading.readers)
app.command("ledger")(views.ledger)
app.command("show")(views.show)
app.command("why")(why.why)
app.command("statements")(views.statements)
app.command("talks")(views.talks)
app.command("donors")(donors.donors)
app.command("lag")(lag.lag)
app.command("changes")(changes.changes)
app.command("alerts")(alerts.alerts)
app.command("export")(export.export)
app.command("compare")(compare.compare)
app.command("report")(report.report)
app.command("review")(review.review)
for _name in ("judge", "merge", "split", "accept", "reject", "correct", "add", "undo"):
    app.command(_name)(getattr(review, _name))
app.add_typer(review.decisions_app, name="decisions")
app.command("serve")(serve.serve)
app.add_typer(account.account_app, name="account")
app.command("extract")(reading.extract)
app.command("forget")(upkeep.forget)
app.command("verify")(upkeep.verify)
app.command("rebuild")(upkeep.rebuild)
dossier_app.command("new")(upkeep.new)
dossier_app.command("check")(upkeep.check)
app.add_typer(dossier_app, name="dossier")


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"pledgebook {__version__}")
        raise typer.Exit


@app.callback()
def options(version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")] = False) -> None:
    """Keeps the book of international aid: who promised, paid and delivered what, and the sentence that says so."""


def main() -> None:
    """Runs the command line; an error a user can act on is two lines and exit code 2, never a traceback."""
    gc.set_threshold(ALLOCATED, *gc.get_threshold()[1:])
    try:
        app()
    except PledgebookError as error:
        typer.echo(f"error: {error}", err=True)
        if error.hint:
            typer.echo(f"hint: {error.hint}", err=True)
        sys.exit(REFUSED)
    except (KeyboardInterrupt, SystemExit) as ended:
        # Typer makes an exit of Ctrl-C
        if isinstance(ended, SystemExit) and ended.code != INTERRUPTED:
            raise
        typer.echo("interrupted; what was read is in the book, run the command again to go on", err=True)
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        # the reader of a pipe has gone; nothing more can be said to it, not even at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
