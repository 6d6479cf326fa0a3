"""FollowTheMoney entities, held against the schema files of the followthemoney package."""

from __future__ import annotations

import datetime
import importlib.metadata
import json
import re
from typing import Any

import pytest
import yaml

from pledgebook.export.formats import Format, write
from pledgebook.export.ftm import entities


@pytest.fixture(scope="module")
def schemata() -> dict[str, Any]:
    """Every schema of the package by name; the files are read, the package is not run, for that would need ICU."""
    files = [file for file in importlib.metadata.files("followthemoney") or () if file.suffix == ".yaml" and file.parent.name == "schema"]
    found: dict[str, Any] = {}
    for file in files:
        found |= yaml.safe_load(file.locate().read_text(encoding="utf-8"))
    return found


ID = re.compile(r"[0-9a-zA-Z]([0-9a-zA-Z.-]*[0-9a-zA-Z])?")


def lineage(schemata: dict[str, Any], name: str) -> list[str]:
    """A schema with all it extends."""
    return [name, *(above for parent in schemata[name].get("extends", ()) for above in lineage(schemata, parent))]


@pytest.fixture
def sample_view(sample):
    return sample.view


CHECKS = {
    "number": lambda value: re.fullmatch(r"-?\d+(\.\d+)?", value),
    "date": lambda value: datetime.date.fromisoformat(value),
    "country": lambda value: re.fullmatch(r"[a-z]{2}", value),
    "url": lambda value: re.match(r"https?://[^\s/]+", value),
}


def faults(held: list[dict[str, Any]], schemata: dict[str, Any]) -> list[str]:
    """What the schema does not allow."""
    kinds = {entity["id"]: entity["schema"] for entity in held}
    found = []
    for entity in held:
        own = lineage(schemata, entity["schema"])
        known = {name: described for above in reversed(own) for name, described in schemata[above].get("properties", {}).items()}
        # what is required is not inherited
        required = schemata[entity["schema"]].get("required", ())
        found += [f"{entity['schema']} lacks {name}" for name in required if name not in entity["properties"]]
        found += [] if ID.fullmatch(entity["id"]) else [f"no id: {entity['id']}"]
        found += [f"{entity['schema']} is abstract"] if schemata[entity["schema"]].get("abstract") else []
        for name, values in entity["properties"].items():
            if name not in known:
                found.append(f"{entity['schema']} has no {name}")
                continue
            kind = known[name].get("type", "string")
            if kind == "entity":
                wrong = [value for value in values if known[name].get("range", "Thing") not in lineage(schemata, kinds.get(value, "Value"))]
            else:
                wrong = [value for value in values if not isinstance(value, str) or not value or (kind in CHECKS and not CHECKS[kind](value))]
            found += [f"{entity['schema']}.{name}: {value}" for value in wrong]
    return found


def test_every_entity_is_as_the_schema_has_it(sample_view, schemata, tmp_path) -> None:
    write(sample_view, tmp_path / "aid.json", Format.FTM)
    held = [json.loads(line) for line in (tmp_path / "aid.json").read_text(encoding="utf-8").splitlines()]
    assert faults(held, schemata) == []
    assert {"Note", "PublicBody", "Project", "ProjectParticipant", "Article", "Documentation"} <= {entity["schema"] for entity in held}
    assert len({entity["id"] for entity in held}) == len(held)


def test_the_check_itself_finds_what_is_wrong(schemata) -> None:
    wrong = [
        {"id": "a", "schema": "Payment", "properties": {"amount": ["lots"], "payer": ["b_1"], "colour": ["red"]}},
        {"id": "b_1", "schema": "Article", "properties": {"title": ["x"], "fileName": ["y"]}},
    ]
    assert set(faults(wrong, schemata)) == {"Payment lacks beneficiary", "Payment.amount: lots", "Payment.payer: b_1", "Payment has no colour", "no id: b_1"}


def test_an_act_of_aid_stands_once_whoever_gives_it_and_only_money_that_came_is_a_payment(sample_view) -> None:
    held = list(entities(sample_view))
    acts = [entity for entity in held if entity["schema"] == "Project"]
    assert {entity["properties"]["projectId"][0] for entity in acts} == {entry.id for entry in sample_view.entries}
    for entry in sample_view.entries:
        act = next(entity for entity in acts if entity["properties"]["projectId"] == [entry.id])
        donors = [e for e in held if e["schema"] == "ProjectParticipant" and e["properties"]["project"] == [act["id"]] and e["properties"]["role"] == ["donor"]]
        assert len(donors) == len(entry.donors)
        plain = entry.counted and entry.amount and entry.amount.min == entry.amount.max is not None
        assert act["properties"].get("amount") == ([f"{entry.amount.min:.2f}"] if plain and entry.amount else None)
    paid = {entity["properties"]["project"][0] for entity in held if entity["schema"] == "Payment"}
    came = {act["id"] for act in acts if act["properties"]["status"] == ["delivered"]}
    assert paid <= came


def test_each_sentence_is_linked_to_its_report(sample_view) -> None:
    held = list(entities(sample_view))
    said = {entity["properties"]["recordId"][0]: entity["properties"] for entity in held if entity["schema"] == "Documentation"}
    for entry in sample_view.entries:
        for testimony in entry.testimonies:
            linked = said[testimony.claim.id]
            assert linked["document"] == [f"pledgebook-{sample_view.dossier.name}-document-{testimony.claim.doc}"]
            assert linked["summary"] == [" ".join(testimony.words[0].split())]
