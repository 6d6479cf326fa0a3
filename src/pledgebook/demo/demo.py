"""Reads the sample into a fresh book and shows what a newcomer wants to see of it."""

from __future__ import annotations

import contextlib
import pathlib
from collections.abc import Iterator
from importlib import resources
from importlib.resources.abc import Traversable

from rich.console import Console
from rich.markup import escape

from pledgebook.book import Book, open_book
from pledgebook.demo import show
from pledgebook.errors import BookError
from pledgebook.run.local import ReadReport

DEMO_BOOK = "pledgebook-demo.db"
_NOTICE = (
    "This is a demonstration. The reports were written for it: outlets, reporters and unnamed sources are invented "
    "(addresses end in .example); the sums, dates and meetings are public facts, some wrong on purpose."
)


def demo_reports() -> Traversable:
    """The folder with the sample: text files and one JSONL file.

    >>> sorted(report.name for report in demo_reports().iterdir())[0]
    '01-harbour-wire-contact-group.txt'
    """
    return resources.files("pledgebook.demo") / "reports"


@contextlib.contextmanager
def demo_folder() -> Iterator[pathlib.Path]:
    """The sample as a folder on disk for as long as the context lasts, also where the package is zipped."""
    with resources.as_file(demo_reports()) as folder:
        yield folder


def run_demo(book_path: str | pathlib.Path, console: Console) -> ReadReport:
    """Makes a fresh demonstration book at `book_path`, prints it, and answers what was read.

    A demonstration book that is there already is replaced. Raises `BookError` where the path holds anything else.
    """
    path = pathlib.Path(book_path)
    _make_way(path)
    console.print(escape(_NOTICE), style="bold yellow", highlight=False)
    console.print()
    with open_book(path) as book, demo_folder() as folder:
        with console.status("Reading the sample ..."):
            report = book.read(folder)
        show.reading(report, folder, console)
        _tell(book, console)
    show.next_steps(path, console)
    return report


def _tell(book: Book, console: Console) -> None:
    view = book.ledger()
    show.ledger(view, console)
    show.totals(view, console)
    show.gaps(view, console)
    show.running_totals(view, console)
    show.conflicts(view, console)
    show.talks(view, console)
    show.statements(view, console)


def _make_way(path: pathlib.Path) -> None:
    """Removes an earlier demonstration book; a file that holds other documents is left alone."""
    if not path.exists():
        return
    with open_book(path) as book:
        known = {testimony.claim.doc for entry in book.folded().entries for testimony in entry.testimonies}
        names = {name for document in known for name in book.names(document)}
    ours = {report.name for report in demo_reports().iterdir()}
    if not all(name.partition(":")[0] in ours or name.startswith("demo-") for name in names):
        raise BookError("not_a_demo", f"{path}: the book holds documents of its own", "move it away, or run the demonstration elsewhere")
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
