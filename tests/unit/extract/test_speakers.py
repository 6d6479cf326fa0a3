"""Whom a source phrase means."""

from __future__ import annotations

import pytest

from pledgebook.clean.decode import row_document
from pledgebook.clean.layout import clean_document
from pledgebook.dossier.load import load_dossier
from pledgebook.extract.speech import Speech, find_speech
from pledgebook.pipeline import annotate


def speeches(text: str) -> tuple[Speech, ...]:
    dossier = load_dossier()
    annotated = annotate(clean_document(row_document(text, "a"), dossier), dossier)
    return find_speech(annotated, dossier)


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Ann Holt said the trucks had left. She added that more would follow.", "Ann Holt"),
        ("While Ann Holt did not see the trucks, she added that more would follow.", "Ann Holt"),
        ("Senator Ann Holt opened the depot. Holt said that more trucks would follow.", "Ann Holt"),
        ("Ann Holt, who had opened the depot, said that more trucks would follow.", "Ann Holt"),
        ("Two officials said that more trucks would follow.", "Two officials"),
        ("Sources familiar with the matter said that more trucks would follow.", "Sources familiar with the matter"),
        ("The Northern-Herald reported that more trucks would follow.", "Northern-Herald"),
        ("It was said that more trucks would follow.", None),
    ],
)
def test_the_last_speech_is_the_speakers(text: str, speaker: str | None) -> None:
    assert speeches(text)[-1].speaker == speaker


@pytest.mark.parametrize(
    ("text", "speaker", "actor"),
    [
        ("Norway believes that the trucks will arrive.", "NOR", "NOR"),
        ("The Kremlin said that the trucks would arrive.", "RUS", "RUS"),
        ("NATO said that the trucks would arrive.", "NATO", "NATO"),
        ("The Pentagon said that the trucks would arrive.", "The Pentagon", "USA"),
        ("Two Dutch officials said that the trucks would arrive.", "Two Dutch officials", "NLD"),
    ],
)
def test_a_state_speaks_by_its_code_and_a_body_by_its_name(text: str, speaker: str, actor: str) -> None:
    [speech] = speeches(text)
    assert (speech.speaker, speech.actor) == (speaker, actor)


def test_parties_in_a_row_speak_together() -> None:
    [speech] = speeches("As part of this, Norway, Poland, and Canada announced they would pay for the trucks.")
    assert speech.speaker == "Norway, Poland, and Canada"


def test_a_role_in_apposition_is_the_speakers() -> None:
    [speech] = speeches("Ann Holt, a driver of the convoy, said that the trucks had left.")
    assert (speech.speaker, speech.role) == ("Ann Holt", "a driver of the convoy")
