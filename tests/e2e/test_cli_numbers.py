"""Amounts in dollars and euros at the rate of the day, and beside the donor's economy, as the shell shows them."""

from __future__ import annotations

import csv
import io
import json
import runpy
import types

import msgspec
import pytest

from .conftest import PLAIN_READER


@pytest.fixture
def book(shell, tmp_path, monkeypatch):
    """NLD pledges 500m euros on 4 August 2025, DEU 300m dollars the day after, UKR (for want of a better) 40m hryvnias."""
    read_document = runpy.run_path(str(PLAIN_READER))["read_document"]
    currencies = {"NLD": "EUR", "UKR": "UAH", "SWE": "SEK"}

    def read(raw, dossier, **options):
        found = read_document(raw, dossier, **options)
        claims = [_in(claim, currencies.get(claim.donors[0], "USD")) for claim in found.claims]
        return types.SimpleNamespace(document=found.document, claims=claims, relevant=found.relevant)

    def _in(claim, currency):
        return msgspec.structs.replace(claim, amount=msgspec.structs.replace(claim.amount, currency=currency), flags=("currency_inferred",))

    monkeypatch.setattr("pledgebook.pipeline.read_document", read)
    monkeypatch.setattr("pledgebook.run.local.evidence_fault", lambda *_: None)
    texts = [("2025-08-04", "NLD pledges $500 million"), ("2025-08-05", "DEU pledges $300 million"), ("2025-08-06", "UKR pledges $40 million")]
    named = [{"id": f"d{k}", "date": day, "source": f"s{k}.example", "text": text} for k, (day, text) in enumerate(texts)]
    (tmp_path / "rows.jsonl").write_text("\n".join(map(json.dumps, named)))
    assert shell("read", tmp_path / "rows.jsonl").code == 0
    return shell


def test_original_dollars_and_euros_stand_side_by_side_with_the_day_of_the_rate(book):
    shown = book("ledger", "--in", "usd").out
    # the bank's rate of 4 August 2025 was 1.1565 dollars for a euro
    amounts = ("EUR 500m", "USD 578.2m", "(rate of", "2025-08-04)", "no rate for UAH")
    for words in (*amounts, "Totals in USD at the rate of the day", "878.2m", "Totals in UAH (no rate to USD)"):
        assert words in shown, words
    assert "UAH 0" not in shown


def test_totals_are_converted_and_what_has_no_rate_keeps_its_own_row(book):
    document = json.loads(book("ledger", "--in", "usd", "--format", "json").out)
    totals = {(t["currency"], t["stage"]): t["sum"]["low"] for t in document["totals_in"]["grand_totals"]}
    assert totals == {("USD", "pledged"): 500e6 * 1.1565 + 300e6, ("UAH", "pledged"): 40e6}
    nld = next(entry["id"] for entry in document["entries"] if entry["donors"] == ["NLD"])
    ukr = next(entry["id"] for entry in document["entries"] if entry["donors"] == ["UKR"])
    assert document["converted"][nld]["USD"]["rate"] == {"currency": "EUR", "into": "USD", "value": 1.1565, "day": "2025-08-04"}
    assert (document["converted"][ukr]["EUR"]["amount"], document["converted"][ukr]["EUR"]["why"]) == (None, "no rate for UAH on 2025-08-06")
    # what is asked for nothing is converted for nothing
    assert "converted" not in json.loads(book("ledger", "--format", "json").out)


def test_rows_hold_both_currencies_and_leave_empty_what_has_no_rate(book):
    rows = {row["donors"]: row for row in csv.DictReader(io.StringIO(book("ledger", "--in", "eur", "--format", "csv").out))}
    assert (rows["NLD"]["EUR_min"], rows["NLD"]["USD_min"], rows["NLD"]["USD_rate_day"]) == ("500000000", "578250000", "2025-08-04")
    assert (rows["UKR"]["USD_min"], rows["UKR"]["USD_rate_day"], rows["UKR"]["amount_min"]) == ("", "", "40000000")


def test_one_entry_shows_all_three(book):
    nld = next(e["id"] for e in json.loads(book("ledger", "--format", "json").out)["entries"] if e["donors"] == ["NLD"])
    assert "in USD: USD 578.2m (rate of 2025-08-04)" in book("show", nld).out


def test_donors_stand_beside_their_economies(book):
    rows = {row["donor"]: row for row in json.loads(book("donors", "--format", "json").out)}
    nld = rows["NLD"]
    assert nld["given"]["low"] == 578_250_000
    assert nld["economy"]["year"] == 2023
    assert "World Bank" in nld["economy"]["source"]
    assert nld["share_of_gdp"]["low"] == pytest.approx(578_250_000 / nld["economy"]["gdp_usd"])
    assert nld["per_head"]["low"] == pytest.approx(578_250_000 / nld["economy"]["population"])
    # without a rate there is no sum, and it is not nothing
    assert (rows["UKR"]["given"], len(rows["UKR"]["no_rate"])) == (None, 1)
    shown = book("donors").out
    for words in ("Netherlands", "0.050%", "2023", "1 counted amounts are in no sum, for want of a rate"):
        assert words in shown, words


def test_an_unknown_currency_has_no_rate_and_changes_no_sum(book):
    shown = book("ledger", "--in", "xyz")
    assert shown.code == 0
    assert "no rate for XYZ" in " ".join(shown.out.split())


@pytest.mark.usefixtures("plain_reader")
def test_goods_are_counted_by_donor_and_what_nobody_counted_says_so(shell, tmp_path):
    (tmp_path / "a.txt").write_text("On Friday nothing was told. The Dutch pledged 1,200 helmets and Patriots to Ukraine.")
    shell("read", "a.txt")
    assert shell("donors", "--goods").out.strip() == "no goods"
    items = json.dumps([{"name": "helmets", "quantity": 1200}, {"name": "Patriots"}])
    fields = ("stage=pledged", "donors=NLD", "recipient=UKR", f"items={items}")
    quote = "The Dutch pledged 1,200 helmets and Patriots to Ukraine"
    assert shell("add", "a.txt", *fields, "--quote", quote, "--reason", "missed", "--by", "Ann").code == 0
    shown = [line.split() for line in shell("donors", "--goods").out.splitlines()]
    assert ["Netherlands", "Patriot", "air", "defence", "system", "not", "counted"] in shown
    assert any(line[-1:] == ["1,200"] for line in shown)
    rows = list(csv.DictReader(io.StringIO(shell("donors", "--goods", "--donor", "NLD", "--format", "csv").out)))
    assert {(row["donor"], row["stage"], row["number"], row["uncounted"]) for row in rows} == {("NLD", "pledged", "1200", "0"), ("NLD", "pledged", "", "1")}
