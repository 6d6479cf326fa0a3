"""Runs the command line in this process, as a shell would see it."""

from __future__ import annotations

import io
import pathlib
import random
import runpy
import sys
import types

import msgspec
import pytest

from pledgebook.model.claim import Stage
from pledgebook.resolve import match, shares

PLAIN_READER = pathlib.Path(__file__).parent.parent / "contract" / "conftest.py"


@pytest.fixture
def plain_reader(monkeypatch):
    monkeypatch.setattr("pledgebook.pipeline.read_document", runpy.run_path(str(PLAIN_READER))["read_document"])


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


@pytest.fixture(scope="session")
def reported(facts):
    """Two hundred reports of aid, talks and statements, many of one thing, with copies among them."""
    chance = random.Random(2)
    documents = []
    for k in range(200):
        day = f"2025-08-{chance.randint(1, 28):02}"
        stage, goods = chance.choice([Stage.PLEDGED, Stage.COMMITTED, Stage.DELIVERED]), chance.choice([(), ("Patriots",), ("tanks",)])
        donors = chance.sample(["NLD", "DEU", "NOR"], chance.randint(1, 2))
        said = facts.statement(chance.choice(["Ann Example", "Ben Example"]), at=20)
        met = facts.talks("NLD", "USA", on=day, at=60)
        claims = (facts.aid(chance.choice([1e8, 1.02e8, 5e8]), *donors, on=day, stage=stage, items=goods, joint=True), said, met)
        made = facts.document(*claims, source=f"{k % 9}.example", published=day, text=f"report {k} by paper {k % 9}, one of many of that day " * 3)
        copied = documents and chance.random() < 0.2
        documents.append(msgspec.structs.replace(made, sketch=documents[-1].sketch) if copied else made)
    return documents


@pytest.fixture
def small_shares(monkeypatch):
    monkeypatch.setattr(match, "MANY", 0)
    monkeypatch.setattr(shares, "CLAIMS", 40)
