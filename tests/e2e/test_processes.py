"""A book served by several processes: what one of them is told all of them show, and nobody is let in twice as often."""

from __future__ import annotations

import collections
import http.client
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.parse
from collections.abc import Iterator

import pytest

from pledgebook.book import open_book
from pledgebook.web.accounts import add_account
from pledgebook.web.register import Register, register_path

PASSWORD = "a long sentence to sign in with"
LIMIT = 30
pytestmark = pytest.mark.timeout(240)


@pytest.fixture
def place(story_book: pathlib.Path, tmp_path: pathlib.Path) -> pathlib.Path:
    own = pathlib.Path(shutil.copy(story_book, tmp_path / "own.db"))
    add_account(Register(register_path(str(own))), "Ada", PASSWORD)
    return own


@pytest.fixture
def port(place: pathlib.Path) -> Iterator[int]:
    command = [sys.executable, "-m", "pledgebook", "serve", "--book", str(place), "--port", "0", "--processes", "2", "--api-limit", str(LIMIT)]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"})
    assert running.stdout
    found = re.search(r"http://127.0.0.1:(\d+)", running.stdout.readline())
    assert found
    yield int(found[1])
    running.send_signal(signal.SIGINT)
    assert running.wait(timeout=60) == 0, "an interrupted server ends well"


class Answer:
    """One answer, asked for over a connection of its own, so that any of the processes may give it."""

    def __init__(self, port: int, path: str, form: dict[str, str] | None = None, cookie: str = "") -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=110)
        headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST" if form else "GET", path, urllib.parse.urlencode(form) if form else None, headers)
        answer = connection.getresponse()
        self.status, self.headers, self.text = answer.status, answer.headers, answer.read().decode()
        connection.close()


def test_what_one_process_is_told_all_show(place: pathlib.Path, port: int) -> None:
    with open_book(place) as book:
        entry = next(entry for entry in book.overview().newest if len(entry.claims) == 1)
    came = Answer(port, "/account/sign-in", {"name": "Ada", "password": PASSWORD})
    cookie = came.headers["Set-Cookie"].partition(";")[0]
    pages = [Answer(port, f"/review/entries/{entry.id}", cookie=cookie) for _ in range(8)]
    assert {page.status for page in pages} == {200}
    csrf = re.search(r'name="csrf" value="([^"]+)"', pages[0].text)
    assert csrf
    assert {Answer(port, f"/entries/{entry.id}").status for _ in range(8)} == {200}
    done = Answer(port, f"/review/entries/{entry.id}", {"csrf": csrf[1], "act": "reject", "claim": entry.id, "reason": "misread"}, cookie)
    assert done.status == 303
    until = 60
    while {Answer(port, f"/entries/{entry.id}").status for _ in range(8)} != {404}:
        until -= 1
        assert until, "a process still shows what was rejected"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the system deals no connections out")
def test_each_process_listens_for_itself_and_the_address_stays_the_servers_own(place: pathlib.Path, port: int) -> None:
    assert Answer(port, "/method").status == 200
    until = time.monotonic() + 60
    while listening(port) < 3:
        assert time.monotonic() < until, "beside the listener they share two processes have one each"
        time.sleep(0.1)
    command = [sys.executable, "-m", "pledgebook", "serve", "--book", str(place), "--port", str(port), "--processes", "2"]
    second = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert second.returncode == 2
    assert "Address already in use" in second.stderr


def listening(port: int) -> int:
    """How many sockets of this machine listen at a port; 0A is the kernel's word for it."""
    rows = [line.split() for line in pathlib.Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return sum(row[1].endswith(f":{port:04X}") and row[3] == "0A" for row in rows)


def test_the_limit_of_the_api_is_one_for_all(port: int) -> None:
    answers = [Answer(port, "/api/v1/parties") for _ in range(LIMIT + 20)]
    counted = collections.Counter(answer.status for answer in answers)
    assert counted.keys() == {200, 429}
    assert counted[200] == LIMIT
    assert json.loads(answers[-1].text)["code"] == "http_429"
