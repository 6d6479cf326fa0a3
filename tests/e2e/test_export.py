"""`export` and `compare` as a shell sees them."""

from __future__ import annotations

import csv
import io
import json

import pytest

ROWS = (
    "activity_id,donor,announcement_date,aid_type_general,reporting_currency,source_reported_value\n"
    "N1,Norway,2025-08-05,Military,EUR,5000000\nX1,Latvia,2025-08-05,Military,EUR,1000000\n"
)


@pytest.fixture
def book(shell, tmp_path, plain_reader):
    """A book of one report: Norway gives five million dollars."""
    (tmp_path / "reports.jsonl").write_text(json.dumps({"id": "one", "date": "2025-08-05", "text": "NOR pledges $5 million"}))
    assert shell("read", "reports.jsonl").code == 0
    return tmp_path


@pytest.mark.parametrize("out", ["aid.xlsx", "aid.jsonl", "aid"])
def test_a_book_is_written_and_compared_with_itself(shell, book, out):
    done = shell("export", out)
    assert (done.code, done.err) == (0, "")
    assert f"{out}: " in done.out
    compared = shell("compare", out, "--format", "json")
    assert json.loads(compared.out)["difference"] == 0


def test_an_export_does_not_overwrite_and_names_the_remedy(shell, book):
    shell("export", "aid.jsonl")
    refused = shell("export", "aid.jsonl")
    assert (refused.code, "--replace" in refused.err) == (2, True)
    assert shell("export", "aid.jsonl", "--replace").code == 0


def test_another_ledger_is_explained_in_every_form(shell, book):
    (book / "kiel.csv").write_text(ROWS)
    table = shell("compare", "kiel.csv", "--in", "eur")
    assert (table.code, "left unexplained" in table.out) == (0, True)
    found = json.loads(shell("compare", "kiel.csv", "--in", "eur", "--format", "json").out)
    assert sum(part["value"] for part in found["parts"]) == found["difference"] == found["ours"] - found["theirs"]
    assert found["theirs"] == 6_000_000
    rows = list(csv.DictReader(io.StringIO(shell("compare", "kiel.csv", "--format", "csv").out)))
    assert [(row["kind"], row["theirs"]) for row in rows] == [("differs", "N1"), ("only_theirs", "X1")]
    assert shell("compare", "kiel.csv", "--format", "markdown").out.startswith("# This book against kiel.csv")
    assert shell("compare", "kiel.csv", "--format", "html").out.startswith("<!doctype html>")


def test_a_filter_narrows_both_ledgers(shell, book):
    (book / "kiel.csv").write_text(ROWS)
    found = json.loads(shell("compare", "kiel.csv", "--donor", "LVA", "--in", "eur", "--format", "json").out)
    assert (found["ours"], found["theirs"]) == (0, 1_000_000)


def test_what_could_not_be_read_is_told_beside_the_result(shell, book):
    (book / "kiel.csv").write_text(ROWS + "Q1,Utopia,2025-08-05,Military,EUR,1\n,,2025-08-05,Military,EUR,1\n")
    done = shell("compare", "kiel.csv")
    assert done.code == 0
    assert "note: the dossier has no party 'Utopia'" in done.err
    assert "refused: kiel.csv:5" in done.err


@pytest.mark.parametrize("out", ["report.html", "report.pdf"])
def test_a_report_is_written_once_and_with_what_changed(shell, book, out):
    done = shell("report", out, "--since", "2025-08-01")
    assert (done.code, done.out) == (0, f"{out}: 5 lines, 1 sentences cited\n")
    assert (shell("report", out).code, shell("report", out, "--replace").code) == (2, 0)


@pytest.mark.parametrize("words", ["report aid.docx", "export aid.docx", "export aid --format pdf", "export aid.csv --format jsonl", "compare missing.csv"])
def test_what_cannot_be_done_is_said_in_two_lines(shell, book, words):
    done = shell(*words.split())
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("error: ")
    assert "\nhint: " in done.err
