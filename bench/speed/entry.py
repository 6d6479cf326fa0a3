"""What it costs to look at an event that thousands report: processor time of pages of the greatest entries, in this process.

Usage: python bench/speed/entry.py BOOK, a book that `web.py --book BOOK` generated
"""

from __future__ import annotations

import pathlib
import sys
import time
from collections.abc import Callable

from pledgebook.book import open_book
from pledgebook.reporters import Window
from pledgebook.store.entry_page import EntryPage

SIZE, TRIES = 40, 20


def main(place: str) -> None:
    if not pathlib.Path(place).exists():
        raise SystemExit(f"{place}: no book; make one with python bench/speed/web.py --book {place}")
    with open_book(place, create=False) as book:
        told = sorted(((page.reports, entry.id) for entry in book.outlines() if (page := book.entry_page(entry.id, Window(1, SIZE)))), reverse=True)
        print("reports  pages  whole ms  first ms  middle ms  last ms")
        for reports, id_ in [told[0], told[4], told[20], told[len(told) // 2]]:
            pages = max(1, -(-reports // SIZE))

            def page(number: int, id_: str = id_) -> Callable[[], EntryPage | None]:
                return lambda: book.entry_page(id_, Window(number, SIZE))

            whole = milliseconds(lambda id_=id_: book.entry(id_), 3)  # type: ignore[misc]
            row = [milliseconds(page(number), TRIES) for number in (1, (pages + 1) // 2, pages)]
            print(f"{reports:7}  {pages:5}  {whole:8.2f}  {row[0]:8.2f}  {row[1]:9.2f}  {row[2]:7.2f}")


def milliseconds(what: Callable[[], object], tries: int) -> float:
    what()
    started = time.process_time()
    for _ in range(tries):
        what()
    return 1000 * (time.process_time() - started) / tries


if __name__ == "__main__":
    main(sys.argv[1])
