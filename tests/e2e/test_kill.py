"""A process killed while it reads leaves a whole book, and reading again finishes it as if nothing had happened."""

from __future__ import annotations

import multiprocessing
import os
import pathlib
import random
import runpy
import signal
import time

import pytest
import sqlalchemy as sa

from pledgebook.book import open_book
from pledgebook.clean.decode import row_document
from pledgebook.dossier.load import load_dossier
from pledgebook.errors import BookError
from pledgebook.export.tables import as_json
from pledgebook.model.text import Given
from pledgebook.run.keeping import AT_ONCE
from pledgebook.store import read as stored_facts
from pledgebook.store.opening import looking

PLAIN_READER = pathlib.Path(__file__).parent.parent / "contract" / "conftest.py"
FEW, MANY = 4, 100

# a forked process has everything imported: what is killed is the reading, not the start of Python
processes = multiprocessing.get_context("fork")


@pytest.fixture(scope="module")
def dossier():
    return load_dossier("ukraine")


@pytest.fixture(autouse=True)
def plain_reader(monkeypatch):
    # the versions are pinned so that a change of the code while the test runs does not look like a better reading
    monkeypatch.setattr("pledgebook.version.reading_version", lambda: "test")
    monkeypatch.setattr("pledgebook.book.folding_version", lambda: "test")
    monkeypatch.setattr("pledgebook.pipeline.read_document", runpy.run_path(str(PLAIN_READER))["read_document"])
    # a busy machine must not cut transactions elsewhere than the undisturbed run did
    monkeypatch.setattr("pledgebook.run.keeping.SECONDS", 600.0)


def reports(documents):
    for k in range(documents):
        text = f"Report {k}. NLD pledges ${k % 4 + 1}00 million, and DEU delivers ${k + 1} million. " + f"filler {k} " * 300
        yield row_document(text, f"r{k}", Given(id=f"r{k}", date=f"2025-0{k % 3 + 1}-04", source=f"{k % 5}.example"))


class Reads:
    """So many documents, read into a book in several transactions."""

    def __init__(self, dossier, documents):
        self.dossier, self.documents = dossier, documents

    def __call__(self, place):
        with open_book(place, dossier=self.dossier, busy_timeout_s=60) as book:
            book.add(reports(self.documents))

    def until(self, place, fatal):
        with Statements(fatal):
            self(place)


def state(place, dossier):
    try:
        with open_book(place, dossier=dossier, create=False) as book:
            return "whole" if book.verify().faults == () else "broken"
    except BookError as error:
        return error.code


def content(place, dossier):
    with open_book(place, dossier=dossier, create=False) as book:
        assert book.verify().faults == ()
        with looking(book._engine) as connection:
            rows = stored_facts.saved_rows(connection)
        return as_json(book.ledger().document()), rows, book.counts()


class Statements:
    """Counts what this process asks of the database, and kills the process when it comes to one of them."""

    def __init__(self, fatal=None):
        self.count = 0
        self.fatal = fatal

    def __enter__(self):
        sa.event.listen(sa.engine.Engine, "before_cursor_execute", self._statement)
        sa.event.listen(sa.engine.Engine, "commit", self._reached)
        return self

    def __exit__(self, *_):
        sa.event.remove(sa.engine.Engine, "before_cursor_execute", self._statement)
        sa.event.remove(sa.engine.Engine, "commit", self._reached)

    def _statement(self, *_):
        self._reached()

    def _reached(self, *_):
        if self.count == self.fatal:
            os.kill(os.getpid(), signal.SIGKILL)
        self.count += 1


def killed_at_statement(place, read, fatal):
    process = processes.Process(target=read.until, args=(place, fatal))
    process.start()
    process.join()
    return process.exitcode == -signal.SIGKILL


def killed_at_moment(place, read, after_s):
    process = processes.Process(target=read, args=(place,))
    process.start()
    time.sleep(after_s)
    process.kill()
    process.join()
    return process.exitcode == -signal.SIGKILL


def survive_statements(new_place, read, points):
    """Kills so many readers, each when it comes to another statement, and holds what they leave against an undisturbed run."""
    whole, left = new_place(), []
    with Statements() as asked:
        read(whole)
    expected = content(whole, read.dossier)
    for fatal in sorted(random.Random(11).sample(range(asked.count), points)):
        place = new_place()
        assert killed_at_statement(place, read, fatal)
        left.append(left_behind(place, read.dossier))
        assert finished(place, read) == expected, f"statement {fatal}"
    return left


def survive_moments(new_place, read, points):
    """The same at moments, in the middle of whatever the reader or its database then do."""
    whole, chance, left = new_place(), random.Random(12), []
    began = time.monotonic()
    assert not killed_at_statement(whole, read, None)
    longest_s = time.monotonic() - began
    expected = content(whole, read.dossier)
    while len(left) < points:
        place, moment = new_place(), chance.uniform(0, longest_s)
        if killed_at_moment(place, read, moment):
            left.append(left_behind(place, read.dossier))
            assert finished(place, read) == expected, f"after {moment:.3f} s"
        else:
            longest_s = moment
    return left


def left_behind(place, dossier):
    """How many documents a killed reader left in a book that is whole; 0 where it had not made one."""
    assert state(place, dossier) in ("whole", "no_book")
    try:
        with open_book(place, dossier=dossier, create=False) as book:
            return book.counts().documents
    except BookError:
        return 0


def finished(place, read):
    read(place)
    return content(place, read.dossier)


@pytest.mark.parametrize("survive", [survive_statements, survive_moments])
def test_a_reader_killed_anywhere_leaves_a_book_that_is_whole_and_finishes_the_same(new_place, dossier, monkeypatch, survive):
    monkeypatch.setattr("pledgebook.run.keeping.AT_ONCE", 5)
    assert set(survive(new_place, Reads(dossier, 12), FEW)) <= {0, 5, 10, 12}


@pytest.mark.long
@pytest.mark.parametrize("survive", [survive_statements, survive_moments])
def test_a_reader_killed_at_many_points_leaves_a_book_that_is_whole_and_finishes_the_same(new_place, dossier, survive):
    left = survive(new_place, Reads(dossier, 2 * AT_ONCE + 20), MANY)
    # killed before, between and after the transactions that keep documents
    assert {0, AT_ONCE, 2 * AT_ONCE + 20} <= set(left) <= {0, AT_ONCE, 2 * AT_ONCE, 2 * AT_ONCE + 20}
    print(survive.__name__, {documents: left.count(documents) for documents in sorted(set(left))})
