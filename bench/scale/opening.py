"""What it takes to open books and look at them: `python bench/scale/opening.py SMALL GREAT`, books that bench/scale/reading.py made.

Prints for each book, in milliseconds of processor time, what a new process takes to open it, to answer the ledger's first
page, its filters, totals, the overview and a search, and the same pages over HTTP as a browser asks for them.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable


def measure(place: str) -> dict[str, float | int | str]:
    from pledgebook.book import open_book

    took: dict[str, float | int | str] = {"book": place}

    def timed(name: str, work: Callable[[], object]) -> None:
        started = time.process_time()
        work()
        took[name] = round((time.process_time() - started) * 1e3, 1)

    book = open_book(place, create=False)
    book.close()
    timed("open", lambda: open_book(place, create=False).close())
    with open_book(place, create=False) as book:
        timed("page", book.page)
        timed("page_again", lambda: book.page(sort="greatest"))
        timed("facets", book.facets)
        timed("totals", book.totals)
        timed("overview", book.overview)
        timed("counts", book.counts)
        timed("search", lambda: book.search("generators Norway"))
        took["documents"], took["entries"] = book.counts().documents, book.page().count
    took |= over_http(place)
    return took


def over_http(place: str) -> dict[str, float]:
    from litestar.testing import TestClient

    from pledgebook.web.app import create_app
    from pledgebook.web.settings import Settings

    found = {}
    with TestClient(create_app(Settings(book=place)), base_url="http://127.0.0.1") as client:
        for name in ("/", "/ledger", "/ledger?sort=greatest", "/sources", "/method"):
            started = time.process_time()
            answer = client.get(name)
            found[f"{name} {answer.status_code}"] = round((time.process_time() - started) * 1e3, 1)
    return found


if __name__ == "__main__":
    if len(sys.argv) == 2:
        print(json.dumps(measure(sys.argv[1])))
    else:
        for each in sys.argv[1:]:
            subprocess.run([sys.executable, __file__, each], check=True)
