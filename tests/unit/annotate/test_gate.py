from __future__ import annotations

import pathlib
import tomllib

import pytest

import pledgebook
from pledgebook.annotate.gate import passes_gate
from pledgebook.dossier.schema import Dossier, Party, PartyKind, Tenure
from pledgebook.model.text import Document, OffsetMap, RawDocument

WORDS = tomllib.loads((pathlib.Path(pledgebook.__file__).parent / "dossiers/ukraine/words/gate.toml").read_text())
UKRAINE = Party("UKR", PartyKind.STATE, "Ukraine", ("Ukraine",), ("Ukrainian",), ("Kyiv",), ("Verkhovna Rada",))
DOSSIER = Dossier(
    "ukraine", "", "", ("UKR",), (UKRAINE,), (Tenure("Olena Testova", ("Olena Testowa",), "UKR", "president", (None, None)),), (), (), (), {"gate": WORDS}
)


def document(text: str, title: str | None = None) -> Document:
    raw = RawDocument("a", "0" * 64, text, "utf-8")
    return Document(raw, text, OffsetMap((0,), (0,), (len(text),)), (), (), (), title, None, None, None, None, "en")


LONG = "The orchestra played until midnight and the audience stayed. " * 25


@pytest.mark.parametrize(
    "text",
    [
        "Lithuania pledged fifty generators to Ukraine.",
        "Kyiv’s envoys will hold talks with the alliance on Monday.",
        "UKRAINE GETS NEW AMMUNITION",
        "The ministry gave the Ukrainian army 40 trucks.",
        "Olena Testowa thanked the donors for the shipment.",
    ],
)
def test_a_text_that_names_the_beneficiary_and_speaks_of_aid_or_talks_passes(text: str) -> None:
    assert passes_gate(document(text), DOSSIER)


def test_the_title_names_the_beneficiary_for_the_whole_text() -> None:
    text = LONG + "The country will get an aid package."
    assert passes_gate(document(text, "Ukraine at war"), DOSSIER)
    assert not passes_gate(document(text), DOSSIER)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "A Ukrainian violinist won the first prize.",
        "The city council pledged $2 million for a new library, and the talks took hours. " * 20,
        "Skiev and kyivan are no names; weapons are.",
    ],
)
def test_a_text_without_beneficiary_or_without_trigger_stays_outside(text: str) -> None:
    assert not passes_gate(document(text), DOSSIER)


def test_a_name_in_passing_needs_a_trigger_close_by() -> None:
    far = LONG + "Prices rose after the invasion of Ukraine. " + LONG + "The bakery delivered its packages."
    near = LONG + "Prices rose after the invasion of Ukraine, and weapons were sent. " + LONG
    assert not passes_gate(document(far), DOSSIER)
    assert passes_gate(document(near), DOSSIER)


@pytest.mark.parametrize(
    "text",
    [
        "In-kind donation of 7 fire engines and 300 blankets.",
        "Emergency assistance worth 3 million EUR.",
        "Rifles, mortars and helmets.",
        "The government has sent 11 ambulances. No further information has been disclosed.",
    ],
)
def test_a_short_note_of_a_gift_passes_without_naming_the_beneficiary(text: str) -> None:
    assert passes_gate(document(text), DOSSIER)


@pytest.mark.parametrize(
    "text",
    [
        "Humanitarian aid worth 3 million EUR for Sudan.",
        "The company's revenue rose to 3 million EUR.",
        "The singer announced a tour of ten towns.",
    ],
)
def test_a_short_note_about_others_or_about_no_gift_stays_outside(text: str) -> None:
    assert not passes_gate(document(text), DOSSIER)


def test_a_long_text_is_no_note() -> None:
    assert not passes_gate(document("In-kind donation of 7 fire engines. " + LONG), DOSSIER)
