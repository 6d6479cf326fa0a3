"""Reads the story into a book and shows what a newcomer wants to see of it."""

from __future__ import annotations

import datetime
import os
import pathlib
import shutil
import sys
from importlib import resources

from rich.console import Console

from pledgebook.book import Book, open_book
from pledgebook.cli.render import counted, print_ledger, print_statements, print_talks
from pledgebook.demo.chapters import longest_lifecycle, most_contested, say, tell_doubts, tell_lifecycle, tell_one_event, tell_past_days
from pledgebook.demo.story import story
from pledgebook.errors import BookError
from pledgebook.model.text import RawDocument
from pledgebook.read.files import read_paths
from pledgebook.run.local import ReadReport
from pledgebook.settings import DEFAULT_HOST, DEFAULT_PORT

NOTICE = (
    "This is a demonstration. The reports were written for it: outlets, reporters and unnamed sources are invented "
    "(addresses end in .example); sums, dates and meetings are public facts, and some are wrong on purpose."
)
SPEECH_SINCE = datetime.date(2025, 11, 1)
"""the story's last weeks are enough to show talks and statements"""


def show_demo(book_path: str | os.PathLike[str], console: Console) -> ReadReport:
    """See `pledgebook.demo.run_demo`."""
    path = pathlib.Path(book_path)
    decided = _make_way(path)
    say(console, NOTICE, "bold yellow")
    with open_book(path) as book, resources.as_file(story().joinpath("reports.jsonl")) as reports:
        with console.status("Reading the story ..."):
            report = book.read(reports)
        _tell_reading(report, decided, console)
        _tell_book(book, console)
        contested = most_contested(book.ledger())
        _tell_next(path, contested.id if contested else None, console)
    return report


def _tell_reading(report: ReadReport, decided: int, console: Console) -> None:
    kept = f" The book was there already; {counted(decided, 'decision')} taken on it are kept." if decided else ""
    say(
        console,
        f"\nRead {report.inputs} reports: {report.read} new, {report.known} known already, {len(report.refused)} refused; "
        f"{report.elsewhere} of the new ones are about something else or in another language. They make {report.claims} claims.{kept}",
    )


def _tell_book(book: Book, console: Console) -> None:
    say(console, "\nThe ledger, its totals in each currency, and what was delivered of what was promised", "bold")
    view = book.ledger()
    print_ledger(view)
    recent = book.ledger(since=SPEECH_SINCE)
    say(console, f"\nTalks since {SPEECH_SINCE:%d %B %Y}", "bold")
    print_talks(recent)
    say(console, f"\nStatements since {SPEECH_SINCE:%d %B %Y}", "bold")
    print_statements(recent)
    contested = most_contested(view)
    if contested:
        tell_one_event(contested, view, console)
    tell_lifecycle(longest_lifecycle(view), view, console)
    tell_past_days(book, console)
    tell_doubts(book, console)


def _tell_next(path: pathlib.Path, entry: str | None, console: Console) -> None:
    us = _our_command()
    say(console, "\nOpen the book in a browser:", "bold")
    say(console, f"  {us} serve --book {path}   # then visit http://{DEFAULT_HOST}:{DEFAULT_PORT}/")
    say(console, f"\nThe book is {path}. Try next:", "bold")
    steps = [
        (f"show {entry} --book {path}", "one entry: every sentence, source and contradiction"),
        (f"ledger --scheme PURL --book {path}", "what was promised under the scheme"),
        (f"ledger --as-of 2025-08-10 --book {path}", "the book as it stood that day"),
        (f"changes --since 2025-08-10 --until 2025-08-31 --book {path}", "what three weeks brought"),
        (f"review --book {path}", "what is most worth a person's look"),
        (f"ledger --format csv --book {path}", "for a spreadsheet; json for programs"),
        (f"statements --book {path}", "who said what; talks: who met whom"),
        (f"verify --book {path}", "every figure against its sentence, every total added again"),
        ("read YOUR_REPORTS", "a book of your own, in ./pledgebook.db"),
    ]
    for command, purpose in steps if entry else steps[1:]:
        say(console, f"  {f'{us} {command}':<58}  # {purpose}")


def _our_command() -> str:
    """How whoever ran this can run pledgebook again: a command outside the search path, as `make demo` leaves it, by its place."""
    ran = pathlib.Path(sys.argv[0])
    if ran.name != "pledgebook" or shutil.which("pledgebook"):
        return "pledgebook"
    return os.path.relpath(ran)


def _make_way(path: pathlib.Path) -> int:
    """Removes an earlier demonstration book, or keeps it where people decided on it; answers how many decisions it keeps.

    A book that holds anything else is left alone.
    """
    if not path.exists():
        return 0
    with open_book(path, create=False) as book, resources.as_file(story().joinpath("reports.jsonl")) as reports:
        ours = {raw.sha256 for raw in read_paths([reports]) if isinstance(raw, RawDocument)}
        counts, decided = book.counts(), len(book.decisions())
        foreign = not set(book.documents()) <= ours or counts.sightings > len(ours)
    if foreign:
        raise BookError("not_a_demonstration", f"{path}: the book holds reports of its own", "move it away, or run the demonstration in another folder")
    if decided:
        return decided
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    return 0
