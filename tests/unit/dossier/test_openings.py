"""A hastened pattern finds what the pattern finds, and looks at fewer places."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pledgebook.annotate.date_forms import FORMS, Names, compile_forms
from pledgebook.dossier.load import load_dossier
from pledgebook.dossier.openings import hastened

PATTERNS = [
    r"(?:the )?(?:week|day)s?",
    r"a{2}b?|ab*a|(?:ba)+c",
    r"(?:a|b)?(?:|c)(?:ab|cc)",
    r"[ab]?\d{1,3}\s+a|[0-3]+\w",
    r"(?<!a)b(?!c)|^a|c$",
    r"(?P<one>a|b)(?P=one)c?",
    r"[^a]b|.c",
    r"a*?b|(?>ab|a)c",
    r"(?i:ab?)c|(?i:Ab(?-i:C))",
    r"",
]


@example("xabbbac abc bababac 123 a", r"ab{1,3}ac|(?:ba)+c|\d{2,}\s", 0)
@given(st.text(alphabet="abcABC 0123\nthewkdys", max_size=40), st.sampled_from(PATTERNS), st.sampled_from([0, re.IGNORECASE]))
def test_a_hastened_pattern_finds_what_the_pattern_finds(text: str, pattern: str, flags: int) -> None:
    def found(written: str) -> list[tuple[tuple[int, int], tuple[str | None, ...]]]:
        return [(match.span(), match.groups()) for match in re.finditer(written, text, flags)]

    assert found(hastened(pattern, flags)) == found(pattern)


def test_letters_of_either_case_are_all_that_a_pattern_without_case_takes_for_them() -> None:
    everything = "".join(map(chr, (*range(0xD800), *range(0xE000, 0x110000))))
    for letter in ("a", "i", "k", "s", "å", "\u0131"):
        assert re.findall(hastened(f"(?i:{letter})"), everything) == re.findall(letter, everything, re.IGNORECASE)


@pytest.mark.parametrize("text", ["", "no day is named here, nor any weekly paper", "3 March 2025, last week, two days ago, in Q3 2024, FY25 and early May"])
def test_forms_of_dates_are_found_as_without_haste(text: str) -> None:
    forms = compile_forms(Names.of(load_dossier()), ())
    plain = re.compile(re.sub(r"\(\?=.*?\)\(\?:\(\?P<f0>", "(?:(?P<f0>", forms.pattern, count=1, flags=re.DOTALL))
    assert plain.pattern != forms.pattern
    assert [match.span() for match in forms.finditer(text)] == [match.span() for match in plain.finditer(text)]
    assert len(FORMS) == sum(name.count("_") == 0 for name in forms.groupindex)
