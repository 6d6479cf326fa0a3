"""A disk that is full, too small or not to be written to: a clear error, and the book is whole."""

from __future__ import annotations

import contextlib
import itertools
import multiprocessing
import os
import pathlib
import resource
import shutil
import signal
import subprocess

import pytest

from pledgebook.book import open_book
from pledgebook.clean.decode import row_document
from pledgebook.dossier.load import load_dossier
from pledgebook.errors import BookError
from pledgebook.export.tables import as_json
from pledgebook.model.text import Given
from pledgebook.store import sqlite

DOCUMENTS = 20

processes = multiprocessing.get_context("fork")


@pytest.fixture(scope="module")
def dossier():
    return load_dossier("ukraine")


pytestmark = pytest.mark.usefixtures("plain_reader")


def reports(count=DOCUMENTS):
    for k in range(count):
        text = f"Report {k}. NLD pledges ${k % 4 + 1}00 million, and DEU delivers ${k + 1} million. " + " ".join(f"filler{k}-{n}" for n in range(1500))
        yield row_document(text, f"r{k}", Given(id=f"r{k}", date=f"2025-0{k % 3 + 1}-04", source=f"{k % 5}.example"))


def refusal(place, dossier, count=DOCUMENTS):
    """What reading ends with, "" where nothing stood in its way."""
    try:
        with open_book(place, dossier=dossier) as book:
            book.add(reports(count))
    except BookError as error:
        return error.code if error.hint else f"{error.code} without a hint"
    return ""


def content(place, dossier):
    with open_book(place, dossier=dossier, create=False) as book:
        assert book.verify().faults == ()
        return as_json(book.ledger().document()), book.counts()


def finishes(place, whole, dossier):
    """Whether a book, wherever it was broken off, is whole and is read to the same end."""
    with open_book(place, dossier=dossier) as book:
        assert book.verify().faults == ()
    assert refusal(place, dossier) == ""
    assert refusal(whole, dossier) == ""
    return content(place, dossier) == content(whole, dossier)


@pytest.mark.parametrize("pages", [4, 30, 60, 110])
def test_a_full_disk_is_told_and_what_was_read_before_is_kept(tmp_path, dossier, monkeypatch, pages):
    place = tmp_path / "a.db"
    connect = sqlite._connect

    def limited(*arguments):
        connection = connect(*arguments)
        connection.execute(f"PRAGMA max_page_count = {pages}")
        return connection

    with monkeypatch.context() as patch:
        patch.setattr(sqlite, "_connect", limited)
        assert refusal(place, dossier) == "disk_full"
    assert finishes(place, tmp_path / "whole.db", dossier)


def read_limited(place, dossier, size, told):
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    told.send(refusal(place, dossier))


@pytest.mark.parametrize("size", [1 << 12, 100_000, 300_000])
def test_a_limit_on_the_size_of_files_is_told_and_what_was_read_before_is_kept(tmp_path, dossier, size):
    place = tmp_path / "a.db"
    ours, theirs = processes.Pipe(duplex=False)
    process = processes.Process(target=read_limited, args=(place, dossier, size, theirs))
    process.start()
    theirs.close()
    assert ours.recv() == "disk_failed"
    process.join()
    assert finishes(place, tmp_path / "whole.db", dossier)


@pytest.fixture
def small_disk(tmp_path):
    """Makes file systems of so many bytes."""
    numbers = itertools.count()
    mounted = []

    def make(size):
        folder = tmp_path / f"disk{next(numbers)}"
        folder.mkdir()
        if not shutil.which("mount"):
            pytest.skip("file systems cannot be mounted here")
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], capture_output=True, check=False)
        if done.returncode:
            pytest.skip("file systems cannot be mounted here")
        mounted.append(folder)
        return folder

    yield make
    for folder in mounted:
        subprocess.run(["umount", "-l", folder], check=False)


def remount(folder, options):
    subprocess.run(["mount", "-o", f"remount,{options}", folder], check=True)


@pytest.mark.parametrize("kilobytes", [16, 80, 300, 600])
def test_a_disk_that_fills_up_is_told_and_with_more_space_reading_goes_on(tmp_path, small_disk, dossier, kilobytes):
    disk = small_disk(f"{kilobytes}k")
    place = disk / "a.db"
    assert refusal(place, dossier) in ("disk_full", "disk_failed")
    # even with no byte left a book that is there can be looked at, or says what is wrong
    with contextlib.suppress(OSError):
        (disk / "rest").write_bytes(b"x" * kilobytes * 1024)
    assert looked_at(place, dossier) in ("", "disk_full", "disk_failed", "no_book")
    remount(disk, "size=20m")
    assert finishes(place, tmp_path / "whole.db", dossier)


def looked_at(place, dossier):
    try:
        with open_book(place, dossier=dossier, create=False) as book:
            assert book.verify().faults == ()
            book.ledger()
    except BookError as error:
        return error.code
    return ""


def test_a_file_system_that_cannot_be_written_to_shows_the_book_and_refuses_reports(tmp_path, small_disk, dossier):
    disk = small_disk("20m")
    place = disk / "a.db"
    assert refusal(place, dossier, 5) == ""
    expected = content(place, dossier)
    remount(disk, "ro")
    assert content(place, dossier) == expected
    assert refusal(place, dossier) == "read_only"
    assert refusal(disk / "new.db", dossier) == "read_only"
    assert content(place, dossier) == expected
    remount(disk, "rw")
    assert finishes(place, tmp_path / "whole.db", dossier)


def test_a_server_whose_disk_fills_up_is_told_and_with_more_space_reading_goes_on(server, small_disk, new_database, administrate, tmp_path, dossier):
    disk = small_disk("20m")
    disk.chmod(0o777)
    for folder in disk.parents:
        if folder != pathlib.Path(folder.anchor) and folder.stat().st_uid == os.geteuid():
            folder.chmod(folder.stat().st_mode | 0o011)
    owner = pathlib.Path(server.pgdata).stat()
    os.chown(disk, owner.st_uid, owner.st_gid)
    disk.chmod(0o700)
    administrate(f"CREATE TABLESPACE {disk.name} LOCATION '{disk}'")
    place = new_database(f"TABLESPACE {disk.name}")
    free = shutil.disk_usage(disk).free
    (disk / "rest").write_bytes(b"x" * (free - 400_000))
    assert refusal(place, dossier) == "disk_full"
    (disk / "rest").unlink()
    try:
        assert finishes(place, tmp_path / "whole.db", dossier)
    finally:
        name = place.partition("?")[0].rpartition("/")[2]
        administrate(f"DROP DATABASE {name} WITH (FORCE)", f"DROP TABLESPACE {disk.name}")


def test_an_interrupted_reader_leaves_a_whole_book(tmp_path, dossier):
    place = tmp_path / "a.db"

    def interrupted():
        for k, item in enumerate(reports()):
            if k == 7:
                signal.raise_signal(signal.SIGINT)
            yield item

    with open_book(place, dossier=dossier) as book, pytest.raises(KeyboardInterrupt):
        book.add(interrupted())
    assert finishes(place, tmp_path / "whole.db", dossier)
