from __future__ import annotations

import datetime
import pathlib
import tomllib

import pytest

import pledgebook
from pledgebook.annotate.parties import Surroundings, party_names, read_party
from pledgebook.annotate.people import Person
from pledgebook.annotate.roles import RoleText, find_roles, has_held, holder, is_somebody_elses, offices
from pledgebook.dossier.compile import Phrases
from pledgebook.dossier.schema import Dossier, Party, PartyKind, Tenure
from pledgebook.model.text import Span

WORDS = tomllib.loads((pathlib.Path(pledgebook.__file__).parent / "dossiers/ukraine/words/roles.toml").read_text())
PARTIES = (
    Party("POL", PartyKind.STATE, "Poland", ("Poland",), ("Polish",), (), ("Sejm",)),
    Party("FRA", PartyKind.STATE, "France", ("France",), ("French",)),
    Party("UKR", PartyKind.STATE, "Ukraine", ("Ukraine",), ("Ukrainian",)),
    Party("NATO", PartyKind.ORGANISATION, "NATO", ("NATO",)),
)
TENURES = (
    Tenure("Jan Smid", (), "POL", "prime minister", ("2020-01-01", "2023-06-30")),
    Tenure("Eva Lind", (), "POL", "prime minister", ("2023-06-30", None)),
    Tenure("Luc Morel", (), "FRA", "president", ("2017-05-14", None)),
    Tenure("Ida Roux", (), "FRA", "prime minister", ("2022-05-16", None)),
    Tenure("Nils Berg", (), "NATO", "secretary general", ("2014-10-01", None)),
)
DOSSIER = Dossier("ukraine", "", "roles", ("UKR",), PARTIES, TENURES, (), (), (), {"roles": WORDS})
PEOPLE = [Person(tenure.name, (tenure,), ()) for tenure in TENURES]
DAY = datetime.date(2024, 1, 2)


def roles(text: str) -> list[RoleText]:
    names, surroundings = party_names(DOSSIER), Surroundings(DOSSIER)
    hits = []
    for span, numbers in Phrases((name.alias, number) for number, name in enumerate(names)).find(text):
        hit = read_party(text, span, [names[number] for number in numbers], surroundings)
        hits += [hit] if hit else []
    return find_roles(text, DOSSIER, hits, {})


@pytest.mark.parametrize(
    ("text", "stated", "office", "party"),
    [
        ("the Polish Prime Minister spoke", "Polish Prime Minister", "prime minister", "POL"),
        ("Poland’s former foreign minister", "Poland’s former foreign minister", "foreign minister", "POL"),
        ("the minister of foreign affairs of Poland said", "minister of foreign affairs of Poland", "foreign minister", "POL"),
        ("NATO chief Nils Berg", "NATO chief", "chief", "NATO"),
        ("the ambassador to Ukraine left", "ambassador to Ukraine", "ambassador", None),
        ("Poland's ambassador to Ukraine", "Poland's ambassador to Ukraine", "ambassador", "POL"),
        ("the minister of culture and education left", "minister of culture and education", "minister", None),
        ("a spokesman for the Polish army said", "spokesman for the Polish army", "spokesperson", "POL"),
        ("the head of the Office of the President of Ukraine left", "head of the Office of the President of Ukraine", "chief of staff", "UKR"),
        ("Secretary of State Lind", "Secretary of State", "foreign minister", None),
    ],
)
def test_a_role_is_read_with_its_party_and_its_complement(text: str, stated: str, office: str, party: str | None) -> None:
    (role,) = roles(text)
    assert (role.span.of(text), role.office, role.party) == (stated, office, party)


@pytest.mark.parametrize(
    ("text", "past", "lesser"),
    [
        ("former Polish president", True, False),
        ("Polish ex-president", True, False),
        ("Polish deputy prime minister", False, True),
        ("the Polish president-elect", False, True),
        ("the Sejm president", False, True),
        ("the head of Poland's delegation", False, True),
        ("the new Polish president", False, False),
    ],
)
def test_past_and_lesser_roles_are_marked(text: str, past: bool, lesser: bool) -> None:
    (role,) = roles(text)
    assert (role.past, role.lesser) == (past, lesser)


def test_plurals_and_parts_of_words_are_no_roles() -> None:
    assert roles("presidents, presidential, ministers, overhead") == []


def stated(office: str, party: str | None) -> RoleText:
    return RoleText(Span(0, 1), Span(0, 1), office, party)


@pytest.mark.parametrize(
    ("office", "party", "day", "name"),
    [
        ("prime minister", "POL", DAY, "Eva Lind"),
        ("prime minister", "POL", datetime.date(2021, 1, 1), "Jan Smid"),
        ("leader", "POL", DAY, "Eva Lind"),
        ("leader", "FRA", DAY, "Luc Morel"),
        ("chief", "NATO", DAY, "Nils Berg"),
        ("foreign minister", "POL", DAY, None),
        ("prime minister", "POL", None, None),
        ("prime minister", None, DAY, None),
        ("prime minister", "POL", datetime.date(2023, 6, 30), None),
    ],
)
def test_the_holder_of_a_post_is_the_one_of_the_day(office: str, party: str | None, day: datetime.date | None, name: str | None) -> None:
    found = holder(stated(office, party), PEOPLE, DOSSIER, day)
    assert (found.name if found else None) == name


def test_a_post_is_somebody_elses_only_where_the_dossier_names_who() -> None:
    table = offices(DOSSIER)
    assert is_somebody_elses(PEOPLE[2], stated("prime minister", "FRA"), PEOPLE, table, DAY)
    assert not is_somebody_elses(PEOPLE[2], stated("foreign minister", "FRA"), PEOPLE, table, DAY)
    assert not is_somebody_elses(PEOPLE[2], stated("prime minister", "FRA"), PEOPLE, table, None)


def test_looser_words_are_the_same_post() -> None:
    table = offices(DOSSIER)
    assert has_held(PEOPLE[4], stated("chief", "NATO"), table)
    assert has_held(PEOPLE[2], stated("leader", None), table)
    assert not has_held(PEOPLE[2], stated("prime minister", None), table)


def test_a_tenure_counts_from_its_first_day_to_its_last() -> None:
    smid = PEOPLE[0]
    assert [bool(smid.on(datetime.date(*day))) for day in ((2019, 12, 31), (2020, 1, 1), (2023, 6, 30), (2023, 7, 1))] == [False, True, True, False]
    assert smid.party(datetime.date(2024, 1, 1)) == "POL"


def test_every_office_of_the_shipped_words_is_known_by_one_office_alone() -> None:
    words = [word.lower() for row in WORDS["offices"].values() for word in row["words"]]
    assert sorted(word for word in set(words) if words.count(word) > 1) == []


def test_looser_offices_cover_offices_that_exist() -> None:
    assert {other for row in WORDS["offices"].values() for other in row.get("covers", ())} <= set(WORDS["offices"])
