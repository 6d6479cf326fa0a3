"""Who gives, who receives and whose goods they are. All sentences are invented."""

from __future__ import annotations

import pytest

from pledgebook.clean.decode import row_document
from pledgebook.clean.layout import clean_document
from pledgebook.dossier.load import load_dossier
from pledgebook.extract.context import Context
from pledgebook.extract.frames import Frame, find_frames
from pledgebook.extract.givers import donors_of, receivers_of, suppliers_of
from pledgebook.extract.lexicon import lexicon
from pledgebook.extract.speech import find_speech
from pledgebook.pipeline import annotate


def framed(text: str) -> tuple[Frame, Context]:
    """The first act on aid of a text."""
    dossier = load_dossier()
    annotated = annotate(clean_document(row_document(text, "a"), dossier), dossier)
    context = Context(annotated, dossier, lexicon(dossier), find_speech(annotated, dossier))
    return find_frames(context)[0], context


def donors(text: str) -> list[str]:
    return donors_of(*framed(text))


@pytest.mark.parametrize(
    "text",
    [
        "Norway sent 12 howitzers to Ukraine.",
        "The Norwegian government sent 12 howitzers to Ukraine.",
        "Oslo will send 12 howitzers to Ukraine.",
        "Norway, which borders Russia, will send 12 howitzers to Ukraine.",
        "Ukraine was given 12 howitzers by Norway.",
        "Ukraine received 12 howitzers from Norway.",
        "Twelve howitzers were sent to Ukraine by Norway.",
        "Twelve howitzers from Norway have arrived in Ukraine.",
        "Twelve Norwegian howitzers were delivered to Ukraine.",
        "Norway's delivery of 12 howitzers to Ukraine took place on Monday.",
        "The delivery of 12 howitzers by Norway took place on Monday.",
        "Norway's defence minister promised 12 howitzers to Ukraine.",
        "Norwegian Defence Minister Kari Holm promised 12 howitzers to Ukraine.",
        "President Ola Berg of Norway promised 12 howitzers to Ukraine.",
        "Norway was worried. It will send 12 howitzers to Ukraine.",
        "A package of $20 million from Norway was announced for Ukraine.",
    ],
)
def test_the_giver_is_found_as_subject_agent_owner_origin_minister_or_pronoun(text: str) -> None:
    assert donors(text) == ["NOR"]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Denmark, Norway and Sweden will give Ukraine 500 million euros.", ["DNK", "NOR", "SWE"]),
        ("As part of a joint effort, Denmark, Norway and Sweden announced 500 million euros for Ukraine.", ["DNK", "NOR", "SWE"]),
        ("Together Norway and Denmark pledged about one billion dollars for Ukraine.", ["NOR", "DNK"]),
        ("Twelve howitzers were sent to Ukraine by Norway and Denmark.", ["NOR", "DNK"]),
        ("The governments of Norway and Denmark will give Ukraine 12 howitzers.", ["NOR", "DNK"]),
        ("Norway and Denmark met on Monday. They will send 12 howitzers to Ukraine.", ["NOR", "DNK"]),
        ("The US and its allies have sent 12 howitzers to Ukraine.", ["USA", "WEST"]),
        ("The European Union will give Ukraine 1 billion euros.", ["EU"]),
    ],
)
def test_a_list_or_group_of_givers_is_whole(text: str, codes: list[str]) -> None:
    assert donors(text) == codes


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Ukraine asked Germany to send 12 howitzers.", ["DEU"]),
        ("Ukraine asked Germany for 12 howitzers.", ["DEU"]),
        ("Ukraine has requested 12 howitzers from Germany.", ["DEU"]),
        ("The Ukrainian government appealed to Poland for generators.", ["POL"]),
        ("Poland urged Germany to send 30 tanks to Ukraine.", ["DEU"]),
        ("Ukraine needs 300 howitzers.", []),
    ],
)
def test_the_giver_of_what_is_asked_for_is_the_party_asked(text: str, codes: list[str]) -> None:
    assert donors(text) == codes


@pytest.mark.parametrize("text", ["Russia sent 12 howitzers to the front.", "Ukraine sent 12 howitzers to the front."])
def test_neither_the_receiver_nor_the_other_side_is_a_giver(text: str) -> None:
    assert donors(text) == []


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Norway sent 12 howitzers to Ukraine.", ["UKR"]),
        ("Norway sent Ukraine 12 howitzers.", ["UKR"]),
        ("Norway provided Ukraine with 12 howitzers.", ["UKR"]),
        ("Norway announced a $20 million package for Poland.", ["POL"]),
        ("Ukraine received 12 howitzers from Norway.", ["UKR"]),
        ("Norway sent 12 howitzers.", []),
    ],
)
def test_the_receiver_is_who_the_goods_go_to(text: str, codes: list[str]) -> None:
    assert list(dict.fromkeys(receivers_of(*framed(text)))) == codes


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Norway bought 12 Swedish howitzers for Ukraine.", "SWE"),
        ("Denmark will donate 19 US-made F-16 jets to Ukraine.", "USA"),
        ("Norway bought 12 howitzers for Ukraine.", None),
        ("Norway will send 12 Norwegian howitzers to Ukraine.", None),
    ],
)
def test_goods_of_another_party_have_a_supplier(text: str, code: str | None) -> None:
    frame, context = framed(text)
    assert suppliers_of(frame, donors_of(frame, context), context) == code
