"""Reading a long document is work in proportion to its length, counted in calls rather than seconds."""

from __future__ import annotations

import cProfile
import pathlib
import pstats

import pytest

import pledgebook
from pledgebook.clean.decode import row_document
from pledgebook.dossier.load import load_dossier
from pledgebook.model.text import Given, RawDocument
from pledgebook.pipeline import read_document

STATES = ("Poland", "Norway", "Denmark", "Canada", "Spain", "Latvia", "Sweden", "Italy")
GOODS = ("howitzers", "tanks", "air defence systems", "drones", "generators", "armoured vehicles")
PEOPLE = ("Tom Bird", "Ann Holt", "Jan Smid", "Eva Quist", "Lars Fenn", "Ida Marl")
OWN = str(pathlib.Path(pledgebook.__file__).parent)
"""calls into the parser's library are not counted: it fills its stores as it goes"""
SHORT, LONG = 200, 400
"""paragraphs; some fifty and a hundred thousand characters"""
TWICE = 2.5
"""calls for twice the text, at most; looking at all pairs of anything would make four times as many"""


def paragraph(k: int) -> str:
    state, other, goods, person = STATES[k % 8], STATES[(k + 3) % 8], GOODS[k % 6], PEOPLE[k % 6]
    return (
        f"{state} pledged ${k + 2} million and {k + 5} {goods} to Ukraine on Monday, said Defence Minister {person} of town {k}. "
        f"“We stand by bridge number {k} and will not leave it before the winter ends,” {person.split()[1]} told the Herald. "
        f"He met officials of {other} and Ukraine in Oslo to discuss road {k}. It said the talks about harbour {k} would go on."
    )


def document(paragraphs: int) -> RawDocument:
    return row_document("\n\n".join(paragraph(k) for k in range(paragraphs)), "long", Given("long", "2024-05-15"))


def calls(paragraphs: int) -> int:
    raw, dossier = document(paragraphs), load_dossier()
    profile = cProfile.Profile()
    profile.enable()
    reading = read_document(raw, dossier)
    profile.disable()
    assert len(reading.claims) > paragraphs
    stats: dict[tuple[str, int, str], tuple[int, int, float, float, object]] = pstats.Stats(profile).stats  # type: ignore[attr-defined]
    return sum(counted[1] for (file, _, _), counted in stats.items() if file.startswith(OWN))


@pytest.mark.long
def test_twice_the_text_is_about_twice_the_work() -> None:
    read_document(document(2), load_dossier())  # what is compiled once is no work of the document
    assert calls(LONG) <= TWICE * calls(SHORT)
