"""Drafts of invented sentences, for the tests of reading aid."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pledgebook.clean.decode import row_document
from pledgebook.clean.layout import clean_document
from pledgebook.dossier.load import load_dossier
from pledgebook.extract.aid import find_drafts
from pledgebook.extract.context import Context
from pledgebook.extract.drafts import Draft
from pledgebook.extract.lexicon import lexicon
from pledgebook.extract.speech import find_speech
from pledgebook.model.claim import CountsAs
from pledgebook.pipeline import annotate

LEAD = "The session in Vienna lasted two hours.\n\n"
Drafted = Callable[[str], list[Draft]]
Goods = Callable[[str], list[tuple[list[str], list[tuple[str, float | None]]]]]
Amounts = Callable[[str], list[tuple[float | None, float | None, CountsAs | None]]]


def _drafted(text: str) -> list[Draft]:
    dossier = load_dossier()
    annotated = annotate(clean_document(row_document(LEAD + text, "a"), dossier), dossier)
    return find_drafts(Context(annotated, dossier, lexicon(dossier), find_speech(annotated, dossier)))


@pytest.fixture
def drafted() -> Drafted:
    """The drafts of a text."""
    return _drafted


@pytest.fixture
def goods() -> Goods:
    """Of each draft its givers and its goods with their numbers."""
    return lambda text: [(draft.donors, [(item.name, item.quantity) for item in draft.items]) for draft in _drafted(text)]


@pytest.fixture
def amounts() -> Amounts:
    """Of each draft with an amount its bounds in millions, and how it is counted."""

    def found(text: str) -> list[tuple[float | None, float | None, CountsAs | None]]:
        told = [(draft.money, draft.counts_as) for draft in _drafted(text) if draft.money is not None]
        return [(money.minimum and money.minimum / 1e6, money.maximum and money.maximum / 1e6, counted) for money, counted in told]

    return found
