"""The command line with a book in a PostgreSQL database."""

from __future__ import annotations

import json

import pytest

pytestmark = pytest.mark.usefixtures("plain_reader")

KEY = "hunter" + "2"
ROWS = "\n".join(
    json.dumps({"id": f"r{k}", "date": "2025-08-04", "text": f"Report {k}. NLD pledges ${k}00 million, and DEU delivers ${k} million."}) for k in (1, 2)
)


def test_every_command_takes_the_url_of_a_database_for_a_book(shell, new_database, monkeypatch):
    url = new_database()
    done = shell("read", "-", "--book", url, stdin=ROWS.encode())
    assert (done.code, done.out.startswith("read 2 documents with 4 claims")) == (0, True)
    assert shell("read", "-", "--book", "file.db", stdin=ROWS.encode()).code == 0
    in_file = shell("ledger", "--format", "json", "--book", "file.db").out
    assert shell("ledger", "--format", "json", "--book", url).out == in_file
    monkeypatch.setenv("PLEDGEBOOK_BOOK", url)
    assert shell("ledger", "--format", "json").out == in_file
    id_ = json.loads(in_file)["entries"][0]["id"]
    assert id_ in shell("show", id_).out
    assert "all good" in shell("verify").out
    assert "identical" in shell("rebuild").out
    assert shell("ledger", "--format", "csv").out == shell("ledger", "--format", "csv", "--book", "file.db").out


def test_an_error_of_the_server_is_two_lines_without_the_password(shell):
    done = shell("ledger", "--book", f"postgresql://me:{KEY}@127.0.0.1:1/aid")
    assert done.code == 2
    assert done.err.startswith("error: postgresql://me:***@127.0.0.1:1/aid: the server cannot be reached")
    assert "\nhint: " in done.err
    assert len(done.err.splitlines()) == 2
    assert KEY not in done.err


def test_a_command_that_fails_names_the_book_without_the_password(shell, new_database):
    url = new_database().replace("postgres@", f"postgres:{KEY}@")
    done = shell("read", "-", "--book", url, stdin=ROWS.encode())
    assert done.code == 0
    assert KEY not in done.out + done.err
    assert KEY not in shell("show", "nothing", "--book", url).err


def test_a_book_moves_from_a_file_to_a_server_with_its_decisions(shell, new_database):
    url = new_database()
    shell("read", "-", "--book", "file.db", stdin=ROWS.encode())
    id_ = json.loads(shell("ledger", "--format", "json", "--book", "file.db").out)["entries"][0]["id"]
    assert shell("reject", id_, "--reason", "of another country", "--by", "mk", "--book", "file.db").code == 0
    shell("read", "-", "--book", url, stdin=ROWS.encode())
    assert shell("decisions", "export", "moved.jsonl", "--book", "file.db").code == 0
    assert shell("decisions", "import", "moved.jsonl", "--book", url).out.startswith("1 decisions added")
    moved = shell("ledger", "--format", "json", "--book", url).out
    assert moved == shell("ledger", "--format", "json", "--book", "file.db").out
    assert id_ not in [entry["id"] for entry in json.loads(moved)["entries"]]
