"""How fast a reviewer can decide in the browser over a great book: from the button to the next question, beside a running server.

`python bench/scale/reviewing.py 10000` makes a book of so many invented documents (`deciding.py`), starts `pledgebook serve`
on it, signs in, and answers one question of the queue after the other. It prints a line of JSON: the first look at the queue
and the first decision after the start, then the median and the slowest of the decisions that follow, each in seconds at the
client and in processor seconds of the server. `--book PLACE` keeps the book, or takes the one that is there.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import time
import urllib.parse
from collections.abc import Iterator

from deciding import add
from resolution import made_up

from pledgebook.book import open_book
from pledgebook.web.accounts import accounts, add_account
from pledgebook.web.register import Register, register_path

NAME, PASSWORD = "Ada", "a long sentence to sign in with"
DECISIONS = 15
TICK_S = 1 / os.sysconf("SC_CLK_TCK")


class Reader:
    """A browser's part: one connection, one cookie, and where the last answer led."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
        self.cookie = ""

    def ask(self, path: str, form: dict[str, str] | None = None) -> str:
        """The page at an address, or the one a form leads to."""
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        self.connection.request("POST" if form else "GET", path, urllib.parse.urlencode(form) if form else None, headers)
        answer = self.connection.getresponse()
        text = answer.read().decode()
        if given := answer.headers.get("Set-Cookie"):
            self.cookie = given.partition(";")[0]
        if answer.status == 303:
            return self.ask(answer.headers["Location"])
        if answer.status == 503:
            time.sleep(0.2)
            return self.ask(path)
        assert answer.status == 200, (path, answer.status, text[:500])
        return text


def generate(place: pathlib.Path, size: int) -> None:
    chance = random.Random(3)
    witnesses, _ = made_up(size)
    with open_book(place) as book:
        for number, witness in enumerate(witnesses):
            add(book, witness, number, chance)
        book._save_if_stale()


@contextlib.contextmanager
def serving(place: pathlib.Path) -> Iterator[tuple[int, int]]:
    command = [sys.executable, "-m", "pledgebook", "serve", "--book", str(place), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"}) as running:
        assert running.stdout
        found = re.search(r"http://127.0.0.1:(\d+)", running.stdout.readline())
        assert found
        yield int(found[1]), running.pid
        running.terminate()


def processor_s(process: int) -> float:
    fields = pathlib.Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * TICK_S


def answered(page: str) -> dict[str, str]:
    """The form of a question with one of its answers chosen, as a key chooses it."""
    found = {name: re.search(rf'name="{name}" value="([^"]*)"', page) for name in ("csrf", "n", "claims")}
    act = "accept" if 'value="accept"' in page else "not_same"
    return {"act": act, "reason": "", **{name: match[1] for name, match in found.items() if match}}


def measure(place: pathlib.Path) -> dict[str, float]:
    register = Register(register_path(str(place)))
    if NAME not in accounts(register):
        add_account(register, NAME, PASSWORD)
    with serving(place) as (port, process):
        reader = Reader(port)
        reader.ask("/account/sign-in", {"name": NAME, "password": PASSWORD, "next": "/method"})
        steps = []
        page = ""
        for number in range(DECISIONS + 1):
            started, before = time.perf_counter(), processor_s(process)
            page = reader.ask("/review") if not number else reader.ask("/review/decide", answered(page))
            steps.append((time.perf_counter() - started, processor_s(process) - before))
            assert 'name="claims"' in page, "the queue is empty"
    looked, first, *later = steps
    walls, processors = sorted(wall for wall, _ in later), sorted(spent for _, spent in later)
    return {
        "first_look_s": round(looked[0], 2),
        "first_decision_s": round(first[0], 2),
        "first_decision_processor_s": round(first[1], 2),
        "decision_median_s": round(walls[len(walls) // 2], 3),
        "decision_slowest_s": round(walls[-1], 3),
        "decision_processor_s": round(processors[len(processors) // 2], 3),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("documents", type=int, nargs="?", default=10_000)
    parser.add_argument("--book", type=pathlib.Path)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = args.book or pathlib.Path(folder) / "great.db"
        if not place.exists():
            generate(place, args.documents)
        with open_book(place, create=False) as book:
            counts = book.counts()
        print(json.dumps({"documents": counts.documents, "claims": counts.claims, **measure(place)}))


if __name__ == "__main__":
    main()
