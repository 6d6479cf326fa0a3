"""A process killed while it reads leaves a whole book, and reading again finishes it as if nothing had happened."""

from __future__ import annotations

import json
import multiprocessing
import os
import pathlib
import random
import runpy
import shutil
import time

import pytest

import pledgebook
from pledgebook.dossier.load import SHIPPED
from pledgebook.errors import BookError
from pledgebook.export.tables import as_json

PLAIN_READER = pathlib.Path(__file__).parent.parent / "contract" / "conftest.py"
DOCUMENTS = 40
KILLS = 12

# a forked process has everything imported: what is killed is the reading, not the start of Python
processes = multiprocessing.get_context("fork")


@pytest.fixture(scope="module")
def rows(tmp_path_factory):
    path = tmp_path_factory.mktemp("rows") / "rows.jsonl"
    made = random.Random(7)
    lines = []
    for k in range(DOCUMENTS):
        text = f"Report {k}. NLD pledges ${made.randint(1, 9)}00 million, and DEU delivers ${k + 1} million. " + f"filler {k} " * 200
        lines.append(json.dumps({"id": f"r{k}", "date": f"2025-0{k % 9 + 1}-04", "source": f"{k % 7}.example", "text": text}))
    path.write_text("\n".join(lines))
    return path


@pytest.fixture(scope="module")
def dossier(tmp_path_factory):
    return str(shutil.copytree(SHIPPED / "ukraine", tmp_path_factory.mktemp("dossier") / "ukraine"))


@pytest.fixture(autouse=True)
def plain_reader(monkeypatch):
    # the version is pinned so that a change of the code while the test runs does not look like a better reading
    monkeypatch.setattr("pledgebook.run.local.reading_version", lambda: "test")
    monkeypatch.setattr("pledgebook.run.local.read_document", runpy.run_path(str(PLAIN_READER))["read_document"])


def read(place, rows, dossier, progress=lambda name: None):
    with pledgebook.open(place, dossier=dossier) as book:
        return book.read([rows], progress=progress)


def start(place, rows, dossier):
    """A process that reads, and the end of a pipe that says each document's name before it is read."""
    ours, theirs = processes.Pipe(duplex=False)
    process = processes.Process(target=read, args=(place, rows, dossier, theirs.send))
    process.start()
    theirs.close()
    return process, ours


def content(place, dossier):
    with pledgebook.open(place, dossier=dossier, create=False) as book:
        assert book.verify().faults == ()
        return as_json(book.ledger().document()), book.counts()


def state(place, dossier):
    try:
        with pledgebook.open(place, dossier=dossier, create=False) as book:
            return "whole" if book.verify().faults == () else "broken"
    except BookError as error:
        return error.code


def test_a_reader_killed_anywhere_leaves_a_book_that_is_whole_and_finishes_the_same(tmp_path, rows, dossier):
    read(tmp_path / "whole.db", rows, dossier)
    expected = content(tmp_path / "whole.db", dossier)
    chance = random.Random(11)
    killed = 0
    # from before the book is made, over every stretch of the reading, to the fold after the last document
    for k, after in enumerate((0, 0, *sorted(chance.sample(range(1, DOCUMENTS), KILLS - 4)), DOCUMENTS, DOCUMENTS)):
        book = tmp_path / f"{k}.db"
        process, names = start(book, rows, dossier)
        for _ in range(after):
            names.recv()
        time.sleep(chance.random() * (0.02 if 0 < after < DOCUMENTS else 0.1))
        os.kill(process.pid, 9)
        process.join()
        killed += process.exitcode == -9
        assert state(book, dossier) in ("whole", "no_book")
        read(book, rows, dossier)
        assert content(book, dossier) == expected
    assert killed >= KILLS - 3


def test_two_processes_reading_into_one_book_both_finish(tmp_path, rows, dossier):
    lines = rows.read_text().splitlines()
    halves = [tmp_path / "one.jsonl", tmp_path / "two.jsonl"]
    for path, half in zip(halves, (lines[:30], lines[10:][::-1]), strict=True):
        path.write_text("\n".join(half))
    readers = [start(tmp_path / "both.db", half, dossier)[0] for half in halves]
    for reader in readers:
        reader.join(120)
    assert [reader.exitcode for reader in readers] == [0, 0]
    read(tmp_path / "whole.db", rows, dossier)
    assert content(tmp_path / "both.db", dossier) == content(tmp_path / "whole.db", dossier)
