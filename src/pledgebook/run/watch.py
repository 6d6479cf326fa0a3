"""Reads places again and again, for trackers that grow by the day."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Sequence

import msgspec

from pledgebook.book import Book
from pledgebook.errors import PledgebookError
from pledgebook.model.run import Rejection
from pledgebook.model.text import RawDocument
from pledgebook.read.files import read_paths
from pledgebook.read.reader import Intake
from pledgebook.read.seen import Seen
from pledgebook.run.local import Readers, ReadReport

NEAR_S, FAR_S = 10.0, 900.0
"""time between two looks by default: at files, and at addresses"""
LEAST_S = 0.1
_UNITS = {"": 1.0, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86_400.0}


def interval(text: str | None, places: Sequence[str]) -> float:
    """The seconds between two looks: what was said, such as `90s`, `15m`, `2h` or `1d`, else what suits the places.

    >>> interval("15m", []), interval(None, ["inbox"]), interval(None, ["inbox", "https://wire.example/feed.xml"])
    (900.0, 10.0, 900.0)

    Raises `PledgebookError` (`bad_interval`).
    """
    if text is None:
        return FAR_S if any("://" in place for place in places) else NEAR_S
    found = re.fullmatch(r"(\d+(?:\.\d+)?)([smhd]?)", text.strip())
    seconds = float(found[1]) * _UNITS[found[2]] if found else 0.0
    if seconds < LEAST_S:
        raise PledgebookError("bad_interval", f"--every: '{text[:40]}' is no time between two looks", "write a number with s, m, h or d, such as 15m")
    return seconds


def watch(
    book: Book, places: Sequence[str], every_s: float, stop: threading.Event, *, intake: Intake = Intake(), readers: Readers | None = None
) -> Iterator[ReadReport | PledgebookError]:
    """Looks at the places until `stop` is set, and answers after each look what became of what was new.

    A file is read when it is new or has changed, a page that a feed links once; what cannot be read is told once. The
    process may be killed at any moment: each document is in the book whole or not at all, and the next run finds what is
    missing. An error of the book, such as one that is busy, is answered, and the next look tries again.
    """
    seen = Seen()
    looking = msgspec.structs.replace(intake, seen=seen)
    while not stop.is_set():
        try:
            yield book.add(_new(read_paths(places, intake=looking), seen, stop), readers=readers)
        except PledgebookError as error:
            # what was not taken in is to be looked at again
            seen.forget()
            yield error
        stop.wait(every_s)


def _new(inputs: Iterator[RawDocument | Rejection], seen: Seen, stop: threading.Event) -> Iterator[RawDocument | Rejection]:
    for item in inputs:
        if stop.is_set():
            return
        if not (isinstance(item, Rejection) and seen.told(item.place, item.message)):
            yield item
