"""What a person sees at the shell: results, reports, and messages that say what to do."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import subprocess
import sys
import time

import pytest

TEXT = "The cabinet met on Monday. NLD pledges $500 million for arms, it said in the evening. It was raining."

LIGHT = frozenset(["annotated_doc", "click", "greenlet", "msgspec", "pygments", "rensa", "rich", "shellingham", "sqlalchemy", "typer", "typing_extensions"])
"""what looking at a book may load that is not of the language or ours"""

plain = pytest.mark.usefixtures("plain_reader")


def write_rows(path, *rows):
    path.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows))
    return path


@plain
def test_read_reports_what_was_read_known_and_refused_and_why(shell, tmp_path):
    rows = write_rows(tmp_path / "rows.jsonl", {"id": "a", "date": "2025-08-04", "source": "a.example", "text": TEXT}, "{not json", {"id": "c", "text": ""})
    found = shell("read", rows)
    assert found.code == 0
    assert "read 1 document with 1 claim, 0 already known, 2 refused (1 bad_json, 1 empty_document); book pledgebook.db" in found.out
    assert "rows.jsonl:2" in found.err
    again = shell("read", rows)
    assert (again.code, "read 0 documents with 0 claims, 1 already known, 2 refused" in again.out) == (0, True)


@plain
def test_read_takes_folders_and_standard_input(shell, tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(TEXT)
    assert "read 2 documents" in shell("read", "in", "-", stdin=b"DEU pledges $300 million for arms, said the ministry.").out
    assert "2 already known" in shell("read", "in", "-", stdin=b"DEU pledges $300 million for arms, said the ministry.").out


@plain
def test_the_book_is_named_by_option_or_environment(shell, tmp_path, monkeypatch):
    (tmp_path / "a.txt").write_text(TEXT)
    shell("read", "a.txt", "--book", "one.db")
    monkeypatch.setenv("PLEDGEBOOK_BOOK", "two.db")
    shell("read", "a.txt")
    assert sorted(path.name for path in tmp_path.glob("*.db")) == ["one.db", "two.db"]


@plain
def test_the_ledger_shows_who_what_how_much_and_the_gap(shell, tmp_path):
    shell("read", write_rows(tmp_path / "rows.jsonl", {"id": "a", "date": "2025-08-04", "source": "a.example", "text": TEXT}))
    found = shell("ledger")
    for words in ("Netherlands", "pledged", "USD 500m", "(counted)", "2025-08-04", "a.example", "Totals in USD", "gap unknown", "1 entry from 1 document"):
        assert words in found.out
    assert "no entries match" in shell("ledger", "--donor", "DEU").out


@plain
def test_ledger_json_is_the_same_for_other_names_orders_and_places(shell, tmp_path):
    rows = [{"id": k, "date": "2025-08-04", "source": f"{k}.example", "text": text} for k, text in (("a", TEXT), ("b", "DEU pledges $300 million today."))]
    shell("read", write_rows(tmp_path / "one.jsonl", *rows), "--book", "one.db")
    (tmp_path / "deep").mkdir()
    shell("read", write_rows(tmp_path / "deep" / "two.jsonl", *rows[::-1]), "--book", "deep/two.db")
    one, two = (shell("ledger", "--format", "json", "--book", book).out for book in ("one.db", "deep/two.db"))
    assert one == two
    assert {entry["amount"]["min"] for entry in json.loads(one)["entries"]} == {500000000, 300000000}


@plain
def test_ledger_csv_has_a_row_an_entry(shell, tmp_path):
    shell("read", write_rows(tmp_path / "rows.jsonl", {"id": "a", "date": "2025-08-04", "source": "=evil.example", "text": TEXT}))
    (row,) = csv.DictReader(io.StringIO(shell("ledger", "--format", "csv").out))
    assert (row["donors"], row["amount_min"], row["counts_as"], row["sources"]) == ("NLD", "500000000", "total", "'=evil.example")


@plain
def test_show_marks_the_evidence_in_its_sentence(shell, tmp_path):
    shell("read", write_rows(tmp_path / "rows.jsonl", {"id": "a", "date": "2025-08-04", "source": "a.example", "text": TEXT}))
    (entry,) = json.loads(shell("ledger", "--format", "json").out)["entries"]
    found = shell("show", entry["id"][:6])
    assert "⟦NLD pledges $500 million⟧ for arms, it said in the evening." in found.out
    assert "It was raining" not in found.out
    assert json.loads(shell("show", entry["id"], "--format", "json").out)["id"] == entry["id"]
    missing = shell("show", "ffff00000000")
    assert (missing.code, missing.err.splitlines()[1][:5]) == (2, "hint:")


@plain
def test_as_of_shows_the_book_of_that_day(shell, tmp_path):
    rows = [{"id": k, "date": day, "text": text} for k, day, text in (("a", "2025-08-04", TEXT), ("b", "2025-09-04", "DEU pledges $300 million today."))]
    shell("read", write_rows(tmp_path / "rows.jsonl", *rows, {"id": "c", "text": "NOR pledges $100 million."}))
    document = json.loads(shell("ledger", "--as-of", "2025-08-10", "--format", "json").out)
    assert [entry["donors"] for entry in document["entries"]] == [["NLD"]]
    assert document["documents"] == {"counted": 1, "later": 1, "undated_left_out": 1}


@plain
def test_verify_and_rebuild_tell_good_from_tampered(shell, tmp_path):
    (tmp_path / "a.txt").write_text(TEXT)
    shell("read", "a.txt")
    assert (shell("verify").code, shell("rebuild").code) == (0, 0)
    with sqlite3.connect("pledgebook.db") as connection:
        connection.execute("UPDATE documents SET text = replace(text, '500', '900')")
    found = shell("verify")
    assert found.code == 1
    assert "reads 'NLD pledges $900 million', and read 'NLD pledges $500 million'" in found.err


@plain
def test_extract_prints_claims_and_nothing_else(shell, tmp_path):
    rows = write_rows(tmp_path / "rows.jsonl", {"id": "a", "text": TEXT}, {"id": "b", "text": TEXT}, "nonsense")
    found = shell("extract", rows)
    claims = [json.loads(line) for line in found.out.splitlines()]
    assert [(claim["doc"], claim["kind"], claim["stage"]) for claim in claims] == [("a", "aid", "pledged"), ("b", "aid", "pledged")]
    assert "rows.jsonl:3" in found.err
    assert not list(tmp_path.glob("*.db"))


@plain
@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.txt", b"", "empty"),
        ("noise.txt", bytes(range(256)) * 40, "noise.txt"),
        ("photo.png", b"\x89PNG\r\n", "photo.png"),
        ("rows.jsonl", b"not json\n", "rows.jsonl:1"),
    ],
)
def test_where_nothing_can_be_read_the_code_is_2_and_no_book_is_made(shell, tmp_path, name, content, words):
    (tmp_path / name).write_bytes(content)
    found = shell("read", name)
    assert found.code == 2
    assert words in found.err
    assert "hint:" in found.err
    assert not list(tmp_path.glob("*.db"))


def test_one_document_of_200_mb_is_refused_and_not_loaded(shell, tmp_path):
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(200 * 2**20)
    found = shell("read", path)
    assert found.code == 2
    assert "huge.txt" in found.err


@pytest.mark.parametrize("command", ["ledger", "statements", "talks", "verify", "rebuild"])
def test_a_missing_book_is_named_with_the_way_to_make_one(shell, command):
    found = shell(command)
    assert found.code == 2
    assert found.err.startswith("error: pledgebook.db: there is no book here yet\nhint: ")


def test_a_file_that_is_no_book_is_never_written_to(shell, tmp_path):
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "notes.md").write_text("my notes")
    assert shell("read", "a.txt", "--book", "notes.md").code == 2
    assert (tmp_path / "notes.md").read_text() == "my notes"


def test_words_outside_a_closed_set_are_refused_with_the_set(shell, tmp_path, plain_reader):
    (tmp_path / "a.txt").write_text(TEXT)
    shell("read", "a.txt")
    for option, value, words in (("--stage", "promised", "pledged"), ("--type", "lethal", "military"), ("--donor", "Netherland", "NLD")):
        found = shell("ledger", option, value)
        assert found.code == 2
        assert words in found.err


def test_an_unknown_dossier_is_named(shell, tmp_path):
    (tmp_path / "a.txt").write_text(TEXT)
    found = shell("read", "a.txt", "--dossier", "nowhere")
    assert (found.code, "nowhere" in found.err) == (2, True)


def test_the_shipped_dossier_passes_its_check(shell):
    found = shell("dossier", "check")
    assert found.code == 0, found.out
    assert "0 errors" in found.out


@plain
def test_what_a_report_says_is_shown_as_it_stands(shell, tmp_path):
    shell("read", write_rows(tmp_path / "rows.jsonl", {"id": "a", "source": "[b]:smile:", "text": TEXT}))
    assert "[b]:smile:" in shell("ledger").out


def test_help_and_version_load_nothing_heavy():
    code = "import sys, pledgebook.cli; sys.exit(any(name in sys.modules for name in ('spacy', 'sqlalchemy', 'alembic', 'currency_converter')))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
    start = time.perf_counter()
    assert subprocess.run([sys.executable, "-m", "pledgebook", "--version"], capture_output=True, text=True, check=True).stdout.startswith("pledgebook ")
    assert time.perf_counter() - start < 10


@plain
def test_looking_at_a_book_loads_what_looking_takes_and_no_more(shell, tmp_path):
    (tmp_path / "a.txt").write_text(TEXT)
    shell("read", "a.txt")
    code = """
import contextlib, sys
sys.argv = ["pledgebook", "ledger"]
from pledgebook.cli import main
with contextlib.suppress(SystemExit):
    main()
parts = {".".join(name.split(".")[: 2 if name.startswith("pledgebook.") else 1]) for name in sys.modules}
print(*sorted(parts - set(sys.stdlib_module_names)), file=sys.stderr)
"""
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "1 entry from 1 document" in found.stdout
    loaded = {name for name in found.stderr.split() if not name.startswith(("_", "cython"))}
    assert {"sqlalchemy", "rich", "pledgebook.store"} <= loaded
    assert loaded & {f"pledgebook.{name}" for name in ("annotate", "extract", "pipeline", "clean", "read", "run", "export", "web")} == set()
    assert {name for name in loaded if not name.startswith("pledgebook")} <= LIGHT


def test_a_book_is_read_shown_and_verified_with_the_real_pipeline(shell, tmp_path):
    (tmp_path / "report.txt").write_text(
        "The Netherlands on Monday announced a $500 million package of American weapons for Ukraine.\n\n"
        "“We will keep going,” the Dutch defence minister said in The Hague.\n"
    )
    assert shell("read", "report.txt").code == 0
    document = json.loads(shell("ledger", "--format", "json").out)
    assert [(entry["donors"], entry["amount"]["min"]) for entry in document["entries"]] == [(["NLD"], 500000000)]
    assert shell("verify").code == 0
    assert shell("read", "report.txt").out.startswith("read 0 documents with 0 claims, 1 already known")
