"""PROV-JSON: read by the reference library, valid by its schema, and every figure leads to a document."""

from __future__ import annotations

import json
import pathlib

import jsonschema
import prov.model
import pytest
from prov.model import ProvDocument

from pledgebook.export.formats import Format, write

SCHEMA = pathlib.Path(prov.model.__file__).parent / "tests" / "schemas" / "prov-json.schema.json"


@pytest.fixture(scope="module")
def written(sample, tmp_path_factory):
    path = tmp_path_factory.mktemp("prov") / "aid.json"
    write(sample.view, path, Format.PROV)
    return path


def test_the_reference_library_reads_it_and_the_schema_holds(written):
    document = ProvDocument.deserialize(source=str(written))
    assert document.get_records()
    if SCHEMA.is_file():
        jsonschema.validate(json.loads(written.read_text()), json.loads(SCHEMA.read_text()))


def test_every_entry_leads_through_claims_to_documents_and_outlets(sample, written):
    held = json.loads(written.read_text())
    derived = [(link["prov:generatedEntity"], link["prov:usedEntity"]) for link in held["wasDerivedFrom"].values()]
    attributed = [(link["prov:entity"], link["prov:agent"]) for link in held["wasAttributedTo"].values()]
    for entry in (*sample.view.entries, *sample.view.talks, *sample.view.statements):
        claims = {claim for made, claim in derived if made == f"p:entry-{entry.id}"}
        assert claims == {f"p:claim-{testimony.claim.id}" for testimony in entry.testimonies}
        documents = {document for claim in claims for made, document in derived if made == claim}
        assert documents == {f"p:document-{testimony.claim.doc}" for testimony in entry.testimonies}
        assert {document for document, _ in attributed} >= documents
    assert all(name in held["entity"] for _, name in derived)


def test_it_tells_the_version_the_digest_and_the_words(sample, written):
    held = json.loads(written.read_text())
    assert held["entity"]["p:ledger"]["p:dossier_digest"] == "d1"
    claim = sample.view.entries[0].testimonies[0]
    assert held["entity"][f"p:claim-{claim.claim.id}"]["prov:value"] == claim.words[0]


def test_a_persons_judgement_makes_them_responsible(facts, tmp_path):
    from pledgebook.ledgerview import LedgerView
    from pledgebook.model.ledger import Judgement, Verdict
    from pledgebook.resolve.fold import fold
    from pledgebook.resolve.identity import anchor

    told_by = ((5e8, "2025-08-04", "a.example"), (9e8, "2025-09-04", "b.example"))
    documents = [facts.document(facts.aid(amount, "NLD", on=day), source=source) for amount, day, source in told_by]
    one, two = (held.reported[0].claim for held in documents)
    judged = Judgement(anchor(one, documents[0].id), anchor(two, documents[1].id), Verdict.SAME, ("one package",), "Ada", number=1)
    view = LedgerView(fold(documents, facts.dossier, (judged,)), facts.dossier)
    write(view, tmp_path / "aid.json", Format.PROV)
    told = json.loads((tmp_path / "aid.json").read_text())
    assert "p:person-Ada" in told["agent"]
    assert "p:person-Ada" in {link["prov:agent"] for link in told["wasAttributedTo"].values()}
