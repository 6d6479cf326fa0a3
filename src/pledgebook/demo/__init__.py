"""The demonstration: a story told by invented reports about real public figures, and a smaller sample to try reading on."""

from __future__ import annotations

from importlib import resources
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import os

    from rich.console import Console

    from pledgebook.run.local import ReadReport

__all__ = ["DEMO_BOOK", "demo_reports", "floods_reports", "run_demo"]

DEMO_BOOK = "pledgebook-demo.db"
"""where `pledgebook demo` keeps its book"""


def demo_reports() -> Traversable:
    """The folder with the sample to try reading on: text files and one JSONL file.

    >>> sorted(report.name for report in demo_reports().iterdir())[0]
    '01-harbour-wire-contact-group.txt'
    """
    return resources.files("pledgebook.demo") / "reports"


def floods_reports() -> Traversable:
    """The sample of the dossier `floods`: a JSONL file of reports written for it, with public figures.

    >>> floods_reports().name
    'reports.jsonl'
    """
    return resources.files("pledgebook.demo") / "floods" / "reports.jsonl"


def run_demo(book_path: str | os.PathLike[str], console: Console) -> ReadReport:
    """Makes a demonstration book of the story at `book_path`, prints what it holds, and answers what was read.

    An earlier demonstration book is replaced, or read into again where people decided on it.
    Raises `pledgebook.errors.BookError` where the path holds anything else.
    """
    from pledgebook.demo.demo import show_demo

    return show_demo(book_path, console)
