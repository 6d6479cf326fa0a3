"""How an amount may be counted: totals alone are added up. All sentences are invented."""

from __future__ import annotations

import pytest

from pledgebook.clean.decode import row_document
from pledgebook.clean.layout import clean_document
from pledgebook.dossier.load import load_dossier
from pledgebook.extract.aid import find_drafts
from pledgebook.extract.context import Context
from pledgebook.extract.lexicon import lexicon
from pledgebook.extract.speech import find_speech
from pledgebook.model.claim import CountsAs
from pledgebook.model.text import Given
from pledgebook.pipeline import annotate


def counted(text: str) -> dict[tuple[float | None, float | None], CountsAs | None]:
    """How each amount of a text is counted, by its bounds."""
    dossier = load_dossier()
    annotated = annotate(clean_document(row_document(text, "a", Given("a", "2024-05-15")), dossier), dossier)
    drafts = find_drafts(Context(annotated, dossier, lexicon(dossier), find_speech(annotated, dossier)))
    return {(draft.money.minimum, draft.money.maximum): draft.counts_as for draft in drafts if draft.money is not None}


@pytest.mark.parametrize(
    "text",
    [
        "Norway announced a $500 million package for Ukraine.",
        "Norway will give Ukraine $500 million.",
        "Norway gave Ukraine $500 million on Monday.",
        "Norway has given Ukraine an additional $500 million.",
        "Norway has approved a further $500 million for Ukraine.",
        "Norway and Denmark together pledged $500 million for Ukraine.",
        "Norway will send Ukraine 12 howitzers worth $500 million.",
    ],
)
def test_the_amount_of_one_act_is_a_total(text: str) -> None:
    assert counted(text) == {(5e8, 5e8): CountsAs.TOTAL}


@pytest.mark.parametrize(
    "text",
    [
        "Norway pledged $500 million for Ukraine. Of this amount, $90 million will go toward training.",
        "Norway pledged $500 million for Ukraine, of which $90 million is for ammunition.",
        "Norway pledged $500 million for Ukraine, including $90 million for ammunition.",
        "Allies pledged $500 million for Ukraine, including $90 million from France.",
    ],
)
def test_a_part_of_another_amount_is_a_component(text: str) -> None:
    assert counted(text) == {(5e8, 5e8): CountsAs.TOTAL, (9e7, 9e7): CountsAs.COMPONENT}


def test_a_bill_that_holds_aid_among_other_things_is_a_container() -> None:
    text = "The Norwegian parliament passed a $900 million spending bill that earmarks $45 million for Ukraine."
    assert counted(text) == {(9e8, 9e8): CountsAs.CONTAINER, (4.5e7, 4.5e7): CountsAs.TOTAL}


@pytest.mark.parametrize(
    "text",
    [
        "Norway has given Ukraine $500 million since 2022.",
        "Norway has committed $500 million to Ukraine since January.",
        "To date, Norway has provided Ukraine with $500 million in military aid.",
        "In total, Norway sent Ukraine $500 million in military aid.",
        "Altogether, Norway pledged $500 million for Ukraine.",
    ],
)
def test_a_running_total_is_an_umbrella(text: str) -> None:
    assert counted(text) == {(5e8, 5e8): CountsAs.UMBRELLA}


@pytest.mark.parametrize(
    "text",
    [
        "Norway pledged $50 million for Ukraine. This brings the total to $900 million.",
        "Norway announced a $50 million package for Ukraine, bringing its total military aid to $900 million.",
    ],
)
def test_what_a_new_amount_brings_the_total_to_is_an_umbrella_beside_it(text: str) -> None:
    assert counted(text) == {(5e7, 5e7): CountsAs.TOTAL, (9e8, 9e8): CountsAs.UMBRELLA}


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("Norway will send hundreds of millions of dollars to Ukraine.", (2e8, 1e9)),
        ("Norway will send billions of dollars to Ukraine.", (2e9, None)),
    ],
)
def test_an_open_figure_is_vague(text: str, bounds: tuple[float, float | None]) -> None:
    assert counted(text) == {bounds: CountsAs.VAGUE}


def test_the_price_of_one_piece_is_no_total() -> None:
    assert counted("Norway will send 12 howitzers, worth $4 million each, to Ukraine.") == {(4e6, 4e6): CountsAs.UNIT_PRICE}


@pytest.mark.parametrize(
    ("words", "bounds"),
    [
        ("up to $20 million", (None, 2e7)),
        ("more than $20 million", (2e7, None)),
        ("between $20 million and $30 million", (2e7, 3e7)),
    ],
)
def test_a_bounded_amount_of_one_act_is_a_total_too(words: str, bounds: tuple[float | None, float | None]) -> None:
    assert counted(f"Norway will give {words} to Ukraine.") == {bounds: CountsAs.TOTAL}
