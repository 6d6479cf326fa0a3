"""Goods that only a number stands for. All sentences are invented."""

from __future__ import annotations

import pytest

from pledgebook.clean.decode import row_document
from pledgebook.clean.layout import clean_document
from pledgebook.dossier.load import load_dossier
from pledgebook.extract.context import Context
from pledgebook.extract.ellipsis import REACH, elided_items
from pledgebook.extract.lexicon import lexicon
from pledgebook.extract.speech import find_speech
from pledgebook.model.claim import AidClaim
from pledgebook.pipeline import annotate
from pledgebook.run.local import extract_document


def elided(text: str) -> list[tuple[str, float | None]]:
    dossier = load_dossier()
    annotated = annotate(clean_document(row_document(text, "a"), dossier), dossier)
    context = Context(annotated, dossier, lexicon(dossier), find_speech(annotated, dossier))
    return [(item.name, item.quantity) for item in elided_items(context)]


@pytest.mark.parametrize(
    "text",
    [
        "Norway promised 12 howitzers to Ukraine. It has sent four.",
        "Norway promised 12 howitzers to Ukraine. Four of them were delivered.",
        "Norway promised 12 howitzers to Ukraine. It will send 4 more.",
        "Norway promised 12 howitzers to Ukraine. Ukraine has received four.",
        "Norway promised 12 howitzers to Ukraine. Ukraine has asked for four.",
        "Norway promised 12 howitzers to Ukraine. Four arrived at the start of May.",
    ],
)
def test_a_bare_number_that_is_given_means_the_goods_named_last(text: str) -> None:
    assert elided(text) == [("howitzers", 4)]


def test_of_several_goods_the_nearest_is_meant() -> None:
    assert elided("Norway promised 12 howitzers and 300 rifles to Ukraine. It has sent four.") == [("rifles", 4)]


@pytest.mark.parametrize(
    "text",
    [
        "Norway promised 12 howitzers to Ukraine. The mayor counted four.",
        "Norway promised 12 howitzers to Ukraine. It has sent $4.",
        "Norway has sent four.",
        "Norway promised 12 howitzers to Ukraine. The crews fired four.",
    ],
)
def test_a_number_of_something_else_means_no_goods(text: str) -> None:
    assert elided(text) == []


def test_goods_named_long_before_are_not_meant() -> None:
    assert elided("Norway promised 12 howitzers to Ukraine. " + "The mayor slept in the hall. " * (REACH // 20) + "It has sent four.") == []


def test_a_number_from_another_giver_is_its_own_gift() -> None:
    text = "The war in Ukraine went on.\n\nUkraine got 14 tanks from Germany and 10 from Poland."
    claims = [c for c in extract_document(row_document(text, "a"), load_dossier()).claims if isinstance(c, AidClaim)]
    assert [(c.donors, [item.quantity for item in c.items]) for c in claims] == [(("DEU",), [14]), (("POL",), [10])]
    assert [text[place.start : place.end] for place in claims[1].evidence] == ["10 from Poland", "tanks"]
