"""What a stretch of time brought, as the shell shows it: by which document, and who corrected what."""

from __future__ import annotations

import csv
import datetime
import io
import json

import pytest

pytestmark = pytest.mark.usefixtures("plain_reader")

SIGNED = ("--reason", "read it again", "--by", "mk")
REPORTS = [
    ("a", "2025-08-04", "a.example", "NLD pledges $500 million for arms."),
    ("b", "2025-08-05", "b.example", "As others had it: NLD pledges $505 million, no more."),
    ("c", "2025-09-02", "c.example", "DEU pledges $300 million this week."),
    ("d", "2025-09-20", "d.example", "At the border NLD delivers $500 million of what it promised."),
    ("e", None, "e.example", "NOR pledges $100 million."),
]


@pytest.fixture
def book(shell, tmp_path):
    named = [{"id": id_, "source": source, "text": text, **({"date": day} if day else {})} for id_, day, source, text in REPORTS]
    (tmp_path / "rows.jsonl").write_text("\n".join(map(json.dumps, named)))
    assert shell("read", tmp_path / "rows.jsonl").code == 0
    return shell


def changes(shell, *options):
    return json.loads(shell("changes", "--format", "json", *options).out)


def outline(found):
    return [(c["kind"], c["entry_now"]["donors"], c["entry_now"]["stage"], [s["sources"][0] for s in c["by"]]) for c in found["changes"]]


def test_what_entered_and_what_moved_on_is_told_with_the_document_that_says_so(book):
    found = changes(book, "--since", "2025-08-31")
    assert outline(found) == [("entered", ["DEU"], "pledged", ["c.example"]), ("moved", ["NLD"], "delivered", ["d.example"])]
    assert found["changes"][1]["differences"] == [{"field": "stage", "before": "pledged", "after": "delivered"}]
    assert (found["documents"], found["undated"]) == (2, 1)


def test_until_leaves_out_what_came_later(book):
    assert outline(changes(book, "--since", "2025-08-31", "--until", "2025-09-10")) == [("entered", ["DEU"], "pledged", ["c.example"])]
    assert changes(book, "--since", "2025-10-01")["changes"] == []
    wrong = book("changes", "--since", "2025-09-10", "--until", "2025-08-31")
    assert (wrong.code, "hint: " in wrong.err) == (2, True)


def test_a_report_that_puts_it_otherwise_is_told_with_both_values(book):
    # the second paper has another figure, and of two media the later is shown; its day, after the first report, is not the event's
    found = changes(book, "--since", "2025-08-04", "--until", "2025-08-31")
    assert outline(found) == [("changed", ["NLD"], "pledged", ["b.example"])]
    assert found["changes"][0]["differences"] == [{"field": "amount", "before": "USD 500m", "after": "USD 505m"}]


def test_what_people_decided_is_told_with_name_and_reason(book):
    today, tomorrow = (str(datetime.datetime.now(datetime.UTC).date() + datetime.timedelta(days=k)) for k in (0, 1))
    yesterday = str(datetime.date.fromisoformat(today) - datetime.timedelta(days=1))
    (entry,) = json.loads(book("ledger", "--donor", "DEU", "--format", "json").out)["entries"]
    book("correct", entry["id"], "scheme", "PURL", *SIGNED)
    (change,) = changes(book, "--since", yesterday)["changes"]
    assert (change["kind"], change["entry"], change["decision"]["body"]["by"]) == ("corrected", entry["id"], "mk")
    shown = book("changes", "--since", yesterday, "--until", tomorrow).out
    for words in ("Decided by people (1)", "scheme is PURL", "mk: read it again"):
        assert words in shown
    assert changes(book, "--since", tomorrow)["changes"] == []


def test_the_table_and_the_rows_name_source_day_and_words(book):
    shown = book("changes", "--since", "2025-08-31").out
    told = ("New in the book (1)", "Moved on (1)", "stage: pledged -> delivered", "c.example, 2025-09-02: DEU pledges $300 million", "2 changes after")
    for words in told:
        assert words in shown, words
    entered, moved = csv.DictReader(io.StringIO(book("changes", "--since", "2025-08-31", "--format", "csv").out))
    assert (entered["kind"], entered["sources"], entered["published"]) == ("entered", "c.example", "2025-09-02")
    assert (moved["kind"], moved["change"].split(";")[0]) == ("moved", "stage: pledged -> delivered")


def test_every_view_can_be_asked_as_of_a_day(book):
    (entry,) = json.loads(book("ledger", "--as-of", "2025-08-04", "--format", "json").out)["entries"]
    assert json.loads(book("show", entry["id"], "--as-of", "2025-08-04", "--format", "json").out)["documents"] == 1
    assert json.loads(book("show", entry["id"], "--format", "json").out)["documents"] == 2
    assert [row["donor"] for row in json.loads(book("donors", "--as-of", "2025-08-31", "--format", "json").out)] == ["NLD"]
    for view in ("statements", "talks", "review"):
        assert book(view, "--as-of", "2025-08-31").code == 0
