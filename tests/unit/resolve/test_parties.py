"""How two donor lists stand to each other."""

from __future__ import annotations

import msgspec
import pytest

from pledgebook.resolve.parties import Kinship, Parties


@pytest.mark.parametrize(
    ("left", "right", "kinship"),
    [
        (("DEU", "NLD"), ("NLD", "DEU"), Kinship.EQUAL),
        (("NATO",), ("DEU", "NOR"), Kinship.CONTAINS),
        (("DEU", "NOR"), ("EUROPEAN_ALLIES",), Kinship.CONTAINS),
        (("DEU", "NOR", "NLD"), ("DEU",), Kinship.SUPERSET),
        (("DEU",), (), Kinship.OPEN),
        (("DEU",), ("NLD",), Kinship.APART),
        (("EUROPEAN_ALLIES",), ("USA",), Kinship.APART),
        (("WEST",), ("USA",), Kinship.CONTAINS),
        (("WEST",), ("UKR",), Kinship.APART),
    ],
)
def test_kinship(facts, left, right, kinship):
    dossier = msgspec.structs.replace(facts.dossier, words={"resolve": {"groups": {"WEST": ["NATO"]}}})
    assert Parties(dossier).kinship(left, right) is kinship
    assert Parties(dossier).kinship(right, left) is kinship


def test_groups_within_each_other_come_to_an_end(facts):
    dossier = msgspec.structs.replace(facts.dossier, words={"resolve": {"groups": {"A": ["B"], "B": ["A", "DEU"]}}})
    assert Parties(dossier).expand(("A",)) == {"A", "B", "DEU"}
