"""Amounts restated in brackets, and how a sentence around them is parsed. All sentences are invented."""

from __future__ import annotations

import pytest

from pledgebook.annotate.money import find_money
from pledgebook.annotate.restated import restated_in_brackets
from pledgebook.clean.decode import row_document
from pledgebook.clean.layout import clean_document
from pledgebook.dossier.load import load_dossier
from pledgebook.pipeline import annotate

DOSSIER = load_dossier()


def asides(text: str) -> list[str]:
    document = clean_document(row_document(text, "a"), DOSSIER)
    return [span.of(document.text) for span in restated_in_brackets(document.text, find_money(document, DOSSIER))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Norway gives a €90bn (£79bn; $105bn) loan.", [" (£79bn; $105bn)"]),
        ("Norway gives £50m ($60m) for tents and £10m (about €12m) for boats.", [" ($60m)", " (about €12m)"]),
        ("Norway gives a $5 million [5.5 million euros] loan.", [" [5.5 million euros]"]),
    ],
)
def test_brackets_that_only_restate_an_amount_are_asides(text: str, found: list[str]) -> None:
    assert asides(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "Norway gives $5 million (of which $2 million are loans).",
        "Norway gives boats ($5 million) and tents ($2 million).",
        "Norway gives $5 million (£4 million for tents).",
        "Norway gives $5 million ($4 million more).",
        "Norway gives $5 million, or £4 million.",
    ],
)
def test_other_brackets_are_not(text: str) -> None:
    assert asides(text) == []


def test_a_sentence_is_parsed_as_if_they_were_not_there() -> None:
    def arcs(text: str) -> list[tuple[str, str, str]]:
        syntax = annotate(clean_document(row_document(text, "a"), DOSSIER), DOSSIER).syntax
        assert syntax is not None
        return [(token.text, token.dep_, token.head.text) for token in syntax if not token.is_space]

    plain = "EU leaders have struck a deal to give Ukraine a €90bn loan."
    restated = "EU leaders have struck a deal to give Ukraine a €90bn (£79bn; $105bn) loan."
    assert arcs(restated) == arcs(plain)


def test_places_stay_what_they_are() -> None:
    text = "EU leaders give Ukraine a €90bn (£79bn) loan, says Oslo."
    syntax = annotate(clean_document(row_document(text, "a"), DOSSIER), DOSSIER).syntax
    assert syntax is not None
    assert [text[token.idx : token.idx + len(token)] for token in syntax if not token.is_space] == [token.text for token in syntax if not token.is_space]
