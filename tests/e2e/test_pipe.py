"""What is printed into a pipe that nobody reads to its end."""

from __future__ import annotations

import subprocess
import sys


def test_extract_stops_quietly_when_its_reader_has_gone(tmp_path):
    (tmp_path / "a.txt").write_text("The Netherlands will give Ukraine $500 million for weapons, the Dutch defence ministry said on Monday.")
    with subprocess.Popen([sys.executable, "-m", "pledgebook", "extract", "a.txt"], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        said = running.stderr.read()
        assert (running.wait(), said) == (0, b"")
