"""What is printed into a pipe that nobody reads to its end, and when a command is interrupted."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time


def test_extract_stops_quietly_when_its_reader_has_gone(tmp_path):
    (tmp_path / "a.txt").write_text("The Netherlands will give Ukraine $500 million for weapons, the Dutch defence ministry said on Monday.")
    with subprocess.Popen([sys.executable, "-m", "pledgebook", "extract", "a.txt"], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        said = running.stderr.read()
        assert (running.wait(), said) == (0, b"")


def test_who_interrupts_reading_is_told_that_it_can_go_on(tmp_path):
    row = {"id": "a", "text": "Norway pledged $100 million to Ukraine on Monday."}
    words = [sys.executable, "-m", "pledgebook", "read", "-", "--format", "jsonl", "--book", "a.db", "--metrics", "m.prom"]
    with subprocess.Popen(words, cwd=tmp_path, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        assert running.stdin is not None
        assert running.stderr is not None
        print(json.dumps(row), file=running.stdin, flush=True)
        until = time.monotonic() + 60
        while not (tmp_path / "a.db").exists() and time.monotonic() < until:
            time.sleep(0.05)
        running.send_signal(signal.SIGINT)
        assert running.wait(timeout=60) == 130
        assert running.stderr.read() == "interrupted; what was read is in the book, run the command again to go on\n"
