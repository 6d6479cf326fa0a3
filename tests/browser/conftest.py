"""A real server on loopback that shows the story, and a real browser to look at it with."""

from __future__ import annotations

import contextlib
import os
import pathlib
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

SHOTS = pathlib.Path(__file__).parents[2] / "build" / "screenshots"


@pytest.fixture(scope="session")
def shots() -> pathlib.Path:
    """Where pictures of the pages are put, for people to look at."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    return SHOTS


@pytest.fixture(scope="session")
def site(story_book: pathlib.Path) -> Iterator[str]:
    """The address of a server that was started as a user starts it."""
    with _served(story_book) as address:
        yield address


@pytest.fixture(scope="session")
def served() -> Callable[[pathlib.Path], contextlib.AbstractContextManager[str]]:
    """Serves a book of one's own."""
    return _served


@contextlib.contextmanager
def _served(book: pathlib.Path) -> Iterator[str]:
    """The address of a book's server, as the command line starts it."""
    command = [sys.executable, "-m", "pledgebook", "serve", "--book", str(book), "--port", "0"]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"})
    assert running.stdout
    line = running.stdout.readline()
    found = re.search(r"http://[\d.:]+", line)
    assert found, f"the server said: {line}"
    yield found.group()
    running.send_signal(signal.SIGINT)
    assert running.wait(timeout=20) == 0, "an interrupted server ends well"


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 1280, "height": 900}, color_scheme="light", accept_downloads=True)
    made.set_default_timeout(10_000)
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext, site: str) -> Iterator[Page]:
    """A page that fails the test where a script fails, the policy is broken, or anything is asked of another host."""
    made = context.new_page()
    faults: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        if message.type == "error" and "the server responded with a status of" not in message.text:
            faults.append(message.text)

    made.on("console", heard)
    made.on("pageerror", lambda error: faults.append(str(error)))
    made.on("request", lambda request: None if request.url.startswith((site, "data:")) else faults.append(f"asked of another host: {request.url}"))
    yield made
    assert faults == []
