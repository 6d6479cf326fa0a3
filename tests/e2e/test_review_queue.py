"""`pledgebook review`: what is most worth a person's look, in what order, and when it is asked no more."""

from __future__ import annotations

import csv
import io
import json
import runpy
import types

import msgspec
import pytest

from .conftest import PLAIN_READER

pytestmark = pytest.mark.usefixtures("plain_reader")

SIGNED = ("--reason", "read it again", "--by", "mk")


@pytest.fixture
def groups(monkeypatch):
    """Reads `ALL pledges ...` as what the allies pledge, whoever of them."""
    read_document = runpy.run_path(str(PLAIN_READER))["read_document"]

    def read(raw, dossier, **options):
        found = read_document(raw, dossier, **options)
        claims = [msgspec.structs.replace(c, donors=("NATO_ALLIES",)) if c.donors == ("ALL",) else c for c in found.claims]
        return types.SimpleNamespace(document=found.document, claims=claims, relevant=found.relevant)

    monkeypatch.setattr("pledgebook.pipeline.read_document", read)


def test_review_asks_the_dearest_question_first_with_both_sentences_and_the_table(shell, tmp_path, groups):
    # each pair is five days apart, of an ally and of the allies: one event or two
    texts = [
        ("2025-08-04", "NLD pledges $500 million for arms."),
        ("2025-08-09", "ALL pledges $500 million, as was learned."),
        ("2025-03-04", "DEU pledges $40 million."),
        ("2025-03-09", "ALL pledges $40 million, once more."),
    ]
    named = [{"id": f"d{k}", "date": day, "source": f"s{k}.example", "text": text} for k, (day, text) in enumerate(texts)]
    (tmp_path / "rows.jsonl").write_text("\n".join(map(json.dumps, named)))
    shell("read", tmp_path / "rows.jsonl")
    questions = json.loads(shell("review", "--format", "json").out)
    assert [(q["doubt"], q["worth"]) for q in questions] == [("match", 450_000_000), ("match", 36_000_000)]
    shown = shell("review", "--limit", "1").out
    for words in ("⟦NLD pledges $500 million⟧", "⟦ALL pledges $500 million⟧", "the matcher says", "USD 500m", "pledgebook judge", "2 to review, 1 more"):
        assert words in shown
    row, _ = csv.DictReader(io.StringIO(shell("review", "--format", "csv").out))
    assert (row["doubt"], {row["words_a"], row["words_b"]}) == ("match", {"NLD pledges $500 million", "ALL pledges $500 million"})
    # on an earlier day one half of the first pair was not there to doubt
    assert [q["worth"] for q in json.loads(shell("review", "--as-of", "2025-08-05", "--format", "json").out)] == [36_000_000]
    # a question a person answered is not asked again, whatever the answer
    left, right = (t["claim"]["id"] for t in questions[0]["testimonies"])
    shell("judge", left, right, "unsure", *SIGNED)
    assert [q["worth"] for q in json.loads(shell("review", "--format", "json").out)] == [36_000_000]
    left, right = (t["claim"]["id"] for t in questions[1]["testimonies"])
    shell("judge", left, right, "same", *SIGNED)
    assert shell("review").out == "nothing to review\n"


def test_a_doubtful_claim_is_shown_with_what_was_read_in_it(shell, tmp_path, monkeypatch):
    read_document = runpy.run_path(str(PLAIN_READER))["read_document"]

    def read(raw, dossier, **options):
        found = read_document(raw, dossier, **options)
        claims = [msgspec.structs.replace(c, flags=("hearsay",)) for c in found.claims]
        return types.SimpleNamespace(document=found.document, claims=claims, relevant=found.relevant)

    monkeypatch.setattr("pledgebook.pipeline.read_document", read)
    (tmp_path / "a.txt").write_text("DEU pledges $300 million for arms.")
    shell("read", tmp_path / "a.txt")
    (question,) = json.loads(shell("review", "--format", "json").out)
    # 300 million dollars, taken for right at 0.75 with one warning that leaves 0.85 of it
    assert (question["doubt"], question["worth"]) == ("claim", round(3e8 * (1 - 0.75 * 0.85)))
    shown = shell("review").out
    for words in ("it warns: hearsay", "⟦DEU pledges $300 million⟧", "USD 300m", "pledgebook accept|reject"):
        assert words in shown
    shell("accept", question["testimonies"][0]["claim"]["id"], *SIGNED)
    assert shell("review").out == "nothing to review\n"
