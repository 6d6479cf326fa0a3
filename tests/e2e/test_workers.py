"""Reading in several processes gives the same book, and what goes wrong in one document costs that document alone."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import pathlib
import signal
import sqlite3
import subprocess
import sys
import threading
import time

import pytest

from pledgebook.book import open_book
from pledgebook.clean.decode import row_document
from pledgebook.model.run import Rejection
from pledgebook.model.text import Given
from pledgebook.run.reader import Reader
from pledgebook.run.workers import Limits, Workers

SENTENCES = (
    "Norway pledged $100 million for air defence on Monday, its defence ministry said.",
    "Germany has delivered two Patriot systems to Ukraine.",
    "The Netherlands will pay €500 million for a package of American weapons for Ukraine.",
)


def reports(count=9):
    for k in range(count):
        text = f"Ukraine aid, report {k}\n\n{SENTENCES[k % 3]}\n\n" + f"It was the {k}th such day of the war in Ukraine.\n" * 5
        yield row_document(text, f"r{k}", Given(id=f"r{k}", date=f"2025-08-{k + 1:02}", source=f"paper{k % 2}.example"))


def content(path: pathlib.Path) -> list[str]:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        return list(connection.iterdump())


def test_the_book_is_the_same_to_the_last_row_whoever_reads(tmp_path):
    inputs = [*reports(), Rejection("x.txt", "empty_document", "x.txt: the file is empty"), *reports(4)]
    reports_of = []
    for jobs in (None, 1, 3):
        with open_book(tmp_path / f"{jobs}.db") as book:
            readers = Workers(jobs, book.dossier) if jobs else None
            reports_of.append(book.add(inputs, readers=readers))
    assert reports_of[0].read == 9
    assert reports_of[0].known == 4
    assert reports_of[0].claims >= 9
    assert reports_of[0] == reports_of[1] == reports_of[2]
    assert content(tmp_path / "None.db") == content(tmp_path / "1.db") == content(tmp_path / "3.db")


def test_a_document_that_takes_too_long_is_set_aside_and_the_others_are_read(tmp_path):
    slow = row_document("Norway pledged $100 million to Ukraine on Monday. " * 30_000, "slow")
    with open_book(tmp_path / "a.db") as book:
        first, *others = reports()
        report = book.add([first, slow, *others], readers=Workers(2, book.dossier, Limits(seconds=8)))
        assert [(refusal.code, refusal.place) for refusal in report.refused] == [("too_slow", "slow")]
        assert "slow: not read within 8 s" in report.refused[0].message
        assert report.read == 9
        assert book.verify().faults == ()


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited where the system can")
def test_a_document_that_needs_too_much_memory_is_set_aside_and_the_others_are_read(tmp_path):
    great = row_document("Norway pledged $100 million to Ukraine on Monday. " * 12_000, "great")
    with open_book(tmp_path / "a.db") as book:
        first, *others = reports()
        report = book.add([first, great, *others], readers=Workers(1, book.dossier, Limits(megabytes=330)))
        assert [refusal.code for refusal in report.refused] in (["no_memory"], ["reading_died"])
        assert report.read == 9


@pytest.mark.skipif(sys.platform != "linux", reason="the time a process took is found in /proc")
@pytest.mark.parametrize(("kills", "refused"), [(1, []), (2, ["reading_died"])])
def test_a_document_is_read_again_when_its_process_is_killed_and_refused_when_that_happens_to_it_alone(tmp_path, kills, refused):
    long = row_document("Norway pledged $100 million to Ukraine on Monday. " * (2_000 if kills == 1 else 30_000), "long")
    first, *others = reports()
    killed = []

    def kill_whoever_reads_the_long_one() -> None:
        while len(killed) < kills:
            for child in multiprocessing.active_children():
                # the pipeline is there after two
                if child.pid not in killed and processor_s(child.pid) > 4:
                    killed.append(child.pid)
                    child.kill()
            time.sleep(0.05)

    killer = threading.Thread(target=kill_whoever_reads_the_long_one, daemon=True)
    killer.start()
    with open_book(tmp_path / "a.db") as book:
        report = book.add([first, long, *others], readers=Workers(1, book.dossier))
    assert len(killed) == kills
    assert [refusal.code for refusal in report.refused] == refused
    assert report.read == 10 - len(refused)
    assert all("long: the process that read it ended with -9" in refusal.message for refusal in report.refused)


def processor_s(process: int) -> float:
    try:
        user, system = pathlib.Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[11:13]
    except OSError:
        return 0
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


@pytest.mark.skipif(sys.platform != "linux", reason="children are found in /proc")
def test_a_run_that_is_killed_leaves_no_process_and_ends_the_same_when_run_again(tmp_path):
    for report in reports():
        (tmp_path / f"{report.name}.txt").write_text(report.text)
    words = [sys.executable, "-m", "pledgebook", "read", *map(str, sorted(tmp_path.glob("*.txt"))), "--jobs", "2", "--book"]
    run = subprocess.Popen([*words, str(tmp_path / "a.db")], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(lambda: (tmp_path / "a.db").exists() and len(children(run.pid)) >= 2)
        workers = children(run.pid)
    finally:
        run.kill()
        run.wait()
    wait_for(lambda: not any(pathlib.Path(f"/proc/{child}").exists() for child in workers))
    for name in ("a.db", "b.db"):
        subprocess.run([*words, str(tmp_path / name)], check=True, capture_output=True)
    with open_book(tmp_path / "a.db") as book:
        assert book.verify().faults == ()
    assert content(tmp_path / "a.db") == content(tmp_path / "b.db")


def test_figures_of_a_run_are_kept_for_prometheus(tmp_path):
    (tmp_path / "a.txt").write_text(SENTENCES[0])
    (tmp_path / "b.txt").write_text("")
    words = ["read", str(tmp_path / "a.txt"), str(tmp_path / "b.txt"), "--metrics", str(tmp_path / "run.prom"), "--book", str(tmp_path / "a.db")]
    subprocess.run([sys.executable, "-m", "pledgebook", *words], check=True, capture_output=True)
    lines = (tmp_path / "run.prom").read_text().splitlines()
    assert 'pledgebook_run_documents{outcome="read"} 1.0' in lines
    assert 'pledgebook_run_documents{outcome="refused"} 1.0' in lines
    assert 'pledgebook_run_claims{outcome="kept"} 1.0' in lines
    assert "pledgebook_run_done 1.0" in lines


def test_metrics_that_cannot_be_written_are_told_before_anything_is_read(tmp_path):
    (tmp_path / "a.txt").write_text(SENTENCES[0])
    words = ["read", str(tmp_path / "a.txt"), "--metrics", str(tmp_path / "none" / "run.prom"), "--book", str(tmp_path / "a.db")]
    run = subprocess.run([sys.executable, "-m", "pledgebook", *words], capture_output=True, text=True)
    assert run.returncode == 2
    assert "metrics cannot be written" in run.stderr
    assert not (tmp_path / "a.db").exists()


def wait_for(what) -> None:
    until = time.monotonic() + 60
    while not what():
        assert time.monotonic() < until
        time.sleep(0.05)


def children(parent: int) -> list[int]:
    found = []
    for task in pathlib.Path(f"/proc/{parent}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            found += [int(child) for child in task.read_text().split()]
    return found


def test_processes_that_were_started_before_are_the_ones_that_read_and_none_are_left(tmp_path):
    started = [Reader(4_000) for _ in range(2)]
    with open_book(tmp_path / "a.db") as book:
        readers = Workers(2, book.dossier, started=started)
        assert book.add(reports(), readers=readers).read == 9
    assert not multiprocessing.active_children()
    assert [reader.process.exitcode for reader in started] == [-signal.SIGKILL] * 2


def test_where_nothing_is_new_no_process_is_started(tmp_path, monkeypatch):
    with open_book(tmp_path / "a.db") as book:
        book.add(reports(3))
        monkeypatch.setattr("pledgebook.run.workers.Reader", None)
        assert book.add(reports(3), readers=Workers(2, book.dossier)).known == 3


def test_what_was_read_is_put_into_the_book_while_others_are_still_awaited(tmp_path):
    seen = []

    def slowly():
        yield from reports(3)
        until = time.monotonic() + 60
        while not seen and time.monotonic() < until:
            time.sleep(0.2)
            yield Rejection("x.txt", "empty_document", "x.txt: the file is empty")
        seen.append("end")

    with open_book(tmp_path / "a.db") as book:
        book.add(slowly(), readers=Workers(1, book.dossier), progress=lambda place, tally: seen.append(place))
    assert seen[0] == "r0"
