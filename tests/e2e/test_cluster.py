"""Reading on a Ray cluster of three nodes gives the same book, and a node lost in the middle loses nothing and doubles nothing."""

from __future__ import annotations

import contextlib
import os
import socket
import sqlite3
import subprocess
import sys
import threading

import msgspec
import pytest

from pledgebook.book import open_book
from pledgebook.clean.decode import row_document
from pledgebook.dossier.load import load_dossier
from pledgebook.errors import PledgebookError
from pledgebook.model.run import Rejection
from pledgebook.model.text import Given
from pledgebook.resolve.fold import fold
from pledgebook.run.cluster import Cluster, connected
from pledgebook.run.comparing import OnRay
from pledgebook.run.folders import Folder
from pledgebook.run.sharding import read_to_shards
from pledgebook.run.workers import Limits

# what a loaded machine needs to start them
os.environ.setdefault("RAY_raylet_start_wait_time_s", "120")
ray = pytest.importorskip("ray", reason="Ray is not installed (it comes with the extra `ray`)")

REPORTS = 80
MEGABYTES = 330
"""enough for reports of usual length, and too little for one of 600,000 characters"""
SMALL = {"num_cpus": 1, "object_store_memory": 80_000_000, "include_dashboard": False}


@pytest.fixture(scope="module")
def nodes():
    """A head that reads nothing itself, and three nodes that read."""
    from ray.cluster_utils import Cluster as Nodes

    started = Nodes(initialize_head=True, head_node_args={**SMALL, "num_cpus": 0})
    started.readers = [started.add_node(**SMALL) for _ in range(3)]
    yield started
    started.shutdown()


def reports(count=REPORTS):
    day = "It was the {}th such day of the war in Ukraine.\n"
    for k in range(count):
        text = f"Ukraine aid, report {k}\n\nNorway pledged ${k + 1} million for air defence on Monday, its defence ministry said.\n\n" + day.format(k) * 30
        yield row_document(text, f"r{k}", Given(id=f"r{k}", date=f"2025-08-{k % 28 + 1:02}", source=f"paper{k % 5}.example"))
    yield Rejection("x.txt", "empty_document", "x.txt: the file is empty")
    yield row_document("Norway pledged $1 million to Ukraine.\n", "again", Given(id="again", date="2025-08-01"))
    yield row_document("Norway pledged $1 million to Ukraine.\n", "again", Given(id="again", date="2025-08-01"))


def files(folder):
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def content(path):
    with contextlib.closing(sqlite3.connect(path)) as connection:
        return list(connection.iterdump())


def test_a_node_that_is_killed_in_the_middle_loses_nothing_and_doubles_nothing(nodes, tmp_path):
    with open_book(tmp_path / "here.db") as book:
        here = book.add(reports())
    lost = []

    def lose_a_node(place, tally):
        if tally.read == REPORTS // 4 and not lost:
            lost.append(nodes.readers.pop())
            nodes.remove_node(lost[0], allow_graceful=False)

    with open_book(tmp_path / "there.db") as book:
        there = book.add(reports(), readers=Cluster(nodes.address, book.dossier), progress=lose_a_node)
    assert lost
    assert there == here
    assert (there.read, there.known, len(there.refused)) == (REPORTS + 1, 1, 1)
    assert content(tmp_path / "here.db") == content(tmp_path / "there.db")


@pytest.mark.long
def test_claims_compared_on_a_cluster_that_loses_a_node_make_the_bytes_they_make_here(nodes, reported, facts, small_shares):
    lost = []

    def losing(context, given):
        for found in OnRay(nodes.address)(context, given):
            if not lost:
                lost.append(nodes.readers.pop())
                nodes.remove_node(lost[0], allow_graceful=False)
            yield found

    there, here = fold(reported, facts.dossier, comparing=losing), fold(reported, facts.dossier)
    assert lost
    assert msgspec.json.encode(there, order="deterministic") == msgspec.json.encode(here, order="deterministic")


@pytest.mark.long
def test_shards_written_while_a_node_is_killed_are_those_one_process_writes_and_make_the_book_it_reads(nodes, tmp_path, monkeypatch):
    monkeypatch.setattr("pledgebook.run.shards.INPUTS", 7)
    lost = []

    def lose_a_node(place, tally):
        if tally.read >= REPORTS // 4 and not lost:
            lost.append(nodes.readers.pop())
            nodes.remove_node(lost[0], allow_graceful=False)

    nodes.readers.append(nodes.add_node(**SMALL))
    dossier = load_dossier()
    here = read_to_shards(reports(), dossier, Folder(str(tmp_path / "here")))
    there = read_to_shards(reports(), dossier, Folder(str(tmp_path / "there")), Cluster(nodes.address, dossier).write, lose_a_node)
    assert lost
    assert there == here
    assert files(tmp_path / "there") == files(tmp_path / "here")
    assert len(files(tmp_path / "here")) == 12
    with open_book(tmp_path / "read.db") as book:
        book.add(reports())
    with open_book(tmp_path / "loaded.db") as book:
        book.load(tmp_path / "there")
    assert content(tmp_path / "read.db") == content(tmp_path / "loaded.db")


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited where the system can")
@pytest.mark.parametrize("way", ["read", pytest.param("write", marks=pytest.mark.long)])
def test_a_document_that_needs_too_much_memory_on_a_cluster_is_set_aside_and_the_others_are_read(nodes, tmp_path, way):
    great = row_document("Norway pledged $100 million to Ukraine on Monday. " * 12_000, "great")
    inputs, limits = [*reports(3), great], Limits(megabytes=MEGABYTES)
    with open_book(tmp_path / "a.db") as book:
        cluster = Cluster(nodes.address, book.dossier, 1, limits)
        folder = Folder(str(tmp_path / "shards"))
        report = book.add(inputs, readers=cluster) if way == "read" else read_to_shards(inputs, book.dossier, folder, cluster.write)
    assert [refusal.place for refusal in report.refused] == ["x.txt", "great"]
    assert report.refused[1].code in ("no_memory", "reading_died")
    assert (report.read, report.known) == ((4, 1) if way == "read" else (5, 0))


@pytest.mark.long
def test_a_document_that_takes_too_long_is_set_aside_and_those_sent_with_it_are_read(nodes, tmp_path):
    slow = row_document("Norway pledged $100 million to Ukraine on Monday. " * 20_000, "slow")
    with open_book(tmp_path / "a.db") as book:
        report = book.add([*reports(3), slow], readers=Cluster(nodes.address, book.dossier, 1, Limits(seconds=3)))
    assert [(refusal.code, refusal.place) for refusal in report.refused] == [("empty_document", "x.txt"), ("too_slow", "slow")]
    assert report.read == 4


@pytest.mark.long
def test_the_command_reads_on_a_cluster_and_takes_up_what_was_begun(nodes, tmp_path):
    for raw in reports(12):
        if not isinstance(raw, Rejection):
            (tmp_path / f"{raw.name}.txt").write_text(raw.text)
    paths = sorted(map(str, tmp_path.glob("*.txt")))
    for name, words in (("here.db", []), ("there.db", ["--ray", nodes.address, "--jobs", "1"])):
        with open_book(tmp_path / name) as book:
            book.read(paths[:5])
        run = [sys.executable, "-m", "pledgebook", "read", *paths, "--book", str(tmp_path / name), *words]
        done = subprocess.run(run, capture_output=True, text=True, check=True)
        assert "read 8 documents with 8 claims, 5 already known, 0 refused" in done.stdout
    assert content(tmp_path / "here.db") == content(tmp_path / "there.db")


def test_a_cluster_that_is_not_there_is_told_with_its_address_and_no_claim_is_lost_over_it(tmp_path):
    (tmp_path / "a.txt").write_text("Norway pledged $1 million to Ukraine.\n")
    words = ["read", str(tmp_path / "a.txt"), "--ray", "127.0.0.1:1", "--book", str(tmp_path / "a.db")]
    run = subprocess.run([sys.executable, "-m", "pledgebook", *words], capture_output=True, text=True)
    assert run.returncode == 2
    assert "127.0.0.1:1: the Ray cluster cannot be reached" in run.stderr
    assert "ray status" in run.stderr
    assert not (tmp_path / "a.db").exists()


def test_whoever_else_listens_at_the_address_is_known_at_once_to_be_no_cluster():
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer():
            there, _ = server.accept()
            with there:
                there.recv(100)
                there.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        threading.Thread(target=answer, daemon=True).start()
        with pytest.raises(PledgebookError, match="something else than Ray listens there"):
            connected(f"127.0.0.1:{server.getsockname()[1]}")
