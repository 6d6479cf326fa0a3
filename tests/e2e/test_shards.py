"""A run that writes shards and one that loads them give the book that reading gives, whoever reads, wherever they are kept, and wherever they are killed."""

from __future__ import annotations

import contextlib
import hashlib
import multiprocessing
import pathlib
import random
import runpy
import signal
import socket
import sqlite3
import time

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pledgebook.book import open_book
from pledgebook.clean.decode import row_document
from pledgebook.dossier.load import load_dossier
from pledgebook.errors import PledgebookError
from pledgebook.export.tables import as_json
from pledgebook.model.run import Rejection
from pledgebook.model.text import Given, Origin, RawDocument
from pledgebook.run.folders import Folder
from pledgebook.run.sharding import Here, read_to_shards
from pledgebook.run.workers import Workers

PLAIN_READER = pathlib.Path(__file__).parent.parent / "contract" / "conftest.py"
Statements = runpy.run_path(str(pathlib.Path(__file__).with_name("test_kill.py")))["Statements"]
processes = multiprocessing.get_context("fork")
EACH = 5
"""inputs of a shard here"""


@pytest.fixture(scope="module")
def dossier():
    return load_dossier("ukraine")


@pytest.fixture(autouse=True)
def small_shards(monkeypatch):
    monkeypatch.setattr("pledgebook.run.shards.INPUTS", EACH)


@pytest.fixture
def plain(monkeypatch):
    # the versions are pinned so that a change of the code while the test runs does not look like a better reading
    for name in ("version", "run.shards"):
        monkeypatch.setattr(f"pledgebook.{name}.reading_version", lambda: "test")
    monkeypatch.setattr("pledgebook.book.folding_version", lambda: "test")
    monkeypatch.setattr("pledgebook.pipeline.read_document", runpy.run_path(str(PLAIN_READER))["read_document"])


def reports(count=12):
    for k in range(count):
        text = f"Report {k}. NLD pledges ${k % 4 + 1}00 million, and DEU delivers ${k + 1} million. " + f"filler {k} " * 30
        yield row_document(text, f"r{k}", Given(id=f"r{k}", date=f"2025-0{k % 3 + 1}-04", source=f"{k % 5}.example"))
    yield Rejection("x.txt", "empty_document", "x.txt: the file is empty", "remove it")
    # one text in two outlets, of which the later input leads
    yield row_document("NOR pledges $7 million.", "late", Given(id="late", date="2025-05-05", source="a.example"))
    yield row_document("NOR pledges $7 million.", "early", Given(id="early", date="2025-05-01", source="b.example"))
    yield row_document("NOR pledges $7 million.", "late", Given(id="late", date="2025-05-05", source="a.example"))
    yield row_document("It cannot be read.", "bad")
    page = Origin("application/pdf", b"%PDF", (0, 4), "Somebody")
    yield RawDocument("p.pdf", hashlib.sha256(page.data).hexdigest(), "POL pledges $3 million.", "utf-8", Given(title="A page"), page)


def content(path):
    with contextlib.closing(sqlite3.connect(path)) as connection:
        return list(connection.iterdump())


def files(folder):
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def loaded(place, folder, dossier):
    with open_book(place, dossier=dossier, busy_timeout_s=60) as book:
        return book.load(folder)


def read(place, dossier):
    with open_book(place, dossier=dossier) as book:
        return book.add(reports())


def ledger(place, dossier):
    with open_book(place, dossier=dossier, create=False) as book:
        assert book.verify().faults == ()
        return as_json(book.ledger().document()), book.counts()


def test_a_loaded_book_is_the_read_one_to_the_last_row_and_loading_again_changes_nothing(plain, tmp_path, dossier):
    written = read_to_shards(reports(), dossier, Folder(str(tmp_path / "shards")))
    assert [path.name[:8] for path in sorted((tmp_path / "shards").iterdir())] == ["00000000", "00000001", "00000002", "00000003"]
    assert (written.read, [refusal.code for refusal in written.refused]) == (16, ["empty_document", "reading_failed"])
    report = loaded(tmp_path / "a.db", tmp_path / "shards", dossier)
    direct = read(tmp_path / "b.db", dossier)
    assert (report.read, report.known, report.claims) == (direct.read, direct.known, direct.claims)
    assert report.refused == direct.refused
    assert content(tmp_path / "a.db") == content(tmp_path / "b.db")
    again = loaded(tmp_path / "a.db", tmp_path / "shards", dossier)
    assert (again.read, again.known) == (0, 16)
    assert content(tmp_path / "a.db") == content(tmp_path / "b.db")


def test_a_loaded_book_is_the_read_one_in_every_store(plain, new_place, tmp_path, dossier):
    read_to_shards(reports(), dossier, Folder(str(tmp_path / "shards")))
    places = new_place(), new_place()
    loaded(places[0], tmp_path / "shards", dossier)
    read(places[1], dossier)
    assert ledger(places[0], dossier) == ledger(places[1], dossier)


def test_shards_are_the_same_to_the_byte_whoever_reads(tmp_path, dossier):
    inputs = [
        *(row_document(f"Norway pledged ${k} million to Ukraine on Monday.", f"r{k}", Given(date="2025-08-06")) for k in range(8)),
        Rejection("x.txt", "empty_document", "x.txt: the file is empty"),
    ]
    for name, readers in (("here", None), ("two", Workers(2, dossier))):
        read_to_shards(inputs, dossier, Folder(str(tmp_path / name)), Here(dossier, readers))
    assert files(tmp_path / "here") == files(tmp_path / "two")
    assert len(files(tmp_path / "two")) == 2


def test_a_document_the_book_knows_under_a_later_sighting_is_read_as_reading_it_would(plain, tmp_path, dossier):
    text, later, first = "NLD pledges $5 million.", Given(id="b", date="2025-03-02"), Given(id="a", date="2025-03-01")
    read_to_shards([row_document(text, "b", later)], dossier, Folder(str(tmp_path / "shards")))
    for name in ("a.db", "b.db"):
        with open_book(tmp_path / name, dossier=dossier) as book:
            book.add([row_document(text, "a", first)])
    loaded(tmp_path / "a.db", tmp_path / "shards", dossier)
    with open_book(tmp_path / "b.db", dossier=dossier) as book:
        book.add([row_document(text, "b", later)])
    assert content(tmp_path / "a.db") == content(tmp_path / "b.db")


def killed(work, after_s):
    process = processes.Process(target=work)
    process.start()
    time.sleep(after_s)
    process.kill()
    process.join()
    return process.exitcode == -signal.SIGKILL


def test_a_run_that_is_killed_leaves_whole_shards_which_are_kept_and_ends_the_same(plain, tmp_path, dossier):
    def write(name):
        read_to_shards(reports(40), dossier, Folder(str(tmp_path / name)))

    began = time.monotonic()
    write("whole")
    longest_s = time.monotonic() - began
    chance = random.Random(3)
    for k in range(3):
        while not killed(lambda name=f"killed{k}": write(name), moment := chance.uniform(0, longest_s)):
            longest_s = moment
        left = {name: data for name, data in files(tmp_path / f"killed{k}").items() if name.endswith(".parquet")} if (tmp_path / f"killed{k}").exists() else {}
        times = {name: (tmp_path / f"killed{k}" / name).stat().st_mtime_ns for name in left}
        write(f"killed{k}")
        made = {name: data for name, data in files(tmp_path / f"killed{k}").items() if not name.startswith(".")}
        assert made == files(tmp_path / "whole")
        assert times == {name: (tmp_path / f"killed{k}" / name).stat().st_mtime_ns for name in left}


def test_a_load_that_is_killed_at_any_statement_leaves_a_whole_book_and_ends_the_same(plain, new_place, tmp_path, dossier):
    read_to_shards(reports(), dossier, Folder(str(tmp_path / "shards")))

    def load(place, fatal=None):
        with Statements(fatal) as asked:
            loaded(place, tmp_path / "shards", dossier)
        return asked.count

    whole = new_place()
    statements = load(whole)
    expected = ledger(whole, dossier)
    for fatal in sorted(random.Random(5).sample(range(statements), 4)):
        place = new_place()
        process = processes.Process(target=load, args=(place, fatal))
        process.start()
        process.join()
        assert process.exitcode == -signal.SIGKILL
        load(place)
        assert ledger(place, dossier) == expected, f"statement {fatal}"


def test_what_is_half_written_is_no_shard(plain, tmp_path, dossier):
    read_to_shards(reports(), dossier, Folder(str(tmp_path / "shards")))
    first = min(files(tmp_path / "shards"))
    (tmp_path / "shards" / f".{first}.123.half").write_bytes(b"PAR1 not yet")
    assert loaded(tmp_path / "a.db", tmp_path / "shards", dossier).read == 15


def spoil(folder, way, dossier):
    path = sorted(folder.iterdir())[1]
    data = bytearray(path.read_bytes())
    if way == "cut":
        path.write_bytes(data[: len(data) // 2])
    elif way == "one bit":
        texts = pq.read_metadata(path).row_group(0).column(3)
        data[(texts.dictionary_page_offset or texts.data_page_offset) + texts.total_compressed_size // 3] ^= 4
        path.write_bytes(data)
    elif way == "other rows":
        table = pq.read_table(path)
        pq.write_table(table.slice(1), path)
    elif way == "foreign":
        pq.write_table(pa.table({"text": ["An article."]}), path)
    elif way == "other code":
        table = pq.read_table(path)
        told = table.schema.metadata[b"pledgebook.shard"].replace(b'"code":"test"', b'"code":"old"')
        pq.write_table(table.replace_schema_metadata({b"pledgebook.shard": told}), path)
    return path


@pytest.mark.parametrize(
    ("way", "code", "remedy"),
    [
        ("cut", "damaged_shard", "delete it"),
        ("one bit", "damaged_shard", "delete it"),
        ("other rows", "damaged_shard", "delete it"),
        ("foreign", "foreign_shard", "take it out"),
        ("other code", "other_reading", "make it again"),
    ],
)
def test_a_shard_that_cannot_be_trusted_is_refused_by_name_and_made_again_the_book_is_whole(plain, tmp_path, dossier, way, code, remedy):
    read_to_shards(reports(), dossier, Folder(str(tmp_path / "shards")))
    path = spoil(tmp_path / "shards", way, dossier)
    report = loaded(tmp_path / "a.db", tmp_path / "shards", dossier)
    (refusal,) = [refusal for refusal in report.refused if refusal.place == str(path)]
    assert (refusal.code, report.read) == (code, 15 - EACH)
    assert path.name in refusal.message
    assert remedy in refusal.hint
    with open_book(tmp_path / "a.db", dossier=dossier) as book:
        assert book.verify().faults == ()
    path.unlink()
    assert read_to_shards(reports(), dossier, Folder(str(tmp_path / "shards"))).read == EACH
    assert loaded(tmp_path / "a.db", tmp_path / "shards", dossier).read == EACH
    read(tmp_path / "b.db", dossier)
    assert ledger(tmp_path / "a.db", dossier) == ledger(tmp_path / "b.db", dossier)


def test_a_shard_whose_documents_were_refused_for_want_of_time_is_made_again(plain, tmp_path, dossier, monkeypatch):
    slow = Rejection("bad", "too_slow", "bad: not read within 1 s")
    monkeypatch.setattr("pledgebook.run.local.refusal", lambda raw, error: slow)
    read_to_shards(reports(), dossier, Folder(str(tmp_path / "shards")))
    again = read_to_shards(reports(), dossier, Folder(str(tmp_path / "shards")))
    # the last shard holds the report that was too slow
    assert (again.known, again.read, again.refused) == (15, 2, (slow,))


def test_a_folder_without_shards_and_one_that_is_not_there_are_told_and_no_book_is_made(shell, tmp_path):
    (tmp_path / "empty").mkdir()
    for folder, code in (("empty", "there are no shards here"), ("none", "No such file")):
        run = shell("load", folder, "--book", "a.db")
        assert (run.code, code in run.err, (tmp_path / "a.db").exists()) == (2, True, False)


def test_the_two_commands_make_the_book_that_reading_makes(shell, tmp_path):
    for k in range(3):
        (tmp_path / f"r{k}.txt").write_text(f"Norway pledged ${k + 1} million to Ukraine on 6 August 2025.\n")
    run = shell("read", "r0.txt", "r1.txt", "r2.txt", "--shards", "shards")
    assert "read 3 documents with 3 claims, 0 already known, 0 refused; shards shards" in run.out
    assert "3 already known" in shell("read", "r0.txt", "r1.txt", "r2.txt", "--shards", "shards", "--jobs", "1").out
    assert "read 3 documents with 3 claims, 0 already known, 0 refused; book a.db" in shell("load", "shards", "--book", "a.db").out
    shell("read", "r0.txt", "r1.txt", "r2.txt", "--book", "b.db")
    assert content(tmp_path / "a.db") == content(tmp_path / "b.db")
    for words in (["--book", "a.db"], ["--watch"]):
        run = shell("read", "r0.txt", "--shards", "other", *words)
        assert (run.code, f"--shards writes no book, so it does not go with {words[0]}" in run.err) == (2, True)


def test_shards_are_written_to_an_object_store_and_loaded_from_it(plain, tmp_path, dossier, object_store):
    place = "s3://papers/run/shards"
    assert read_to_shards(reports(), dossier, Folder(place)).read == 16
    assert read_to_shards(reports(), dossier, Folder(place)).known == 18
    loaded(tmp_path / "a.db", place, dossier)
    read(tmp_path / "b.db", dossier)
    assert content(tmp_path / "a.db") == content(tmp_path / "b.db")
    with pytest.raises(PledgebookError) as caught:
        loaded(tmp_path / "a.db", "s3://nobody/shards", dossier)
    assert caught.value.code in ("missing_path", "no_shards")


def test_an_object_store_out_of_reach_is_told(object_store, monkeypatch):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{free.getsockname()[1]}")
        monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
        object_store.clear_instance_cache()
        with pytest.raises(PledgebookError) as caught:
            Folder("s3://papers/run/shards").names()
    assert caught.value.code == "unreachable_store"
