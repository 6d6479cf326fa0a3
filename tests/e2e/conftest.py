"""Runs the command line in this process, as a shell would see it."""

from __future__ import annotations

import io
import pathlib
import runpy
import sys
import types

import pytest

PLAIN_READER = pathlib.Path(__file__).parent.parent / "contract" / "conftest.py"


@pytest.fixture
def plain_reader(monkeypatch):
    monkeypatch.setattr("pledgebook.run.local.read_document", runpy.run_path(str(PLAIN_READER))["read_document"])


@pytest.fixture
def shell(tmp_path, monkeypatch, capfdbinary):
    """`shell("read", "a.txt")` in a folder of its own: `.code`, `.out`, `.err`."""
    monkeypatch.chdir(tmp_path)
    for name in ("BOOK", "DOSSIER", "BUSY_TIMEOUT_S"):
        monkeypatch.delenv(f"PLEDGEBOOK_{name}", raising=False)

    def run(*words, stdin=b""):
        from pledgebook.cli import main

        monkeypatch.setattr(sys, "argv", ["pledgebook", *map(str, words)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        code = 0
        try:
            main()
        except SystemExit as end:
            code = end.code or 0
        sys.stdout.flush()
        out, err = capfdbinary.readouterr()
        return types.SimpleNamespace(code=code, out=out.decode(), err=err.decode())

    return run
