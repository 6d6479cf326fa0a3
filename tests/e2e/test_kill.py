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
from pledgebook.store import read as stored_facts
from pledgebook.store.opening import looking

PLAIN_READER = pathlib.Path(__file__).parent.parent / "contract" / "conftest.py"
DOCUMENTS = 12
FEW, MANY = 4, 100

# a forked process has everything imported: what is killed is the reading, not the start of Python
processes = multiprocessing.get_context("fork")


@pytest.fixture(scope="module")
def dossier():
    return load_dossier("ukraine")


@pytest.fixture(autouse=True)
def plain_reader(monkeypatch):
    # the versions are pinned so that a change of the code while the test runs does not look like a better reading
    monkeypatch.setattr("pledgebook.run.local.reading_version", lambda: "test")
    monkeypatch.setattr("pledgebook.book.folding_version", lambda: "test")
    monkeypatch.setattr("pledgebook.run.local.read_document", runpy.run_path(str(PLAIN_READER))["read_document"])


def reports():
    for k in range(DOCUMENTS):
        text = f"Report {k}. NLD pledges ${k % 4 + 1}00 million, and DEU delivers ${k + 1} million. " + f"filler {k} " * 300
        yield row_document(text, f"r{k}", Given(id=f"r{k}", date=f"2025-0{k % 3 + 1}-04", source=f"{k % 5}.example"))


def read(place, dossier):
    with open_book(place, dossier=dossier, busy_timeout_s=60) as book:
        book.add(reports())


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


def read_until(place, dossier, fatal):
    with Statements(fatal):
        read(place, dossier)


def killed_at_statement(place, dossier, fatal):
    process = processes.Process(target=read_until, args=(place, dossier, fatal))
    process.start()
    process.join()
    return process.exitcode == -signal.SIGKILL


def killed_at_moment(place, dossier, after_s):
    process = processes.Process(target=read, args=(place, dossier))
    process.start()
    time.sleep(after_s)
    process.kill()
    process.join()
    return process.exitcode == -signal.SIGKILL


def survive_statements(new_place, dossier, points):
    """Kills so many readers, each when it comes to another statement, and holds what they leave against an undisturbed run."""
    whole = new_place()
    with Statements() as asked:
        read(whole, dossier)
    expected = content(whole, dossier)
    for fatal in sorted(random.Random(11).sample(range(asked.count), points)):
        place = new_place()
        assert killed_at_statement(place, dossier, fatal)
        assert finished_after_death(place, dossier) == expected, f"statement {fatal}"


def survive_moments(new_place, dossier, points):
    """The same at moments, in the middle of whatever the reader or its database then do."""
    whole, chance = new_place(), random.Random(12)
    began = time.monotonic()
    assert not killed_at_statement(whole, dossier, None)
    longest_s = time.monotonic() - began
    expected = content(whole, dossier)
    while points:
        place, moment = new_place(), chance.uniform(0, longest_s)
        if killed_at_moment(place, dossier, moment):
            points -= 1
            assert finished_after_death(place, dossier) == expected, f"after {moment:.3f} s"
        else:
            longest_s = moment


def finished_after_death(place, dossier):
    assert state(place, dossier) in ("whole", "no_book")
    read(place, dossier)
    return content(place, dossier)


@pytest.mark.parametrize("survive", [survive_statements, survive_moments])
def test_a_reader_killed_anywhere_leaves_a_book_that_is_whole_and_finishes_the_same(new_place, dossier, survive):
    survive(new_place, dossier, FEW)


@pytest.mark.long
@pytest.mark.parametrize("survive", [survive_statements, survive_moments])
def test_a_reader_killed_at_many_points_leaves_a_book_that_is_whole_and_finishes_the_same(new_place, dossier, survive):
    survive(new_place, dossier, MANY)
