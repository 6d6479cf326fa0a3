"""Other ledgers read: pledgebook's own exports come back as they were, and the layouts of others as their columns say."""

from __future__ import annotations

import csv
import datetime
import json

import msgspec
import pytest
import xlsxwriter

from pledgebook.analyse.compare import Kind, compare
from pledgebook.analyse.compare_lines import Tracker, lines
from pledgebook.errors import DocumentError
from pledgebook.export.formats import Format, write
from pledgebook.export.own import entry_of, split
from pledgebook.export.trackers import read_tracker
from pledgebook.model.claim import AidType, Amount, ItemCount, Stage

OLD = ("ID", "Countries", "Announcement Date", "Type of Aid General", "Explanation", "Original Currency", "Monetary Value as Given by Source")
EURO = "Converted Value in EUR"
NEW = (
    *("activity_id", "donor", "announcement_date", "aid_type_general", "measure", "explanation", "source_of_aid_1"),
    *("reporting_currency", "source_reported_value"),
)
FLOWS = (
    *("id", "date", "amountUSD", "originalAmount", "originalCurrency", "srcOrganization", "srcLocations", "destLocations"),
    *("status", "boundary", "description"),
)
ITEMS = ("item", "item_numb")


def sheet(path, header, rows, name="Bilateral Assistance, MAIN DATA"):
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("Notes").write(0, 0, "read me first")
        page = book.add_worksheet(name)
        for number, row in enumerate((header, *rows)):
            for place, value in enumerate(row):
                if isinstance(value, datetime.date):
                    page.write_datetime(number, place, datetime.datetime.combine(value, datetime.time()), book.add_format({"num_format": "dd/mm/yyyy"}))
                else:
                    page.write(number, place, value)
    return path


@pytest.mark.parametrize(("name", "format"), [("book.xlsx", Format.XLSX), ("csv", Format.CSV), ("parquet", Format.PARQUET), ("book.jsonl", Format.JSONL)])
def test_an_export_of_ours_is_the_same_ledger_again(sample, facts, tmp_path, name, format):
    write(sample.view, tmp_path / name, format)
    read = read_tracker(tmp_path / name, facts.dossier)
    wanted = [held if held.id != sample.ids["hostile"] else tamed(held, format) for held in lines(sample.view.entries)]
    assert list(read.lines) == wanted
    assert (read.about["dossier_digest"], read.about["pledgebook"]) == ("d1", "0.1.0")


def tamed(line, format):
    """What a format cannot hold of hostile texts: members of a list by their separator, and in a workbook a control character."""
    items = tuple(ItemCount(item.name.replace("\x07", "\ufffd") if format is Format.XLSX else item.name) for item in line.items)
    return msgspec.structs.replace(line, items=items)


def test_an_entry_comes_back_but_for_what_its_documents_say(sample):
    from pledgebook.export.rows import aid_row

    for entry in sample.view.entries:
        bare = msgspec.structs.replace(entry, testimonies=(), conflicts=(), judgements=())
        assert entry_of({**aid_row(entry)}, entry.items) == bare or entry.id == sample.ids["hostile"]


def test_the_sheet_of_entries_alone_is_a_ledger_too(sample, facts, tmp_path):
    write(sample.view, tmp_path / "csv")
    read = read_tracker(tmp_path / "csv" / "entries.csv", facts.dossier)
    held = next(line for line in read.lines if line.id == sample.ids["conflict"])
    assert held.items == (ItemCount("Patriot missiles", 12.0), ItemCount("tonnes grain", 2.5))


def test_the_kiel_layout_holds_each_promise_once_with_its_goods_in_rows(sample, tmp_path):
    write(sample.view, tmp_path / "kiel.csv", Format.KIEL)
    rows = list(csv.DictReader((tmp_path / "kiel.csv").open(newline="")))
    own = [row for row in rows if row["activity_id"] == sample.ids["conflict"]]
    shown = next(entry for entry in sample.view.entries if entry.id == sample.ids["conflict"]).amount.min
    assert [(row["donor"], row["item"], row["item_numb"], row["measure"]) for row in own] == [
        ("Netherlands", "Patriot missiles", "12", "Commitment"),
        ("Netherlands", "grain", "2.5", "Commitment"),
    ]
    assert {float(row["source_reported_value"]) for row in own} == {shown}
    assert {row["announcement_date"] for row in own} == {"2025-08-04"}
    # the running total of the EU is no activity; tanks that arrived without a value are one
    assert sample.ids["umbrella"] not in {row["activity_id"] for row in rows}
    assert [(row["item"], row["source_reported_value"]) for row in rows if row["activity_id"] == sample.ids["unvalued"]] == [("tanks", "")]


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_the_kiel_layout_comes_back_with_what_it_can_hold(sample, facts, tmp_path, suffix):
    write(sample.view, tmp_path / f"kiel.{suffix}", Format.KIEL)
    read = {line.id: line for line in read_tracker(tmp_path / f"kiel.{suffix}", facts.dossier).lines}
    assert [line.id for line in lines(sample.view.entries) if line.counts and line.id not in read] == []
    for line in lines(sample.view.entries):
        if line.id in read and line.id != sample.ids["hostile"]:
            back = read[line.id]
            same = ("donors", "stage", "aid_type", "day", "amount", "counts")
            assert {name: getattr(back, name) for name in same} == {name: getattr(line, name) for name in same}
            assert [(item.name, item.quantity) for item in back.items] == [(item.name, item.quantity) for item in line.items]
    joint = read[sample.ids["joint"]]
    assert (joint.donors, joint.joint) == (("DEU", "NOR"), True)
    found = compare(lines(sample.view.entries), Tracker("kiel", tuple(read.values())), facts.dossier)
    assert found.difference == 0
    assert {row.kind for row in found.rows if any(line.counts for line in row.ours)} == {Kind.SAME}


def test_a_trackers_sheet_is_found_behind_its_notes_and_read_by_its_headers(facts, tmp_path):
    day = datetime.date(2022, 11, 2)
    rows = [
        ("NO1", "Norway", day, "Humanitarian", "Allocation", "heat", "https://regjeringen.example/1", "NOK", 100e6, "generator", 70),
        ("NO1", "Norway", day, "Humanitarian", "Allocation", "heat", ".", "NOK", 100e6, "stove", "."),
        ("NL1", "Netherlands", "until 12/20/2022", "Military", "Commitment", "arms", ".", ".", "No price", "tank", 3),
        ("XX1", "Utopia", day, "Financial", "Commitment", "a loan", ".", "EUR", 5e6, ".", "."),
        ("", "", day, "Military", "", "", "", "EUR", 1e6, "", ""),
    ]
    read = read_tracker(sheet(tmp_path / "tracker.xlsx", (*NEW, *ITEMS), rows), facts.dossier)
    by_id = {line.id: line for line in read.lines}
    norway = by_id["NO1"]
    assert (norway.donors, norway.stage, norway.aid_type, norway.day) == (("NOR",), Stage.COMMITTED, AidType.HUMANITARIAN, day)
    assert (norway.amount, norway.counts) == (Amount(100e6, 100e6, "NOK"), True)
    assert norway.items == (ItemCount("generator", 70.0), ItemCount("stove", None))
    assert norway.sources == ("https://regjeringen.example/1",)
    netherlands = by_id["NL1"]
    assert (netherlands.amount, netherlands.counts, netherlands.why_not, netherlands.day) == (None, False, "no amount", None)
    assert read.notes == ("the dossier has no party 'Utopia'",)
    assert [refusal.code for refusal in read.refused] == ["no_donor"]
    assert "tracker.xlsx:6" in read.refused[0].place


def test_the_older_headers_and_euros_without_an_amount_of_their_own(facts, tmp_path):
    day = datetime.date(2022, 5, 6)
    rows = [("DE1", "Germany", day, "Military", "howitzers", ".", ".", 12.5e6), ("DE2", "Germany", day, "Military", "x", "USD", 10e6, 9.4e6)]
    one, two = read_tracker(sheet(tmp_path / "old.xlsx", (*OLD, EURO), rows), facts.dossier).lines
    assert (one.amount, one.counts) == (Amount(12.5e6, 12.5e6, "EUR"), True)
    assert (two.amount, two.stated) == (Amount(10e6, 10e6, "USD"), Amount(9.4e6, 9.4e6, "EUR"))


def test_rows_of_one_activity_with_several_values_are_several_lines(facts, tmp_path):
    head = ("A1", "Norway", datetime.date(2022, 5, 6), "Military", "Allocation", "two deals", ".", "EUR")
    rows = [(*head, 3e6, "drone", 5), (*head, 2e6, "radio", 9), (*head, 3e6, "boat", 1)]
    read = read_tracker(sheet(tmp_path / "tracker.xlsx", (*NEW, *ITEMS), rows), facts.dossier)
    held = [(line.id, line.amount.min, [item.name for item in line.items]) for line in read.lines]
    assert held == [("A1", 3e6, ["drone", "boat"]), ("A1#2", 2e6, ["radio"])]


def test_flows_of_the_fts_api_and_of_its_download_are_one_ledger(facts, tmp_path):
    flow = {
        "id": "149198",
        "amountUSD": 11565000,
        "originalAmount": 10000000,
        "originalCurrency": "EUR",
        "date": "2025-08-04T00:00:00Z",
        "decisionDate": None,
        "status": "paid",
        "boundary": "incoming",
        "description": "Emergency response",
        "sourceObjects": [{"type": "Organization", "id": "2924", "name": "Norway, Government of"}, {"type": "Location", "id": "164", "name": "Norway"}],
        "destinationObjects": [{"type": "Location", "id": "229", "name": "Ukraine"}],
    }
    passed_on = {**flow, "id": "2", "boundary": "internal", "status": "commitment", "originalAmount": None, "originalCurrency": None}
    (tmp_path / "flows.json").write_text(json.dumps({"status": "ok", "data": {"flows": [flow, passed_on, {"id": "3"}]}}))
    read = read_tracker(tmp_path / "flows.json", facts.dossier)
    first, second = read.lines
    assert (first.donors, first.stage, first.recipient, first.day) == (("NOR",), Stage.DELIVERED, "UKR", datetime.date(2025, 8, 4))
    assert (first.amount, first.stated, first.counts) == (Amount(1e7, 1e7, "EUR"), Amount(11565000.0, 11565000.0, "USD"), True)
    assert (second.amount, second.counts, second.why_not) == (Amount(11565000.0, 11565000.0, "USD"), False, "passed on by its receiver")
    assert [refusal.code for refusal in read.refused] == ["no_amount"]
    with (tmp_path / "flows.csv").open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(FLOWS)
        writer.writerow(["#activity+id", "#date", "#value+usd", "", "", "", "", "", "", "", ""])
        flow = ("149198", "2025-08-04", "11565000", "10000000", "EUR", "Norway, Government of", "NOR", "UKR", "paid", "incoming", "Emergency response")
        writer.writerow(flow)
    assert read_tracker(tmp_path / "flows.csv", facts.dossier).lines == (first,)


@pytest.mark.parametrize(
    ("name", "body", "code"),
    [
        ("notes.csv", b"colour,shape\nred,round\n", "unknown_tracker"),
        ("notes.docx", b"PK", "unknown_tracker"),
        ("broken.xlsx", b"not a workbook", "bad_workbook"),
        ("flows.json", b"{", "bad_json"),
        ("flows.json", b'{"data": {}}', "no_flows"),
        ("book.jsonl", b'{"sheet": "entries", "id": 1}\n', "bad_export"),
        ("book.jsonl", b"oops\n", "bad_line"),
    ],
)
def test_what_is_no_ledger_is_refused_with_its_place(facts, tmp_path, name, body, code):
    (tmp_path / name).write_bytes(body)
    with pytest.raises(DocumentError) as caught:
        read_tracker(tmp_path / name, facts.dossier)
    assert (caught.value.code, name in str(caught.value), bool(caught.value.hint)) == (code, True, True)


def test_a_place_without_a_ledger_is_refused(facts, tmp_path):
    for place, code in ((tmp_path, "no_ledger"), (tmp_path / "missing.csv", "no_tracker")):
        with pytest.raises(DocumentError) as caught:
            read_tracker(place, facts.dossier)
        assert caught.value.code == code


def test_members_of_a_cell():
    assert split("a; b;; c ") == ("a", "b", "c")
