"""Reads the sample into a fresh book and shows what a newcomer wants to see of it."""

from __future__ import annotations

import datetime
import os
import pathlib
from importlib import resources

from rich.console import Console
from rich.text import Text

from pledgebook.book import Book, open_book
from pledgebook.cli.render import print_ledger, print_statements, print_talks
from pledgebook.demo import demo_reports
from pledgebook.errors import BookError
from pledgebook.model.text import RawDocument
from pledgebook.read.files import read_paths
from pledgebook.run.local import ReadReport

NOTICE = (
    "This is a demonstration. The reports were written for it: outlets, reporters and unnamed sources are invented "
    "(addresses end in .example); sums, dates and meetings are public facts, and some are wrong on purpose."
)
SPEECH_SINCE = datetime.date(2025, 12, 1)
"""the sample's last days are enough to show talks and statements"""


def show_demo(book_path: str | os.PathLike[str], console: Console) -> ReadReport:
    """See `pledgebook.demo.run_demo`."""
    path = pathlib.Path(book_path)
    _make_way(path)
    _say(console, NOTICE, "bold yellow")
    with open_book(path) as book, resources.as_file(demo_reports()) as folder:
        with console.status("Reading the sample ..."):
            report = book.read(folder)
        _tell_reading(report, folder, console)
        _tell_book(book, console)
        _tell_next(path, _instructive(book), console)
    return report


def _tell_reading(report: ReadReport, folder: pathlib.Path, console: Console) -> None:
    _say(
        console,
        f"\nRead {report.inputs} reports: {report.read} new, {report.known} known already (one text in two outlets), {len(report.refused)} refused; "
        f"{report.elsewhere} of the new ones are about something else or in another language. They make {report.claims} claims.",
    )
    for refusal in report.refused:
        _say(console, "  refused: " + str(refusal).replace(f"{folder}{os.sep}", ""), "dim")


def _tell_book(book: Book, console: Console) -> None:
    _say(console, "\nThe ledger, its totals in each currency, and what was delivered of what was promised", "bold")
    print_ledger(book.ledger())
    recent = book.ledger(since=SPEECH_SINCE)
    _say(console, f"\nTalks since {SPEECH_SINCE:%d %B %Y}", "bold")
    print_talks(recent)
    _say(console, f"\nStatements since {SPEECH_SINCE:%d %B %Y}", "bold")
    print_statements(recent)


def _tell_next(path: pathlib.Path, entry: str | None, console: Console) -> None:
    _say(console, f"\nThe book is {path}. Try next:", "bold")
    steps = [
        (f"pledgebook show {entry} --book {path}", "one entry: every sentence, source and contradiction"),
        (f"pledgebook ledger --donor NLD --book {path}", "what the Netherlands gave"),
        (f"pledgebook ledger --as-of 2025-08-10 --book {path}", "the book as it stood that day"),
        (f"pledgebook ledger --format csv --book {path}", "for a spreadsheet; json for programs"),
        (f"pledgebook statements --book {path}", "who said what; talks: who met whom"),
        (f"pledgebook verify --book {path}", "every figure against its sentence, every total added again"),
        ("pledgebook read YOUR_REPORTS", "a book of your own, in ./pledgebook.db"),
    ]
    for command, purpose in steps if entry else steps[1:]:
        _say(console, f"  {command:<58}  # {purpose}")


def _instructive(book: Book) -> str | None:
    """The entry most worth a look: one whose reports contradict one another, with most reports."""
    entries = sorted(book.ledger().entries, key=lambda entry: (bool(entry.conflicts), entry.documents), reverse=True)
    return entries[0].id if entries else None


def _make_way(path: pathlib.Path) -> None:
    """Removes an earlier demonstration book; a book that holds anything else is left alone."""
    if not path.exists():
        return
    with open_book(path, create=False) as book, resources.as_file(demo_reports()) as folder:
        ours = {raw.name for raw in read_paths([folder]) if isinstance(raw, RawDocument)}
        documents = {testimony.claim.doc for entry in book.folded().entries for testimony in entry.testimonies}
        names = {name for document in documents for name in book.names(document)}
        foreign = not names <= ours or book.counts().sightings > len(ours)
    if foreign:
        raise BookError("not_a_demonstration", f"{path}: the book holds reports of its own", "move it away, or run the demonstration in another folder")
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _say(console: Console, text: str, style: str = "") -> None:
    console.print(Text(text), style=style, highlight=False, soft_wrap=True)
