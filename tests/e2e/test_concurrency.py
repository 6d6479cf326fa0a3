"""Several processes at one book: writers both finish, and readers never see anything but a whole book."""

from __future__ import annotations

import multiprocessing
import pathlib
import runpy

import pytest

from pledgebook.book import open_book
from pledgebook.clean.decode import row_document
from pledgebook.dossier.load import load_dossier
from pledgebook.errors import BookError
from pledgebook.export.tables import as_json
from pledgebook.model.text import Given

PLAIN_READER = pathlib.Path(__file__).parent.parent / "contract" / "conftest.py"
DOCUMENTS = 12
WAIT_S = 60

processes = multiprocessing.get_context("fork")


@pytest.fixture(scope="module")
def dossier():
    return load_dossier("ukraine")


@pytest.fixture(autouse=True)
def plain_reader(monkeypatch):
    monkeypatch.setattr("pledgebook.version.reading_version", lambda: "test")
    monkeypatch.setattr("pledgebook.book.folding_version", lambda: "test")
    monkeypatch.setattr("pledgebook.pipeline.read_document", runpy.run_path(str(PLAIN_READER))["read_document"])


def report(k):
    text = f"Report {k}. NLD pledges ${k % 4 + 1}00 million, and DEU delivers ${k + 1} million. " + f"filler {k} " * 100
    return row_document(text, f"r{k}", Given(id=f"r{k}", date=f"2025-0{k % 3 + 1}-04", source=f"{k % 5}.example"))


def write(place, dossier, numbers):
    with open_book(place, dossier=dossier, busy_timeout_s=WAIT_S) as book:
        for k in numbers:
            book.add([report(k)])


def watch(place, dossier, over, told):
    """Looks at a book again and again until all is written; answers how often, and what was wrong."""
    looks, faults, documents = 0, [], 0
    while not faults:
        last = over.is_set()
        try:
            with open_book(place, dossier=dossier, create=False, busy_timeout_s=WAIT_S) as book:
                found = book.verify()
                ledger = book.folded()
        except BookError as error:
            if error.code != "no_book":
                faults.append(str(error))
            continue
        looks += 1
        faults += [str(fault) for fault in found.faults]
        if not documents <= found.documents <= ledger.documents <= DOCUMENTS:
            faults.append(f"{documents}, then {found.documents}, then {ledger.documents} documents")
        documents = ledger.documents
        if last:
            break
    told.send((looks, documents, faults))


def finished(started):
    for process in started:
        process.join(WAIT_S)
    return [process.exitcode for process in started]


def test_writers_and_readers_at_once_all_finish_and_see_only_whole_books(new_place, dossier):
    place, whole = new_place(), new_place()
    write(whole, dossier, range(DOCUMENTS))
    over = processes.Event()
    # each has documents of its own, and some that the other has too
    parts = (range(8), range(DOCUMENTS - 1, 3, -1))
    writers = [processes.Process(target=write, args=(place, dossier, part)) for part in parts]
    pipes = [processes.Pipe(duplex=False) for _ in range(2)]
    readers = [processes.Process(target=watch, args=(place, dossier, over, theirs)) for _, theirs in pipes]
    for process in (*readers, *writers):
        process.start()
    assert finished(writers) == [0, 0]
    over.set()
    seen = [ours.recv() if ours.poll(WAIT_S) else (0, 0, ["nothing was heard of it"]) for ours, _ in pipes]
    finished(readers)
    assert [(documents, faults) for _, documents, faults in seen] == [(DOCUMENTS, [])] * 2
    assert all(looks > 1 for looks, _, _ in seen)
    assert content(place, dossier) == content(whole, dossier)


def content(place, dossier):
    with open_book(place, dossier=dossier, create=False) as book:
        assert book.verify().faults == ()
        return as_json(book.ledger().document()), book.counts()
