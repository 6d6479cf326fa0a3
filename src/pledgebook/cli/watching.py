"""`read --watch`: places looked at again and again."""

from __future__ import annotations

import datetime
import signal
import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from pledgebook.book import Book
    from pledgebook.read.reader import Intake
    from pledgebook.run.local import Readers
    from pledgebook.run.metrics import Metrics


def watch_places(book: Book, places: Sequence[str], every_s: float, intake: Intake, readers: Readers | None, metrics: Metrics | None) -> None:
    """Looks until it is told to stop (Ctrl-C, SIGTERM), and prints a line for each look that found something."""
    from pledgebook.cli.reading import print_refused, report_line
    from pledgebook.errors import PledgebookError
    from pledgebook.run.local import Tally
    from pledgebook.run.watch import watch

    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    typer.echo(f"watching {', '.join(places)} every {every_s:g} s; book {book.location}; stop with Ctrl-C", err=True)
    all_of = Tally()
    for found in watch(book, places, every_s, stop, intake=intake, readers=readers):
        now = f"{datetime.datetime.now():%Y-%m-%d %H:%M:%S}"
        if isinstance(found, PledgebookError):
            typer.echo(f"{now} {found}" + (f" ({found.hint})" if found.hint else ""), err=True)
            continue
        all_of = all_of.plus(found.tally)
        if metrics:
            metrics.note(all_of, done=stop.is_set())
        print_refused((*found.refused, *found.unproven))
        if found.inputs:
            typer.echo(f"{now} {report_line(found, f'book {book.location}')}")
