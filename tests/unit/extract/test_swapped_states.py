"""Two states that change names throughout a report change places in its claims, and nothing else does. All reports are invented."""

from __future__ import annotations

import re
from typing import Any

import pytest

from pledgebook.annotate.alike import parsed_as
from pledgebook.annotate.sentences import find_sentences
from pledgebook.annotate.syntax import parse
from pledgebook.clean.decode import row_document
from pledgebook.clean.layout import clean_document
from pledgebook.dossier.load import load_dossier
from pledgebook.model.claim import AidClaim
from pledgebook.model.text import Given
from pledgebook.run.local import extract_document

STATES = {
    "CZE": ("the Czech Republic", "Czech", "Prague"),
    "DEU": ("Germany", "German", "Berlin"),
    "GBR": ("the United Kingdom", "British", "London"),
    "JPN": ("Japan", "Japanese", "Tokyo"),
    "KOR": ("South Korea", "South Korean", "Seoul"),
    "LVA": ("Latvia", "Latvian", "Riga"),
    "NLD": ("the Netherlands", "Dutch", "The Hague"),
    "NOR": ("Norway", "Norwegian", "Oslo"),
    "SWE": ("Sweden", "Swedish", "Stockholm"),
    "TUR": ("Turkey", "Turkish", "Ankara"),
    "USA": ("the United States", "American", "Washington"),
}
"""of each state its name, adjective and seat"""

PAIRS = [("DEU", "SWE"), ("NOR", "JPN"), ("GBR", "USA"), ("LVA", "NLD"), ("CZE", "TUR"), ("KOR", "DEU")]

REPORTS = [
    "{A} will give Ukraine 20 million euros for radars, and {B} will send 12 howitzers, the two defence ministries said on Tuesday.\n\n"
    "{Ba} officials said more could follow.",
    "{A} announced on Monday a package of 40 million euros for Ukraine. It includes 12 howitzers.\n\n"
    "The {Ba} parliament approved 15 million euros for shells for Ukraine on Friday.",
    "{A} has refused to send tanks to Ukraine. {Bc} said it would deliver 14 tanks by the end of March.\n\nThe talks in {Ac} went on for two days.",
    "Ukraine has asked {A} for ten air defence systems, an adviser said on Friday.\n\n{B} paused deliveries of shells to Ukraine on Monday.",
    "Howitzers made in {A} and paid for by {B} have arrived in Ukraine.\n\nThe {Aa} maker will build 20 more.",
    "The {Aa} government on Thursday approved the sale of 18 howitzers to Ukraine. {B} will pay for them.",
    "{A} and {B} will together pay 500 million euros for ammunition for Ukraine. The {Aa} share is 300 million euros.\n\nThe two signed in {Bc}.",
    "{A} has given 3.2 billion euros in aid to Ukraine since 2022. {Ba} aid has come to 1.1 billion euros.",
    "The first {Aa} howitzers reached Ukraine on Monday, {Ba} media reported.\n\n{B} handed over 30 armoured vehicles in June.",
    "{Bc} urged {A} to let it send 20 {Aa} tanks to Ukraine. The {Aa} chancellery said no.",
]


def report(template: str, a: str, b: str) -> str:
    (name, adjective, seat), (other, others, elsewhere) = STATES[a], STATES[b]
    text = template.format(A=name, Aa=adjective, Ac=seat, B=other, Ba=others, Bc=elsewhere)
    return re.sub(r"(^|[.!?]\s+)the ", lambda match: f"{match[1]}The ", text) + "\n\nThe hall was full and the session lasted two hours."


def told(text: str, codes: dict[str, str]) -> list[tuple[Any, ...]]:
    """What the claims of a report say, with the codes of states exchanged."""
    found = extract_document(row_document(text, "a", Given("a", "2025-09-17")), load_dossier()).claims
    rows = []
    for claim in found:
        if isinstance(claim, AidClaim):
            donors = tuple(sorted(codes.get(code, code) for code in claim.donors))
            supplier = codes.get(claim.supplier or "", claim.supplier)
            quantities = tuple(item.quantity or 0.0 for item in claim.items)
            rows.append((claim.stage, donors, supplier, claim.amount, claim.counts_as, quantities, claim.date, claim.aid_type, claim.scheme))
    return sorted(rows, key=str)


@pytest.mark.parametrize("template", REPORTS, ids=[str(k) for k in range(len(REPORTS))])
def test_states_that_change_names_change_places_in_the_claims(template: str) -> None:
    for a, b in PAIRS:
        claims = told(report(template, a, b), {})
        assert claims, "nothing was read that could change"
        assert claims == told(report(template, b, a), {a: b, b: a})


def test_goods_are_counted_whatever_state_they_are_of() -> None:
    adjectives = [
        party.adjectives[0] for party in load_dossier().parties if party.kind == "state" and party.adjectives and party.code not in ("UKR", "RUS", "BLR")
    ]
    assert len(adjectives) > 100
    text = "\n\n".join(f"Norway sent Ukraine 20 {adjective} tanks." for adjective in adjectives[:40])
    found = extract_document(row_document(text, "a", Given("a", "2025-09-17")), load_dossier()).claims
    assert {item.quantity for claim in found if isinstance(claim, AidClaim) for item in claim.items} == {20}


def test_a_sentence_is_parsed_alike_whichever_state_it_is_about() -> None:
    dossier = load_dossier()

    def arcs(name: str) -> list[tuple[str, int]]:
        document = clean_document(row_document(f"{name} paused deliveries of shells to Ukraine on Monday.", "a"), dossier)
        doc = parse(document, find_sentences(document, dossier, ()), parsed_as(dossier))
        return [(token.dep_, token.head.i) for token in doc]

    names = [party.name for party in dossier.parties if party.kind == "state" and party.name.isalpha() and party.name.istitle()]
    assert len(names) > 100
    assert len({tuple(arcs(name)) for name in names[:60]}) == 1
