"""People decide at the shell: what is asked, what a decision does, and that it stays whatever is read, folded or carried."""

from __future__ import annotations

import json
import runpy
import sqlite3
import types

import msgspec
import pytest

from pledgebook.model.text import Span

from .conftest import PLAIN_READER

pytestmark = pytest.mark.usefixtures("plain_reader")

SIGNED = ("--reason", "read it again", "--by", "mk")
ONE = "The cabinet met. NLD pledges $500 million for arms. It was raining."
TWO = "Late on Monday: NLD pledges $500 million, in the words of a second paper."
THREE = "DEU pledges $300 million for arms, and the Latvian cabinet set aside 7 million euros for generators."


def rows(path, *texts):
    named = [{"id": f"d{k}", "date": f"2025-08-0{k + 4}", "source": f"{'abc'[k]}.example", "text": text} for k, text in enumerate(texts)]
    path.write_text("\n".join(map(json.dumps, named)))
    return path


def ledger(shell, *options):
    return json.loads(shell("ledger", "--format", "json", *options).out)


def entries(shell, *options):
    return {tuple(entry["donors"]): entry for entry in ledger(shell, *options)["entries"]}


def claims_of(entry):
    return [testimony["claim"]["id"] for testimony in entry["testimonies"]]


def decision_of(found):
    return found.out.split()[1].rstrip(":")


@pytest.fixture
def book(shell, tmp_path):
    assert shell("read", rows(tmp_path / "rows.jsonl", ONE, TWO, THREE)).code == 0
    return shell


@pytest.fixture
def better(book, monkeypatch, tmp_path):
    """Reads everything again with code that reads more: every claim has another id and starts three characters earlier."""

    def reread():
        read_document = runpy.run_path(str(PLAIN_READER))["read_document"]

        def read(raw, dossier, **options):
            found = read_document(raw, dossier, **options)
            claims = [msgspec.structs.replace(c, evidence=(Span(max(0, c.evidence[0].start - 3), c.evidence[0].end),), incremental=True) for c in found.claims]
            return types.SimpleNamespace(document=found.document, claims=claims, relevant=found.relevant)

        monkeypatch.setattr("pledgebook.pipeline.read_document", read)
        monkeypatch.setattr("pledgebook.version.reading_version", lambda: "better")
        assert "read 3 documents" in book("read", tmp_path / "rows.jsonl").out

    return reread


def test_two_reports_of_one_event_are_split_and_merged_again(book):
    (nld,) = [e for e in ledger(book)["entries"] if e["donors"] == ["NLD"]]
    first, second = claims_of(nld)
    assert book("split", second, *SIGNED).code == 0
    assert len(ledger(book)["entries"]) == 3
    assert book("merge", first[:8], second[:8], *SIGNED).code == 0
    assert [claims_of(e) for e in ledger(book)["entries"] if e["donors"] == ["NLD"]] == [[first, second]]


def test_a_merge_joins_what_the_matcher_holds_apart_and_undo_parts_it(book):
    nld, deu = (claims_of(entries(book)[(code,)]) for code in ("NLD", "DEU"))
    merged = book("merge", nld[0], deu[0], *SIGNED)
    (entry,) = ledger(book)["entries"]
    assert sorted(claims_of(entry)) == sorted([*nld, *deu])
    assert book("undo", decision_of(merged), *SIGNED).code == 0
    assert len(ledger(book)["entries"]) == 2


def test_judging_a_pair_takes_claims_and_a_verdict_of_three(book):
    first, second = claims_of(entries(book)[("NLD",)])
    assert book("judge", first, second, "not_same", *SIGNED).code == 0
    assert len(ledger(book)["entries"]) == 3
    assert book("judge", first, second, "same", *SIGNED).code == 0
    assert len(ledger(book)["entries"]) == 2
    wrong = book("judge", first, second, "maybe", *SIGNED)
    assert (wrong.code, "same, not_same, unsure" in wrong.err) == (2, True)
    assert book("judge", first, first, "same", *SIGNED).code == 2


def test_a_decision_needs_a_reason_and_a_name(book, monkeypatch):
    (claim,) = claims_of(entries(book)[("DEU",)])
    assert book("accept", claim, "--reason", "seen").code == 2
    assert book("accept", claim, "--reason", " ", "--by", "mk").code == 2
    monkeypatch.setenv("PLEDGEBOOK_REVIEWER", "jd")
    assert book("accept", claim, "--reason", "seen").code == 0
    assert json.loads(book("decisions", "list", "--format", "json").out)[0]["by"] == "jd"


def test_a_rejected_claim_leaves_the_ledger_and_undo_brings_it_back(book):
    (claim,) = claims_of(entries(book)[("DEU",)])
    decision = decision_of(book("reject", claim, *SIGNED))
    assert ("DEU",) not in entries(book)
    undone = decision_of(book("undo", decision[:6], *SIGNED))
    assert ("DEU",) in entries(book)
    # and an undone undo puts the rejection in force again
    assert book("undo", undone, *SIGNED).code == 0
    assert ("DEU",) not in entries(book)
    listed = json.loads(book("decisions", "list", "--format", "json").out)
    assert [(row["stands"], row["decision"].split()[0]) for row in listed] == [(True, "claim"), (False, "decision"), (True, "decision")]


def test_a_whole_entry_is_accepted_and_told_apart_in_totals_and_filters(book):
    nld = entries(book)[("NLD",)]
    assert book("accept", nld["id"], "--entry", *SIGNED).out.count("accepted") == 2
    document = ledger(book)
    assert {document["basis"][e["id"]] for e in document["entries"] if e["donors"] == ["NLD"]} == {"reviewed"}
    assert [(t["stage"], t["sum"]["low"]) for t in document["grand_totals_reviewed"]] == [("pledged", 500_000_000)]
    assert [(t["stage"], t["sum"]["low"]) for t in document["grand_totals_machine"]] == [("pledged", 300_000_000)]
    assert (list(entries(book, "--reviewed")), list(entries(book, "--machine"))) == ([("NLD",)], [("DEU",)])
    table = book("ledger").out
    for words in ("of it reviewed", "of it read by machine alone", "1 reviewed by a person, 1 read by machine alone"):
        assert words in table
    shown = book("show", nld["id"]).out
    for words in ("2 of 2 claims reviewed by a person", f"claim {claims_of(nld)[0]} accepted (mk: read it again)"):
        assert words in shown


@pytest.mark.parametrize(
    ("field", "value", "kept"),
    [
        ("stage", "committed", "committed"),
        ("donors", "NLD,DEU", ["NLD", "DEU"]),
        ("date", "2025-08-01..2025-08-03", {"first": "2025-08-01", "last": "2025-08-03"}),
        ("scheme", "PURL", "PURL"),
        ("amount", "null", None),
        ("items", "generators", [{"name": "generators", "quantity": None, "unit": None}]),
    ],
)
def test_a_field_is_corrected_as_a_person_writes_it(book, field, value, kept):
    (claim,) = claims_of(entries(book)[("DEU",)])
    done = book("correct", claim, field, value, *SIGNED)
    assert done.code == 0, done.err
    (entry,) = [e for e in ledger(book)["entries"] if claim in claims_of(e)]
    assert entry["testimonies"][0]["claim"][field] == kept


def test_a_correction_cannot_put_in_what_the_evidence_or_the_dossier_lacks(book):
    (claim,) = claims_of(entries(book)[("DEU",)])
    was = book("ledger", "--format", "json").out
    for field, value, words in (
        ("amount", "USD 900m", "does not stand in its evidence"),
        ("items", '[{"name": "howitzers", "quantity": 12}]', "12 howitzers does not stand in its evidence"),
        ("stage", "promised", "promised"),
        ("colour", "red", "no field 'colour'"),
        ("donors", "XXX", "no party 'XXX'"),
        ("scheme", "NOPE", "no scheme 'NOPE'"),
    ):
        found = book("correct", claim, field, value, *SIGNED)
        assert (found.code, words in found.err, "hint: " in found.err) == (2, True, True), found.err
    assert book("ledger", "--format", "json").out == was


def test_dollars_may_be_somebody_elses_and_are_flagged_so(book):
    (claim,) = claims_of(entries(book)[("DEU",)])
    assert book("correct", claim, "amount", "CAD 300m", *SIGNED).code == 0
    entry = entries(book)[("DEU",)]
    assert (entry["amount"]["currency"], "currency_inferred" in entry["flags"]) == ("CAD", True)


def test_a_missed_claim_is_added_with_its_sentence_and_taken_back(book):
    added = book(
        "add", "d2", "stage=committed", "donors=LVA", "amount=EUR 7m", "--quote", "the Latvian cabinet set aside 7 million euros for generators", *SIGNED
    )
    assert added.code == 0, added.err
    entry = entries(book)[("LVA",)]
    assert (entry["stage"], entry["amount"]["min"], entry["counts_as"], entry["recipient"]) == ("committed", 7_000_000, "total", "UKR")
    assert ledger(book)["basis"][entry["id"]] == "reviewed"
    assert "⟦the Latvian cabinet set aside 7 million euros for generators⟧" in book("show", entry["id"]).out
    assert book("verify").code == 0
    # decisions can be taken on it like on any other claim
    assert book("correct", claims_of(entry)[0], "aid_type", "humanitarian", *SIGNED).code == 0
    assert entries(book)[("LVA",)]["aid_type"] == "humanitarian"
    book("undo", decision_of(added), *SIGNED)
    assert ("LVA",) not in entries(book)


def test_verify_finds_the_text_changed_under_an_added_claim(book):
    book("add", "d2", "stage=committed", "donors=LVA", "amount=EUR 7m", "--quote", "7 million euros", *SIGNED)
    (claim,) = claims_of(entries(book)[("LVA",)])
    with sqlite3.connect("pledgebook.db") as connection:
        connection.execute("UPDATE documents SET text = replace(text, '7 million', '9 million')")
    found = book("verify")
    assert found.code == 1
    assert f"claim {claim}: its text reads otherwise than when a person added it" in found.err
    assert f"claim {claim}: EUR 7m does not stand in its evidence" in found.err


@pytest.mark.parametrize(
    ("document", "fields", "quote", "words"),
    [
        ("d2", ["stage=committed", "donors=LVA", "amount=EUR 8m"], "set aside 7 million euros", "EUR 8m does not stand in its evidence"),
        ("d2", ["stage=committed", "donors=LVA", "amount=USD 7m"], "set aside 7 million euros", "USD 7m does not stand in its evidence"),
        ("d2", ["stage=committed", "donors=LVA"], "set aside 9 million euros", "nowhere"),
        ("d9", ["stage=committed", "donors=LVA"], "set aside", "no document"),
        ("d2", ["stage=given", "donors=LVA"], "set aside", "given"),
        ("d2", ["donors=LVA"], "set aside", "stage"),
        ("d2", ["stage=committed", "donors=LATVIA"], "set aside", "no party 'LATVIA'"),
        ("d2", ["stage=committed", "colour=red"], "set aside", "no field 'colour'"),
        ("d2", ["stage"], "set aside", "FIELD=VALUE"),
        ("d2", ["stage=committed", "donors=LVA", "recipient=MDA"], "set aside", "aid to MDA"),
    ],
)
def test_what_cannot_be_shown_is_not_added(book, document, fields, quote, words):
    found = book("add", document, *fields, "--quote", quote, *SIGNED)
    assert (found.code, words in found.err, "hint: " in found.err) == (2, True, True), found.err
    assert not json.loads(book("decisions", "list", "--format", "json").out)


def test_a_place_may_be_given_as_a_span(book):
    start = THREE.index("7 million")
    assert book("add", "d2", "stage=committed", "donors=LVA", "amount=EUR 7m", "--span", f"{start}-{start + len('7 million euros')}", *SIGNED).code == 0
    assert entries(book)[("LVA",)]["testimonies"][0]["words"] == ["7 million euros"]


def test_statements_can_be_added_too(book):
    assert book("add", "d0", "speaker=cabinet", "act=inform", "--kind", "statement", "--quote", "It was raining", *SIGNED).code == 0
    (said,) = json.loads(book("statements", "--format", "json").out)
    assert (said["speaker"], said["text"]) == ("cabinet", "It was raining")


def test_decisions_hold_when_everything_is_read_anew_by_better_code(book, better):
    nld = entries(book)[("NLD",)]
    first, second = claims_of(nld)
    (deu,) = claims_of(entries(book)[("DEU",)])
    book("split", second, *SIGNED)
    book("correct", first, "scheme", "PURL", *SIGNED)
    book("accept", deu, *SIGNED)
    book("add", "d2", "stage=committed", "donors=LVA", "amount=EUR 7m", "--quote", "7 million euros", *SIGNED)
    before = ledger(book)
    better()
    after = ledger(book)
    assert all(e["incremental"] for e in after["entries"] if e["donors"] != ["LVA"])

    def outline(document):
        return sorted((e["donors"], e["scheme"] or "", e["documents"], document["basis"][e["id"]]) for e in document["entries"])

    assert outline(after) == outline(before)
    assert outline(after) == [
        (["DEU"], "", 1, "reviewed"),
        (["LVA"], "", 1, "reviewed"),
        (["NLD"], "", 1, "machine"),
        (["NLD"], "PURL", 1, "reviewed"),
    ]
    assert (after["unplaced_decisions"], book("rebuild").code, book("verify").code) == ([], 0, 0)


def test_a_claim_that_better_code_finds_itself_stands_once(book, monkeypatch, tmp_path):
    (deu,) = claims_of(entries(book)[("DEU",)])
    book("reject", deu, "--reason", "hand-made instead", "--by", "mk")
    book("add", "d2", "stage=pledged", "donors=DEU", "amount=USD 300m", "scheme=PURL", "--quote", "DEU pledges $300 million for arms", *SIGNED)
    entry = entries(book)[("DEU",)]
    assert (entry["scheme"], len(claims_of(entry))) == ("PURL", 1)


def test_a_decision_that_lost_its_place_is_asked_about_and_never_dropped(book, monkeypatch, tmp_path):
    (deu,) = claims_of(entries(book)[("DEU",)])
    book("correct", deu, "scheme", "PURL", *SIGNED)
    monkeypatch.setattr("pledgebook.pipeline.read_document", lambda raw, dossier, **_: _empty(raw, dossier))
    monkeypatch.setattr("pledgebook.version.reading_version", lambda: "forgetful")
    book("read", tmp_path / "rows.jsonl")
    assert "has lost its place" in book("review").out
    assert len(json.loads(book("decisions", "list", "--format", "json").out)) == 1
    assert "1 decision to review" in book("ledger").out


def _empty(raw, dossier):
    found = runpy.run_path(str(PLAIN_READER))["read_document"](raw, dossier)
    return types.SimpleNamespace(document=found.document, claims=(), relevant=True)


def test_decisions_are_carried_to_another_book_once_and_give_the_same_ledger(book, tmp_path):
    first, second = claims_of(entries(book)[("NLD",)])
    (deu,) = claims_of(entries(book)[("DEU",)])
    book("split", second, *SIGNED)
    rejected = decision_of(book("reject", deu, *SIGNED))
    book("undo", rejected, *SIGNED)
    book("correct", first, "scheme", "PURL", *SIGNED)
    book("add", "d2", "stage=committed", "donors=LVA", "amount=EUR 7m", "--quote", "7 million euros", *SIGNED)
    assert book("decisions", "export", "decisions.jsonl").code == 0
    book("read", tmp_path / "rows.jsonl", "--book", "other.db")
    assert "5 decisions added, 0 known already, 0 refused" in book("decisions", "import", "decisions.jsonl", "--book", "other.db").out
    assert "0 decisions added, 5 known already, 0 refused" in book("decisions", "import", "decisions.jsonl", "--book", "other.db").out
    assert book("ledger", "--format", "json", "--book", "other.db").out == book("ledger", "--format", "json").out
    assert book("decisions", "export", "--book", "other.db").out == book("decisions", "export").out


def test_decisions_may_come_before_the_documents_they_are_about(book, tmp_path):
    (deu,) = claims_of(entries(book)[("DEU",)])
    book("correct", deu, "scheme", "PURL", *SIGNED)
    lines = book("decisions", "export").out
    (tmp_path / "other.jsonl").write_text(json.dumps({"id": "x", "text": "NOR pledges $100 million."}))
    book("read", tmp_path / "other.jsonl", "--book", "other.db")
    assert book("decisions", "import", "-", "--book", "other.db", stdin=lines.encode()).code == 0
    book("read", tmp_path / "rows.jsonl", "--book", "other.db")
    assert entries(book, "--book", "other.db")[("DEU",)]["scheme"] == "PURL"


def test_tampered_or_broken_decisions_are_refused_line_by_line(book, tmp_path):
    (deu,) = claims_of(entries(book)[("DEU",)])
    book("correct", deu, "scheme", "PURL", *SIGNED)
    book("add", "d2", "stage=committed", "donors=LVA", "amount=EUR 7m", "--quote", "7 million euros", *SIGNED)
    corrected, added = map(json.loads, book("decisions", "export").out.splitlines())
    forged = json.loads(json.dumps(added))
    forged["value"]["claim"]["amount"]["min"] = forged["value"]["claim"]["amount"]["max"] = 8e6
    bad = [
        {**corrected, "value": "USAI"},
        {key: value for key, value in forged.items() if key != "id"},
        {**{key: value for key, value in corrected.items() if key != "id"}, "field": "colour"},
        {**{key: value for key, value in corrected.items() if key != "id"}, "by": ""},
        {"decision": "order"},
        "nonsense",
    ]
    (tmp_path / "bad.jsonl").write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in bad))
    found = book("decisions", "import", "bad.jsonl")
    assert (found.code, "0 decisions added, 0 known already, 6 refused" in found.out) == (2, True)
    for line, words in ((1, "was changed"), (2, "EUR 8m does not stand"), (3, "no field 'colour'"), (4, "reason and a name"), (5, "'order'")):
        assert words in next(text for text in found.err.splitlines() if f"bad.jsonl:{line}:" in text)


def test_a_claim_that_warns_of_itself_is_asked_about_until_a_person_accepts_it(book):
    (claim,) = claims_of(entries(book)[("DEU",)])
    book("correct", claim, "flags", "hearsay", *SIGNED)
    # what a person corrected a person has looked at
    assert book("review").out == "nothing to review\n"
