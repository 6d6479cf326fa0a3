"""`demo`: a sample read into a book and shown."""

from __future__ import annotations

from typing import Annotated

import typer

from pledgebook.cli.reading import NOTHING_DONE
from pledgebook.demo import DEMO_BOOK


def demo(book: Annotated[str, typer.Option("--book", metavar="FILE", help="Where to keep the demonstration's book, made anew each time.")] = DEMO_BOOK) -> None:
    """Read a sample of invented reports into a book and show what it holds."""
    from pledgebook.cli.render import console
    from pledgebook.demo import run_demo

    report = run_demo(book, console())
    raise typer.Exit(0 if report.claims else NOTHING_DONE)
