"""A folder or feed that is watched: what is new is read once, and whoever watches may be killed at any moment."""

from __future__ import annotations

import contextlib
import functools
import http.server
import os
import random
import sqlite3
import subprocess
import sys
import threading
import time

import pyarrow
import pytest

from pledgebook.book import open_book
from pledgebook.cli.progress import in_words
from pledgebook.errors import PledgebookError
from pledgebook.read.extent import Extent
from pledgebook.read.fetch import Web
from pledgebook.read.files import read_paths, sizes
from pledgebook.read.reader import Intake
from pledgebook.read.seen import Seen
from pledgebook.run.local import Tally
from pledgebook.run.watch import interval, watch

REPORT = "Norway pledged ${} million for air defence to Ukraine on Monday, its defence ministry said.\n"


def put(folder, k):
    """Moves a whole file in, as one should; it was written a while ago."""
    written = folder.parent / f"{k}.part"
    written.write_text(REPORT.format(k + 1))
    os.utime(written, (time.time() - 60,) * 2)
    written.rename(folder / f"r{k}.txt")


def facts(path):
    """Everything but the numbers and order of rows, which tell when what was read."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        texts = sorted(connection.execute("SELECT id, text FROM documents"))
        sightings = sorted(connection.execute("SELECT document, name FROM sightings"))
        claims = sorted(connection.execute("SELECT r.document, c.id, c.body FROM claims c JOIN readings r ON r.number = c.reading"))
        entries = sorted(connection.execute("SELECT id, body FROM entries"))
    return texts, sightings, claims, entries


def test_a_watch_that_is_killed_again_and_again_misses_nothing_and_doubles_nothing(tmp_path):
    inbox, chance = tmp_path / "inbox", random.Random(4)
    inbox.mkdir()
    words = [sys.executable, "-m", "pledgebook", "read", "--every", "0.1", str(inbox), "--book", str(tmp_path / "watched.db")]
    for start in (0, 40):
        process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        for k in range(start, start + 40):
            put(inbox, k)
        assert "read" in process.stdout.readline()
        time.sleep(chance.uniform(0, 0.2))
        for k in range(start + 120, start + 160):
            put(inbox, k)
        time.sleep(chance.uniform(0, 0.4))
        if start == 0:
            process.kill()
            process.communicate()
    with sqlite3.connect(tmp_path / "watched.db") as connection:
        wait_for(lambda: connection.execute("SELECT count(*) FROM documents").fetchone()[0] == 160)
    process.terminate()
    process.communicate(timeout=60)
    assert process.returncode == 0
    with open_book(tmp_path / "watched.db") as book:
        assert book.verify().faults == ()
    with open_book(tmp_path / "whole.db") as book:
        book.read(inbox)
    assert facts(tmp_path / "watched.db") == facts(tmp_path / "whole.db")


def test_a_file_is_read_when_it_is_new_or_another_and_not_while_it_is_written(tmp_path):
    file, seen = tmp_path / "a.txt", Seen()
    file.write_text("x")
    assert not seen.changed(str(file))
    os.utime(file, (time.time() - 60,) * 2)
    assert seen.changed(str(file))
    assert not seen.changed(str(file))
    file.write_text("xy")
    os.utime(file, (time.time() - 30,) * 2)
    assert seen.changed(str(file))


def test_a_refusal_is_told_once_and_an_error_of_the_book_ends_no_watch(tmp_path, monkeypatch):
    (tmp_path / "inbox").mkdir()
    put(tmp_path / "inbox", 1)
    (tmp_path / "inbox" / ".hidden").touch()
    stop = threading.Event()
    with open_book(tmp_path / "a.db") as book:
        looks = watch(book, [str(tmp_path / "inbox")], 0.01, stop)
        add = book.add
        monkeypatch.setattr(book, "add", lambda inputs, **how: (_ for _ in ()).throw(PledgebookError("busy", "busy")) if list(inputs) else None)
        assert isinstance(next(looks), PledgebookError)
        monkeypatch.setattr(book, "add", add)
        first, second = next(looks), next(looks)
        assert (first.read, first.inputs, second.inputs) == (1, 1, 0)
        stop.set()
        assert list(looks) == []


class Quiet(http.server.SimpleHTTPRequestHandler):
    asked: list[str] = []

    def log_message(self, *_):
        self.asked.append(self.path)


def test_a_feed_is_asked_again_and_again_and_each_article_once(tmp_path):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(tmp_path)))
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    root = f"http://127.0.0.1:{server.server_address[1]}"

    def publish(*numbers):
        for k in numbers:
            text = f"<p>{REPORT.format(k)}</p>" + f"<p>The {k} systems are to come by train in winter, and crews are trained near the harbour.</p>" * 3
            (tmp_path / f"{k}.html").write_text(f"<html><body><article><h1>Norway pays {k}</h1>{text}</article></body></html>")
        items = "".join(f"<item><link>{root}/{k}.html</link></item>" for k in numbers)
        (tmp_path / "feed.xml").write_text(f'<rss version="2.0"><channel><title>Wire</title>{items}</channel></rss>')

    publish(1, 2)
    stop, intake = threading.Event(), Intake(web=Web(allow_private=True, pause_s=0.0))
    with open_book(tmp_path / "a.db") as book:
        looks = watch(book, [f"{root}/feed.xml"], 0.01, stop, intake=intake)
        assert (next(looks).read, next(looks).inputs) == (2, 0)
        publish(1, 2, 3)
        assert next(looks).read == 1
        stop.set()
    server.shutdown()
    server.server_close()
    assert Quiet.asked.count("/feed.xml") == 3
    assert [Quiet.asked.count(f"/{k}.html") for k in (1, 2, 3)] == [1, 1, 1]


@pytest.mark.parametrize("text", ["soon", "0", "-5m", "15 minutes", ""])
def test_what_is_no_time_between_two_looks_is_refused(text):
    with pytest.raises(PledgebookError) as raised:
        interval(text, [])
    assert raised.value.code == "bad_interval"


def test_the_time_that_remains_follows_from_the_bytes_that_were_read(tmp_path):
    for k in range(4):
        (tmp_path / f"{k}.txt").write_text("x" * 100)
    extent = Extent(sizes([str(tmp_path)]))
    shares = [extent.share for _ in read_paths([tmp_path], intake=Intake(extent=extent))]
    assert (extent.total, shares) == (400, [0.25, 0.5, 0.75, 1.0])
    assert in_words(Tally(read=2), 10.0, shares[1]) == "2 documents, 0.2/s, 10 s left"
    assert Extent(sizes([str(tmp_path), "-"])).share is None


def test_a_folder_that_is_watched_may_be_empty_at_first(tmp_path):
    assert list(read_paths([tmp_path], intake=Intake(seen=Seen()))) == []
    assert [item.code for item in read_paths([tmp_path])] == ["empty_folder"]


@pytest.mark.parametrize(("ending", "codec"), [("gz", "gzip"), ("zst", "zstd"), ("bz2", "bz2")])
def test_how_much_of_a_compressed_file_was_read_is_known(tmp_path, ending, codec):
    place = tmp_path / f"rows.jsonl.{ending}"
    with pyarrow.CompressedOutputStream(str(place), codec) as file:
        file.write(b'{"text": "The first report."}\n{"text": "The second report."}\n')
    extent = Extent(sizes([str(place)]))
    assert [item.text for item in read_paths([str(place)], intake=Intake(extent=extent))] == ["The first report.", "The second report."]
    assert extent.share == 1.0


def wait_for(what):
    until = time.monotonic() + 100
    while not what():
        assert time.monotonic() < until
        time.sleep(0.1)
