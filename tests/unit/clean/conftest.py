"""A small dossier: the shipped layout words with invented people and events."""

import datetime
import pathlib
import tomllib

import pytest

import pledgebook
from pledgebook.dossier.schema import Dossier, Event, Party, PartyKind, Role, Scheme, Tenure
from pledgebook.model.text import DateRange

LAYOUT = pathlib.Path(pledgebook.__file__).parent / "dossiers" / "ukraine" / "words" / "layout.toml"


def _event(code: str, phrase: str, first: str, last: str) -> Event:
    return Event(code, phrase, (phrase,), DateRange(datetime.date.fromisoformat(first), datetime.date.fromisoformat(last)))


@pytest.fixture(scope="session")
def dossier() -> Dossier:
    return Dossier(
        name="small",
        title="Small",
        digest="clean-tests",
        beneficiaries=("UKR",),
        parties=(Party("NATO", PartyKind.ORGANISATION, "NATO", ("NATO",)),),
        people=(
            Tenure("Orla Venn", (), "NOR", "president", ("2025-01-20", None)),
            Tenure("Tomas Brandt", (), "NOR", "president", ("2021-01-20", "2025-01-20")),
            Tenure("Ada Holt", (), "NLD", "chancellor", ("2025-05-06", None)),
        ),
        events=(
            _event("F24", "Harbour Forum", "2024-02-16", "2024-02-18"),
            _event("F25", "Harbour Forum", "2025-02-14", "2025-02-16"),
            _event("B22", "harbour bill", "2022-12-29", "2022-12-29"),
        ),
        schemes=(Scheme("HAVEN", "Harbour fund", ("HAVEN", "harbour fund"), period=("2025-02-01", None)),),
        items=(),
        words={"layout": tomllib.loads(LAYOUT.read_text())},
        roles=(Role("president", ("president", "head of state"), exclusive=True), Role("chancellor", ("chancellor",), exclusive=True)),
    )
