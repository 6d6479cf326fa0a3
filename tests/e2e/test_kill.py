"""A process killed while it reads leaves a whole book, and reading again finishes it as if nothing had happened."""

from __future__ import annotations

import json
import pathlib
import random
import runpy
import shutil
import signal
import subprocess
import sys
import time

import pytest

import pledgebook
from pledgebook.dossier.load import SHIPPED
from pledgebook.errors import BookError
from pledgebook.export.tables import as_json

READER = pathlib.Path(__file__).parent / "killed_reader.py"
PLAIN_READER = pathlib.Path(__file__).parent.parent / "contract" / "conftest.py"
DOCUMENTS = 60
KILLS = 10


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
    return str(shutil.copytree(SHIPPED / "ukraine", tmp_path_factory.mktemp("dossier") / "ukraine2"))


def content(book_path, dossier):
    with pledgebook.open(book_path, dossier=dossier, create=False) as book:
        assert book.verify().faults == ()
        return as_json(book.ledger().document()), book.counts()


def read(book_path, rows, dossier):
    with pledgebook.open(book_path, dossier=dossier) as book:
        assert book.read([rows]).inputs == DOCUMENTS


def test_a_reader_killed_anywhere_leaves_a_book_that_is_whole_and_finishes_the_same(tmp_path, rows, dossier, monkeypatch):
    monkeypatch.setattr("pledgebook.run.local.reading_version", lambda: "test")
    monkeypatch.setattr("pledgebook.run.local.read_document", runpy.run_path(str(PLAIN_READER))["read_document"])
    read(tmp_path / "whole.db", rows, dossier)
    expected = content(tmp_path / "whole.db", dossier)
    chance = random.Random(11)
    for k in range(KILLS):
        book = tmp_path / f"{k}.db"
        # from before the book is made to the fold after the last document
        after = (0, *sorted(chance.sample(range(1, DOCUMENTS), KILLS - 2)), DOCUMENTS)[k]
        process = subprocess.Popen([sys.executable, READER, book, rows, dossier], stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        for _ in range(after):
            process.stdout.readline()
        time.sleep(chance.random() * (0.4 if after == 0 else 0.01))
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        if book.exists():
            try:
                with pledgebook.open(book, dossier=dossier, create=False) as half:
                    assert half.verify().faults == ()
            except BookError as error:
                assert error.code == "no_book"
        read(book, rows, dossier)
        assert content(book, dossier) == expected
