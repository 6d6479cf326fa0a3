"""One pattern of many words finds what the words side by side find, the longest first."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgebook.dossier.alternatives import any_of

WORDS = st.lists(st.text("aAb' .", min_size=1, max_size=4), max_size=6)


def side_by_side(words: list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) or r"(?!)"


@given(WORDS, st.text("aAb' .", max_size=12), st.sampled_from((0, re.IGNORECASE)))
def test_it_finds_what_the_words_side_by_side_find(words: list[str], text: str, flags: int) -> None:
    for form in (r"(?:{})", r"(?:{})\b", r"b(?:{})?a"):
        expected = [found.span() for found in re.finditer(form.format(side_by_side(words)), text, flags)]
        assert [found.span() for found in re.finditer(form.format(any_of(words)), text, flags)] == expected


@pytest.mark.parametrize("text", ["Holt's tank", "Holt’s tank", "Holt's\ttank"])
def test_a_character_may_be_written_in_several_ways(text: str) -> None:
    assert re.fullmatch(any_of(["Holt's tank", "Holt"], {"'": "['’]", " ": r"\s"}), text)
