"""What a run that reads tells while it goes on: a line on a terminal, and a file of figures."""

from __future__ import annotations

import contextlib
import pathlib
import sys
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pledgebook.read.extent import Extent
    from pledgebook.run.local import Progress, Tally
    from pledgebook.run.metrics import Metrics


@contextlib.contextmanager
def progress_line(metrics: Metrics | None, extent: Extent | None) -> Iterator[Progress]:
    """A line on a terminal that tells how far reading is, how fast, and how long it will take, and the file of figures where one is wanted."""

    def note(tally: Tally) -> None:
        if metrics:
            metrics.note(tally)

    if not sys.stderr.isatty():
        yield lambda place, tally: note(tally)
        return
    from rich.console import Console
    from rich.progress import BarColumn, SpinnerColumn, TextColumn
    from rich.progress import Progress as Bar

    columns = (SpinnerColumn(), BarColumn(bar_width=20), TextColumn("{task.fields[told]}"), TextColumn("{task.fields[place]}", style="dim"))
    began = time.monotonic()
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading", total=None, told="", place="")

        def show(place: str, tally: Tally) -> None:
            share = extent.share if extent else None
            told = in_words(tally, time.monotonic() - began, share)
            bar.update(task, completed=share or 0, total=None if share is None else 1, told=told, place=place[-50:])
            note(tally)

        yield show


def in_words(tally: Tally, seconds: float, share: float | None) -> str:
    """How far a run is; `share` is the part of the bytes that was read, None where it is not known.

    >>> from pledgebook.run.local import Tally
    >>> in_words(Tally(read=900, known=90, refused=10), 100, 0.25)
    '1,000 documents (90 known, 10 set aside), 10.0/s, 5 min left'
    """
    parts = [f"{count} {name}" for count, name in ((tally.known, "known"), (tally.refused, "set aside")) if count]
    told = f"{tally.inputs:,} documents" + (f" ({', '.join(parts)})" if parts else "")
    told += f", {tally.inputs / seconds:.1f}/s" if seconds > 0 else ""
    return told + (f", {duration(seconds / share - seconds)} left" if share else "")


def duration(seconds: float) -> str:
    """A time as people say it.

    >>> duration(42), duration(300), duration(9000)
    ('42 s', '5 min', '2 h 30 min')
    """
    minutes = round(seconds / 60)
    return f"{seconds:.0f} s" if seconds < 60 else f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"


def kept_metrics(path: pathlib.Path | None) -> Metrics | None:
    """The file of figures; one that cannot be written is told before anything is read."""
    if path is None:
        return None
    from pledgebook.run.local import Tally
    from pledgebook.run.metrics import Metrics

    metrics = Metrics(path)
    metrics.note(Tally())
    return metrics
