"""The shipped dossier is sound and holds what its texts need."""

from __future__ import annotations

import pytest

from pledgebook.dossier.check import check_dossier
from pledgebook.dossier.compile import Phrases
from pledgebook.dossier.load import load_dossier
from pledgebook.dossier.schema import Dossier
from pledgebook.dossier.tables import SHIPPED


@pytest.fixture(scope="module")
def ukraine() -> Dossier:
    return load_dossier("ukraine")


def test_it_has_no_problem_but_what_nobody_has_verified() -> None:
    assert {problem.code for problem in check_dossier(SHIPPED / "ukraine")} <= {"unverified", "missing_basis"}


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("Holland", "NLD"), ("Danes", "DNK"), ("Türkiye", "TUR"), ("Kiev", "UKR"), ("Foggy Bottom", "USA"), ("Quai d’Orsay", "FRA"), ("Bundestag", "DEU"),
        ("Verkhovna Rada", "UKR"), ("Kosovar", "XKX"), ("Holy See", "VAT"), ("Taipei", "TWN"), ("UN refugee agency", "UNHCR"), ("NB8", "NORDIC_BALTIC_8"),
        ("Scandinavian countries", "SCANDINAVIA"), ("the Europeans", "EUROPEAN_ALLIES"), ("Western partners", "WEST"), ("NATO members", "NATO_ALLIES"),
        ("G-7", "G7"), ("World Bank Group", "WORLD_BANK"), ("Trump administration", "USA"), ("South Sudanese", "SSD"), ("DR Congo", "COD"),
    ],
)  # fmt: skip
def test_a_party_is_known_by_its_words(ukraine: Dossier, word: str, code: str) -> None:
    aliases = ((alias, party.code) for party in ukraine.parties for alias in (*party.names, *party.adjectives, *party.seats, *party.bodies))
    assert [payloads for span, payloads in Phrases(aliases).find(word) if len(span) == len(word)] == [(code,)]


def test_every_state_has_a_currency_and_no_group_has_one_but_the_unrecognised(ukraine: Dossier) -> None:
    assert [party.code for party in ukraine.parties if party.kind == "state" and not party.currency] == []
    assert [party.code for party in ukraine.parties if party.kind == "group" and party.currency] == ["DNR", "LNR"]


@pytest.mark.parametrize(
    ("party", "office", "day", "name"),
    [
        ("USA", "president", "2025-01-19", "Joe Biden"),
        ("USA", "president", "2025-01-21", "Donald Trump"),
        ("USA", "national security adviser", "2025-02-14", "Mike Waltz"),
        ("NATO", "secretary general", "2022-12-30", "Jens Stoltenberg"),
        ("NATO", "secretary general", "2025-12-03", "Mark Rutte"),
        ("NLD", "prime minister", "2022-12-30", "Mark Rutte"),
        ("NOR", "foreign minister", "2025-12-03", "Espen Barth Eide"),
        ("GBR", "foreign minister", "2025-12-03", "Yvette Cooper"),
        ("DEU", "prime minister", "2025-08-10", "Friedrich Merz"),
        ("UKR", "defence minister", "2022-06-01", "Oleksii Reznikov"),
        ("FRA", "prime minister", "2024-10-01", "Michel Barnier"),
    ],
)
def test_an_office_has_its_holder_of_the_day(ukraine: Dossier, party: str, office: str, day: str, name: str) -> None:
    holders = {
        tenure.name
        for tenure in ukraine.people
        if tenure.party == party and ukraine.office(tenure.role) == office and (tenure.period[0] or "") <= day <= (tenure.period[1] or "9999")
    }
    assert holders == {name}


def test_a_bill_is_dated_by_its_figure(ukraine: Dossier) -> None:
    days = {str(event.days.first) for event in ukraine.events if "$1.7 trillion spending bill" in event.phrases}
    assert days == {"2022-12-29"}


def test_schemes_have_the_codes_claims_use(ukraine: Dossier) -> None:
    assert {"PURL", "PDA", "USAI", "EPF", "FMF", "ERA_LOAN", "RAMSTEIN", "CZECH_AMMO"} <= {scheme.code for scheme in ukraine.schemes}


def test_seven_belong_to_the_g7_and_thirty_two_to_nato(ukraine: Dossier) -> None:
    members = {party.code: party.members for party in ukraine.parties}
    assert {code: len(members[code]) for code in ("G7", "NATO", "EU", "NORDIC_BALTIC_8", "SCANDINAVIA")} == {
        "G7": 7,
        "NATO": 32,
        "EU": 27,
        "NORDIC_BALTIC_8": 8,
        "SCANDINAVIA": 3,
    }
